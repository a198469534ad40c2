package dev.changeover.core.heroku;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how far a follower is behind, from text such as {@code 1,204 commits}. */
final class Lag {
  private static final Pattern TEXT =
      Pattern.compile("\\s*(\\d{1,3}(?:[,.'_\\u00a0\\u202f ]\\d{3})+|\\d{1,18})(?![\\d.,]).*");

  private Lag() {}

  /**
   * Returns the leading number, at most the largest {@code int}. Text of another form says nothing,
   * which is not zero.
   */
  static OptionalInt commits(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    String digits = matcher.group(1).replaceAll("\\D", "");
    return digits.length() > 18
        ? OptionalInt.of(Integer.MAX_VALUE)
        : OptionalInt.of((int) Math.min(Long.parseLong(digits), Integer.MAX_VALUE));
  }
}
