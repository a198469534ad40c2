package dev.changeover.core.plan;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.ObservedState;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes plans. Pure: the same two states always give the same plan. */
public final class Planner {
  private final VersionTable versions;
  private final LocalDate today;

  /**
   * Makes a planner.
   *
   * @param today only used to say that the table of versions is old
   */
  public Planner(VersionTable versions, LocalDate today) {
    this.versions = versions;
    this.today = today;
  }

  /** Returns the names that a new database may get, for the observer to look up. */
  public List<AddonName> namesToLookUp(DesiredState desired, Database primary) {
    return Casting.namesToLookUp(desired, primary);
  }

  /** Returns the key of the changeover that is to be done; empty if there is none. */
  public Optional<String> changeoverKey(DesiredState desired, ObservedState observed) {
    return Casting.of(desired, observed).changeover().map(Changeover::key);
  }

  /** Returns what is to be done. */
  public Plan plan(DesiredState desired, ObservedState observed) {
    Casting.Cast cast = Casting.of(desired, observed);
    Optional<Changeover> changeover = cast.changeover();
    List<Step> steps = changeover.map(each -> steps(each, observed)).orElse(List.of());
    Stage stage = changeover.map(each -> each.stage(observed)).orElse(Stage.NONE);
    List<Diagnostic> diagnostics = new ArrayList<>(cast.problems());
    diagnostics.addAll(
        new Preflight(versions, today, desired, observed, changeover, stage, steps).diagnostics());
    diagnostics.sort(Comparator.comparing(Diagnostic::severity));
    return new Plan(desired, observed, stage, changeover, steps, diagnostics);
  }

  /** Walks the procedure forward on a prediction and keeps what is not done by then. */
  private static List<Step> steps(Changeover changeover, ObservedState observed) {
    List<Step> steps = new ArrayList<>();
    ObservedState state = observed;
    for (Step step : new Procedure(changeover).from(observed)) {
      if (!step.postcondition().verdict(state).isHolding()) {
        steps.add(step);
        state = step.predict(state);
      }
    }
    return List.copyOf(steps);
  }
}
