package dev.changeover.core.plan;

import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A claim that reads as a sentence in a plan and is tested against the world in an apply.
 *
 * @param claim for example {@code DATABASE_PG15 is 0 commits behind}
 * @param patience how long to wait for it; zero for a guard, which must hold now
 * @param limit the key of the desired state that sets the patience, if one does
 * @param readings how many readings in a row must agree before it counts as holding, at least 1
 * @param scope what to read again to see whether it holds
 * @param test the test itself
 */
public record Condition(
    String claim,
    Duration patience,
    Optional<String> limit,
    int readings,
    Function<ObservedState, Scope> scope,
    Function<ObservedState, Verdict> test) {

  /** Readings that must agree where one wrong answer could lose data. */
  static final int CAREFUL = 3;

  /** Readings that must agree elsewhere: a status that is read once may be about to flap. */
  static final int USUAL = 2;

  public Condition {
    if (readings < 1 || patience.isNegative()) {
      throw new IllegalArgumentException("a condition needs a reading and no negative patience");
    }
  }

  /** Returns a guard. */
  static Condition guard(
      String claim,
      int readings,
      Function<ObservedState, Scope> scope,
      Function<ObservedState, Verdict> test) {
    return new Condition(claim, Duration.ZERO, Optional.empty(), readings, scope, test);
  }

  /** Returns a copy that is waited for. */
  Condition within(Duration time, String limitKey) {
    return new Condition(claim, time, Optional.of(limitKey), readings, scope, test);
  }

  /** Returns a copy that needs so many readings in a row. */
  Condition reading(int times) {
    return new Condition(claim, patience, limit, times, scope, test);
  }

  /** Returns whether it is waited for. */
  public boolean isPatient() {
    return !patience.isZero();
  }

  /** Returns whether the claim holds. */
  public Verdict verdict(ObservedState state) {
    return test.apply(state);
  }

  /** Returns what to read again. */
  public Scope scopeIn(ObservedState state) {
    return scope.apply(state);
  }
}
