package dev.changeover.core.model;

import java.util.regex.Pattern;

/**
 * A process type of an app's formation, for example {@code web}.
 *
 * @param value letters, digits, hyphens and underscores, at most 128 long
 */
public record ProcessType(String value) implements Comparable<ProcessType> {
  private static final Pattern VALID = Pattern.compile("[-\\w]{1,128}");

  /** The type whose command runs once for every release; it never runs as a dyno to be scaled. */
  public static final ProcessType RELEASE = new ProcessType("release");

  public ProcessType {
    Checks.matches(VALID, value, "a process type");
  }

  /** Returns whether {@code text} could be a process type. */
  public static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }

  @Override
  public int compareTo(ProcessType other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
