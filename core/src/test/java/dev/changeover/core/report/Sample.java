package dev.changeover.core.report;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.SourcePosition;
import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PgVersion;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Release;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Planner;
import dev.changeover.core.plan.VersionTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Plans made from small states. */
final class Sample {
  private static final AppName APP = new AppName("projectify-backend");
  private static final AddonId LEADER = new AddonId("11111111-1111-1111-1111-111111111111");
  private static final Planner PLANNER =
      new Planner(VersionTable.CURRENT, VersionTable.CURRENT.asOf().plusDays(1));

  private Sample() {}

  static DesiredState desired(int version, boolean keep) {
    return desired(version, keep, DesiredState.of(APP, new PgMajor(version)).position());
  }

  static DesiredState desiredIn(SourcePosition position) {
    return desired(15, false, position);
  }

  private static DesiredState desired(int version, boolean keep, SourcePosition position) {
    DesiredState usual = DesiredState.of(APP, new PgMajor(version));
    return new DesiredState(
        usual.app(),
        usual.attachment(),
        usual.version(),
        Optional.of(new PlanSlug("standard-0")),
        keep,
        usual.method(),
        usual.adopt(),
        usual.moveAttachments(),
        usual.cutover(),
        usual.limits(),
        usual.checks(),
        position);
  }

  static ObservedState observed(String plan, String serviceName) {
    DatabaseDetails details =
        new DatabaseDetails(
            PgVersion.parse("13.13"),
            "Available",
            false,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            false,
            "available",
            false,
            DatabaseDetails.Upgrade.NONE,
            Optional.of("Available"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            OptionalLong.of(1_234_000_000L));
    Database leader =
        new Database(
            LEADER,
            new AddonName("postgresql-curved-12345"),
            APP,
            new PlanSlug(plan),
            Optional.of(new Money(5000)),
            Database.State.PROVISIONED,
            Optional.of(details));
    return new ObservedState(
        APP,
        "99999999-9999-9999-9999-999999999999",
        false,
        Map.of(LEADER, leader),
        Set.of(
            new Attachment(APP, new Alias("DATABASE"), LEADER, Optional.empty()),
            new Attachment(APP, new Alias("HEROKU_POSTGRESQL_AMBER"), LEADER, Optional.empty())),
        Map.of(new ProcessType("web"), 2, new ProcessType("worker"), 1),
        Set.of(
            new Dyno("web.1", new ProcessType("web"), "up"),
            new Dyno("web.2", new ProcessType("web"), "up"),
            new Dyno("worker.1", new ProcessType("worker"), "up")),
        List.of(new Release(87, Release.Status.SUCCEEDED, "Deploy 1234567")),
        Set.of(serviceName),
        Optional.of(Map.of("DATABASE_URL", LEADER)),
        Map.of(new PlanSlug("standard-0"), new Money(5000)),
        Set.of(),
        PreImages.NONE);
  }

  static Plan fresh() {
    return PLANNER.plan(desired(15, false), observed("standard-0", "scheduler"));
  }

  /** The state after the first steps, as they predict it, with the new database behind. */
  static Plan underWay() {
    Plan fresh = fresh();
    ObservedState state = fresh.steps().get(0).predict(fresh.basis());
    Database candidate =
        state.databases().values().stream().filter(Database::follows).findFirst().orElseThrow();
    ObservedState behind =
        state.withDetails(
            candidate.id(),
            details ->
                new DatabaseDetails(
                    details.version(),
                    details.status(),
                    details.follows(),
                    details.leader(),
                    details.forkedFrom(),
                    OptionalInt.of(1204),
                    details.waiting(),
                    details.waitMessage(),
                    details.failed(),
                    details.upgrade(),
                    details.forkFollow(),
                    details.highAvailability(),
                    details.maintenance(),
                    details.followers(),
                    details.bytes()));
    return PLANNER.plan(fresh.desired(), behind);
  }

  static Plan converged() {
    return PLANNER.plan(desired(13, true), observed("standard-0", "papertrail"));
  }

  static Plan blocked() {
    return PLANNER.plan(desired(12, true), observed("standard-0", "papertrail"));
  }

  static List<Plan> all() {
    return List.of(fresh(), underWay(), converged(), blocked());
  }
}
