package dev.changeover.core.report;

import java.time.Duration;

/**
 * A span of time as people write it, for example {@code 6 min 20 s}: the two largest units at most,
 * cut off, not rounded.
 *
 * @param span zero or more
 */
public record Elapsed(Duration span) {
  public Elapsed {
    if (span.isNegative()) {
      throw new IllegalArgumentException("a span of time is not negative");
    }
  }

  @Override
  public String toString() {
    long seconds = span.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return pair(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return pair(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String pair(long large, String largeUnit, long small, String smallUnit) {
    String first = large + " " + largeUnit;
    return small == 0 ? first : first + " " + small + " " + smallUnit;
  }
}
