package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Span;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Makes everything random in a world from one seed. */
final class Minter {
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

  Minter(long seed) {
    random = new SplittableRandom(seed);
  }

  String uuid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  String letters(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  String hex(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(double probability) {
    return probability >= 1 || random.nextDouble() < probability;
  }

  String addOnName(String service) {
    String word = WORDS.get(random.nextInt(WORDS.size()));
    return service + "-" + word + "-" + (10_000 + random.nextInt(90_000));
  }

  int firstColour() {
    return random.nextInt(COLOURS.size());
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
