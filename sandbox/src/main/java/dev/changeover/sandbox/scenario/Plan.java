package dev.changeover.sandbox.scenario;

import java.util.Locale;

/**
 * A plan of Heroku Postgres. Prices are those of elements.heroku.com in 2026; a scenario may state
 * its own.
 *
 * @param slug part after the colon, for example {@code standard-0}
 * @param cents price of a month in US cents
 * @param gigabytes storage limit
 * @param connections connection limit
 */
public record Plan(String slug, int cents, int gigabytes, int connections) {
  /** Checks the bounds. */
  public Plan {
    if (!slug.matches("[a-z]+(-[a-z0-9]+)*") || slug.length() > 60) {
      throw new IllegalArgumentException("a plan is named like standard-0");
    }
    if (cents < 0 || gigabytes < 1 || connections < 1) {
      throw new IllegalArgumentException("price, storage and connections are not negative");
    }
  }

  /** Returns the name the Platform API uses, {@code heroku-postgresql:standard-0}. */
  public String fullName() {
    return "heroku-postgresql:" + slug;
  }

  /** Returns {@code standard} of {@code standard-0}. */
  public String tier() {
    int dash = slug.indexOf('-');
    return dash < 0 ? slug : slug.substring(0, dash);
  }

  /** Returns the number at the end, 0 when there is none. */
  public int size() {
    String digits = slug.replaceAll("^.*?([0-9]{0,2})$", "$1");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** Returns whether databases of this plan have no forks and followers. */
  public boolean essential() {
    return switch (tier()) {
      case "essential", "mini", "basic", "dev", "hobby" -> true;
      default -> false;
    };
  }

  /** Returns whether databases of this plan have an API of their own, and are no classic ones. */
  public boolean advanced() {
    return slug.startsWith("advanced") || slug.startsWith("performance");
  }

  /** Returns whether databases of this plan are in a private network. */
  public boolean isPrivate() {
    return tier().equals("private") || tier().equals("shield");
  }

  /** Returns whether databases of this plan have a standby. */
  public boolean highlyAvailable() {
    return switch (tier()) {
      case "premium", "private", "shield" -> true;
      default -> false;
    };
  }

  /** Returns the plan as people write it, {@code Standard 0}. */
  public String humanName() {
    String words = slug.replace('-', ' ');
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /**
   * Returns the smallest plan number that may follow this plan (Heroku Dev Center: "Heroku Postgres
   * Follower Databases").
   */
  public int smallestFollower() {
    int size = size();
    if (size <= 2) {
      return 0;
    }
    if (size == 3) {
      return 2;
    }
    return size <= 7 ? 3 : 4;
  }
}
