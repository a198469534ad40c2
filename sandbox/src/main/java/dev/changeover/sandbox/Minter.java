package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Span;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes everything random in a world from one seed. Ids, names and colours differ in a few ways
 * only, and depend on nothing but what was made before them: so a client that has understood the
 * answers of one world mostly knows those of another.
 */
final class Minter {
  private static final int WAYS = 8;
  private static final List<String> COLOURS =
      List.of(
          "AMBER",
          "AQUA",
          "BLACK",
          "BLUE",
          "BRONZE",
          "BROWN",
          "CHARCOAL",
          "COBALT",
          "COPPER",
          "CRIMSON",
          "CYAN",
          "GOLD",
          "GRAY",
          "GREEN",
          "IVORY",
          "JADE",
          "MAROON",
          "MAUVE",
          "NAVY",
          "OLIVE",
          "ONYX",
          "ORANGE",
          "PINK",
          "PUCE",
          "PURPLE",
          "RED",
          "ROSE",
          "SILVER",
          "TEAL",
          "VIOLET",
          "WHITE",
          "YELLOW");
  private static final List<String> WORDS =
      List.of(
          "acute",
          "angular",
          "animated",
          "clean",
          "concave",
          "convex",
          "cubed",
          "curly",
          "deep",
          "elliptical",
          "fitted",
          "flat",
          "fluffy",
          "globular",
          "graceful",
          "horizontal",
          "lively",
          "metric",
          "octagonal",
          "parallel",
          "polished",
          "rigid",
          "round",
          "shallow",
          "silhouetted",
          "sinuous",
          "solid",
          "spherical",
          "symmetrical",
          "tapered",
          "trapezoidal",
          "vertical");
  private final SplittableRandom random;
  private final SplittableRandom names;

  Minter(long seed) {
    random = new SplittableRandom(seed);
    names = new SplittableRandom(Math.floorMod(seed, WAYS));
  }

  String uuid() {
    long high = (names.nextLong() & ~0xF000L) | 0x4000L;
    long low = (names.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  String letters(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + names.nextInt(26)));
    }
    return text.toString();
  }

  String hex(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(Character.forDigit(names.nextInt(16), 16));
    }
    return text.toString();
  }

  int below(int bound) {
    return names.nextInt(bound);
  }

  boolean chance(double probability) {
    return probability >= 1 || random.nextDouble() < probability;
  }

  String addOnName(String service) {
    String word = WORDS.get(names.nextInt(WORDS.size()));
    return service + "-" + word + "-" + (10_000 + names.nextInt(90_000));
  }

  int firstColour() {
    return names.nextInt(COLOURS.size());
  }

  static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  static int colours() {
    return COLOURS.size();
  }

  long millis(Span span) {
    long least = span.least().toMillis();
    long most = span.most().toMillis();
    return least == most ? least : least + random.nextLong(most - least + 1);
  }
}
