package dev.changeover.core.model;

import java.util.regex.Pattern;

/**
 * The name of a Heroku app, for example {@code projectify-backend}.
 *
 * @param value 3 to 30 lower-case letters, digits and hyphens, starting with a letter (Platform API
 *     reference, App)
 */
public record AppName(String value) implements Comparable<AppName> {
  private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9-]{1,28}[a-z0-9]");

  public AppName {
    Checks.matches(VALID, value, "an app name");
  }

  /** Returns whether {@code text} could be an app's name. */
  public static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }

  @Override
  public int compareTo(AppName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
