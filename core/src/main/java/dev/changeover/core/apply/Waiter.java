package dev.changeover.core.apply;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.HerokuClient;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.Scope;
import dev.changeover.core.plan.Condition;
import dev.changeover.core.plan.Phase;
import dev.changeover.core.plan.Step;
import dev.changeover.core.plan.Verdict;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Waits until all of a step's conditions hold at once, in several readings in a row: a status that
 * is read once may be about to flap. A guard that keeps failing ends the wait; a patient condition
 * ends it when its time is up.
 */
final class Waiter {
  /** Between readings while users are waiting. */
  static final Duration FAST = Duration.ofSeconds(5);

  /** Between readings otherwise. */
  static final Duration SLOW = Duration.ofSeconds(15);

  /**
   * Between readings of what takes long anyway, such as the copy of a large database. A reading has
   * some eight requests, and the account may make 4,500 an hour for all that use it.
   */
  static final Duration SLOWEST = Duration.ofSeconds(60);

  private static final Duration LONG_WAIT = Duration.ofMinutes(10);

  /** Equal bad readings after which a guard, or a failure, is believed. */
  private static final int BELIEVED = 3;

  /** What Heroku takes for the new database. */
  private static final Set<String> CANDIDATES_LIMITS =
      Set.of("limits.provision", "limits.catchUp", "limits.upgrade");

  private static final String BUSY =
      " If so much is written that the follower is always that far behind, raise `cutover.maxLag`.";

  private static final String WAY_OUT =
      " If it gets no further at all, make sure that the new database serves nobody, destroy it by"
          + " its name and run again: a new one is made.";

  private final HerokuClient client;
  private final Timing timing;
  private final ApplyListener listener;
  private @Nullable ObservedState lastSeen;
  private boolean outdated;
  private Timing.Age reading;

  Waiter(HerokuClient client, Timing timing, ApplyListener listener) {
    this.client = client;
    this.timing = timing;
    this.listener = listener;
    this.reading = timing.startAging();
  }

  /**
   * Waits.
   *
   * @param first the newest reading, which counts
   * @param cutOver when the app has to be open again, if it is closed for this step
   * @param abandon when the wait turns out to be in vain; believed after several readings in a row
   * @return the last reading, in which all conditions hold; empty if abandoned
   */
  Optional<ObservedState> await(
      Step step,
      List<Condition> conditions,
      ObservedState first,
      Optional<Deadline> cutOver,
      boolean hurry,
      Predicate<ObservedState> abandon)
      throws Stopped {
    Instant begin = timing.now();
    int needed = conditions.stream().mapToInt(Condition::readings).max().orElse(1);
    int agreeing = 0;
    int bad = 0;
    int vain = 0;
    ObservedState state = first;
    while (true) {
      Optional<Condition> open = firstOpen(conditions, state);
      Verdict verdict = open.isPresent() ? open.get().verdict(state) : Verdict.holds();
      agreeing = open.isEmpty() ? agreeing + 1 : 0;
      if (agreeing >= needed) {
        return Optional.of(state);
      }
      vain = abandon.test(state) ? vain + 1 : 0;
      if (vain >= BELIEVED) {
        return Optional.empty();
      }
      boolean isBad =
          open.isPresent() && (verdict.failure().isPresent() || !open.get().isPatient());
      bad = isBad ? bad + 1 : 0;
      if (bad >= BELIEVED) {
        throw failed(step, open.orElseThrow(), verdict);
      }
      Condition shown = open.orElseGet(() -> conditions.get(conditions.size() - 1));
      Deadline deadline = deadline(shown, begin, cutOver);
      if (open.isPresent() && !isBad && deadline.passed(timing)) {
        throw late(step, shown, verdict, cutOver.filter(deadline::equals).isPresent());
      }
      Duration waited = Duration.between(begin, timing.now());
      listener.waiting(
          step,
          new ApplyListener.Wait(
              shown, verdict.whyNot(), agreeing, waited, deadline.left(timing), shown.limit()));
      boolean steady = agreeing == 0 && bad == 0 && vain == 0;
      if (!timing.sleep(hurry ? FAST : pause(steady, waited, deadline.left(timing)))) {
        throw interrupted();
      }
      state = read(conditions, state);
    }
  }

  private static Duration pause(boolean steady, Duration waited, Duration left) {
    boolean enough = left.compareTo(SLOWEST) > 0;
    return steady && enough && waited.compareTo(LONG_WAIT) >= 0 ? SLOWEST : SLOW;
  }

  /** Reads again only what the conditions depend on. */
  private ObservedState read(List<Condition> conditions, ObservedState state) {
    Scope scope = Scope.NOTHING;
    for (Condition condition : conditions) {
      scope = scope.and(condition.scopeIn(state));
    }
    return read(scope, state);
  }

  /** Reads some parts again. */
  ObservedState read(Scope scope, ObservedState state) {
    reading = timing.startAging();
    lastSeen = client.refresh(state, scope, Deadline.after(Surveyor.READING_LIMIT, timing));
    outdated = false;
    return lastSeen;
  }

  /** Returns the newest reading, if there was one. */
  Optional<ObservedState> lastSeen() {
    return Optional.ofNullable(lastSeen);
  }

  /** Something was sent that may have changed what was read. */
  void outdate() {
    outdated = true;
  }

  /** Returns whether something may have changed since the newest reading, by a call of this run. */
  boolean isOutdated() {
    return outdated;
  }

  void forgetLastSeen(Timing.Age newer) {
    lastSeen = null;
    outdated = false;
    reading = newer;
  }

  /** Returns how old the newest reading is. */
  Timing.Age reading() {
    return reading;
  }

  private static Optional<Condition> firstOpen(List<Condition> conditions, ObservedState state) {
    return conditions.stream()
        .filter(condition -> !condition.verdict(state).isHolding())
        .findFirst();
  }

  private static Deadline deadline(Condition condition, Instant begin, Optional<Deadline> cutOver) {
    Deadline own = new Deadline(begin.plus(condition.patience()), condition.patience());
    return cutOver.map(own::orEarlier).orElse(own);
  }

  static Stopped interrupted() {
    return new Stopped(
        Stopped.Reason.INTERRUPTED, Diagnostic.of(Code.INTERRUPTED, "stopped on request"));
  }

  private static Stopped failed(Step step, Condition condition, Verdict verdict) {
    return new Stopped(
        Stopped.Reason.FAILED,
        verdict
            .failure()
            .orElseGet(
                () ->
                    Diagnostic.of(
                            Code.STEP_FAILED,
                            "cannot %s: %s is not so: %s"
                                .formatted(step.summary(), condition.claim(), verdict.whyNot()))
                        .because("It must hold before this step, or data could be lost.")));
  }

  private static Stopped late(Step step, Condition condition, Verdict verdict, boolean cutOver) {
    String limit = cutOver ? "cutover.deadline" : condition.limit().orElse("the limit");
    return new Stopped(
        Stopped.Reason.FAILED,
        Diagnostic.of(
                Code.DEADLINE_MISSED,
                "`%s` was missed while waiting to %s: %s is not so yet: %s"
                    .formatted(limit, step.summary(), condition.claim(), verdict.whyNot()))
            .fixedBy(
                "Find out why it takes so long, or raise `%s`, then run `apply` again; that is safe.%s"
                    .formatted(
                        limit,
                        (isBusy(step, limit) ? BUSY : "")
                            + (mayBeDestroyed(step, limit) ? WAY_OUT : "")
                            + (verdict.advice().isEmpty() ? "" : " " + verdict.advice()))));
  }

  /** While the app is open, its follower need only be near. */
  private static boolean isBusy(Step step, String limit) {
    return step.phase() == Phase.STOP && limit.equals("limits.catchUp");
  }

  /** From the promotion on the new database serves the app: then that would be the worst advice. */
  private static boolean mayBeDestroyed(Step step, String limit) {
    boolean servesNobody =
        step.phase() == Phase.PREPARE
            || step.phase() == Phase.STOP
            || StepRunner.isConversion(step);
    return servesNobody && CANDIDATES_LIMITS.contains(limit);
  }
}
