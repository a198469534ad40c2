package dev.changeover.core.model;

import java.util.regex.Pattern;

/**
 * The name of an add-on, unique on all of Heroku; for example {@code postgresql-curved-12345}.
 *
 * @param value a letter, then letters, digits, hyphens and underscores (Platform API reference,
 *     Add-on), at most 256 long
 */
public record AddonName(String value) implements Comparable<AddonName> {
  private static final Pattern VALID = Pattern.compile("[a-zA-Z][A-Za-z0-9_-]{0,255}");

  public AddonName {
    Checks.matches(VALID, value, "an add-on name");
  }

  @Override
  public int compareTo(AddonName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
