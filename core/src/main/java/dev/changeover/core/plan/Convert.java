package dev.changeover.core.plan;

import com.google.common.collect.ImmutableList;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.model.PgVersion;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.DatabaseDetails.Upgrade;
import dev.changeover.core.observed.ObservedState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes the follower a database of its own: by an upgrade, which also ends the following, or, where
 * the version stays, by unfollowing alone.
 */
record Convert(Changeover changeover) implements Step {
  @Override
  public String id() {
    return changeover.upgrades() ? "upgrade" : "unfollow";
  }

  @Override
  public Phase phase() {
    return Phase.SWITCH;
  }

  @Override
  public String summary() {
    return changeover.upgrades()
        ? "upgrade `%s` to %s".formatted(changeover.candidateAlias(), changeover.target())
        : "let `%s` stop following".formatted(changeover.candidateAlias());
  }

  @Override
  public String fingerprint() {
    return "%s %s to %s, made from %s"
        .formatted(
            id(), changeover.candidateName(), changeover.target(), changeover.leaderFingerprint());
  }

  @Override
  public String herokuCommand() {
    String app = changeover.desired().app().value();
    return changeover.upgrades()
        ? "heroku pg:upgrade:run %s --version %s --app %s --confirm %s"
            .formatted(changeover.candidateAlias(), changeover.target(), app, app)
        : "heroku pg:unfollow %s --app %s --confirm %s"
            .formatted(changeover.candidateAlias(), app, app);
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.CONVERT,
        Impact.Downtime.DURING,
        Optional.empty(),
        Optional.of("none needed: the old database is untouched"),
        Optional.of("it stops following for good"));
  }

  @Override
  public List<Condition> preconditions() {
    Claims claims = new Claims(changeover);
    ImmutableList.Builder<Condition> conditions = ImmutableList.builder();
    conditions
        .add(claims.servesLeader())
        .add(claims.stillFollows())
        .add(claims.connectionsReset())
        .add(claims.closed());
    if (!changeover.desired().checks().containsKey(Code.ONE_OFF_DYNOS)) {
      conditions.add(claims.noOneOffDynos());
    }
    // Last, so that the lag that counts was read after everything that writes has stopped.
    return conditions.add(claims.candidateAvailable()).add(claims.caughtUp()).build();
  }

  @Override
  public Condition postcondition() {
    return new Claims(changeover).converted();
  }

  @Override
  public boolean begun(ObservedState state) {
    return changeover
        .candidate(state)
        .flatMap(Database::details)
        .filter(details -> !details.follows() || details.upgrade().waiting())
        .isPresent();
  }

  @Override
  public ApiCall call(ObservedState state) {
    AddonId candidate = changeover.candidate(state).orElseThrow().id();
    String base = "/client/v11/databases/" + candidate;
    return changeover.upgrades()
        ? new ApiCall(
            ApiCall.Host.DATA,
            ApiCall.Method.POST,
            base + "/upgrade/run",
            Map.of("version", changeover.target().toString()))
        : new ApiCall(ApiCall.Host.DATA, ApiCall.Method.PUT, base + "/unfollow", Map.of());
  }

  @Override
  public ObservedState predict(ObservedState before) {
    return changeover
        .candidate(before)
        .map(candidate -> before.withDetails(candidate.id(), this::converted))
        .orElse(before);
  }

  private DatabaseDetails converted(DatabaseDetails follower) {
    return new DatabaseDetails(
        changeover.upgrades()
            ? Optional.of(new PgVersion(changeover.target(), changeover.target().toString()))
            : follower.version(),
        "Available",
        false,
        Optional.empty(),
        Optional.of(changeover.leaderId().value()),
        OptionalInt.empty(),
        false,
        "available",
        false,
        Upgrade.NONE,
        Optional.of("Temporarily Unavailable"),
        follower.highAvailability(),
        Optional.empty(),
        List.of(),
        follower.bytes());
  }
}
