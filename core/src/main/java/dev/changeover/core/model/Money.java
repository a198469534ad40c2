package dev.changeover.core.model;

/**
 * A price in United States dollars a month.
 *
 * @param cents may be negative for something that is saved
 */
public record Money(long cents) {
  /** Returns the price of the opposite sign. */
  public Money negated() {
    return new Money(-cents);
  }

  /** Returns the sum. */
  public Money plus(Money other) {
    return new Money(Math.addExact(cents, other.cents));
  }

  /** Returns the signed text, for example {@code +$50/month}. */
  @Override
  public String toString() {
    long absolute = Math.abs(cents);
    String sign = cents < 0 ? "-" : "+";
    String amount =
        absolute % 100 == 0
            ? Long.toString(absolute / 100)
            : "%d.%02d".formatted(absolute / 100, absolute % 100);
    return sign + "$" + amount + "/month";
  }
}
