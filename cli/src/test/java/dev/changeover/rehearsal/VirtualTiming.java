package dev.changeover.rehearsal;

import dev.changeover.core.timing.Timing;
import dev.changeover.sandbox.WorldClock;
import java.time.Duration;
import java.time.Instant;

/** The sandbox's clock, stepped by whoever waits. */
final class VirtualTiming implements Timing {
  private final WorldClock clock;
  private boolean stop;

  VirtualTiming(WorldClock clock) {
    this.clock = clock;
  }

  @Override
  public Instant now() {
    return clock.now();
  }

  @Override
  public boolean sleep(Duration duration) {
    if (!stop) {
      clock.advance(duration);
    }
    return !stop;
  }

  @Override
  public boolean stopRequested() {
    return stop;
  }

  void requestStop() {
    stop = true;
  }

  void forgetStop() {
    stop = false;
  }
}
