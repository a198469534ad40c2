package dev.changeover.core.timing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The machine's clock, which a sandbox may run faster. Any thread may ask to stop; one thread
 * waits.
 */
public final class SystemTiming implements Timing {
  /** A sandbox's world is lost when it stops, so none is older. */
  public static final Duration LONGEST = Duration.ofDays(366);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final double speed;
  private final Instant start;
  private final long startNanos;

  private SystemTiming(double speed, Instant start) {
    this.speed = speed;
    this.start = start;
    this.startNanos = System.nanoTime();
  }

  /** Returns real time. */
  public static SystemTiming real() {
    return new SystemTiming(1, Clock.systemUTC().instant());
  }

  /**
   * Returns time that has run faster since a sandbox began, so that all processes that work with it
   * agree on the time, also one after another.
   *
   * @param speed from 1 to 100,000
   * @param since when the sandbox began, in real time, at most {@link #LONGEST} ago; a time to come
   *     counts as now
   */
  public static SystemTiming atSpeed(double speed, Instant since) {
    if (!(speed >= 1 && speed <= 100_000)) {
      throw new IllegalArgumentException("speed must be from 1 to 100000, not " + speed);
    }
    Duration passed = Duration.between(since, Clock.systemUTC().instant());
    if (passed.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("no sandbox runs since " + since);
    }
    double millis = Math.max(0, passed.toNanos()) / 1_000_000.0;
    return new SystemTiming(speed, since.plusMillis((long) (millis * speed)));
  }

  @Override
  public Instant now() {
    return start.plusNanos((long) ((System.nanoTime() - startNanos) * speed));
  }

  /** One of the machine's clocks stands still while it sleeps, the other can be set: trust more. */
  @Override
  public Age startAging() {
    Instant steady = now();
    Instant wall = Clock.systemUTC().instant();
    return () -> {
      Duration bySteady = Duration.between(steady, now());
      Duration real = Duration.between(wall, Clock.systemUTC().instant());
      Duration byWall = Duration.ofNanos((long) (real.toNanos() * speed));
      return byWall.compareTo(bySteady) > 0 ? byWall : bySteady;
    };
  }

  @Override
  public boolean sleep(Duration duration) {
    try {
      return !stop.await(real(duration).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public boolean stopRequested() {
    return stop.getCount() == 0 || Thread.currentThread().isInterrupted();
  }

  @Override
  public Duration real(Duration span) {
    return Duration.ofNanos((long) (span.toNanos() / speed));
  }

  /** Asks whoever waits on this clock to stop at the next safe point. */
  public void requestStop() {
    stop.countDown();
  }
}
