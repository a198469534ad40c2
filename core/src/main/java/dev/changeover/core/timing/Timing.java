package dev.changeover.core.timing;

import java.time.Duration;
import java.time.Instant;

/** The clock that deadlines are measured with, and the only way to wait. */
public interface Timing {
  /** Returns the time now. */
  Instant now();

  /**
   * Waits.
   *
   * @return whether the whole time has passed; false if somebody asked to stop meanwhile, or had
   *     asked before
   */
  boolean sleep(Duration duration);

  /** Returns whether somebody asked to stop. Work ends at the next safe point. */
  boolean stopRequested();

  /** Returns how old something is that begins to age now. */
  default Age startAging() {
    Instant start = now();
    return () -> Duration.between(start, now());
  }

  /** How old something is. */
  @FunctionalInterface
  interface Age {
    Duration sinceStart();
  }

  /** Returns how long {@code span} of this clock takes in real time; for time-outs of sockets. */
  default Duration real(Duration span) {
    return span;
  }
}
