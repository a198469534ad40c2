package dev.changeover.core.apply;

import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.plan.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an apply ended.
 *
 * @param kind in one word
 * @param diagnostics why, if it did not converge
 * @param done the steps that this run completed, in words
 * @param stage how far the changeover has come
 * @param appState the state the app is in, as one sentence for people
 * @param downtime how long the app was closed, from the first thing that users noticed to the last,
 *     if this run or its journal saw both
 * @param last the last reading of Heroku, if there was one
 */
public record Outcome(
    Kind kind,
    List<Diagnostic> diagnostics,
    List<String> done,
    Stage stage,
    String appState,
    Optional<Duration> downtime,
    Optional<ObservedState> last) {

  public Outcome {
    diagnostics = List.copyOf(diagnostics);
    done = List.copyOf(done);
  }

  /** How an apply can end. */
  public enum Kind {
    /** The desired state held from the start; nothing was sent. */
    NOTHING_TO_DO,
    /** The desired state holds now. */
    CONVERGED,
    /** A check forbids going on. */
    BLOCKED,
    /** The approved plan no longer fits. */
    STALE,
    /** It stopped; the diagnostics say why. */
    FAILED,
    /** A person stopped it between two calls. */
    INTERRUPTED
  }
}
