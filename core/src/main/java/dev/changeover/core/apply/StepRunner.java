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
import dev.changeover.core.plan.Condition;
import dev.changeover.core.plan.Phase;
import dev.changeover.core.plan.Step;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries one step out: makes it ready, sends its call, waits for its postcondition. */
final class StepRunner {
  /** How often a call is sent at the most when nothing tells whether it had an effect. */
  private static final int SENDS = 4;

  /** How often Heroku may say "later". */
  private static final int LIMITS = 10;

  /** How long an effect may take to show before the call counts as lost. */
  private static final Duration SETTLE = Duration.ofSeconds(45);

  private static final Duration SEND_LIMIT = Duration.ofSeconds(70);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final HerokuClient client;
  private final Timing timing;
  private final Journal journal;
  private final ApplyListener listener;
  private final Waiter waiter;

  private @Nullable ObservedState lastSeen;
  private String lastChangeover = "";

  StepRunner(HerokuClient client, Timing timing, Journal journal, ApplyListener listener) {
    this.client = client;
    this.timing = timing;
    this.journal = journal;
    this.listener = listener;
    this.waiter = new Waiter(client, timing, listener);
  }

  /** Returns the newest reading. */
  @Nullable ObservedState lastSeen() {
    return lastSeen;
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
    lastSeen = start;
    boolean sent = step.begun(state);
    int limits = 0;
    int sends = 0;
    while (!sent) {
      state = seen(waiter.await(step, step.preconditions(), state, cutOver, hurry(step)));
      if (step.begun(state)) {
        break;
      }
      SendResult result = send(changeover, step, state);
      switch (result.kind()) {
        case ACCEPTED -> sent = true;
        case LIMITED -> {
          limits++;
          if (limits > LIMITS) {
            throw failed(result);
          }
          pause(result.retryAfter());
          state = seen(reread(step, state));
        }
        case REFUSED -> {
          state = seen(reread(step, state));
          if (!step.begun(state)) {
            throw failed(result);
          }
          sent = true;
        }
        case UNKNOWN -> {
          sends++;
          state = seen(settle(step, state));
          sent = step.begun(state);
          if (!sent && sends >= SENDS) {
            throw failed(result);
          }
        }
      }
    }
    state = state.withPreImages(step.predict(state).preImages());
    Optional<Deadline> limit = isPromotion(step) ? Optional.empty() : cutOver;
    state =
        seen(
            waiter.await(
                step, List.of(step.postcondition()), reread(step, state), limit, hurry(step)));
    record(changeover, step, Journal.Type.ACHIEVED, "", state.preImages());
    return state;
  }

  /** Once the attachment may have moved, going back is no longer harmless. */
  private static boolean isPromotion(Step step) {
    return step.id().equals("promote") || step.id().equals("move-attachment");
  }

  private static boolean hurry(Step step) {
    return step.phase() == Phase.SWITCH
        || step.phase() == Phase.REOPEN
        || step.id().equals("scale-down")
        || step.id().equals("reset-connections");
  }

  private ObservedState seen(ObservedState state) {
    lastSeen = state;
    return state;
  }

  private SendResult send(Changeover changeover, Step step, ObservedState state) throws Stopped {
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
    record(changeover, step, Journal.Type.INTENT, call.toString(), intended);
    SendResult result = client.send(call, Deadline.after(SEND_LIMIT, timing));
    boolean without =
        result.kind() == SendResult.Kind.REFUSED || result.kind() == SendResult.Kind.LIMITED;
    record(
        changeover,
        step,
        Journal.Type.OUTCOME,
        result.kind().name().toLowerCase(Locale.ROOT)
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

  private ObservedState reread(Step step, ObservedState state) {
    Condition post = step.postcondition();
    Scope scope = post.scopeIn(state).and(Scope.of(Part.ADDONS));
    return client.refresh(state, scope, Deadline.after(Surveyor.READING_LIMIT, timing));
  }

  /** Looks until the effect of a call with an unknown outcome shows, or should have shown. */
  private ObservedState settle(Step step, ObservedState state) throws Stopped {
    Deadline deadline = Deadline.after(SETTLE, timing);
    ObservedState seen = reread(step, state);
    while (!step.begun(seen) && !deadline.passed(timing)) {
      pause(Waiter.FAST);
      seen = reread(step, seen);
    }
    return seen;
  }

  private static Stopped failed(SendResult result) {
    return new Stopped(
        Stopped.Reason.FAILED,
        result
            .problem()
            .orElseGet(
                () ->
                    Diagnostic.of(
                        Code.STEP_FAILED, "Heroku answered %d".formatted(result.status()))));
  }
}
