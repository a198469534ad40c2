package dev.changeover.core.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version that a database reports, for example {@code 13.13}.
 *
 * @param major the major version
 * @param text as reported; only for display, never compared
 */
public record PgVersion(PgMajor major, String text) {
  private static final Pattern REPORTED = Pattern.compile("(\\d{2})(?:\\.\\d{1,3})?");

  /** Returns the version in {@code reported}, else empty if it has no known form. */
  public static Optional<PgVersion> parse(String reported) {
    Matcher matcher = REPORTED.matcher(reported.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int major = Integer.parseInt(matcher.group(1));
    return major < PgMajor.LOWEST
        ? Optional.empty()
        : Optional.of(new PgVersion(new PgMajor(major), matcher.group()));
  }

  @Override
  public String toString() {
    return text;
  }
}
