package dev.changeover.core.plan;

import com.google.common.collect.ImmutableList;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.model.Money;
import dev.changeover.core.observed.ObservedState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Destroys the old database, by its id, once nothing uses it. */
record DestroyOld(Changeover changeover) implements Step {
  @Override
  public String id() {
    return "destroy-old";
  }

  @Override
  public Phase phase() {
    return Phase.CLEAN_UP;
  }

  @Override
  public String summary() {
    return "destroy `%s`, the old database".formatted(changeover.leader().name());
  }

  @Override
  public String fingerprint() {
    return id() + " " + changeover.leaderId();
  }

  @Override
  public String herokuCommand() {
    return "heroku addons:destroy %s --app %s --confirm %s"
        .formatted(
            changeover.leader().name(), changeover.desired().app(), changeover.desired().app());
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.DESTROY,
        Impact.Downtime.NONE,
        changeover.leader().price().map(Money::negated),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public List<Condition> preconditions() {
    Claims claims = new Claims(changeover);
    return ImmutableList.<Condition>builder()
        .add(claims.switched())
        .addAll(claims.ready())
        .add(
            claims.releasesQuiet(),
            claims.reopened(),
            claims.noDynoCrashed(),
            claims.oldDatabaseUnused())
        .build();
  }

  @Override
  public Condition postcondition() {
    return new Claims(changeover).oldDatabaseGone();
  }

  @Override
  public boolean begun(ObservedState state) {
    return changeover.leader(state).filter(each -> !each.isGoing()).isEmpty();
  }

  /** Never forced: Heroku then refuses as well where another app is attached. */
  @Override
  public ApiCall call(ObservedState state) {
    return new ApiCall(
        ApiCall.Host.PLATFORM,
        ApiCall.Method.DELETE,
        "/apps/" + state.appId() + "/addons/" + changeover.leaderId(),
        Map.of("force", false));
  }

  @Override
  public ObservedState predict(ObservedState before) {
    return before.withoutDatabase(changeover.leaderId());
  }
}
