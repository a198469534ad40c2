package dev.changeover.core.plan;

import com.google.common.collect.ImmutableMap;
import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.DatabaseDetails.Upgrade;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Creates the new database as a follower of the old one. */
record CreateFollower(Changeover changeover) implements Step {
  @Override
  public String id() {
    return "create-follower";
  }

  @Override
  public Phase phase() {
    return Phase.PREPARE;
  }

  @Override
  public String summary() {
    return "create follower `%s` as `%s`"
        .formatted(changeover.candidateName(), changeover.candidateAlias());
  }

  @Override
  public String fingerprint() {
    return "%s %s as %s on %s of %s"
        .formatted(
            id(),
            changeover.candidateName(),
            changeover.candidateAlias(),
            changeover.plan(),
            changeover.leaderFingerprint());
  }

  @Override
  public String herokuCommand() {
    return "heroku addons:create %s --name %s --as %s --app %s -- --follow %s"
        .formatted(
            changeover.plan().qualified(),
            changeover.candidateName(),
            changeover.candidateAlias(),
            changeover.desired().app(),
            changeover.leader().name());
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.CREATE,
        Impact.Downtime.NONE,
        changeover.price(),
        Optional.of("destroy `" + changeover.candidateName() + "`"),
        Optional.of("restarts the app"));
  }

  @Override
  public List<Condition> preconditions() {
    return List.of(new Claims(changeover).servesLeader());
  }

  @Override
  public Condition postcondition() {
    return new Claims(changeover).candidateFollows();
  }

  @Override
  public boolean begun(ObservedState state) {
    return changeover.candidate(state).isPresent();
  }

  /** The name makes a repeated call harmless; without `confirm` no attachment is ever replaced. */
  @Override
  public ApiCall call(ObservedState state) {
    return new ApiCall(
        ApiCall.Host.PLATFORM,
        ApiCall.Method.POST,
        "/apps/" + changeover.desired().app() + "/addons",
        ImmutableMap.of(
            "plan", Map.of("name", changeover.plan().qualified()),
            "name", changeover.candidateName().value(),
            "attachment", Map.of("name", changeover.candidateAlias().value()),
            "config", Map.of("follow", changeover.leader().name().value())));
  }

  /**
   * What is closed before the cut-over looks the same as what the cut-over closes, so it goes on
   * record with the first call: nothing is overwritten later that would put it there.
   */
  private PreImages closedAlready() {
    Optional<Boolean> maintenance = changeover.before().maintenance().filter(on -> on);
    Optional<Map<ProcessType, Integer>> quantities =
        changeover.before().quantities().filter(Map::isEmpty);
    return maintenance.isEmpty() && quantities.isEmpty()
        ? PreImages.NONE
        : new PreImages(PreImages.Source.JOURNAL, maintenance, quantities, false, false, false);
  }

  @Override
  public ObservedState predict(ObservedState before) {
    AddonId id =
        new AddonId(
            UUID.nameUUIDFromBytes(
                    changeover.candidateName().value().getBytes(StandardCharsets.UTF_8))
                .toString());
    DatabaseDetails details =
        new DatabaseDetails(
            changeover.leader().details().flatMap(DatabaseDetails::version),
            "Available",
            true,
            Optional.of(changeover.leaderId()),
            Optional.empty(),
            OptionalInt.of(0),
            false,
            "available",
            false,
            Upgrade.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            OptionalLong.empty());
    Database created =
        new Database(
            id,
            changeover.candidateName(),
            before.app(),
            changeover.plan(),
            changeover.price(),
            Database.State.PROVISIONED,
            Optional.of(details));
    return before
        .withDatabase(created)
        .withAttachment(
            new Attachment(before.app(), changeover.candidateAlias(), id, Optional.empty()))
        .withPreImages(closedAlready());
  }
}
