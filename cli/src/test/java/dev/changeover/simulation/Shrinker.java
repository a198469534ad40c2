package dev.changeover.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a case that fails as short as it gets while it still fails in the same way. */
final class Shrinker {
  private static final int MOST_RUNS = 400;
  private final Invariant invariant;
  private Case shortest;
  private int runs;

  private Shrinker(Case failing, Invariant invariant) {
    this.shortest = failing;
    this.invariant = invariant;
  }

  /** Returns the shortened case, or the same if it does not fail at all. */
  static Case shorten(Case failing) {
    Optional<Invariant> invariant = violated(failing);
    return invariant.map(each -> new Shrinker(failing, each).shorten()).orElse(failing);
  }

  private static Optional<Invariant> violated(Case run) {
    return Simulation.of(run).violations().stream().map(Oracle.Violation::invariant).findFirst();
  }

  private Case shorten() {
    boolean shorter = true;
    while (shorter && runs < MOST_RUNS) {
      boolean fewer = withoutMishaps();
      shorter = withUsualFeatures() || fewer;
    }
    return shortest;
  }

  private boolean withoutMishaps() {
    boolean shorter = false;
    for (int index = shortest.mishaps().size() - 1; index >= 0; index--) {
      List<Mishap> fewer = new ArrayList<>(shortest.mishaps());
      fewer.remove(index);
      shorter |= attempt(shortest.withMishaps(fewer));
    }
    return shorter;
  }

  private boolean withUsualFeatures() {
    boolean shorter = false;
    for (Feature feature : List.copyOf(shortest.features().keySet())) {
      shorter |= attempt(shortest.with(feature, feature.usual()));
    }
    return shorter;
  }

  private boolean attempt(Case candidate) {
    if (runs++ >= MOST_RUNS || !violated(candidate).equals(Optional.of(invariant))) {
      return false;
    }
    shortest = candidate;
    return true;
  }
}
