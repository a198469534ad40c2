package dev.changeover.core.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Heroku Postgres plan without the service name, for example {@code standard-0}.
 *
 * @param value lower-case letters, digits and hyphens
 */
public record PlanSlug(String value) implements Comparable<PlanSlug> {
  /** The add-on service that all plans here belong to. */
  public static final String SERVICE = "heroku-postgresql";

  private static final Pattern VALID = Pattern.compile("[a-z][a-z0-9-]{0,59}");
  private static final Pattern LEGACY = Pattern.compile("dev|basic|mini|hobby");
  private static final Pattern SIZE = Pattern.compile(".*-(\\d{1,2})(?:-.*)?");

  public PlanSlug {
    Checks.matches(VALID, value, "a Heroku Postgres plan");
  }

  /** Returns whether {@code text} could be a plan's slug. */
  public static boolean isValid(String text) {
    return VALID.matcher(text).matches();
  }

  /** Returns the name with the service, for example {@code heroku-postgresql:standard-0}. */
  public String qualified() {
    return SERVICE + ":" + value;
  }

  /** Returns the class of plans that decides which upgrade method is possible. */
  public Tier tier() {
    if (value.startsWith("advanced") || value.startsWith("performance")) {
      return Tier.ADVANCED;
    }
    if (value.startsWith("essential")) {
      return Tier.ESSENTIAL;
    }
    if (LEGACY.matcher(value).lookingAt()) {
      return Tier.LEGACY;
    }
    if (value.contains("shield")) {
      return Tier.SHIELD;
    }
    if (value.startsWith("private")) {
      return Tier.PRIVATE;
    }
    if (value.startsWith("premium")) {
      return Tier.PREMIUM;
    }
    return value.startsWith("standard") ? Tier.STANDARD : Tier.UNKNOWN;
  }

  /** Returns the size number (0 for {@code standard-0}), else -1 if the slug has none. */
  public int size() {
    Matcher matcher = SIZE.matcher(value);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** Returns the slug as part of an alias, for example {@code STANDARD_0}. */
  public String asAliasPart() {
    return value.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  @Override
  public int compareTo(PlanSlug other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  /** Classes of plans (Heroku Dev Center: "Choosing the Right Heroku Postgres Plan"). */
  public enum Tier {
    LEGACY(false),
    ESSENTIAL(false),
    STANDARD(true),
    PREMIUM(true),
    PRIVATE(true),
    SHIELD(true),
    ADVANCED(false),
    UNKNOWN(false);

    private final boolean followable;

    Tier(boolean followable) {
      this.followable = followable;
    }

    /** Returns whether databases of this class can have followers. */
    public boolean followable() {
      return followable;
    }
  }
}
