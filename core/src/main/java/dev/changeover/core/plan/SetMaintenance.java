package dev.changeover.core.plan;

import com.google.common.collect.ImmutableList;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns maintenance mode on before the switch, and off after it. */
record SetMaintenance(Changeover changeover, Turn turn) implements Step {
  private boolean on() {
    return turn == Turn.CLOSE;
  }

  @Override
  public String id() {
    return (on() ? "maintenance-on" : "maintenance-off") + turn.idSuffix();
  }

  @Override
  public Phase phase() {
    return on() ? Phase.STOP : Phase.REOPEN;
  }

  @Override
  public String summary() {
    return "turn maintenance mode " + (on() ? "on" : "off");
  }

  @Override
  public String fingerprint() {
    return id();
  }

  @Override
  public String herokuCommand() {
    return "heroku maintenance:%s --app %s"
        .formatted(on() ? "on" : "off", changeover.desired().app());
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.UPDATE,
        on() ? Impact.Downtime.STARTS : Impact.Downtime.ENDS,
        Optional.empty(),
        Optional.of("turn it %s again".formatted(on() ? "off" : "on")),
        Optional.empty());
  }

  @Override
  public List<Condition> preconditions() {
    Claims claims = new Claims(changeover);
    return switch (turn) {
      case CLOSE -> Stopping.preconditions(changeover);
      case OPEN ->
          ImmutableList.<Condition>builder()
              .add(claims.switched())
              .addAll(claims.ready())
              .add(claims.dynosUp(changeover.before().quantities().orElse(Map.of())))
              .build();
      case GO_BACK -> List.of(claims.servesLeader());
    };
  }

  @Override
  public Condition postcondition() {
    return new Claims(changeover).maintenance(on());
  }

  @Override
  public boolean begun(ObservedState state) {
    return state.maintenance() == on();
  }

  @Override
  public ApiCall call(ObservedState state) {
    return new ApiCall(
        ApiCall.Host.PLATFORM,
        ApiCall.Method.PATCH,
        "/apps/" + changeover.desired().app(),
        Map.of("maintenance", on()));
  }

  @Override
  public ObservedState predict(ObservedState before) {
    PreImages known = before.preImages();
    PreImages recorded =
        on()
            ? new PreImages(
                PreImages.Source.JOURNAL,
                Optional.of(known.maintenance().orElse(before.maintenance())),
                known.quantities(),
                false,
                known.reopenedSince(),
                false)
            : known;
    return before.withMaintenance(on()).withPreImages(recorded);
  }

  @Override
  public boolean opensApp() {
    return !on();
  }
}
