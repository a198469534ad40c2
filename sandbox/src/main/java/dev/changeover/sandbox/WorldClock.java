package dev.changeover.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** The clock of a world, in milliseconds. It never goes back. Safe for several threads. */
public final class WorldClock {
  private final LongSupplier base;
  private long skipped;

  private WorldClock(LongSupplier base) {
    this.base = base;
  }

  /**
   * Returns a clock that runs {@code speed} times as fast as real time.
   *
   * @param speed more than 0, at most 1,000,000
   */
  public static WorldClock realTime(double speed, Instant start) {
    if (!(speed > 0 && speed <= 1_000_000)) {
      throw new IllegalArgumentException("speed is more than 0 and at most 1000000");
    }
    long origin = System.nanoTime();
    long first = start.toEpochMilli();
    return new WorldClock(
        () -> first + (long) ((System.nanoTime() - origin) / 1_000_000.0 * speed));
  }

  /** Returns a clock that stands still until it is advanced. */
  public static WorldClock manual(Instant start) {
    long first = start.toEpochMilli();
    return new WorldClock(() -> first);
  }

  /** Returns the time in the world. */
  public Instant now() {
    return Instant.ofEpochMilli(millis());
  }

  /** Moves the clock forward at once by zero or more, at most 3650 days. */
  public synchronized void advance(Duration step) {
    if (step.isNegative() || step.compareTo(Duration.ofDays(3650)) > 0) {
      throw new IllegalArgumentException("a clock is advanced by 0 to 3650 days");
    }
    skipped += step.toMillis();
  }

  synchronized long millis() {
    return base.getAsLong() + skipped;
  }
}
