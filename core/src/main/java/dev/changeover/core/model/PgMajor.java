package dev.changeover.core.model;

/**
 * A major version of PostgreSQL, for example 15. Minor versions cannot be chosen on Heroku.
 *
 * @param number 10 to 99
 */
public record PgMajor(int number) implements Comparable<PgMajor> {
  public static final int LOWEST = 10;
  public static final int HIGHEST = 99;

  public PgMajor {
    if (number < LOWEST || number > HIGHEST) {
      throw new IllegalArgumentException(
          "PostgreSQL major version %d is not within %d and %d".formatted(number, LOWEST, HIGHEST));
    }
  }

  @Override
  public int compareTo(PgMajor other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
