package dev.changeover.core.model;

import java.util.regex.Pattern;

/**
 * The id of an add-on. Databases are addressed by it alone: names of attachments move during the
 * very operation that is carried out.
 *
 * @param value a UUID in its usual text form, lower case
 */
public record AddonId(String value) implements Comparable<AddonId> {
  private static final Pattern VALID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  public AddonId {
    Checks.matches(VALID, value, "an add-on id");
  }

  @Override
  public int compareTo(AddonId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
