package dev.changeover.core.desired;

import java.util.Locale;
import java.util.regex.Pattern;

/** Text from a user's file as it may stand in a message: short, printable, and without secrets. */
final class Shown {
  private static final int LONGEST = 80;

  /** Heroku's tokens start with {@code HRKU-} or are UUIDs. */
  private static final Pattern TOKEN =
      Pattern.compile("HRKU-|[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}");

  private Shown() {}

  /** Returns {@code text} in backticks. */
  static String of(String text) {
    if (mayHoldSecret(text)) {
      return "`(not shown: it may hold a secret)`";
    }
    StringBuilder shown = new StringBuilder("`");
    text.codePoints().limit(LONGEST).forEach(point -> shown.append(printable(point)));
    if (text.codePointCount(0, text.length()) > LONGEST) {
      shown.append("...");
    }
    return shown.append('`').toString();
  }

  /** Returns whether {@code text} looks like something that must not be shown. */
  static boolean mayHoldSecret(String text) {
    // A URL may hold a password.
    return text.contains("://") || TOKEN.matcher(text).find();
  }

  private static String printable(int point) {
    if (point == '\n') {
      return "\\n";
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          "\\u{" + Integer.toHexString(point).toUpperCase(Locale.ROOT) + "}";
      default -> point == '`' ? "'" : Character.toString(point);
    };
  }
}
