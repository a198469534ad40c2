package dev.changeover.sandbox.scenario;

import java.time.Duration;

/**
 * How long something takes: a fixed duration, or a range from which each occurrence draws.
 *
 * @param least the shortest, zero or more
 * @param most the longest, at least {@code least} and at most 30 days
 */
public record Span(Duration least, Duration most) {
  private static final Duration LIMIT = Duration.ofDays(30);

  /** Checks the bounds. */
  public Span {
    if (least.isNegative() || most.compareTo(least) < 0 || most.compareTo(LIMIT) > 0) {
      throw new IllegalArgumentException("a span goes from zero up to 30 days, shortest first");
    }
  }

  /** Returns a span that always takes the same time. */
  public static Span of(Duration fixed) {
    return new Span(fixed, fixed);
  }

  /** Returns a span of this many seconds. */
  public static Span seconds(long seconds) {
    return of(Duration.ofSeconds(seconds));
  }
}
