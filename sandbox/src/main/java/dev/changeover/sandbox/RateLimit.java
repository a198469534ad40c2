package dev.changeover.sandbox;

/** The request budget of the account (Platform API reference: "Rate limits"). */
final class RateLimit {
  private static final long CAPACITY = 4500;
  private static final long PER_MINUTE = 75;
  private static final long MINUTE = 60_000;
  private long tokenMillis = CAPACITY * MINUTE;
  private long last;

  RateLimit(long now) {
    last = now;
  }

  boolean take(long now) {
    refill(now);
    if (tokenMillis < MINUTE) {
      return false;
    }
    tokenMillis -= MINUTE;
    return true;
  }

  long remaining(long now) {
    refill(now);
    return tokenMillis / MINUTE;
  }

  private void refill(long now) {
    long full = CAPACITY * MINUTE;
    long passed = Math.min(Math.max(0, now - last), CAPACITY * MINUTE);
    tokenMillis = Math.min(full, tokenMillis + passed * PER_MINUTE);
    last = now;
  }
}
