package dev.changeover.core.timing;

import java.time.Duration;
import java.time.Instant;

/**
 * A timing that counts what was really waited. A clock that jumps adds nothing to it, and a machine
 * that sleeps at most the wait it slept in. For one thread at a time.
 */
public final class CountedTiming implements Timing {
  private final Timing timing;
  private Duration waited = Duration.ZERO;

  /** Counts the waits of {@code timing} from now on. */
  public CountedTiming(Timing timing) {
    this.timing = timing;
  }

  /** Returns how long all waits together were. */
  public Duration waited() {
    return waited;
  }

  @Override
  public Instant now() {
    return timing.now();
  }

  @Override
  public boolean sleep(Duration duration) {
    boolean whole = timing.sleep(duration);
    if (whole) {
      waited = waited.plus(duration);
    }
    return whole;
  }

  @Override
  public boolean stopRequested() {
    return timing.stopRequested();
  }

  @Override
  public Age startAging() {
    return timing.startAging();
  }

  @Override
  public Duration real(Duration span) {
    return timing.real(span);
  }
}
