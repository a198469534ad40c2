package dev.changeover.core.desired;

import java.time.Duration;
import java.util.Locale;

/** Time spans as desired-state files write them, such as {@code 1h30m}. */
final class Durations {
  private Durations() {}

  /**
   * Returns the time span.
   *
   * @param text of the form that the schema's {@code duration} asks for
   */
  static Duration parse(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
