package dev.changeover.core.plan;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
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
import dev.changeover.core.observed.DatabaseDetails.Upgrade;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Release;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Builds observed and desired states in the words of the domain. */
final class Given {
  static final AppName APP = new AppName("bookshop");
  static final Alias DATABASE = new Alias("DATABASE");
  static final Planner PLANNER =
      new Planner(VersionTable.CURRENT, VersionTable.CURRENT.asOf().plusDays(1));

  private boolean maintenance;
  private final Map<AddonId, Database> databases = new HashMap<>();
  private final Set<Attachment> attachments = new HashSet<>();
  private final Map<ProcessType, Integer> formation = new HashMap<>();
  private final Set<Dyno> dynos = new HashSet<>();
  private final List<Release> releases = new ArrayList<>();
  private final Set<String> services = new HashSet<>();
  private final Set<AddonName> taken = new HashSet<>();
  private PreImages preImages = PreImages.NONE;

  static Given anApp() {
    return new Given();
  }

  static DesiredState desired(int version) {
    return DesiredState.of(APP, new PgMajor(version));
  }

  static DesiredState destroyingTheOld(DesiredState desired) {
    return desired.withKeepOldDatabase(false);
  }

  static DesiredState onPlan(DesiredState desired, String plan) {
    return desired.withPlan(Optional.of(new PlanSlug(plan)));
  }

  static DesiredState adopting(DesiredState desired, String name) {
    return desired.withAdopt(Optional.of(name));
  }

  static DesiredState closing(DesiredState desired, DesiredState.Cutover cutover) {
    return desired.withCutover(cutover);
  }

  static DesiredState allowing(DesiredState desired, Code code, String reason) {
    return desired.withChecks(Map.of(code, reason));
  }

  static AddonId idOf(String name) {
    return new AddonId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
  }

  static DatabaseDetails leaderDetails(String version) {
    return new DatabaseDetails(
        PgVersion.parse(version),
        "Available",
        false,
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        false,
        "available",
        false,
        Upgrade.NONE,
        Optional.of("Available"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OptionalLong.of(1_200_000_000L));
  }

  static DatabaseDetails followerDetails(String version, String leader, int lag) {
    return new DatabaseDetails(
        PgVersion.parse(version),
        "Available",
        true,
        Optional.of(idOf(leader)),
        Optional.empty(),
        OptionalInt.of(lag),
        false,
        "available",
        false,
        Upgrade.NONE,
        Optional.of("Unavailable on followers"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OptionalLong.of(1_200_000_000L));
  }

  static DatabaseDetails forkDetails(String version, String leader) {
    return new DatabaseDetails(
        PgVersion.parse(version),
        "Available",
        false,
        Optional.empty(),
        Optional.of(idOf(leader).value()),
        OptionalInt.empty(),
        false,
        "available",
        false,
        Upgrade.NONE,
        Optional.of("Temporarily Unavailable"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        OptionalLong.of(1_200_000_000L));
  }

  Given with(String name, String plan, DatabaseDetails details, String... aliases) {
    databases.put(
        idOf(name),
        new Database(
            idOf(name),
            new AddonName(name),
            APP,
            new PlanSlug(plan),
            Optional.of(new Money(5000)),
            Database.State.PROVISIONED,
            Optional.of(details)));
    for (String alias : aliases) {
      attached(name, APP, alias, Optional.empty());
    }
    return this;
  }

  /** The database is being destroyed. */
  Given going(String name) {
    databases.computeIfPresent(
        idOf(name),
        (id, found) ->
            new Database(
                id,
                found.name(),
                found.billingApp(),
                found.plan(),
                found.price(),
                Database.State.DEPROVISIONING,
                found.details()));
    return this;
  }

  Given attached(String name, AppName app, String alias, Optional<String> namespace) {
    attachments.add(new Attachment(app, new Alias(alias), idOf(name), namespace));
    return this;
  }

  Given leader(String version, String... aliases) {
    return with("old-1", "standard-0", leaderDetails(version), aliases);
  }

  static String candidateName(int version) {
    return Names.candidates(idOf("old-1"), new PgMajor(version), new PlanSlug("standard-0"))
        .get(0)
        .value();
  }

  Given running(String type, int quantity) {
    formation.put(new ProcessType(type), quantity);
    for (int number = 1; number <= quantity; number++) {
      dynos.add(new Dyno(type + "." + number, new ProcessType(type), "up"));
    }
    return this;
  }

  Given crashed(String type) {
    formation.put(new ProcessType(type), 1);
    dynos.add(new Dyno(type + ".1", new ProcessType(type), "crashed"));
    return this;
  }

  Given oneOff(String name) {
    dynos.add(new Dyno(name, new ProcessType("run"), "up"));
    return this;
  }

  Given maintenance(boolean on) {
    maintenance = on;
    return this;
  }

  Given release(Release.Status status) {
    return release(status, "Deploy 1234");
  }

  Given release(Release.Status status, String description) {
    releases.add(new Release(releases.size() + 1, status, description));
    return this;
  }

  Given service(String name) {
    services.add(name);
    return this;
  }

  Given taken(String name) {
    taken.add(new AddonName(name));
    return this;
  }

  Given onRecord(PreImages record) {
    preImages = record;
    return this;
  }

  ObservedState observed() {
    Map<String, AddonId> vars = new HashMap<>();
    attachments.stream()
        .filter(link -> link.app().equals(APP) && link.namespace().isEmpty())
        .forEach(link -> vars.put(link.alias().configVar(), link.addon()));
    return new ObservedState(
        APP,
        "3f9f2b1e-6f0c-4f5e-8a9e-0d4f7a1b2c3d",
        maintenance,
        databases,
        attachments,
        formation,
        dynos,
        releases,
        services,
        Optional.of(vars),
        Map.of(
            new PlanSlug("standard-0"), new Money(5000),
            new PlanSlug("standard-2"), new Money(20000),
            new PlanSlug("premium-0"), new Money(20000)),
        taken,
        preImages);
  }
}
