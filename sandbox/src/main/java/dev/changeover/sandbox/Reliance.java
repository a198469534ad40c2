package dev.changeover.sandbox;

/**
 * Notes what an answer comes from, besides the lasting state of the world, while it is being made.
 */
final class Reliance {
  private long end = Long.MAX_VALUE;
  private boolean writes;
  private boolean dynos;
  private boolean chance;

  /** Starts noting anew. */
  void begin() {
    end = Long.MAX_VALUE;
    writes = false;
    dynos = false;
    chance = false;
  }

  /** Notes that the answer can be another from {@code moment} on, through time alone. */
  void holdsUntil(long moment) {
    end = Math.min(end, moment);
  }

  /** Notes that the answer tells how much was written. */
  void onWrites() {
    writes = true;
  }

  /** Notes that the answer tells of dynos, or of the sessions that they have. */
  void onDynos() {
    dynos = true;
  }

  /** Notes that something was drawn or counted, so that the next answer may differ. */
  void onChance() {
    chance = true;
  }

  long end() {
    return end;
  }

  boolean isOnWrites() {
    return writes;
  }

  boolean isOnDynos() {
    return dynos;
  }

  boolean isOnChance() {
    return chance;
  }
}
