package dev.changeover.core.heroku;

import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A clock that moves only when somebody waits. */
final class VirtualTiming implements Timing {
  final List<Duration> sleeps = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-31T12:00:00Z");
  private boolean stop;

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public boolean sleep(Duration duration) {
    if (stop) {
      return false;
    }
    sleeps.add(duration);
    now = now.plus(duration);
    return true;
  }

  @Override
  public boolean stopRequested() {
    return stop;
  }

  void requestStop() {
    stop = true;
  }

  void pass(Duration duration) {
    now = now.plus(duration);
  }

  Deadline in(Duration span) {
    return Deadline.after(span, this);
  }

  Duration slept() {
    return sleeps.stream().reduce(Duration.ZERO, Duration::plus);
  }
}
