package dev.changeover.core.desired;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who misspelt a word. */
public final class NearMatch {
  private static final int LONGEST = 60;

  private NearMatch() {}

  /** Returns the one of {@code known} that is nearest to {@code text}, if any is near. */
  public static Optional<String> of(String text, Collection<String> known) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = normal(text);
    return known.stream()
        .filter(word -> distance(wanted, normal(word)) <= Math.max(1, word.length() / 3))
        .min(
            Comparator.comparingInt((String word) -> distance(wanted, normal(word)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Returns {@code text} without what people write in different ways. */
  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
  }

  /** Returns how many letters must be added, removed, changed or swapped with the next one. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] cost) {
    int change = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
