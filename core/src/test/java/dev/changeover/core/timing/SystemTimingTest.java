package dev.changeover.core.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SystemTimingTest {
  private final Instant now = Clock.systemUTC().instant();

  @Test
  void processesOfOneSandboxAgreeOnTheTimeOneAfterAnother() {
    Instant since = now.minus(Duration.ofMinutes(10));
    Instant first = SystemTiming.atSpeed(1000, since).now();
    Instant second = SystemTiming.atSpeed(1000, since).now();

    assertThat(first).isAfterOrEqualTo(since.plus(Duration.ofMinutes(10_000)));
    assertThat(second).isAfterOrEqualTo(first.minusMillis(1));
  }

  @Test
  void aSandboxThatBeginsLaterBeginsNow() {
    Instant since = now.plus(Duration.ofHours(1));

    assertThat(SystemTiming.atSpeed(60, since).now()).isAfterOrEqualTo(since);
  }

  @Test
  void refusesWhatNoSandboxHas() {
    assertThatIllegalArgumentException().isThrownBy(() -> SystemTiming.atSpeed(0.5, now));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SystemTiming.atSpeed(60, now.minus(Duration.ofDays(367))));
  }
}
