package dev.changeover.core.apply;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.HerokuClient;
import dev.changeover.core.heroku.SendResult;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Scope;
import dev.changeover.core.observed.Scope.Part;
import dev.changeover.core.plan.Changeover;
import dev.changeover.core.plan.Phase;
import dev.changeover.core.plan.Step;
import dev.changeover.core.timing.CountedTiming;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Carries one step out: makes it ready, sends its call, waits for its postcondition. */
final class StepRunner {
  /** How often a call is sent at the most when nothing tells whether it had an effect. */
  private static final int SENDS = 4;

  /** How often Heroku may say "later". */
  private static final int LIMITS = 10;

  /** How long an effect may take to show before the call counts as lost. */
  private static final Duration SETTLE = Duration.ofSeconds(45);

  /** Readings in a row that must show an effect before it is believed. */
  private static final int CONFIRMATIONS = 3;

  private static final Duration SEND_LIMIT = Duration.ofSeconds(70);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private static final String STOPS_PROCESSES = "scale-down";
  private static final String ENDS_SESSIONS = "reset-connections";
  private static final Set<Part> OF_APP = Set.of(Part.APP, Part.PROCESSES);

  private final HerokuClient client;
  private final CountedTiming timing;
  private final Journal journal;
  private final ApplyListener listener;
  private final Waiter waiter;

  private String lastChangeover = "";

  /** What had been waited when processes may last have run; at first, when this run began. */
  private Duration stoppedAfter = Duration.ZERO;

  StepRunner(HerokuClient client, Timing timing, Journal journal, ApplyListener listener) {
    this.client = client;
    this.timing = new CountedTiming(timing);
    this.journal = journal;
    this.listener = listener;
    this.waiter = new Waiter(client, this.timing, listener);
  }

  /** Returns the newest reading of a step, if there was one. */
  Optional<ObservedState> lastSeen() {
    return waiter.lastSeen();
  }

  /** Returns whether a call may have changed something since the newest reading. */
  boolean isOutdated() {
    return waiter.isOutdated();
  }

  /** Forgets it, because a whole survey has been made since. */
  void forgetLastSeen(Timing.Age survey) {
    waiter.forgetLastSeen(survey);
  }

  /** Notes that processes of the app ran until now, whoever stops them afterwards. */
  void sawProcesses() {
    stoppedAfter = timing.waited();
  }

  /** Returns the key of the changeover that the last step belonged to; empty if there was none. */
  String lastChangeover() {
    return lastChangeover;
  }

  /** Runs a step and returns the newest reading, in which its postcondition holds. */
  ObservedState run(
      Changeover changeover, Step step, ObservedState start, Optional<Deadline> cutOver)
      throws Stopped {
    lastChangeover = changeover.key();
    ObservedState state = start;
    boolean sent = false;
    Optional<ObservedState> achieved = Optional.empty();
    while (achieved.isEmpty()) {
      if (!sent && !isReallyBegun(step, state)) {
        state = makeReady(step, state, cutOver);
        if (!isReallyBegun(step, state)) {
          state = send(changeover, step, state, cutOver);
          sent = true;
        }
      }
      if (step.id().equals(STOPS_PROCESSES)) {
        sawProcesses();
      }
      achieved = awaitAchieved(step, state, cutOver, sent);
      state = achieved.orElse(state);
    }
    record(changeover, step, Journal.Type.ACHIEVED, "", state.preImages());
    return state;
  }

  private ObservedState makeReady(Step step, ObservedState state, Optional<Deadline> cutOver)
      throws Stopped {
    letProcessesEnd(step);
    ObservedState ready =
        waiter
            .await(step, step.preconditions(), state, cutOver, hurry(step), seen -> false)
            .orElseThrow();
    if (isConversion(step) && cutOver.filter(deadline -> deadline.passed(timing)).isPresent()) {
      throw tooLate(step);
    }
    return ready;
  }

  /** Waits for what was stopped to be gone, where a step has to. */
  private void letProcessesEnd(Step step) throws Stopped {
    Duration left = step.afterStop().minus(timing.waited().minus(stoppedAfter));
    while (left.compareTo(Duration.ZERO) > 0) {
      listener.waiting(
          step,
          new ApplyListener.Wait(
              step.postcondition(),
              "what Heroku restarted just before the stop gets 30 s to end",
              0,
              step.afterStop().minus(left),
              left,
              Optional.empty()));
      Duration pause = left.compareTo(Waiter.FAST) < 0 ? left : Waiter.FAST;
      pause(pause);
      left = left.minus(pause);
    }
  }

  /**
   * Waits for the postcondition. Where this run did not send the call, because it seemed to have
   * had its effect already, readings that say otherwise end the wait in vain.
   */
  private Optional<ObservedState> awaitAchieved(
      Step step, ObservedState state, Optional<Deadline> cutOver, boolean sent) throws Stopped {
    return waiter.await(
        step,
        List.of(step.postcondition()),
        reread(step, state.withPreImages(step.predict(state).preImages())),
        isPromotion(step) ? Optional.empty() : cutOver,
        hurry(step),
        seen -> !sent && !step.begun(seen));
  }

  /** Sends the call until it is known, or believed, to have been accepted. */
  private ObservedState send(
      Changeover changeover, Step step, ObservedState start, Optional<Deadline> cutOver)
      throws Stopped {
    ObservedState state = start;
    int limits = 0;
    int sends = 0;
    while (true) {
      SendResult result = attempt(changeover, step, state);
      switch (result.kind()) {
        case ACCEPTED -> {
          return state;
        }
        case LIMITED -> {
          limits++;
          if (limits > LIMITS) {
            throw failed(step, result);
          }
          pause(result.retryAfter());
          state = reread(step, state);
        }
        case NOT_SENT -> {
          limits++;
          if (limits > LIMITS) {
            throw failed(step, result);
          }
          state = reread(step, state);
        }
        case REFUSED -> {
          state = reread(step, state);
          if (!isReallyBegun(step, state)) {
            throw failed(step, result);
          }
          return state;
        }
        case UNKNOWN -> {
          sends++;
          state = settle(step, state);
          if (isReallyBegun(step, state)) {
            return state;
          }
          if (sends >= SENDS) {
            throw failed(step, result);
          }
        }
      }
      state = makeReady(step, state, cutOver);
      if (isReallyBegun(step, state)) {
        return state;
      }
    }
  }

  /** One reading may flap: the effect counts as there when several in a row show it. */
  private boolean isReallyBegun(Step step, ObservedState state) throws Stopped {
    ObservedState seen = state;
    for (int reading = 1; step.begun(seen); reading++) {
      if (reading == CONFIRMATIONS) {
        return true;
      }
      pause(Waiter.FAST);
      seen = reread(step, seen);
    }
    return false;
  }

  /** Once the attachment may have moved, going back is no longer harmless. */
  private static boolean isPromotion(Step step) {
    return step.id().equals("promote") || step.id().equals("move-attachment");
  }

  /** It takes minutes, and a new database that was converted in vain has to be made again. */
  static boolean isConversion(Step step) {
    return step.id().equals("upgrade") || step.id().equals("unfollow");
  }

  private static boolean hurry(Step step) {
    return step.phase() == Phase.SWITCH
        || step.phase() == Phase.REOPEN
        || step.id().equals(STOPS_PROCESSES)
        || step.id().equals(ENDS_SESSIONS);
  }

  private SendResult attempt(Changeover changeover, Step step, ObservedState state) throws Stopped {
    if (timing.stopRequested()) {
      throw Waiter.interrupted();
    }
    ApiCall call = step.call(state);
    PreImages before = state.preImages();
    PreImages after = step.predict(state).preImages();
    // That sessions were ended is on record only when it is known; that something is about to be
    // overwritten is on record before it is.
    PreImages intended =
        after.withConnectionsReset(after.connectionsReset() && before.connectionsReset());
    journal.append(
        new Journal.Entry(
            Journal.Type.INTENT,
            timing.now(),
            changeover.key(),
            step.id(),
            call.toString(),
            intended,
            changeover.isOpen(state)));
    SendResult result = client.send(call, Deadline.after(SEND_LIMIT, timing), waiter.reading());
    boolean without =
        result.kind() == SendResult.Kind.REFUSED
            || result.kind() == SendResult.Kind.LIMITED
            || result.kind() == SendResult.Kind.NOT_SENT;
    if (!without) {
      waiter.outdate();
    }
    record(
        changeover,
        step,
        Journal.Type.OUTCOME,
        result.kind().name().toLowerCase(Locale.ROOT).replace('_', '-')
            + (result.status() > 0 ? " " + result.status() : ""),
        without ? before : intended);
    listener.sent(step, call, result);
    return result;
  }

  private void record(
      Changeover changeover, Step step, Journal.Type type, String text, PreImages record) {
    journal.append(
        new Journal.Entry(type, timing.now(), changeover.key(), step.id(), text, record));
  }

  private void pause(Duration wished) throws Stopped {
    Duration pause = wished.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wished;
    if (!timing.sleep(pause)) {
      throw Waiter.interrupted();
    }
  }

  /**
   * Reads what tells whether the call has had its effect. What only concerns the app itself needs
   * no look at its add-ons; while it is closed each request keeps users waiting.
   */
  private ObservedState reread(Step step, ObservedState state) {
    Scope scope = step.postcondition().scopeIn(state);
    boolean ofAppAlone =
        !scope.parts().isEmpty()
            && scope.databases().isEmpty()
            && OF_APP.containsAll(scope.parts());
    return waiter.read(ofAppAlone ? scope : scope.and(Scope.of(Part.ADDONS)), state);
  }

  /**
   * Looks until the effect of a call with an unknown outcome shows, or should have shown. Only what
   * was really waited counts: by a clock that jumps, nothing would be waited for at all.
   */
  private ObservedState settle(Step step, ObservedState state) throws Stopped {
    ObservedState seen = reread(step, state);
    Duration waited = Duration.ZERO;
    while (!step.begun(seen) && waited.compareTo(SETTLE) < 0) {
      pause(Waiter.FAST);
      waited = waited.plus(Waiter.FAST);
      seen = reread(step, seen);
    }
    return seen;
  }

  private static Stopped tooLate(Step step) {
    return new Stopped(
        Stopped.Reason.FAILED,
        Diagnostic.of(
                Code.DEADLINE_MISSED,
                "`cutover.deadline` was missed before it was possible to %s"
                    .formatted(step.summary()))
            .fixedBy(
                "Find out what took so long, or raise `cutover.deadline`, then run `apply` again;"
                    + " that is safe."));
  }

  private static Stopped failed(Step step, SendResult result) {
    Diagnostic problem =
        result
            .problem()
            .orElseGet(
                () ->
                    Diagnostic.of(
                        Code.STEP_FAILED, "Heroku answered %d".formatted(result.status())));
    // The name of a destroyed add-on may stay taken, and nothing but the refusal tells that.
    boolean maybeName = step.id().equals("create-follower") && result.status() == 422;
    return new Stopped(
        Stopped.Reason.FAILED,
        maybeName
            ? problem.fixedBy(
                "Read Heroku's reason, correct it, then run again; that is safe. If the name is taken"
                    + " and stays so, make a follower by hand and name it under `adopt`.")
            : problem);
  }
}
