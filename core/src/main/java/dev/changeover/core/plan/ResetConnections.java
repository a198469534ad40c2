package dev.changeover.core.plan;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Ends the sessions that are left on the old database after the processes have stopped. */
record ResetConnections(Changeover changeover) implements Step {
  static final String ID = "reset-connections";

  /**
   * Heroku kills a process 30 seconds after it told it to stop, also one that another takes the
   * place of.
   */
  private static final Duration END_OF_PROCESSES = Duration.ofSeconds(35);

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Phase phase() {
    return Phase.STOP;
  }

  @Override
  public String summary() {
    return "end the sessions left on `%s`".formatted(changeover.main());
  }

  @Override
  public String fingerprint() {
    return id() + " of " + changeover.leaderId();
  }

  @Override
  public String herokuCommand() {
    return "heroku pg:killall %s --app %s".formatted(changeover.main(), changeover.desired().app());
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.UPDATE,
        Impact.Downtime.DURING,
        Optional.empty(),
        Optional.of("none needed: clients connect again"),
        Optional.of("%d s after the stop".formatted(afterStop().toSeconds())));
  }

  /**
   * A process that was restarted just before the stop is no dyno any more, but it may work, and
   * connect again, until Heroku kills it. Sessions are ended after that, or they could outlive it.
   */
  @Override
  public Duration afterStop() {
    return END_OF_PROCESSES;
  }

  @Override
  public List<Condition> preconditions() {
    Claims claims = new Claims(changeover);
    List<Condition> conditions = new ArrayList<>();
    conditions.add(claims.servesLeader());
    conditions.add(claims.stillFollows());
    conditions.add(claims.closed());
    if (!changeover.desired().checks().containsKey(Code.ONE_OFF_DYNOS)) {
      conditions.add(claims.noOneOffDynos());
    }
    return List.copyOf(conditions);
  }

  @Override
  public Condition postcondition() {
    return new Claims(changeover).connectionsReset();
  }

  @Override
  public boolean begun(ObservedState state) {
    return state.preImages().connectionsReset();
  }

  @Override
  public ApiCall call(ObservedState state) {
    return new ApiCall(
        ApiCall.Host.DATA,
        ApiCall.Method.POST,
        "/client/v11/databases/" + changeover.leaderId() + "/connection_reset",
        Map.of());
  }

  /**
   * This is the last step before the app's database changes, and the only one that is always taken:
   * what an app was like that needed no maintenance step, or no scaling, goes on record here.
   */
  @Override
  public ObservedState predict(ObservedState before) {
    PreImages known = before.preImages();
    return before.withPreImages(
        new PreImages(
            PreImages.Source.JOURNAL,
            known.maintenance().or(() -> changeover.before().maintenance()),
            known.quantities().or(() -> changeover.before().quantities()),
            true,
            known.reopenedSince(),
            false));
  }
}
