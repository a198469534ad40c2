package dev.changeover.core.plan;

import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.ObservedState;
import java.time.Duration;
import java.util.List;

/**
 * One change to Heroku, defined once for planning, applying and reporting. A step is a
 * postcondition plus one call: where the postcondition holds there is nothing to do, and the engine
 * decides that, never the step.
 */
public interface Step {
  /** Returns what kind of step it is, stable across releases; for example {@code promote}. */
  String id();

  /** Returns the part of the changeover it belongs to. */
  Phase phase();

  /** Returns what it does, as an imperative sentence. */
  String summary();

  /**
   * Returns what makes it the same step in two plans: its id and everything that would make it
   * another change. Equal before and after earlier steps are done.
   */
  String fingerprint();

  /** Returns the {@code heroku} command that a person would type instead. */
  String herokuCommand();

  /** Returns what it means for the app and its owner. */
  Impact impact();

  /** Returns what must hold before it; guards first. */
  List<Condition> preconditions();

  /** Returns what holds exactly when nothing of it is left to do. */
  Condition postcondition();

  /**
   * Returns whether its call has had its effect, or is having it, so that it must not be sent again
   * even though the postcondition may not hold yet.
   */
  boolean begun(ObservedState state);

  /** Returns the call, with names and ids as they are in {@code state}. */
  ApiCall call(ObservedState state);

  /** Returns the state after the step, as far as the planner reads it. */
  ObservedState predict(ObservedState before);

  /** Returns how long after the last process was wanted it may begin; zero if it need not wait. */
  default Duration afterStop() {
    return Duration.ZERO;
  }

  /** Returns whether it lets writers reach the database that the app is attached to. */
  default boolean opensApp() {
    return false;
  }
}
