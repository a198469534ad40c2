package dev.changeover.sandbox;

import dev.changeover.sandbox.Database.Stage;
import dev.changeover.sandbox.scenario.Plan;
import dev.changeover.sandbox.scenario.Timing.Activity;
import dev.changeover.sandbox.scenario.WorldFault;
import java.util.Map;
import java.util.Optional;

/** The life of databases: creation, following, upgrades, and their end. */
final class Postgres {
  /** Heroku removes what has not been provisioned by then (Dev Center: "Add-on states"). */
  private static final long GIVEN_UP = 12 * 3_600_000L;

  private final World world;

  Postgres(World world) {
    this.world = world;
  }

  /**
   * What a new add-on is to be.
   *
   * @param plan full name of the plan
   * @param name wanted add-on name
   * @param alias wanted attachment name
   * @param confirm app name that confirms taking over an alias
   * @param config options for the provider
   */
  record Wish(
      String plan,
      Optional<String> name,
      Optional<String> alias,
      Optional<String> confirm,
      Map<String, String> config) {}

  AddOn create(App app, Wish wish) {
    String name = wish.name().orElseGet(() -> freshName(wish.plan()));
    checkName(name);
    boolean postgres = wish.plan().startsWith(AddOn.POSTGRES + ":");
    if (!postgres && !wish.plan().matches("[a-z0-9-]+:[a-z0-9-]+")) {
      throw Refusal.invalid("Couldn't find either the add-on service or the add-on plan.");
    }
    AddOn addOn = new AddOn(world.minter.uuid(), name, app, wish.plan(), world.time());
    addOn.varSetAtOnce = world.faults.isOn(WorldFault.VAR_SET_AT_ONCE, name);
    Optional<Database> database =
        postgres ? Optional.of(plan(app, addOn, wish.config())) : Optional.empty();
    Optional<Attachment> taken = wish.alias().flatMap(app::attachment);
    wish.alias().ifPresent(alias -> world.attachments.checkName(app, alias));
    if (taken.isPresent() && !wish.confirm().equals(Optional.of(app.name))) {
      throw world.attachments.unconfirmed(
          app, wish.confirm(), taken.get().name + " is already in use on " + app.name + ".");
    }
    taken.ifPresent(world.attachments::refuseLastBilling);
    String alias = wish.alias().orElseGet(() -> world.attachments.freeName(app, addOn));
    database.ifPresent(addOn::serves);
    addOn.database().filter(made -> made.leader.isPresent()).ifPresent(world.writes::follow);
    world.register(addOn);
    String leader =
        addOn.database().flatMap(made -> made.leader).map(one -> one.addOn.name).orElse("");
    world.happened(Happening.Kind.CREATED, app.name, name, leader, 0);
    if (taken.isPresent()) {
      world.attachments.attach(app, addOn, wish.alias(), Optional.empty(), wish.confirm());
    } else {
      world.attachments.add(app, addOn, alias, Optional.empty());
      world.processes.release(app, "Attach " + alias + " (@ref:" + name + ")");
    }
    provision(addOn);
    return addOn;
  }

  private String freshName(String plan) {
    String service = plan.startsWith(AddOn.POSTGRES) ? "postgresql" : plan.split(":", 2)[0];
    String name = world.minter.addOnName(service);
    while (world.addOnsByName.containsKey(name)) {
      name = world.minter.addOnName(service);
    }
    return name;
  }

  private void checkName(String name) {
    if (!name.matches("[a-zA-Z][A-Za-z0-9_-]{0,254}")) {
      throw Refusal.invalid("Name may hold letters, digits, dashes and underscores.");
    }
    boolean kept =
        world.namesOfDestroyed.contains(name) && world.faulty(WorldFault.NAMES_STAY_TAKEN, name);
    if (world.addOnsByName.containsKey(name) || kept) {
      throw Refusal.invalid("Name is already taken");
    }
  }

  private Database plan(App app, AddOn addOn, Map<String, String> config) {
    Plan plan = world.plan(addOn.plan.substring(AddOn.POSTGRES.length() + 1));
    String source = config.getOrDefault("follow", config.getOrDefault("fork", ""));
    if (config.containsKey("rollback")) {
      source = config.getOrDefault("rollback", "");
    }
    if (source.isEmpty()) {
      String version = offered(config.get("version"));
      return new Database(addOn, plan, version, world.minter, world.time());
    }
    Database origin =
        new Resolver(world)
            .database(app, source)
            .orElseThrow(() -> Refusal.invalid("Couldn't find the database to follow or fork."));
    boolean follows = config.containsKey("follow");
    if (follows
        && config.containsKey("version")
        && world.faults.isOn(WorldFault.FOLLOWER_VERSION_REFUSED, addOn.name)) {
      throw Refusal.invalid("A follower has the version of its leader; no other can be chosen.");
    }
    checkSource(origin, plan, follows);
    Database made = new Database(addOn, plan, origin.version, world.minter, world.time());
    made.bytes = origin.bytes;
    made.tables = origin.tables;
    world.writes.copy(origin, made);
    if (follows) {
      made.leader = Optional.of(origin);
    } else {
      made.forkedFrom = Optional.of(origin);
    }
    return made;
  }

  private void checkSource(Database origin, Plan plan, boolean follows) {
    String name = origin.addOn.name;
    if (origin.plan.essential() || plan.essential()) {
      throw Refusal.invalid("Forks and followers are not available on Essential plans.");
    }
    if (origin.plan.advanced() || plan.advanced()) {
      throw Refusal.invalid("Forks and followers of Advanced databases are made another way.");
    }
    if (origin.leader.isPresent()) {
      throw Refusal.invalid(name + " is a follower; followers cannot be followed or forked.");
    }
    if (!origin.writable() || !forkable(origin)) {
      throw Refusal.invalid(
          "Fork and follow are temporarily unavailable on " + name + ". Try again later.");
    }
    if (follows && plan.size() < origin.plan.smallestFollower()) {
      throw Refusal.invalid(
          "The plan is too small to follow "
              + name
              + ". The smallest is "
              + plan.tier()
              + "-"
              + origin.plan.smallestFollower()
              + ".");
    }
    if (origin.bytes > (long) plan.gigabytes() * 1_073_741_824L) {
      throw Refusal.invalid("The data of " + name + " does not fit the plan.");
    }
  }

  boolean forkable(Database database) {
    return world.reached(database.forkableAt)
        && !world.faults.isOn(WorldFault.FORK_FOLLOW_UNAVAILABLE, database.addOn.name);
  }

  private String offered(@org.jspecify.annotations.Nullable String asked) {
    String major = asked == null ? String.valueOf(world.scenario.defaultVersion()) : asked;
    String full = major.matches("\\d{1,2}") ? minor(Integer.parseInt(major)) : "";
    if (full.isEmpty()) {
      throw unsupported(major);
    }
    return full;
  }

  private String minor(int major) {
    return world.scenario.versions().getOrDefault(major, "");
  }

  private Refusal unsupported(String asked) {
    StringBuilder offered = new StringBuilder();
    world
        .scenario
        .versions()
        .keySet()
        .forEach(major -> offered.append(offered.length() == 0 ? "" : ", ").append(major));
    return versionRefusal(
        "Unsupported version: "
            + Redaction.text(asked)
            + ". We support the following versions: "
            + offered
            + ".");
  }

  private Refusal versionRefusal(String message) {
    return world.faults.isOn(WorldFault.UNSUPPORTED_AS_BAD_REQUEST, "")
        ? Refusal.badRequest(message)
        : Refusal.invalid(message);
  }

  private void provision(AddOn addOn) {
    if (!addOn.isPostgres()) {
      addOn.state = "provisioned";
      return;
    }
    Database database = addOn.database().orElseThrow();
    database.visibleAt = world.time() + world.duration(Activity.DATA_API_UNAWARE);
    boolean fails = world.faulty(WorldFault.PROVISIONING_FAILS, addOn.name);
    if (world.faulty(WorldFault.PROVISIONING_NEVER_ENDS, addOn.name)) {
      world.after(GIVEN_UP, () -> provisioned(database, true));
      return;
    }
    world.after(Activity.PROVISIONING, () -> provisioned(database, fails));
  }

  /** Ends the provisioning of an add-on, as its provider does. */
  void provisionNow(AddOn addOn) {
    if (!addOn.state.equals("provisioning")) {
      throw Refusal.invalid(addOn.name + " is not being provisioned.");
    }
    provisioned(addOn.database().orElseThrow(), false);
  }

  /** Ends the removal of an add-on, as its provider does. */
  void deprovisionNow(AddOn addOn) {
    if (!addOn.state.equals("deprovisioning")) {
      throw Refusal.invalid(addOn.name + " is not being removed.");
    }
    addOn.state = "deprovisioned";
    addOn.updatedAt = world.time();
    world.forget(addOn);
  }

  private void provisioned(Database database, boolean fails) {
    AddOn addOn = database.addOn;
    if (database.destroyed || !addOn.state.equals("provisioning")) {
      return;
    }
    addOn.updatedAt = world.time();
    if (fails) {
      addOn.state = "deprovisioned";
      database.stage = Stage.FAILED;
      database.leader.ifPresent(leader -> world.writes.separate(database));
      database.leader = Optional.empty();
      world.happened(Happening.Kind.NOT_PROVISIONED, addOn, "", 0);
      return;
    }
    addOn.state = "provisioned";
    world.happened(Happening.Kind.PROVISIONED, addOn, database.version, 0);
    if (!world.faults.isOn(WorldFault.PROVISIONING_WITHOUT_RELEASE, addOn.name)) {
      releaseProvisioned(addOn);
    }
    if (database.leader.isEmpty()) {
      ready(database);
      if (database.forkedFrom.isPresent()) {
        unforkableForNow(database);
      }
      return;
    }
    boolean stuck = world.faulty(WorldFault.NEVER_CATCHES_UP, database.addOn.name);
    busy(database, Stage.CATCHING_UP, Activity.CATCH_UP, () -> caughtUp(database, stuck));
  }

  private void releaseProvisioned(AddOn addOn) {
    for (Attachment attachment : world.attachmentsOf(addOn)) {
      world.processes.release(
          attachment.app,
          "@ref:" + addOn.name + " completed provisioning, setting " + attachment.name + "_URL.");
    }
  }

  private void caughtUp(Database database, boolean stuck) {
    if (database.leader.isEmpty() || database.stage != Stage.CATCHING_UP) {
      return;
    }
    database.stage = Stage.READY;
    database.stuckBehind = stuck;
    if (!stuck) {
      world.writes.caughtUp(database);
      world.happened(Happening.Kind.CAUGHT_UP, database.addOn, "", 0);
    }
  }

  private void busy(Database database, Stage stage, Activity activity, Runnable then) {
    database.stage = stage;
    database.busyFrom = world.time();
    database.busyUntil =
        world.time()
            + world.afterInDatabases(
                activity,
                () -> {
                  if (!database.destroyed && database.stage == stage) {
                    then.run();
                  }
                });
  }

  private static void ready(Database database) {
    database.stage = Stage.READY;
  }

  private void unforkableForNow(Database database) {
    database.forkableAt = world.time() + world.duration(Activity.FORK_FOLLOW_UNAVAILABLE);
  }

  /** Makes a follower independent, as it is now. */
  void unfollow(Database database) {
    if (database.leader.isEmpty()) {
      throw Refusal.of(422, "unprocessable_entity", "The database is not following another.");
    }
    refuseUnlessServing(database);
    separate(database);
    busy(
        database,
        Stage.UNFOLLOWING,
        Activity.UNFOLLOW,
        () -> {
          ready(database);
          unforkableForNow(database);
        });
  }

  private void separate(Database database) {
    Database leader = database.leader.orElseThrow();
    world.happened(
        Happening.Kind.STOPPED_FOLLOWING,
        database.addOn,
        leader.addOn.name,
        world.writes.lag(database));
    world.writes.separate(database);
    database.leader = Optional.empty();
    database.stuckBehind = false;
    database.forkedFrom = Optional.of(leader);
  }

  private static void refuseUnlessServing(Database database) {
    switch (database.stage) {
      case READY, CATCHING_UP -> {}
      default ->
          throw Refusal.of(
              422, "unprocessable_entity", "The database is not available for this right now.");
    }
  }

  /** Checks a version asked for and returns it in full. */
  private String target(Database database, Optional<String> asked) {
    String full =
        asked.isPresent()
            ? offered(asked.get())
            : String.valueOf(world.scenario.versions().lastEntry().getValue());
    if (Database.majorOf(full) <= database.major()) {
      throw versionRefusal(
          "The version must be newer than "
              + database.major()
              + ". "
              + unsupported(String.valueOf(Database.majorOf(full))).message());
    }
    return full;
  }

  /** Runs an upgrade: of a follower, an Essential database, or a leader that is prepared. */
  String upgrade(Database database, Optional<String> asked) {
    if (database.stage == Stage.UPGRADING) {
      throw Refusal.of(422, "unprocessable_entity", "An upgrade is running already.");
    }
    boolean direct = database.plan.essential() || database.plan.advanced();
    if (database.leader.isEmpty() && !direct) {
      return upgradePrepared(database);
    }
    refuseUnlessServing(database);
    refuseUnready(database);
    String version = target(database, asked);
    if (database.leader.isPresent()) {
      separate(database);
    }
    startUpgrade(database, version);
    return "Your database is being upgraded to version " + Database.majorOf(version) + ".";
  }

  private String upgradePrepared(Database database) {
    refuseUnready(database);
    switch (database.prepared) {
      case NO -> throw Refusal.badRequest("You haven't prepared an upgrade of this database.");
      case PREPARING ->
          throw Refusal.badRequest("The upgrade is still being prepared. Try again later.");
      default -> startUpgrade(database, database.preparedVersion);
    }
    return "Your database is being upgraded.";
  }

  private void startUpgrade(Database database, String version) {
    database.prepared = Database.Prepared.NO;
    database.upgradeEverRan = true;
    database.upgradeFailed = false;
    world.happened(Happening.Kind.UPGRADE_STARTED, database.addOn, version, 0);
    database.maintenance.status = "running";
    database.maintenance.method = "inplace_upgrade";
    database.maintenance.startedAt = world.time();
    boolean fails = world.faulty(WorldFault.UPGRADE_FAILS, database.addOn.name);
    if (world.faulty(WorldFault.UPGRADE_NEVER_ENDS, database.addOn.name)) {
      database.stage = Stage.UPGRADING;
      database.busyFrom = world.time();
      database.busyUntil = Long.MAX_VALUE;
      return;
    }
    busy(database, Stage.UPGRADING, Activity.UPGRADE, () -> upgraded(database, version, fails));
  }

  private void upgraded(Database database, String version, boolean fails) {
    ready(database);
    database.maintenance.status = "completed";
    database.maintenance.completedAt = world.time();
    if (fails) {
      database.upgradeFailed = true;
      world.happened(Happening.Kind.UPGRADE_FAILED, database.addOn, "", 0);
      return;
    }
    database.version = version;
    unforkableForNow(database);
    for (Database other : world.databases()) {
      if (other.leader.equals(Optional.of(database))) {
        other.version = version;
        other.shownVersion = version;
      }
    }
    world.happened(Happening.Kind.UPGRADED, database.addOn, version, 0);
    if (!world.faulty(WorldFault.VERSION_STAYS, database.addOn.name)) {
      world.afterInDatabases(Activity.VERSION_LAG, () -> database.shownVersion = database.version);
    }
  }

  String prepare(Database database, Optional<String> asked) {
    refuseUnpreparable(database);
    if (database.prepared != Database.Prepared.NO) {
      throw Refusal.of(422, "unprocessable_entity", "An upgrade is already scheduled.");
    }
    database.preparedVersion = target(database, asked);
    database.prepared = Database.Prepared.PREPARING;
    database.maintenance.status = "preparing";
    database.maintenance.method = "inplace_upgrade";
    database.maintenance.scheduledFor = world.time() + 86_400_000L * 3;
    world.afterInDatabases(
        Activity.PREPARE,
        () -> {
          if (database.prepared == Database.Prepared.PREPARING) {
            database.prepared = Database.Prepared.READY;
            database.maintenance.status = "ready";
          }
        });
    return "Your database is being prepared for an upgrade to version "
        + Database.majorOf(database.preparedVersion)
        + ".";
  }

  String dryRun(Database database, Optional<String> asked) {
    refuseUnpreparable(database);
    String version = target(database, asked);
    return "Started a test upgrade to version "
        + Database.majorOf(version)
        + ". You will receive an e-mail with the result.";
  }

  String cancelUpgrade(Database database) {
    if (database.prepared == Database.Prepared.NO) {
      throw Refusal.of(422, "bad_request", "There is no upgrade to cancel.");
    }
    database.prepared = Database.Prepared.NO;
    database.maintenance = new Database.Maintenance();
    return "The upgrade was canceled.";
  }

  private void refuseUnpreparable(Database database) {
    if (database.stage == Stage.UPGRADING) {
      throw Refusal.of(422, "unprocessable_entity", "An upgrade is running.");
    }
    if (database.leader.isPresent() || database.plan.essential()) {
      throw Refusal.of(
          422, "unprocessable_entity", "Only leaders on Standard plans and up can be prepared.");
    }
    refuseUnlessServing(database);
    refuseUnready(database);
  }

  private void refuseUnready(Database database) {
    boolean unready = !standbyThere(database) || maintenanceAhead(database);
    if (unready && world.faults.isOn(WorldFault.UNREADY_UPGRADE_REFUSED, database.addOn.name)) {
      throw Refusal.of(
          422,
          "unprocessable_entity",
          "The database cannot be upgraded: its standby is missing or a maintenance is ahead.");
    }
  }

  /** Returns whether a database that should have a standby has it; true for all others. */
  boolean standbyThere(Database database) {
    return !database.plan.highlyAvailable()
        || (world.reached(database.forkableAt)
            && !world.faults.isOn(WorldFault.STANDBY_MISSING, database.addOn.name));
  }

  /** Returns whether a maintenance is ahead that has nothing to do with an upgrade. */
  boolean maintenanceAhead(Database database) {
    return database.maintenance.status.equals("none")
        && world.faults.isOn(WorldFault.MAINTENANCE_PENDING, database.addOn.name);
  }

  void changePlan(AddOn addOn, String fullName) {
    if (!addOn.isPostgres()) {
      addOn.plan = fullName;
      return;
    }
    if (!fullName.startsWith(AddOn.POSTGRES + ":")) {
      throw Refusal.invalid("Couldn't find either the add-on service or the add-on plan.");
    }
    Plan plan = world.plan(fullName.substring(AddOn.POSTGRES.length() + 1));
    Database database = addOn.database().orElseThrow();
    if (database.stage != Stage.READY) {
      throw Refusal.invalid("The plan of " + addOn.name + " cannot be changed right now.");
    }
    if (plan.essential() != database.plan.essential()) {
      throw Refusal.invalid("Essential and other plans cannot be exchanged. Use pg:copy.");
    }
    if (plan.advanced() != database.plan.advanced()) {
      throw Refusal.invalid("Advanced and other plans cannot be exchanged.");
    }
    addOn.plan = plan.fullName();
    addOn.updatedAt = world.time();
    database.plan = plan;
    world.happened("plan of " + addOn.name + " changes to " + plan.slug());
    busy(database, Stage.CHANGING_PLAN, Activity.PLAN_CHANGE, () -> ready(database));
  }

  /** Erases everything in a database. */
  void reset(Database database) {
    if (!database.writable()) {
      throw Refusal.of(422, "unprocessable_entity", "The database cannot be written to.");
    }
    world.writes.erase(database);
    database.tables = 0;
    world.happened("database " + database.addOn.name + " was reset");
  }

  /** Destroys an add-on; returns whether that takes a while. */
  boolean destroy(AddOn addOn, boolean force) {
    boolean elsewhere =
        world.attachmentsOf(addOn).stream().anyMatch(other -> other.app != addOn.app);
    boolean forced = force || world.faults.isOn(WorldFault.DESTROY_NEEDS_NO_FORCE, addOn.name);
    if (elsewhere && !forced) {
      throw Refusal.invalid(
          addOn.name + " is attached to other apps. Detach it there first, or use force");
    }
    boolean slow = world.faulty(WorldFault.DESTROY_TAKES_TIME, addOn.name);
    addOn.state = slow ? "deprovisioning" : "deprovisioned";
    addOn.updatedAt = world.time();
    detachAll(addOn);
    addOn.database().ifPresent(this::vanish);
    world.happened(Happening.Kind.DESTROYED, addOn, "", 0);
    if (slow) {
      world.after(
          Activity.DEPROVISIONING,
          () -> {
            if (addOn.state.equals("deprovisioning")) {
              detachAll(addOn); // what was attached while it went
              world.forget(addOn);
            }
          });
    } else {
      world.forget(addOn);
    }
    return slow;
  }

  private void detachAll(AddOn addOn) {
    for (Attachment attachment : world.attachmentsOf(addOn)) {
      world.attachments.drop(attachment);
      if (!world.faults.isOn(WorldFault.DESTROY_WITHOUT_RELEASE, addOn.name)) {
        world.processes.release(
            attachment.app, "Detach " + attachment.name + " (@ref:" + addOn.name + ")");
      }
    }
  }

  private void vanish(Database database) {
    for (Database other : world.databases()) {
      if (other.leader.equals(Optional.of(database))) {
        separate(other);
        if (other.stage == Stage.CATCHING_UP) {
          ready(other);
        }
      }
    }
    if (database.leader.isPresent()) {
      world.writes.separate(database);
      database.leader = Optional.empty();
    }
    database.destroyed = true;
  }
}
