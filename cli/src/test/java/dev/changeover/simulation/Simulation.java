package dev.changeover.simulation;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.Remembered;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.plan.Plan;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run: operators apply while things go wrong, then everything is well again and a sensible
 * person does what the program says until it is done.
 */
final class Simulation {
  private static final int ATTEMPTS = 4;
  private static final int MENDINGS = 12;

  /** The longest time from when a call is put on record until users notice what it does. */
  private static final Duration CALL = Duration.ofMinutes(3);

  /** Heroku did not open an app that was to be opened. */
  private static final Set<Code> REFUSALS =
      EnumSet.of(Code.REFUSED, Code.FORBIDDEN, Code.UNAUTHORISED, Code.TWO_FACTOR);

  /** What the runs of a thread have understood of answers; worlds resemble each other. */
  private static final ThreadLocal<Remembered> UNDERSTOOD =
      ThreadLocal.withInitial(() -> new Remembered(10_000));

  private Case run;
  private final Stage stage;
  private final Oracle oracle;
  private final Disk firstMachine = new Disk();
  private final Operator first;

  /** The machines that operators may come back to. */
  private final Map<Operator, Disk> leftBehind = new HashMap<>();

  private @Nullable Approval planFile;
  private Optional<Map<ProcessType, Integer>> restore = Optional.empty();
  private Optional<String> adopt;
  private final Map<Code, String> allowed = new EnumMap<>(Code.class);

  /** Whether a plan has said that the app is closed before anything is done, and stays so. */
  private boolean saidToStayClosed;

  private Simulation(Case run, boolean traced, Remembered remembered) {
    this.run = run;
    adopt = run.is(Feature.ADOPT) ? Optional.of("HELPER") : Optional.empty();
    stage = new Stage(run, traced, remembered);
    oracle = stage.oracle();
    first = new Operator(stage, 1, firstMachine, run.mishaps());
  }

  /**
   * How a run ended.
   *
   * @param violations what went wrong with the program; empty if it did well
   * @param converged whether the desired state held in the end; else the program refused from the
   *     start, and rightly
   */
  record Result(
      List<Oracle.Violation> violations,
      boolean converged,
      int requests,
      int writes,
      int appends,
      Map<Mishap.Kind, Integer> struck,
      Set<Integer> states,
      List<String> trace) {
    boolean isSound() {
      return violations.isEmpty();
    }
  }

  static Result of(Case run) {
    return new Simulation(run, false, UNDERSTOOD.get()).play();
  }

  /** Runs a case with nothing understood before, and writes down everything. */
  static Result traced(Case run) {
    return new Simulation(run, true, new Remembered()).play();
  }

  private Result play() {
    boolean converged = false;
    try {
      if (run.number(Feature.OPERATORS) == 2) {
        Operator second =
            new Operator(
                stage,
                2,
                run.get(Feature.SECOND_MACHINE).equals("same") ? firstMachine : new Disk(),
                run.mishaps());
        stage.cue(
            1, run.number(Feature.SECOND_AT), () -> stage.turns().start(() -> second(second)));
        stage.turns().run(() -> attempts(first));
      } else {
        attempts(first);
      }
      converged = mend();
    } catch (Killed killed) {
      throw killed;
    } catch (RuntimeException | Error bug) {
      oracle.violated(Invariant.SOUND, bug + " at " + List.of(bug.getStackTrace()).subList(0, 4));
    }
    stage.world().ifPresent(world -> stage.note(() -> "WORLD " + world));
    return new Result(
        oracle.violations(),
        converged,
        stage.requests(),
        first.writes(),
        first.appends(),
        stage.struck(),
        oracle.states(),
        stage.trace());
  }

  private DesiredState desired() {
    return Setting.desired(run, restore, adopt, allowed);
  }

  private void second(Operator second) {
    if (run.get(Feature.SECOND_HAS).equals("plan") && planFile != null) {
      attempt(second, planFile);
    }
    attempts(second);
  }

  /** Plans once and applies; after a kill or a failure applies again, as people do. */
  private void attempts(Operator operator) {
    @Nullable Approval approval = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (approval == null) {
        approval = plan(operator);
      }
      if (approval == null) {
        stage.sleep(Duration.ofSeconds(60));
        continue;
      }
      if (operator == first && planFile == null) {
        planFile = approval;
      }
      Optional<Outcome> outcome = attempt(operator, approval);
      if (outcome.isPresent() && isEnd(outcome.get())) {
        return;
      }
      approval = resume(operator, attempt, approval, outcome.isEmpty());
      stage.sleep(Duration.ofSeconds(30));
    }
  }

  private @Nullable Approval plan(Operator operator) {
    Optional<Plan> plan = operator.plan(desired());
    if (plan.isPresent() && plan.get().isBlocked()) {
      operator.refuse(Approval.of(plan.get()), plan.get().blockers()).ifPresent(this::isHonest);
    }
    return plan.isEmpty() || plan.get().isBlocked() ? null : Approval.of(plan.get());
  }

  private Optional<Outcome> attempt(Operator operator, Approval approval) {
    Optional<Outcome> outcome = operator.apply(approval);
    oracle.judge();
    outcome.ifPresent(this::isHonest);
    return outcome;
  }

  private static boolean isEnd(Outcome outcome) {
    return outcome.kind() == Outcome.Kind.CONVERGED || outcome.kind() == Outcome.Kind.NOTHING_TO_DO;
  }

  /** Returns what is approved where the operator goes on; null if a plan has to be made. */
  private @Nullable Approval resume(
      Operator operator, int attempt, Approval approval, boolean killed) {
    String mode = run.get(Feature.RESUME);
    if (mode.equals("turns")) {
      mode = List.of("same", "plan", "nothing").get(attempt % 3);
    }
    if (mode.equals("same") || !killed) {
      return approval;
    }
    if (mode.equals("back")) {
      Disk left = operator.disk();
      operator.moveTo(leftBehind.getOrDefault(operator, new Disk()));
      leftBehind.put(operator, left);
      return approval;
    }
    operator.moveTo(new Disk());
    return mode.equals("plan") ? approval : null;
  }

  /** What an apply says must be so. */
  private void isHonest(Outcome outcome) {
    if (isEnd(outcome)) {
      return;
    }
    if (outcome.diagnostics().isEmpty() || outcome.appState().isEmpty()) {
      oracle.violated(Invariant.I9, "an apply ended without saying why: " + outcome.kind());
    }
    boolean alone = run.number(Feature.OPERATORS) == 1 && !oracle.personMeddled();
    for (Diagnostic each : outcome.diagnostics()) {
      boolean destroys = each.fix().contains("estroy") && !each.fix().contains("Do not destroy");
      if (alone && destroys && oracle.servingCandidate().isPresent()) {
        oracle.violated(
            Invariant.I1, "a person is told to destroy what may serve the app: " + each);
      }
    }
    boolean clockIsRight =
        run.mishaps().stream().noneMatch(each -> each.kind() == Mishap.Kind.JUMP);
    Duration closure = oracle.lastClosure(stage.now());
    // A machine that comes back does not know that another one opened the app and closed it again.
    boolean sawItAll = alone && !run.get(Feature.RESUME).equals("back");
    if (sawItAll
        && clockIsRight
        && !run.is(Feature.CLOSED)
        && closure.plus(CALL).toSeconds() < run.number(Feature.DEADLINE)
        && outcome.diagnostics().stream()
            .anyMatch(each -> each.what().contains("`cutover.deadline` was missed"))) {
      oracle.violated(
          Invariant.I9, "`cutover.deadline` is said to be missed after " + closure.toSeconds());
    }
    boolean told =
        outcome.appState().contains("CLOSED") || outcome.appState().contains("not known");
    boolean unreachable =
        outcome.diagnostics().stream()
            .anyMatch(each -> each.code() == Code.UNREACHABLE || each.code() == Code.RATE_LIMITED);
    boolean refused =
        outcome.diagnostics().stream().anyMatch(each -> REFUSALS.contains(each.code()));
    boolean inVain =
        outcome.diagnostics().stream()
            .anyMatch(
                each ->
                    each.code() == Code.CANDIDATE_FAILED
                        || each.code() == Code.CANDIDATE_MISSED_WRITES);
    boolean onRecord =
        run.number(Feature.OPERATORS) == 1
            && run.get(Feature.RESUME).equals("same")
            && !run.is(Feature.CLOSED)
            && run.mishaps().stream().allMatch(Simulation::leavesTheAppAlone);
    boolean interrupted =
        outcome.diagnostics().stream().anyMatch(each -> each.code() == Code.INTERRUPTED);
    if (onRecord && oracle.isClosed() && inVain && !unreachable && !refused && !interrupted) {
      oracle.violated(Invariant.I9, "the new database is of no use, and the app stays closed");
    }
    if (alone && oracle.isClosed() && !told && !unreachable) {
      oracle.violated(Invariant.I9, "the app is closed, but an apply said: " + outcome.appState());
    }
  }

  /** What breaks may do so while a promotion is on its way, and then nothing can be opened. */
  private static boolean leavesTheAppAlone(Mishap mishap) {
    return mishap.kind() != Mishap.Kind.BREAK && isNoPersonAtTheApp(mishap);
  }

  private static boolean isNoPersonAtTheApp(Mishap mishap) {
    return mishap.kind() != Mishap.Kind.PERSON || mishap.detail().contains("addon: NEW");
  }

  /** Returns whether the desired state was reached with what a sensible person does. */
  private boolean mend() {
    stage.note(() -> "ALL IS WELL AGAIN");
    stage.clearFaults();
    oracle.timeDoesNotCount();
    first.leaveAlone();
    stage.sleep(Duration.ofHours(2));
    Set<Code> seen = new HashSet<>();
    boolean saidToBeDone = false;
    for (int mending = 0; mending < MENDINGS; mending++) {
      Optional<Plan> plan = first.plan(desired());
      if (plan.isEmpty()) {
        oracle.violated(Invariant.I9, "no plan can be made though all is well");
        return false;
      }
      saidToStayClosed |=
          plan.get().diagnostics().stream().anyMatch(each -> each.code() == Code.STAYS_CLOSED);
      if (saidToBeDone && !plan.get().isConverged()) {
        oracle.violated(
            Invariant.I10,
            "after it converged there is a plan: "
                + plan.get().fingerprints()
                + plan.get().blockers());
        return false;
      }
      if (plan.get().isBlocked()) {
        first
            .refuse(Approval.of(plan.get()), plan.get().blockers())
            .ifPresent(
                outcome -> {
                  oracle.judge();
                  isHonest(outcome);
                });
        Diagnostic blocker = plan.get().blockers().get(0);
        seen.add(blocker.code());
        if (isRefusal(blocker.code())) {
          if (oracle.programHasWritten() && !oracle.personMeddled()) {
            oracle.violated(Invariant.I9, "refuses what it has begun: " + blocker);
          }
          return false;
        }
        if (!follow(blocker)) {
          oracle.violated(Invariant.I9, "no way out is told: " + blocker);
          return false;
        }
        continue;
      }
      if (plan.get().isConverged()) {
        return isConverged(plan.get());
      }
      Optional<Outcome> outcome = attempt(first, Approval.of(plan.get()));
      if (outcome.isPresent() && isEnd(outcome.get())) {
        saidToBeDone = true;
        continue;
      }
      if (outcome.isEmpty()) {
        oracle.violated(Invariant.I9, "apply cannot begin though all is well");
        return false;
      }
      afterFailure(outcome.get());
    }
    oracle.violated(Invariant.I9, "it does not come to an end: " + seen);
    return false;
  }

  /** What is refused before anything is done, and rightly. */
  private boolean isRefusal(Code code) {
    return switch (code) {
      case OTHER_APP_ATTACHED, OTHER_FOLLOWERS, KEPT_BEHIND, PLAN_TOO_SMALL, ADOPT_PLAN_DIFFERS ->
          true;
      case CONTRADICTION, VERSION_LOWER, CREDENTIAL_ATTACHED -> true;
      case ALIAS_TAKEN, ADOPT_NOT_FOLLOWER, CANDIDATE_CONTRADICTS -> oracle.personMeddled();
      default -> false;
    };
  }

  /** Does what a blocked plan tells a person to do. */
  private boolean follow(Diagnostic blocker) {
    switch (blocker.code()) {
      case PRE_IMAGES_UNKNOWN -> {
        if (restore.isPresent()) {
          return false;
        }
        // Beside an adopted follower, an app that is closed may have been closed by an earlier
        // apply.
        boolean closedBefore = run.is(Feature.CLOSED) || Setting.quantities(run).isEmpty();
        boolean journalKnows =
            !(run.is(Feature.ADOPT) && closedBefore)
                && run.get(Feature.RESUME).equals("same")
                && run.number(Feature.OPERATORS) == 1;
        if (journalKnows && !oracle.personMeddled()) {
          oracle.violated(Invariant.I9, "asks for what the journal must know: " + blocker);
        }
        restore = Optional.of(Setting.quantities(run));
        oracle.saidToHaveBeenOpen();
        return true;
      }
      case CANDIDATE_MISSED_WRITES, CANDIDATE_FAILED -> {
        return destroyCandidate(blocker);
      }
      case CUT_OFF_UNSEEN -> {
        if (oracle.personCutOff()) {
          return destroyCandidate(blocker);
        }
        if (run.number(Feature.OPERATORS) == 1 && run.get(Feature.RESUME).equals("same")) {
          oracle.violated(Invariant.I9, "does not know its own upgrade: " + blocker);
        }
        allowed.put(blocker.code(), "apply did it on another machine");
        return true;
      }
      case LAST_RELEASE_FAILED -> {
        stage.byHand("{action: deploy, app: bookshop}");
        stage.sleep(Duration.ofMinutes(5));
        return true;
      }
      case LEADER_UNAVAILABLE, FORK_FOLLOW_UNAVAILABLE, UPGRADE_PREPARED, MAINTENANCE_PENDING -> {
        stage.sleep(Duration.ofHours(2));
        return true;
      }
      case ADOPT_NOT_FOUND -> {
        adopt = Optional.empty();
        return true;
      }
      case ADOPT_NOT_FOLLOWER -> {
        boolean untold = run.mishaps().stream().anyMatch(Simulation::hidesOrigins);
        adopt = Optional.empty();
        oracle.adoptionIsDropped();
        return untold;
      }
      case ATTACHMENT_MISSING, LEADER_FOLLOWS -> {
        attachMain();
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  /**
   * Where Heroku does not tell what an adopted database was made from, only the journal knows that
   * there was a changeover. Without it, all that can be said is that the app is closed, if it is.
   */
  private boolean isUntold() {
    return run.is(Feature.ADOPT)
        && (saidToStayClosed || oracle.isOpen())
        && run.mishaps().stream().anyMatch(Simulation::hidesOrigins);
  }

  private void attachMain() {
    boolean lives = oracle.ledger().addOn(Setting.OLD).filter(Ledger.AddOn::lives).isPresent();
    String addOn = lives ? Setting.OLD : oracle.made().orElse(Setting.OLD);
    stage.byHand("{action: attach, app: bookshop, addon: %s, name: DATABASE}".formatted(addOn));
    stage.sleep(Duration.ofMinutes(5));
  }

  private static boolean hidesOrigins(Mishap mishap) {
    return mishap.detail().contains("forked-from-absent");
  }

  private void afterFailure(Outcome outcome) {
    stage.stopDynos();
    for (Diagnostic each : outcome.diagnostics()) {
      if (each.fix().contains("name it under `adopt`")) {
        String plan = run.get(Feature.PLAN);
        adopt =
            Optional.of(
                stage.createFollower(plan.equals("-") ? run.get(Feature.LEADER_PLAN) : plan));
      }
      if (each.fix().contains("raise `cutover.maxLag`") && run.number(Feature.MAX_LAG) <= 5_000) {
        run = run.with(Feature.MAX_LAG, "1000000");
        return;
      }
      boolean hopeless = each.code() == Code.DEADLINE_MISSED && each.fix().contains("destroy");
      if (hopeless
          || each.code() == Code.CANDIDATE_FAILED
          || each.code() == Code.CANDIDATE_MISSED_WRITES) {
        destroyCandidate(each);
        return;
      }
      if (each.code() == Code.DEADLINE_MISSED && each.what().contains("cutover.deadline")) {
        run = run.with(Feature.DEADLINE, "7200");
      }
      if (each.code() == Code.ATTACHMENT_MISSING) {
        attachMain();
      }
      boolean hangs = each.code() == Code.DEADLINE_MISSED && each.what().contains("limits.release");
      if (each.code() == Code.LAST_RELEASE_FAILED || hangs) {
        stage.byHand("{action: deploy, app: bookshop}");
      }
    }
    stage.sleep(Duration.ofMinutes(30));
  }

  /** As the message says: the new database, which serves nobody, is destroyed by hand. */
  private boolean destroyCandidate(Diagnostic told) {
    List<String> candidates = oracle.candidates();
    Optional<String> found =
        candidates.stream()
            .filter(name -> told.what().contains("`" + name + "`"))
            .findFirst()
            .or(() -> candidates.stream().findFirst());
    found.ifPresent(name -> stage.byHand("{action: destroy-addon, addon: %s}".formatted(name)));
    return found.isPresent();
  }

  /** A converged state plans to nothing and sends no write; the app is as it was. */
  private boolean isConverged(Plan plan) {
    int writes = first.writes();
    Optional<Outcome> outcome = attempt(first, Approval.of(plan));
    if (outcome.isEmpty() || outcome.get().kind() != Outcome.Kind.NOTHING_TO_DO) {
      oracle.violated(Invariant.I10, "there is nothing to do, but apply ended with " + outcome);
    }
    if (first.writes() != writes) {
      oracle.violated(Invariant.I10, "a converged state is written to");
    }
    oracle.judge();
    oracle.nothingLost();
    Optional<String> notThere = oracle.notThere();
    if (oracle.personMeddled() || isUntold()) {
      return true;
    }
    if (notThere.isPresent()) {
      oracle.violated(Invariant.I9, "it says that it is done, but " + notThere.get());
    }
    if (!oracle.isOpen()) {
      oracle.violated(Invariant.I9, "it says that it is done, but the app is not as before");
    }
    return true;
  }
}
