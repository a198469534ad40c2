package dev.changeover.core.apply;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.HerokuClient;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.plan.Changeover;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Stage;
import dev.changeover.core.plan.Step;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One apply to one app, under its lock. Used once. */
final class Run {
  /** Readings in a row before a plan counts as blocked or as not fitting: one status may flap. */
  private static final int BELIEVED = 3;

  /**
   * The same once a step was carried out or the app is closed: what stops there leaves it closed.
   */
  private static final int BELIEVED_ONCE_BEGUN = 6;

  /** Turns beyond one for each step: for readings that do not fit, and steps that come back. */
  private static final int EXTRA_TURNS = 12;

  private final Surveyor surveyor;
  private final Timing timing;
  private final Journal journal;
  private final ApplyListener listener;
  private final Approval approval;
  private final StepRunner steps;

  private final List<String> done = new ArrayList<>();
  private boolean sawItBefore;
  private @Nullable Plan latest;
  private @Nullable Instant firstSeenClosed;
  private @Nullable Instant closedAt;
  private @Nullable Instant openedAt;

  Run(
      HerokuClient client,
      Surveyor surveyor,
      Timing timing,
      Journal journal,
      ApplyListener listener,
      Approval approval) {
    this.surveyor = surveyor;
    this.timing = timing;
    this.journal = journal;
    this.listener = listener;
    this.approval = approval;
    this.steps = new StepRunner(client, timing, journal, listener);
  }

  Outcome toOutcome() {
    return end(this::loop);
  }

  /** Carries out no step; what stays blocked is handled as in an apply. */
  Outcome toRefusal(List<Diagnostic> blockers) {
    return end(
        () -> {
          for (int reading = 1; ; reading++) {
            Plan plan = survey();
            if (!plan.isBlocked()) {
              return outcome(Outcome.Kind.BLOCKED, blockers);
            }
            if (reading == BELIEVED) {
              return outcome(Outcome.Kind.BLOCKED, blocked(plan));
            }
            pause();
          }
        });
  }

  /** What ends with an outcome, or is stopped. */
  private interface Work {
    Outcome run() throws Stopped;
  }

  private Outcome end(Work work) {
    try {
      return work.run();
    } catch (Stopped stopped) {
      return stopped(stopped);
    } catch (DiagnosticException e) {
      Outcome.Kind kind =
          e.diagnostics().get(0).code() == Code.INTERRUPTED
              ? Outcome.Kind.INTERRUPTED
              : Outcome.Kind.FAILED;
      return outcome(kind, e.diagnostics());
    }
  }

  private Outcome loop() throws Stopped {
    int misfits = 0;
    int turns = approval.fingerprints().size() + EXTRA_TURNS;
    for (int turn = 0; turn < turns; turn++) {
      Plan plan = survey();
      boolean foreign = isCutOffByAnother(plan);
      if (plan.isBlocked() || foreign || !approval.covers(plan)) {
        misfits++;
        if (misfits >= (hasBegun(plan) ? BELIEVED_ONCE_BEGUN : BELIEVED)) {
          if (foreign) {
            throw cutOffByAnother(plan);
          }
          return plan.isBlocked()
              ? outcome(Outcome.Kind.BLOCKED, blocked(plan))
              : outcome(Outcome.Kind.STALE, List.of(Staleness.of(approval, plan)));
        }
        pause();
        continue;
      }
      misfits = 0;
      if (plan.steps().isEmpty()) {
        return converged(plan);
      }
      if (turn == 0) {
        listener.starting(plan);
      }
      carryOut(plan, plan.steps().get(0));
    }
    throw new Stopped(
        Stopped.Reason.FAILED,
        Diagnostic.of(
            Code.STEP_FAILED, "the steps do not come to an end: Heroku's answers keep changing"));
  }

  private boolean hasBegun(Plan plan) {
    return !done.isEmpty()
        || plan.changeover().flatMap(each -> journal.closedSince(each.key())).isPresent();
  }

  private Plan survey() throws Stopped {
    if (timing.stopRequested()) {
      throw Waiter.interrupted();
    }
    Timing.Age begun = timing.startAging();
    Plan plan = surveyor.survey(approval, journal);
    latest = plan;
    steps.forgetLastSeen(begun);
    if (plan.changeover().filter(each -> !each.running(plan.basis()).isEmpty()).isPresent()) {
      steps.sawProcesses();
    }
    return plan;
  }

  /**
   * Another apply, or a person, has come further than this one. Then there is less to do, not more;
   * and as the call alone makes it less, what it was made for holds or the next step is done too.
   */
  private boolean isOvertaken(Plan before, Step step) throws Stopped {
    for (int reading = 0; reading < BELIEVED; reading++) {
      Plan now = survey();
      boolean further =
          !now.isBlocked()
              && !isCutOffByAnother(now)
              && approval.covers(now)
              && now.steps().size()
                  < before.steps().size() - (isAchieved(step, now.basis()) ? 0 : 1);
      if (!further) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static boolean isAchieved(Step step, ObservedState now) {
    return step.postcondition().verdict(now).isHolding();
  }

  /**
   * Returns whether the new database was cut off since this run began, but not by it. Whether it
   * had everything at that moment is not known: the other may have decided it long ago, before this
   * run opened and closed the app.
   */
  private boolean isCutOffByAnother(Plan plan) {
    if (plan.changeover().isEmpty()) {
      return false;
    }
    String key = plan.changeover().get().key();
    Stage stage = plan.stage();
    sawItBefore |= !stage.atLeast(Stage.UPGRADING);
    return sawItBefore
        && (stage == Stage.UPGRADING || stage == Stage.UPGRADED)
        && !journal.mayHaveSent(key, "upgrade")
        && !journal.mayHaveSent(key, "unfollow");
  }

  private static Stopped cutOffByAnother(Plan plan) {
    return new Stopped(
        Stopped.Reason.FAILED,
        Diagnostic.of(
            Code.CANDIDATE_MISSED_WRITES,
            "`%s` was cut off from `%s` by somebody else while this apply was working"
                .formatted(
                    plan.changeover().orElseThrow().candidateName(),
                    plan.changeover().orElseThrow().leader().name())));
  }

  private void pause() throws Stopped {
    if (!timing.sleep(Waiter.FAST)) {
      throw Waiter.interrupted();
    }
  }

  private void carryOut(Plan plan, Step step) throws Stopped {
    Changeover changeover = plan.changeover().orElseThrow();
    int number = approval.fingerprints().size() - plan.steps().size() + 1;
    listener.stepStarting(step, number, approval.fingerprints().size());
    Instant begin = timing.now();
    try {
      steps.run(changeover, step, plan.basis(), cutOverDeadline(changeover, plan));
    } catch (Stopped stopped) {
      if (stopped.reason() == Stopped.Reason.INTERRUPTED || !isOvertaken(plan, step)) {
        throw stopped;
      }
      listener.note(
          Diagnostic.of(
              Code.OVERTAKEN, "somebody else did it meanwhile: " + stopped.diagnostic().what()));
      return;
    }
    remember(changeover, step);
    done.add(step.summary());
    listener.stepFinished(step, Duration.between(begin, timing.now()));
  }

  private void remember(Changeover changeover, Step step) {
    closedAt = journal.closedSince(changeover.key()).orElse(closedAt);
    if (step.opensApp()) {
      openedAt = timing.now();
    }
  }

  /**
   * The app must be open again by then, or it is opened on the old database. While it is open, it
   * does not matter when it was closed once.
   */
  private Optional<Deadline> cutOverDeadline(Changeover changeover, Plan plan) {
    if (plan.stage().atLeast(Stage.SWITCHED)) {
      return Optional.empty();
    }
    if (changeover.isOpen(plan.basis())) {
      firstSeenClosed = null;
      return Optional.empty();
    }
    Duration span = changeover.desired().cutover().deadline();
    if (plan.stage().atLeast(Stage.CLOSED) && firstSeenClosed == null) {
      firstSeenClosed = timing.now();
    }
    return journal
        .closedSince(changeover.key())
        .or(() -> Optional.ofNullable(firstSeenClosed))
        .map(since -> since.isAfter(timing.now()) ? timing.now() : since)
        .map(since -> new Deadline(since.plus(span), span));
  }

  private Outcome converged(Plan plan) {
    Optional<Changeover> changeover = plan.changeover();
    String key = changeover.map(Changeover::key).orElse(steps.lastChangeover());
    if (journal.knows(key) && !journal.record(key).completed()) {
      journal.append(
          new Journal.Entry(
              Journal.Type.COMPLETED,
              timing.now(),
              key,
              "",
              "",
              new PreImages(
                  PreImages.Source.JOURNAL,
                  Optional.empty(),
                  Optional.empty(),
                  false,
                  false,
                  true)));
    }
    return outcome(done.isEmpty() ? Outcome.Kind.NOTHING_TO_DO : Outcome.Kind.CONVERGED, List.of());
  }

  private Outcome stopped(Stopped stopped) {
    if (stopped.reason() == Stopped.Reason.INTERRUPTED) {
      return outcome(Outcome.Kind.INTERRUPTED, List.of(stopped.diagnostic()));
    }
    List<Diagnostic> diagnostics = new ArrayList<>(List.of(stopped.diagnostic()));
    diagnostics.addAll(goBackIfPossible(stopped.diagnostic()));
    return outcome(Outcome.Kind.FAILED, diagnostics);
  }

  /**
   * A check that blocks opens no app, but what was killed while it opened one is finished; and an
   * app that this changeover has closed does not stay so in vain.
   */
  private List<Diagnostic> blocked(Plan plan) {
    List<Diagnostic> diagnostics = new ArrayList<>(plan.blockers());
    if (plan.changeover()
        .filter(each -> isGoingBack(each) || isClosedInVain(each, plan))
        .isPresent()) {
      diagnostics.addAll(goBackIfPossible(diagnostics.get(0)));
    }
    return diagnostics;
  }

  /** Returns whether users wait for what cannot come any more, or have waited long enough. */
  private boolean isClosedInVain(Changeover changeover, Plan plan) {
    boolean hopeless =
        plan.blockers().stream().anyMatch(each -> each.code() == Code.CANDIDATE_MISSED_WRITES);
    boolean late =
        cutOverDeadline(changeover, plan).filter(deadline -> deadline.passed(timing)).isPresent();
    return journal.closedSince(changeover.key()).isPresent() && (hopeless || late);
  }

  /** Where this machine has no record, the name of the database tells that it had begun. */
  private boolean isGoingBack(Changeover changeover) {
    return journal.isGoingBack(changeover.key())
        || (changeover.isSetAside() && !journal.knows(changeover.key()));
  }

  private List<Diagnostic> goBackIfPossible(Diagnostic because) {
    List<Diagnostic> diagnostics = new ArrayList<>();
    try {
      if (mayGoBack()) {
        goBack(because);
        Diagnostic reopened =
            Diagnostic.of(
                Code.REOPENED,
                "`%s` was opened again on the old database".formatted(approval.desired().app()));
        diagnostics.add(
            setAsideAs()
                .map(
                    name ->
                        reopened.fixedBy(
                            ("The new database, which lacks what is written now, is called `%s`"
                                    + " from now on. Solve the cause, then run again.")
                                .formatted(name)))
                .orElse(reopened));
      } else {
        missingAttachment().ifPresent(diagnostics::add);
      }
    } catch (Stopped | DiagnosticException again) {
      diagnostics.add(
          again instanceof Stopped second
              ? second.diagnostic()
              : ((DiagnosticException) again).diagnostics().get(0));
    }
    return diagnostics;
  }

  /** Returns the name that the new database has got since the newest plan, if it has another. */
  private Optional<AddonName> setAsideAs() {
    Plan plan = Objects.requireNonNull(latest);
    return plan.changeover()
        .flatMap(each -> each.candidate(plan.basis()))
        .flatMap(
            before ->
                lastSeen()
                    .flatMap(seen -> seen.database(before.id()))
                    .map(Database::name)
                    .filter(name -> !name.equals(before.name())));
  }

  /**
   * Returns whether the app can, and has to, be opened on the old database without losing anything:
   * it still uses that one, it is known how it ran before, and no promotion can be on its way.
   */
  private boolean mayGoBack() throws Stopped {
    Plan plan = survey();
    if (plan.changeover().isEmpty() || plan.stage().atLeast(Stage.SWITCHED)) {
      return false;
    }
    Changeover changeover = plan.changeover().get();
    return changeover.servesLeader(plan.basis())
        && !journal.mayHaveSent(changeover.key(), "promote")
        && !changeover.before().isUnknown()
        && plan.goBack().stream()
            .filter(Step::opensApp)
            .anyMatch(step -> !step.postcondition().verdict(plan.basis()).isHolding());
  }

  /**
   * Somebody detached the old database of an app that is closed: then there is no going back. Where
   * it was the switch that left the app without a database, the next apply makes it again.
   */
  private Optional<Diagnostic> missingAttachment() {
    Plan plan = Objects.requireNonNull(latest);
    DesiredState desired = approval.desired();
    if (plan.changeover().isEmpty()
        || plan.stage().atLeast(Stage.SWITCHED)
        || journal.mayHaveSent(plan.changeover().get().key(), "promote")
        || plan.basis().attachment(desired.attachment()).isPresent()) {
      return Optional.empty();
    }
    AddonName old = plan.changeover().get().leader().name();
    return Optional.of(
        Diagnostic.of(
                Code.ATTACHMENT_MISSING,
                "`%s` has no attachment `%s`, so it cannot be opened on `%s` again"
                    .formatted(desired.app(), desired.attachment(), old),
                "Attach it by hand (heroku addons:attach %s --as %s --app %s), then run `apply` again."
                    .formatted(old, desired.attachment(), desired.app()))
            .because("Somebody detached it, and without it the app has no database."));
  }

  private void goBack(Diagnostic because) throws Stopped {
    Plan plan = Objects.requireNonNull(latest);
    Changeover changeover = plan.changeover().orElseThrow();
    listener.goingBack(because);
    note(changeover, Journal.Type.GOING_BACK, because.what(), plan.basis().preImages());
    ObservedState state = plan.basis();
    List<Step> back = plan.goBack();
    for (Step step : back) {
      if (!step.postcondition().verdict(state).isHolding()) {
        listener.stepStarting(step, back.indexOf(step) + 1, back.size());
        Instant begin = timing.now();
        try {
          state = steps.run(changeover, step, state, Optional.empty());
        } catch (Stopped stopped) {
          if (stopped.reason() == Stopped.Reason.INTERRUPTED || mustNotFail(plan, step)) {
            throw stopped;
          }
          listener.note(stopped.diagnostic());
          continue;
        }
        done.add(step.summary());
        listener.stepFinished(step, Duration.between(begin, timing.now()));
      }
    }
    openedAt = timing.now();
    closedAt = journal.closedSince(changeover.key()).orElse(closedAt);
    boolean missesWrites =
        journal.mayHaveSent(changeover.key(), "upgrade")
            || journal.mayHaveSent(changeover.key(), "unfollow")
            || plan.stage().atLeast(Stage.UPGRADING);
    // What was closed before looks the same as what a changeover has closed, so it stays on record.
    note(
        changeover,
        Journal.Type.WENT_BACK,
        "",
        new PreImages(
            PreImages.Source.JOURNAL,
            changeover.before().maintenance().filter(on -> on),
            changeover.before().quantities().filter(Map::isEmpty),
            false,
            missesWrites,
            false));
  }

  /** What is not upgraded yet is promoted by nobody, so it need not be set aside. */
  private static boolean mustNotFail(Plan plan, Step step) {
    return step.opensApp() || plan.stage().atLeast(Stage.UPGRADED);
  }

  private void note(Changeover changeover, Journal.Type type, String text, PreImages record) {
    journal.append(new Journal.Entry(type, timing.now(), changeover.key(), "", text, record));
  }

  /** A survey is newer than the steps before it, and older than the one after it. */
  private Optional<ObservedState> lastSeen() {
    return steps.lastSeen().or(() -> Optional.ofNullable(latest).map(Plan::basis));
  }

  private Outcome outcome(Outcome.Kind kind, List<Diagnostic> diagnostics) {
    Optional<Plan> plan = Optional.ofNullable(latest);
    Optional<ObservedState> seen = steps.isOutdated() ? Optional.empty() : lastSeen();
    Optional<Duration> downtime =
        closedAt != null && openedAt != null && !openedAt.isBefore(closedAt)
            ? Optional.of(Duration.between(closedAt, openedAt))
            : Optional.empty();
    return new Outcome(
        kind,
        diagnostics,
        done,
        plan.map(Plan::stage).orElse(Stage.NONE),
        AppState.describe(approval.desired(), seen),
        downtime,
        seen);
  }
}
