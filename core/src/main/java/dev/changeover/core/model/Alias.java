package dev.changeover.core.model;

import java.util.regex.Pattern;

/**
 * The name of an attachment, which links an add-on to an app and gives the app the config var
 * {@code <alias>_URL}; for example {@code DATABASE}.
 *
 * @param value capital letters, digits and underscores, starting with a letter, at most 60 long
 */
public record Alias(String value) implements Comparable<Alias> {
  private static final Pattern VALID = Pattern.compile("[A-Z][A-Z0-9_]{0,59}");
  private static final Pattern COLOUR = Pattern.compile("HEROKU_POSTGRESQL_[A-Z]+(_[A-Z0-9_]+)?");

  public Alias {
    Checks.matches(VALID, value, "an attachment name");
  }

  /** Returns whether {@code text} could be an attachment's name. */
  public static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }

  /** Returns the config var that this attachment sets. */
  public String configVar() {
    return value + "_URL";
  }

  /** Returns whether Heroku made this name up, as it does for an attachment without a name. */
  public boolean isColour() {
    return COLOUR.matcher(value).matches();
  }

  @Override
  public int compareTo(Alias other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
