package dev.changeover.core.apply;

import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.HerokuClient;
import dev.changeover.core.plan.Planner;
import dev.changeover.core.timing.Timing;
import java.util.List;
import java.util.function.Function;

/**
 * Carries plans out. An apply is a loop: observe, plan, check that the fresh plan is what is left
 * of the approved one, do the first step, wait for its postcondition. There is no resume code; a
 * rerun is the loop again.
 */
public final class Applier {
  private final HerokuClient client;
  private final Surveyor surveyor;
  private final Timing timing;
  private final JournalStorage journals;
  private final Locks locks;
  private final ApplyListener listener;

  public Applier(
      HerokuClient client,
      Planner planner,
      Timing timing,
      JournalStorage journals,
      Locks locks,
      ApplyListener listener) {
    this.client = client;
    this.surveyor = new Surveyor(client, planner, timing, journals);
    this.timing = timing;
    this.journals = journals;
    this.locks = locks;
    this.listener = listener;
  }

  /**
   * Applies what was approved to one app, and ends converged or with an outcome that says what was
   * changed, what state the app is in and what to do.
   *
   * @throws DiagnosticException if nothing could be begun: the lock is taken, or the journal cannot
   *     be used
   */
  public Outcome apply(Approval approval) {
    return with(approval, Run::toOutcome);
  }

  /**
   * Begins nothing, because the plan was blocked when it was looked at: says what state the app is
   * in, and opens it again on the old database if it was closed in vain.
   *
   * @param blockers what blocked it
   * @throws DiagnosticException as {@link #apply}
   */
  public Outcome refuse(Approval approval, List<Diagnostic> blockers) {
    return with(approval, run -> run.toRefusal(blockers));
  }

  private Outcome with(Approval approval, Function<Run, Outcome> work) {
    try (Locks.Held lock = locks.take(approval.desired().app())) {
      Journal journal = Journal.open(journals, approval.desired().app());
      return work.apply(new Run(client, surveyor, timing, journal, listener, approval));
    }
  }
}
