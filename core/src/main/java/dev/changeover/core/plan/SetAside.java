package dev.changeover.core.plan;

import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.ObservedState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Renames the upgraded database before the app is opened on the old one, so that nobody promotes it
 * any more: not another apply that is about to, and none that only sees later that the app is
 * closed again.
 *
 * @param candidate the database as it is before
 */
record SetAside(Changeover changeover, Database candidate) implements Step {
  static final String ID = "set-aside-back";

  private AddonName wanted() {
    return Names.setAside(candidate.name(), candidate.id());
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Phase phase() {
    return Phase.REOPEN;
  }

  @Override
  public String summary() {
    return "set `%s` aside as `%s`".formatted(candidate.name(), wanted());
  }

  @Override
  public String fingerprint() {
    return id() + " " + candidate.id();
  }

  @Override
  public String herokuCommand() {
    return "heroku addons:rename %s %s".formatted(candidate.name(), wanted());
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.UPDATE,
        Impact.Downtime.DURING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public List<Condition> preconditions() {
    return List.of(new Claims(changeover).servesLeader());
  }

  @Override
  public Condition postcondition() {
    return new Claims(changeover).setAside(candidate.id());
  }

  @Override
  public boolean begun(ObservedState state) {
    return postcondition().verdict(state).isHolding();
  }

  /** As `heroku addons:rename` sends it. */
  @Override
  public ApiCall call(ObservedState state) {
    return new ApiCall(
        ApiCall.Host.PLATFORM,
        ApiCall.Method.PATCH,
        "/apps/" + changeover.desired().app() + "/addons/" + candidate.id(),
        Map.of("name", wanted().value()));
  }

  @Override
  public ObservedState predict(ObservedState before) {
    return before
        .database(candidate.id())
        .map(known -> before.withDatabase(known.withName(wanted())))
        .orElse(before);
  }
}
