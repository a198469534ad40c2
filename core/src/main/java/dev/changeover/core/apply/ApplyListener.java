package dev.changeover.core.apply;

import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.SendResult;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.plan.Condition;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears what an apply does, so that the engine knows nothing of terminals. Called on the thread
 * that applies; must return soon and must not throw.
 */
public interface ApplyListener {
  /** The plan fits what was approved, and is about to be carried out. */
  void starting(Plan plan);

  /** A step is about to be made ready. */
  void stepStarting(Step step, int number, int of);

  /** A condition of the step does not hold yet. Called for every reading. */
  void waiting(Step step, Wait wait);

  /** One attempt to send the step's call has ended. */
  void sent(Step step, ApiCall call, SendResult result);

  /** Nothing of the step is left to do. */
  void stepFinished(Step step, Duration elapsed);

  /** Something that a person should know, but that ends nothing. */
  void note(Diagnostic diagnostic);

  /** The switch did not happen; the app is being opened on the old database again. */
  void goingBack(Diagnostic because);

  /**
   * One reading of a wait.
   *
   * @param condition what is waited for
   * @param whyNot why it does not hold, with the number that it depends on; empty if it holds, and
   *     is only being read again to be sure
   * @param agreeing how many readings in a row have agreed that it holds
   * @param elapsed since the wait began
   * @param left until the deadline
   * @param limit the key of the desired state that sets the deadline
   */
  record Wait(
      Condition condition,
      String whyNot,
      int agreeing,
      Duration elapsed,
      Duration left,
      Optional<String> limit) {}
}
