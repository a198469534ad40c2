package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.AddOnSpec;
import dev.changeover.sandbox.scenario.AppSpec;
import dev.changeover.sandbox.scenario.DatabaseSpec;
import dev.changeover.sandbox.scenario.HumanEdit;
import java.util.List;
import java.util.Optional;

/** Makes a world as its scenario describes it. */
final class Genesis {
  private final World world;

  Genesis(World world) {
    this.world = world;
  }

  void build() {
    for (AppSpec spec : world.scenario.apps()) {
      App app = new App(spec, world.minter, world.time());
      world.appsByName.put(app.name, app);
      world.appsById.put(app.id, app);
    }
    world.scenario.databases().forEach(this::database);
    world.scenario.databases().forEach(this::relate);
    world.scenario.databases().forEach(this::tell);
    world.scenario.addOns().forEach(this::addOn);
    for (AppSpec spec : world.scenario.apps()) {
      App app = world.app(spec.name());
      tell(app);
      world.processes.begin(app, spec);
    }
    for (HumanEdit human : world.scenario.humans()) {
      human
          .after()
          .ifPresent(wait -> world.after(wait.toMillis(), () -> new Humans(world).edit(human)));
    }
  }

  private void database(DatabaseSpec spec) {
    App app = world.app(spec.app());
    long created = Math.min(spec.created().toEpochMilli(), world.time());
    AddOn addOn =
        new AddOn(
            world.minter.uuid(), spec.name(), app, "heroku-postgresql:" + spec.plan(), created);
    addOn.state = "provisioned";
    Database database =
        new Database(addOn, world.plan(spec.plan()), spec.version(), world.minter, created);
    database.stage = Database.Stage.READY;
    database.bytes = spec.bytes();
    database.tables = spec.tables();
    database.window = spec.window();
    database.settings.putAll(spec.settings());
    spec.credentials().forEach(name -> database.addCredential(name, world.minter));
    spec.schedules()
        .forEach(
            schedule ->
                database.schedules.add(
                    new Database.Schedule(
                        world.minter.uuid(),
                        schedule.name(),
                        schedule.hour(),
                        schedule.timezone(),
                        created)));
    addOn.serves(database);
    world.register(addOn);
    attach(addOn, spec.attachments(), created);
  }

  private void relate(DatabaseSpec spec) {
    Database database = world.addOn(spec.name()).database().orElseThrow();
    spec.follows()
        .flatMap(name -> world.addOn(name).database())
        .ifPresent(
            leader -> {
              database.leader = Optional.of(leader);
              world.writes.follow(database);
              database.streaming = true;
              database.version = leader.version;
              database.shownVersion = leader.version;
            });
    database.forkedFrom = spec.forkedFrom().flatMap(name -> world.addOn(name).database());
  }

  /** The history starts with what there was, so that it tells everything by itself. */
  private void tell(DatabaseSpec spec) {
    AddOn addOn = world.addOn(spec.name());
    world.happened(
        Happening.Kind.CREATED, addOn.app.name, addOn.name, spec.follows().orElse(""), 0);
    world.happened(Happening.Kind.PROVISIONED, addOn, addOn.database().orElseThrow().version, 0);
  }

  private void tell(App app) {
    world.happened(Happening.Kind.MAINTENANCE, app, app.maintenance ? "on" : "off", 0);
    app.attachments.forEach(
        each -> world.happened(Happening.Kind.ATTACHED, app.name, each.addOn.name, each.name, 0));
    app.formation
        .values()
        .forEach(type -> world.happened(Happening.Kind.SCALED, app, type.type, type.quantity));
  }

  private void addOn(AddOnSpec spec) {
    AddOn addOn =
        new AddOn(
            world.minter.uuid(),
            spec.name(),
            world.app(spec.app()),
            spec.plan(),
            world.time() - 86_400_000L);
    addOn.state = "provisioned";
    world.register(addOn);
    attach(addOn, spec.attachments(), addOn.createdAt);
  }

  private void attach(AddOn addOn, List<DatabaseSpec.Attached> attachments, long when) {
    for (DatabaseSpec.Attached attached : attachments) {
      App app = world.app(attached.app());
      Attachment attachment =
          new Attachment(
              world.minter.uuid(), attached.name(), attached.namespace(), addOn, app, when);
      app.attachments.add(attachment);
      world.attachmentsById.put(attachment.id, attachment);
    }
  }
}
