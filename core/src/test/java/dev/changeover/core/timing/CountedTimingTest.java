package dev.changeover.core.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CountedTimingTest {
  /** A clock that a test moves; a wait is cut short once somebody asked to stop. */
  private static final class Stepped implements Timing {
    private Instant now = Instant.EPOCH;
    private boolean stop;

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public boolean sleep(Duration duration) {
      if (!stop) {
        now = now.plus(duration);
      }
      return !stop;
    }

    @Override
    public boolean stopRequested() {
      return stop;
    }

    @Override
    public Duration real(Duration span) {
      return span.dividedBy(2);
    }
  }

  private final Stepped clock = new Stepped();
  private final CountedTiming timing = new CountedTiming(clock);

  @Test
  void waitsAreCountedAndJumpsAreNot() {
    timing.sleep(Duration.ofSeconds(5));
    clock.now = clock.now.plusSeconds(3700);
    timing.sleep(Duration.ofSeconds(2));
    assertThat(timing.waited()).isEqualTo(Duration.ofSeconds(7));
    assertThat(timing.now()).isEqualTo(Instant.EPOCH.plusSeconds(3707));
  }

  @Test
  void aWaitThatWasCutShortIsNotCounted() {
    clock.stop = true;
    assertThat(timing.sleep(Duration.ofSeconds(5))).isFalse();
    assertThat(timing.stopRequested()).isTrue();
    assertThat(timing.waited()).isZero();
  }

  @Test
  void everythingElseIsAsItWas() {
    Timing.Age age = timing.startAging();
    clock.now = clock.now.plusSeconds(9);
    assertThat(age.sinceStart()).isEqualTo(Duration.ofSeconds(9));
    assertThat(timing.real(Duration.ofSeconds(9))).isEqualTo(Duration.ofMillis(4500));
  }
}
