package dev.changeover.sandbox;

import dev.changeover.sandbox.Database.Stage;
import dev.changeover.sandbox.scenario.WorldFault;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shapes of the Data API: the database and its info rows. */
final class DataJson {
  /** How late the upgrade status tells of an upgrade, in milliseconds. */
  private static final long LATE = 60_000;

  private static final int MOST_WRONG_IN_A_ROW = 2;
  private static final double GIGABYTE = 1_073_741_824.0;
  private final World world;
  private final Minter mood = new Minter(7);

  DataJson(World world) {
    this.world = world;
  }

  ObjectNode database(Database database) {
    boolean known = database.stage != Stage.PREPARING && database.stage != Stage.FAILED;
    boolean essential = database.plan.essential();
    ObjectNode json = Json.object();
    json.put("addon_id", database.addOn.id);
    json.put("name", database.addOn.name);
    json.set("plan", plan(database));
    json.put("standalone?", essential);
    json.put("waiting?", waits(database));
    json.put("postgres_version", known ? database.shownVersion : null);
    if (!essential) {
      origins(json, database);
      json.put("hot_standby?", true);
    }
    sizes(json, database, known);
    json.put("created_at", Json.databaseTime(database.createdAt));
    json.put("port", 5432);
    json.put("database_name", known ? database.databaseName : null);
    json.put("database_user", known ? database.defaultCredential().user : null);
    json.put("database_password", known ? database.defaultCredential().password : null);
    json.put("resource_url", known ? database.url(Optional.empty()) : null);
    json.put("available_for_ingress", known);
    json.put("credentials", database.credentials.size());
    json.set(
        "formation",
        Json.object().put("id", PlatformJson.fixedId(database.addOn.id)).putNull("primary"));
    json.put("heroku_resource_id", database.addOn.providerId);
    json.put("metaas_source", "resource/" + database.addOn.id);
    json.put("metaas_server_source", "server/" + database.addOn.id);
    json.set("info", info(database));
    return json;
  }

  private void origins(ObjectNode json, Database database) {
    Optional<Database> leader = shownLeader(database);
    if (!isOn(WorldFault.FOLLOWING_ABSENT, database)) {
      json.put("following", leader.map(other -> leaderUrl(database, other)).orElse(null));
    }
    if (leader.isPresent() && !isOn(WorldFault.LEADER_ABSENT, database)) {
      AddOn other = leader.get().addOn;
      json.set("leader", Json.object().put("addon_id", other.id).put("name", other.name));
    }
    if (!isOn(WorldFault.FORKED_FROM_ABSENT, database)) {
      json.put("forked_from", shownOrigin(database).map(other -> other.addOn.id).orElse(null));
    }
  }

  /** Returns whom a database seems to follow: at times still the one it is no longer tied to. */
  private Optional<Database> shownLeader(Database database) {
    return seemsToFollow(database) ? database.forkedFrom : database.leader;
  }

  private Optional<Database> shownOrigin(Database database) {
    return seemsToFollow(database) ? Optional.empty() : database.forkedFrom;
  }

  private boolean seemsToFollow(Database database) {
    return database.stage == Stage.UPGRADING
        && database.leader.isEmpty()
        && isOn(WorldFault.FOLLOWS_WHILE_UPGRADING, database);
  }

  private String leaderUrl(Database database, Database leader) {
    String url = leader.url(Optional.empty());
    return isOn(WorldFault.FOLLOWING_WITHOUT_CREDENTIALS, database)
        ? url.replaceFirst("//[^@]*@", "//")
        : url;
  }

  private JsonNode plan(Database database) {
    if (isOn(WorldFault.PLAN_AS_OBJECT, database)) {
      return Json.object()
          .put("id", PlatformJson.fixedId(database.plan.fullName()))
          .put("name", database.plan.slug())
          .put("tier", "production");
    }
    ObjectNode holder = Json.object();
    boolean words = isOn(WorldFault.PLAN_AS_WORDS, database);
    return holder.put("plan", words ? database.plan.humanName() : database.plan.slug()).get("plan");
  }

  private void sizes(ObjectNode json, Database database, boolean known) {
    if (!known) {
      for (String key :
          List.of(
              "num_bytes",
              "num_tables",
              "num_connections",
              "num_connections_waiting",
              "current_transaction",
              "target_transaction")) {
        json.putNull(key);
      }
      return;
    }
    json.put("num_bytes", database.bytes);
    json.put("num_tables", database.tables);
    json.put("num_connections", connections(database));
    json.put("num_connections_waiting", 0);
    json.put("current_transaction", world.writes.position(database));
    if (database.leader.isPresent() && !isOn(WorldFault.TARGET_TRANSACTION_ABSENT, database)) {
      json.put("target_transaction", world.writes.position(database.leader.get()));
    } else {
      json.putNull("target_transaction");
    }
  }

  private int connections(Database database) {
    return 1 + 4 * world.writes.sessionsOf(database);
  }

  private ArrayNode info(Database database) {
    ArrayNode rows = Json.array();
    row(rows, "Plan", database.plan.humanName());
    row(rows, "Status", status(database));
    boolean known = database.stage != Stage.PREPARING && database.stage != Stage.FAILED;
    boolean essential = database.plan.essential();
    if (database.plan.highlyAvailable()) {
      boolean standby = known && world.postgres.standbyThere(database);
      row(rows, "HA Status", standby ? "Available" : "Temporarily Unavailable");
    }
    if (known) {
      row(rows, "Data Size", size(database));
      number(rows, "Tables", database.tables);
      row(rows, "PG Version", database.shownVersion);
      String connections = connections(database) + "/" + database.plan.connections();
      if (isOn(WorldFault.INTEGERS_AS_VALUES, database)) {
        number(rows, "Connections", connections(database));
      } else {
        row(rows, "Connections", connections);
      }
      if (!essential) {
        row(rows, "Connection Pooling", "Available");
        number(rows, "Credentials", database.credentials.size());
      }
    }
    row(rows, "Fork/Follow", forkFollow(database, known));
    boolean fresh = !world.reached(database.forkableAt);
    row(
        rows,
        "Rollback",
        essential || database.leader.isPresent()
            ? "Unsupported"
            : fresh ? "Temporarily Unavailable" : "earliest from " + earliest(database));
    row(rows, "Created", stamp(database.createdAt) + " ");
    row(rows, "Region", database.addOn.app.region);
    row(rows, "Data Encryption", "In Use");
    row(rows, "Continuous Protection", essential ? "Off" : "On");
    if (!essential) {
      relations(rows, database);
      row(rows, "Maintenance", maintenance(database));
      row(rows, "Maintenance window", database.window);
    }
    return rows;
  }

  private void relations(ArrayNode rows, Database database) {
    shownLeader(database)
        .ifPresent(
            leader -> {
              texts(rows, "Following", List.of(leaderUrl(database, leader)));
              if (database.stage != Stage.PREPARING) {
                long lag = database.leader.isPresent() ? world.writes.lag(database) : 0;
                if (flaps(database, Told.LAG)) {
                  lag = lag == 0 ? 7 : 0;
                }
                if (isOn(WorldFault.INTEGERS_AS_VALUES, database)) {
                  number(rows, "Behind By", lag);
                } else {
                  row(rows, "Behind By", lag + (lag == 1 ? " commit" : " commits"));
                }
              }
            });
    shownOrigin(database)
        .filter(origin -> !origin.destroyed)
        .filter(origin -> !isOn(WorldFault.FORKED_FROM_ABSENT, database))
        .ifPresent(origin -> urls(rows, "Forked From", List.of(origin)));
    if (shownLeader(database).isEmpty()) {
      Optional<Database> self = Optional.of(database);
      urls(rows, "Followers", having(other -> shownLeader(other).equals(self)));
      urls(rows, "Forks", having(other -> shownOrigin(other).equals(self)));
    }
  }

  List<Database> followers(Database leader) {
    return having(other -> shownLeader(other).equals(Optional.of(leader)));
  }

  private List<Database> having(Predicate<Database> what) {
    return world.databases().stream().filter(what).toList();
  }

  private String maintenance(Database database) {
    if (world.postgres.maintenanceAhead(database)) {
      return "required by " + stamp(MaintenanceRoutes.ahead(world, database)) + " UTC";
    }
    return switch (database.maintenance.status) {
      case "none", "completed" -> "not required";
      case "running" -> "in progress";
      default -> "required by " + stamp(database.maintenance.scheduledFor) + " UTC";
    };
  }

  private String forkFollow(Database database, boolean known) {
    if (database.plan.essential()) {
      return "Unsupported";
    }
    if (shownLeader(database).isPresent()) {
      return "Unavailable on followers";
    }
    boolean now = known && database.writable() && world.postgres.forkable(database);
    return now ? "Available" : "Temporarily Unavailable";
  }

  private String status(Database database) {
    if (database.stage == Stage.UPGRADING && isOn(WorldFault.STATUS_STAYS_AVAILABLE, database)) {
      return "Available";
    }
    return switch (database.stage) {
      case PREPARING -> "Preparing";
      case UPGRADING -> "Upgrading";
      case FAILED -> "Unavailable";
      case CHANGING_PLAN -> "Available (Changing plan)";
      default -> "Available";
    };
  }

  private static String size(Database database) {
    double gigabytes = database.bytes / GIGABYTE;
    int limit = database.plan.gigabytes();
    long hundredths = Math.round(gigabytes * 100);
    long permille = Math.round(gigabytes * 1000 / limit);
    String fraction = hundredths % 100 < 10 ? ".0" : ".";
    return (hundredths / 100)
        + fraction
        + (hundredths % 100)
        + " GB / "
        + limit
        + " GB ("
        + (permille / 10)
        + "."
        + (permille % 10)
        + "%)";
  }

  private String earliest(Database database) {
    long fourDays = 4L * 86_400_000;
    if (!world.reached(database.createdAt + fourDays)) {
      return stamp(database.createdAt) + " UTC";
    }
    return stamp(world.minute() - fourDays) + " UTC";
  }

  private static String stamp(long millis) {
    return Json.dataTime(millis).substring(0, 16);
  }

  private static void row(ArrayNode rows, String name, String value) {
    rows.add(Json.object().put("name", name).set("values", Json.array().add(value)));
  }

  private static void number(ArrayNode rows, String name, long value) {
    rows.add(Json.object().put("name", name).set("values", Json.array().add(value)));
  }

  private static void urls(ArrayNode rows, String name, List<Database> databases) {
    texts(rows, name, databases.stream().map(each -> each.url(Optional.empty())).toList());
  }

  private static void texts(ArrayNode rows, String name, List<String> urls) {
    ArrayNode values = Json.array();
    urls.forEach(values::add);
    ObjectNode row = Json.object().put("name", name);
    row.set("values", values);
    rows.add(row.put("resolve_db_name", true));
  }

  private boolean isOn(WorldFault fault, Database database) {
    return world.faults.isOn(fault, database.addOn.name);
  }

  /** What a wrong reading can be about. */
  enum Told {
    WAIT,
    UPGRADE,
    LAG
  }

  /** Returns whether this reading is wrong. What is wrong more often in a row does not flap. */
  private boolean flaps(Database database, Told what) {
    double chance = world.faults.chanceInAReading(WorldFault.STATUS_FLAPS, database.addOn.name);
    if (chance == 0) {
      return false;
    }
    int wrong = database.wrongInARow.getOrDefault(what, 0);
    boolean flaps = mood.chance(Math.min(chance, 0.5)) && wrong < MOST_WRONG_IN_A_ROW;
    database.wrongInARow.put(what, flaps ? wrong + 1 : 0);
    return flaps;
  }

  /** What is told of a database of the Advanced tier, whose API uses other words. */
  ObjectNode advancedWaitStatus(Database database) {
    JsonNode classic = waitStatus(database);
    return Json.object()
        .put("waiting", classic.get("waiting?").booleanValue())
        .put("message", classic.get("message").asString());
  }

  private boolean waits(Database database) {
    return switch (database.stage) {
      case READY, FAILED -> false;
      case CATCHING_UP -> !isOn(WorldFault.WAIT_ENDS_EARLY, database);
      default -> true;
    };
  }

  ObjectNode waitStatus(Database database) {
    ObjectNode json = Json.object();
    if (database.stage == Stage.FAILED
        || world.faulty(WorldFault.WAIT_STATUS_ERROR, database.addOn.name)) {
      return json.put("waiting?", false).put("error?", true).put("message", "provisioning failed");
    }
    boolean waiting = waits(database) != flaps(database, Told.WAIT);
    String doing =
        switch (database.stage) {
          case PREPARING -> "preparing";
          case CATCHING_UP -> "following";
          case UPGRADING -> "upgrading";
          case UNFOLLOWING, CHANGING_PLAN -> "pending";
          default -> "pending";
        };
    return json.put("waiting?", waiting).put("message", waiting ? doing : "available");
  }

  private boolean hadUpgrade(Database database) {
    return database.upgradeEverRan && !(database.stage == Stage.UPGRADING && isSilentYet(database));
  }

  ObjectNode upgradeStatus(Database database) {
    if (!hadUpgrade(database) && database.prepared == Database.Prepared.NO) {
      if (isOn(WorldFault.UPGRADE_STATUS_NOT_FOUND, database)) {
        throw Refusal.of(404, "not_found", "There is no upgrade of this database.");
      }
      if (isOn(WorldFault.UPGRADE_STATUS_UNKNOWN, database)) {
        throw Refusal.unknownDatabase();
      }
    }
    ObjectNode json = Json.object();
    if (database.stage == Stage.UPGRADING && !isSilentYet(database)) {
      int step = step(database);
      String message =
          switch (step) {
            case 1 -> "preparing upgrade service";
            case 2 -> "upgrading";
            default -> "performing final cleanup steps after upgrade";
          };
      return json.put("waiting?", !flaps(database, Told.UPGRADE))
          .put("message", message)
          .put("step", step + "/3");
    }
    if (database.upgradeFailed) {
      return json.put("waiting?", false).put("error?", true).put("message", "upgrade failed");
    }
    return switch (database.prepared) {
      case PREPARING -> json.put("waiting?", true).put("message", "preparing").put("step", "1/3");
      case READY ->
          json.put("waiting?", false)
              .put("message", "scheduled on " + stamp(database.maintenance.scheduledFor) + " UTC");
      default ->
          json.put("waiting?", flaps(database, Told.UPGRADE))
              .put("message", hadUpgrade(database) ? "available" : "no upgrade in progress");
    };
  }

  private boolean isSilentYet(Database database) {
    return !world.reached(database.busyFrom + LATE)
        && isOn(WorldFault.UPGRADE_STATUS_LATE, database);
  }

  private int step(Database database) {
    long span = database.busyUntil - database.busyFrom;
    if (!world.reached(database.busyFrom + (span + 5) / 6)) {
      return 1;
    }
    return span < 0 || !world.reached(database.busyFrom + (span * 5 + 5) / 6) ? 2 : 3;
  }
}
