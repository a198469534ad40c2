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
  private final CountDownLatch stop = new CountDownLatch(1);
  private final double speed;
  private final Instant start;
  private final long startNanos;

  private SystemTiming(double speed) {
    this.speed = speed;
    this.start = Clock.systemUTC().instant();
    this.startNanos = System.nanoTime();
  }

  /** Returns real time. */
  public static SystemTiming real() {
    return new SystemTiming(1);
  }

  /**
   * Returns time that runs faster from now on, as a sandbox's does.
   *
   * @param speed from 1 to 100,000
   */
  public static SystemTiming atSpeed(double speed) {
    if (!(speed >= 1 && speed <= 100_000)) {
      throw new IllegalArgumentException("speed must be from 1 to 100000, not " + speed);
    }
    return new SystemTiming(speed);
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
