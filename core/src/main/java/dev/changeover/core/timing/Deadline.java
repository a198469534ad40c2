package dev.changeover.core.timing;

import java.time.Duration;
import java.time.Instant;

/**
 * The end of a wait.
 *
 * @param at when it ends
 * @param span how long the whole wait may take, for messages
 */
public record Deadline(Instant at, Duration span) {
  /** Returns the deadline that is {@code span} from now. */
  public static Deadline after(Duration span, Timing timing) {
    return new Deadline(timing.now().plus(span), span);
  }

  /** Returns whether it has passed. */
  public boolean passed(Timing timing) {
    return !timing.now().isBefore(at);
  }

  /** Returns the time that is left, zero if none. */
  public Duration left(Timing timing) {
    Duration left = Duration.between(timing.now(), at);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Returns the earlier of the two. */
  public Deadline orEarlier(Deadline other) {
    return other.at.isBefore(at) ? other : this;
  }
}
