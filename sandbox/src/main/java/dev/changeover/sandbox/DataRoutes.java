package dev.changeover.sandbox;

import dev.changeover.sandbox.Route.Source;
import dev.changeover.sandbox.scenario.Timing.Activity;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The Data API: databases, waiting, upgrades, pooling, links and credentials. */
final class DataRoutes {
  static final String DATABASE = "/client/v11/databases/{database}";
  private static final String ADVANCED = "/data/postgres/v1/{database}";
  private static final String CREDENTIALS = "/postgres/v0/databases/{database}/credentials";
  private final World world;
  private final DataJson json;

  DataRoutes(World world) {
    this.world = world;
    json = new DataJson(world);
  }

  List<Route> routes() {
    return List.of(
        new Route("database", "GET", DATABASE, Source.VERIFIED, this::info),
        new Route("followers", "GET", DATABASE + "/followers", Source.SCHEMA, this::followers),
        new Route("wait status", "GET", DATABASE + "/wait_status", Source.VERIFIED, this::waits),
        new Route(
            "upgrade status",
            "GET",
            DATABASE + "/upgrade/wait_status",
            Source.VERIFIED,
            this::upgradeStatus),
        new Route("run upgrade", "POST", DATABASE + "/upgrade/run", Source.VERIFIED, this::upgrade),
        new Route("old upgrade", "POST", DATABASE + "/upgrade", Source.VERIFIED, this::upgrade),
        new Route(
            "prepare upgrade",
            "POST",
            DATABASE + "/upgrade/prepare",
            Source.VERIFIED,
            this::prepare),
        new Route(
            "dry run of upgrade",
            "POST",
            DATABASE + "/upgrade/dry_run",
            Source.VERIFIED,
            this::dryRun),
        new Route(
            "cancel upgrade", "POST", DATABASE + "/upgrade/cancel", Source.VERIFIED, this::cancel),
        new Route("unfollow", "PUT", DATABASE + "/unfollow", Source.VERIFIED, this::unfollow),
        new Route("reset", "PUT", DATABASE + "/reset", Source.SCHEMA, this::reset),
        new Route(
            "terminate connections",
            "POST",
            DATABASE + "/connection_reset",
            Source.SCHEMA,
            this::connectionReset),
        new Route("credentials", "GET", CREDENTIALS, Source.VERIFIED, this::credentials),
        new Route("create credential", "POST", CREDENTIALS, Source.SCHEMA, this::addCredential),
        new Route("credential", "GET", CREDENTIALS + "/{name}", Source.SCHEMA, this::credential),
        new Route(
            "destroy credential",
            "DELETE",
            CREDENTIALS + "/{name}",
            Source.SCHEMA,
            this::dropCredential),
        new Route(
            "rotate credential",
            "POST",
            CREDENTIALS + "/{name}/credentials_rotation",
            Source.SCHEMA,
            this::rotate),
        new Route(
            "rotate credentials",
            "POST",
            "/postgres/v0/databases/{database}/credentials_rotation",
            Source.SCHEMA,
            this::rotate),
        new Route(
            "repair default credential",
            "POST",
            "/postgres/v0/databases/{database}/repair-default",
            Source.SCHEMA,
            call -> {
              database(call);
              return SandboxResponse.json(200, Json.message("Resetting permissions."));
            }),
        new Route(
            "attach pool", "POST", DATABASE + "/connection-pooling", Source.VERIFIED, this::pool),
        new Route(
            "pool status",
            "GET",
            DATABASE + "/connection-pooling",
            Source.SCHEMA,
            this::poolStatus),
        new Route(
            "settings",
            "GET",
            "/postgres/v0/databases/{database}/config",
            Source.VERIFIED,
            call -> SandboxResponse.json(200, Settings.json(database(call)))),
        new Route(
            "change settings",
            "PATCH",
            "/postgres/v0/databases/{database}/config",
            Source.VERIFIED,
            this::changeSettings),
        new Route("links", "GET", DATABASE + "/links", Source.VERIFIED, this::links),
        new Route("create link", "POST", DATABASE + "/links", Source.SCHEMA, this::addLink),
        new Route("link", "GET", DATABASE + "/links/{link}", Source.SCHEMA, this::link),
        new Route(
            "destroy link", "DELETE", DATABASE + "/links/{link}", Source.SCHEMA, this::dropLink),
        new Route("bastion", "GET", DATABASE + "/bastion", Source.SCHEMA, this::bastion),
        new Route("advanced database", "GET", ADVANCED + "/info", Source.SCHEMA, this::advanced),
        new Route(
            "wait status of advanced database",
            "GET",
            ADVANCED + "/wait_status",
            Source.SCHEMA,
            call -> SandboxResponse.json(200, json.advancedWaitStatus(findAdvanced(call)))),
        new Route(
            "upgrade advanced database",
            "POST",
            ADVANCED + "/upgrade/run",
            Source.SCHEMA,
            this::upgradeAdvanced));
  }

  private Database database(Call call) {
    return find(world, call);
  }

  /** Returns the classic database of a call, unless the Data API does not know it yet. */
  static Database find(World world, Call call) {
    return find(world, call, false);
  }

  private Database findAdvanced(Call call) {
    return find(world, call, true);
  }

  private static Database find(World world, Call call, boolean advanced) {
    Optional<Database> found =
        world
            .findAddOn(call.variable("database"))
            .flatMap(AddOn::database)
            .filter(database -> database.plan.advanced() == advanced);
    if (found.isEmpty() || !world.reached(found.get().visibleAt) || found.get().destroyed) {
      throw Refusal.unknownDatabase();
    }
    call.about(found.get().addOn);
    return found.get();
  }

  private SandboxResponse info(Call call) {
    return SandboxResponse.json(200, json.database(database(call)));
  }

  private SandboxResponse advanced(Call call) {
    Database database = findAdvanced(call);
    return SandboxResponse.json(200, Json.object().put("version", database.shownVersion));
  }

  private SandboxResponse upgradeAdvanced(Call call) {
    String message = world.postgres.upgrade(findAdvanced(call), call.text("version"));
    call.changes("upgrade-run");
    return SandboxResponse.json(202, Json.message(message));
  }

  private SandboxResponse followers(Call call) {
    Database leader = database(call);
    return SandboxResponse.json(200, Json.array(json.followers(leader), json::database));
  }

  private SandboxResponse waits(Call call) {
    return SandboxResponse.json(200, json.waitStatus(database(call)));
  }

  private SandboxResponse upgradeStatus(Call call) {
    return SandboxResponse.json(200, json.upgradeStatus(database(call)));
  }

  private static SandboxResponse done(Call call, String effect, String message) {
    call.changes(effect);
    return SandboxResponse.json(200, Json.message(message));
  }

  private SandboxResponse upgrade(Call call) {
    return done(call, "upgrade-run", world.postgres.upgrade(database(call), call.text("version")));
  }

  private SandboxResponse prepare(Call call) {
    return done(
        call, "upgrade-prepare", world.postgres.prepare(database(call), call.text("version")));
  }

  private SandboxResponse dryRun(Call call) {
    String message = world.postgres.dryRun(database(call), call.text("version"));
    return SandboxResponse.json(200, Json.message(message));
  }

  private SandboxResponse cancel(Call call) {
    return done(call, "upgrade-cancel", world.postgres.cancelUpgrade(database(call)));
  }

  private SandboxResponse unfollow(Call call) {
    world.postgres.unfollow(database(call));
    return done(call, "unfollow", "The database stops following its leader.");
  }

  private SandboxResponse reset(Call call) {
    world.postgres.reset(database(call));
    return done(call, "reset", "Reset successful.");
  }

  private SandboxResponse connectionReset(Call call) {
    Database database = database(call);
    int ended = world.writes.reset(database);
    world.happened(Happening.Kind.CONNECTIONS_RESET, database.addOn, "", ended);
    return done(call, "connection-reset", "Connections terminated.");
  }

  private static ObjectNode credential(Database database, Database.Credential credential) {
    ObjectNode user = Json.object();
    user.put("user", credential.user);
    user.put("password", credential.password);
    user.put("state", credential.state);
    user.put("connections", 0);
    ObjectNode made = Json.object();
    made.put("uuid", credential.uuid);
    made.put("name", credential.name);
    made.put("state", credential.state);
    made.put("database", database.databaseName);
    made.put("host", database.host);
    made.put("port", 5432);
    made.set("credentials", Json.array().add(user));
    return made;
  }

  private SandboxResponse credentials(Call call) {
    Database database = database(call);
    return Pages.answer(
        call,
        Json.array(database.credentials.values(), one -> credential(database, one)),
        List.of("name", "uuid"));
  }

  private Database.Credential named(Call call, Database database) {
    Database.Credential found =
        database.credentials.get(call.variables.getOrDefault("name", "default"));
    if (found == null) {
      throw Refusal.notFound("credential");
    }
    return found;
  }

  private SandboxResponse credential(Call call) {
    Database database = database(call);
    return SandboxResponse.json(200, credential(database, named(call, database)));
  }

  private SandboxResponse addCredential(Call call) {
    Database database = database(call);
    String name = call.need("name");
    if (!name.matches("[a-z][a-z0-9_-]{0,49}")
        || database.credentials.containsKey(name)
        || database.credentials.size() >= 100
        || database.plan.essential()) {
      return SandboxResponse.json(400, Json.message("The credential cannot be created."));
    }
    database.addCredential(name, world.minter);
    return done(call, "credential", "Credential created.");
  }

  private SandboxResponse dropCredential(Call call) {
    Database database = database(call);
    Database.Credential found = named(call, database);
    if (found.name.equals("default")) {
      return SandboxResponse.json(400, Json.message("The default credential stays."));
    }
    database.credentials.remove(found.name);
    return done(call, "credential", "Credential destroyed.");
  }

  private SandboxResponse rotate(Call call) {
    Database database = database(call);
    Database.Credential found = named(call, database);
    found.password = "p" + world.minter.hex(64);
    for (Attachment attachment : world.attachmentsOf(database.addOn)) {
      world.processes.release(
          attachment.app, "Update " + attachment.name + " by " + AddOn.POSTGRES);
    }
    return done(call, "credential", "Credentials rotated.");
  }

  private SandboxResponse pool(Call call) {
    Database database = database(call);
    App app = call.about(world.app(call.need("app")));
    if (database.plan.essential()) {
      throw Refusal.of(422, "unprocessable_entity", "Pooling needs a Standard plan or higher.");
    }
    Attachment made =
        world.attachments.attach(
            app,
            database.addOn,
            Optional.of(call.text("name").orElse("DATABASE_CONNECTION_POOL")),
            Optional.of("connection-pooling:" + call.text("credential").orElse("default")),
            call.text("confirm"));
    database.pooled = true;
    call.changes("attach");
    return SandboxResponse.json(201, Json.object().put("name", made.name));
  }

  private SandboxResponse poolStatus(Call call) {
    boolean pooled = database(call).pooled;
    String status = pooled ? "available" : "not available";
    return SandboxResponse.json(
        200, Json.object().put("status", status).put("message", "Pooling is " + status + "."));
  }

  private SandboxResponse changeSettings(Call call) {
    Database database = database(call);
    if (world.time() < database.settingsFreeAt) {
      throw Refusal.of(422, "unprocessable_entity", "A previous change is still being applied.");
    }
    for (var entry : call.body().properties()) {
      Settings.check(entry.getKey(), entry.getValue());
    }
    for (var entry : call.body().properties()) {
      database.settings.put(entry.getKey(), entry.getValue().asString());
    }
    database.settingsFreeAt = world.time() + world.duration(Activity.SETTINGS);
    call.changes("settings");
    return SandboxResponse.json(200, Settings.json(database));
  }

  private static ObjectNode link(Database.Link link) {
    ObjectNode made = Json.object();
    made.put("id", link.id());
    made.put("created_at", Json.databaseTime(link.createdAt()));
    made.put("name", link.name());
    made.put("remote_name", link.remote().addOn.name);
    made.set(
        "remote",
        Json.object().put("name", link.remote().addOn.name).put("attachment_name", "DATABASE"));
    return made;
  }

  private SandboxResponse links(Call call) {
    return Pages.answer(
        call, Json.array(database(call).links, DataRoutes::link), List.of("name", "id"));
  }

  private Database.Link find(Call call, Database database) {
    for (Database.Link link : database.links) {
      String asked = call.variable("link");
      if (link.name().equals(asked) || link.id().equals(asked)) {
        return link;
      }
    }
    throw Refusal.notFound("link");
  }

  private SandboxResponse link(Call call) {
    return SandboxResponse.json(200, link(find(call, database(call))));
  }

  private SandboxResponse addLink(Call call) {
    Database database = database(call);
    Database remote =
        world
            .findAddOn(call.need("target"))
            .flatMap(AddOn::database)
            .orElseThrow(() -> Refusal.notFound("add_on"));
    String name = call.text("as").orElse(remote.addOn.name.replace('-', '_'));
    boolean taken = database.links.stream().anyMatch(other -> other.name().equals(name));
    if (taken || database.links.size() >= 20) {
      throw Refusal.of(422, "unprocessable_entity", "A link with that name exists.");
    }
    Database.Link made = new Database.Link(world.minter.uuid(), name, remote, world.time());
    database.links.add(made);
    call.changes("link");
    return SandboxResponse.json(200, link(made));
  }

  private SandboxResponse dropLink(Call call) {
    Database database = database(call);
    Database.Link found = find(call, database);
    database.links.remove(found);
    call.changes("link");
    return SandboxResponse.json(200, link(found));
  }

  /** Databases in a private network are reached by way of a host of their own. */
  private SandboxResponse bastion(Call call) {
    Database database = database(call);
    if (!database.plan.isPrivate()) {
      throw Refusal.notFound("bastion");
    }
    ObjectNode bastion = Json.object();
    bastion.put("host", "bastion." + database.host);
    bastion.put("private_key", database.bastionKey);
    return SandboxResponse.json(200, bastion);
  }
}
