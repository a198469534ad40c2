package dev.changeover.core.plan;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.Severity;
import dev.changeover.core.observed.ObservedState;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done for one app, and what it was decided from. No steps and nothing that blocks
 * means converged.
 *
 * @param desired what the file asks for
 * @param basis the reading of Heroku that the plan was made from
 * @param stage how far a changeover has come
 * @param changeover who plays which part; empty if nothing is to be done, or it cannot be told
 * @param steps what is left to do, in order; only to be carried out if nothing blocks
 * @param diagnostics what a person must know, blockers first
 */
public record Plan(
    DesiredState desired,
    ObservedState basis,
    Stage stage,
    Optional<Changeover> changeover,
    List<Step> steps,
    List<Diagnostic> diagnostics) {

  public Plan {
    steps = List.copyOf(steps);
    diagnostics = List.copyOf(diagnostics);
  }

  /** Returns the checks that forbid the changeover. */
  public List<Diagnostic> blockers() {
    return diagnostics.stream().filter(each -> each.severity() == Severity.BLOCKED).toList();
  }

  /** Returns whether a check forbids the changeover. */
  public boolean isBlocked() {
    return !blockers().isEmpty();
  }

  /** Returns whether the desired state holds. */
  public boolean isConverged() {
    return steps.isEmpty() && !isBlocked();
  }

  /** Returns what makes the steps the same in two plans. */
  public List<String> fingerprints() {
    return steps.stream().map(Step::fingerprint).toList();
  }

  /**
   * Returns the index of the first step after which going back loses writes: the one that first
   * lets writers reach the new database, or else the promotion.
   */
  public Optional<Integer> pointOfNoReturn() {
    for (int index = 0; index < steps.size(); index++) {
      if (steps.get(index).opensApp()) {
        return Optional.of(index);
      }
    }
    for (int index = 0; index < steps.size(); index++) {
      if (steps.get(index).id().equals("promote")) {
        return Optional.of(index);
      }
    }
    return Optional.empty();
  }

  /** Returns the steps that open the app on the old database again. */
  public List<Step> goBack() {
    return changeover.map(each -> new Procedure(each).goBack(basis)).orElse(List.of());
  }
}
