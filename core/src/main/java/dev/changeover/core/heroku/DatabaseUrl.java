package dev.changeover.core.heroku;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a database is, without user and password. Two URLs of one database can differ in these. */
record DatabaseUrl(String host, int port, String path) {
  private static final int USUAL_PORT = 5432;
  private static final int MAX_LENGTH = 4096;
  private static final Pattern URL =
      Pattern.compile(
          "(?i)postgres(?:ql)?://(?:[^/\\s]*@)?([^/:?#@\\s]+)(?::(\\d{1,5}))?(/[^?#\\s]*)?(?:[?#]\\S*)?");

  /** Returns the place that a {@code postgres://} URL names, else empty if it is none. */
  static Optional<DatabaseUrl> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher matcher = URL.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new DatabaseUrl(
            matcher.group(1).toLowerCase(Locale.ROOT),
            matcher.group(2) == null ? USUAL_PORT : Integer.parseInt(matcher.group(2)),
            matcher.group(3) == null ? "/" : matcher.group(3)));
  }
}
