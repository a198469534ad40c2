package dev.changeover.core.model;

import java.util.regex.Pattern;

/** Argument checks of this package's records. */
final class Checks {
  private Checks() {}

  /**
   * Checks that {@code value} has the form of {@code what}.
   *
   * @throws IllegalArgumentException if it has not; the text names the value, shortened
   */
  static void matches(Pattern pattern, String value, String what) {
    if (!pattern.matcher(value).matches()) {
      String shown = value.length() <= 60 ? value : value.substring(0, 60) + "...";
      throw new IllegalArgumentException("`" + shown + "` is not " + what);
    }
  }
}
