package dev.changeover.sandbox;

import dev.changeover.sandbox.Route.Source;
import dev.changeover.sandbox.scenario.Timing.Activity;
import dev.changeover.sandbox.scenario.WorldFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Backups, copies and backup schedules of the Data API. */
final class TransferRoutes {
  private static final String OF_APP = "/client/v11/apps/{app}/transfers";
  private static final String SCHEDULES = DataRoutes.DATABASE + "/transfer-schedules";
  private static final int KEPT = 500;
  private final World world;

  TransferRoutes(World world) {
    this.world = world;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "backup", "POST", DataRoutes.DATABASE + "/backups", Source.VERIFIED, this::backup),
        new Route("copy", "POST", DataRoutes.DATABASE + "/transfers", Source.VERIFIED, this::copy),
        new Route(
            "restore", "POST", DataRoutes.DATABASE + "/restores", Source.SCHEMA, this::restore),
        new Route(
            "transfers of database",
            "GET",
            DataRoutes.DATABASE + "/transfers",
            Source.SCHEMA,
            this::ofDatabase),
        new Route("transfers", "GET", OF_APP, Source.VERIFIED, this::ofApp),
        new Route("transfer", "GET", OF_APP + "/{transfer}", Source.VERIFIED, this::one),
        new Route("delete transfer", "DELETE", OF_APP + "/{transfer}", Source.SCHEMA, this::delete),
        new Route(
            "cancel transfer",
            "POST",
            OF_APP + "/{transfer}/actions/cancel",
            Source.SCHEMA,
            this::cancel),
        new Route(
            "download link",
            "POST",
            OF_APP + "/{transfer}/actions/public-url",
            Source.SCHEMA,
            this::link),
        new Route("backup schedules", "GET", SCHEDULES, Source.VERIFIED, this::schedules),
        new Route("schedule backups", "POST", SCHEDULES, Source.VERIFIED, this::schedule),
        new Route(
            "unschedule backups",
            "DELETE",
            SCHEDULES + "/{schedule}",
            Source.VERIFIED,
            this::unschedule));
  }

  private Database database(Call call) {
    return DataRoutes.find(world, call);
  }

  private Transfer begin(
      Database source, Optional<Database> target, String from, String to, App app) {
    Transfer made =
        new Transfer(
            world.minter.uuid(),
            app.transfers.isEmpty() ? 1 : app.transfers.get(app.transfers.size() - 1).number + 1,
            from,
            to,
            source,
            target,
            world.time());
    if (app.transfers.size() == KEPT) {
      app.transfers.remove(0);
    }
    app.transfers.add(made);
    world.after(Activity.TRANSFER, () -> finish(made));
    return made;
  }

  private void finish(Transfer transfer) {
    if (transfer.canceledAt > 0) {
      return;
    }
    transfer.finishedAt = world.time();
    transfer.succeeded = !transfer.source.destroyed;
    if (transfer.target.isPresent()) {
      Database target = transfer.target.get();
      transfer.succeeded &= target.writable();
      if (transfer.succeeded) {
        world.writes.copy(transfer.source, target);
        target.bytes = transfer.source.bytes;
        target.tables = transfer.source.tables;
      }
    }
    world.happened("transfer from " + transfer.source.addOn.name + " ended");
  }

  private SandboxResponse backup(Call call) {
    Database source = database(call);
    Transfer made = begin(source, Optional.empty(), "DATABASE", "BACKUP", source.addOn.app);
    call.changes("backup");
    return SandboxResponse.json(201, json(made, false));
  }

  private SandboxResponse copy(Call call) {
    Database target = database(call);
    Database source =
        new Resolver(world)
            .database(target.addOn.app, call.need("from_url"))
            .orElseThrow(() -> Refusal.invalid("Couldn't find the source of the copy."));
    Transfer made =
        begin(
            source,
            Optional.of(target),
            call.text("from_name").orElse("DATABASE"),
            call.text("to_name").orElse("DATABASE"),
            target.addOn.app);
    call.changes("copy");
    return SandboxResponse.json(201, json(made, false));
  }

  private SandboxResponse restore(Call call) {
    Database target = database(call);
    Transfer made = begin(target, Optional.empty(), "BACKUP", "DATABASE", target.addOn.app);
    call.changes("restore");
    return SandboxResponse.json(201, json(made, false));
  }

  private SandboxResponse ofDatabase(Call call) {
    Database database = database(call);
    List<Transfer> found = new ArrayList<>(database.addOn.app.transfers);
    found.removeIf(transfer -> transfer.source != database);
    return list(call, found);
  }

  private SandboxResponse ofApp(Call call) {
    return list(call, call.app().transfers);
  }

  private SandboxResponse list(Call call, List<Transfer> transfers) {
    ArrayNode list = Json.array(transfers, transfer -> json(transfer, false));
    return Pages.answer(call, list, List.of("num", "uuid"));
  }

  private static Transfer find(Call call) {
    String asked = call.variable("transfer");
    for (Transfer transfer : call.app().transfers) {
      if (transfer.uuid.equals(asked) || String.valueOf(transfer.number).equals(asked)) {
        return transfer;
      }
    }
    throw Refusal.notFound("transfer");
  }

  private SandboxResponse one(Call call) {
    boolean verbose = "true".equals(call.request.query().get("verbose"));
    return SandboxResponse.json(200, json(find(call), verbose));
  }

  private SandboxResponse delete(Call call) {
    Transfer found = find(call);
    call.app().transfers.remove(found);
    call.changes("delete-backup");
    return SandboxResponse.json(200, json(found, false));
  }

  private SandboxResponse cancel(Call call) {
    Transfer found = find(call);
    if (found.finishedAt == 0 && found.canceledAt == 0) {
      found.canceledAt = world.time();
      found.finishedAt = world.time();
      call.changes("cancel-transfer");
    }
    if (world.faults.isOn(WorldFault.CANCEL_ANSWERS_TRANSFER, "")) {
      ObjectNode whole = json(found, false);
      whole.retain("uuid", "num", "from_type", "to_type");
      return SandboxResponse.json(200, whole);
    }
    return SandboxResponse.json(
        201, Json.object().put("canceled_at", Json.dataTime(found.canceledAt)));
  }

  private SandboxResponse link(Call call) {
    Transfer found = find(call);
    return SandboxResponse.json(
        201,
        Json.object()
            .put("expires_at", Json.dataTime(world.time() + 3_600_000))
            .put("url", "https://backups.sandbox.example/" + found.uuid));
  }

  private ObjectNode json(Transfer transfer, boolean verbose) {
    boolean done = transfer.finishedAt > 0;
    ObjectNode json = Json.object();
    json.put("uuid", transfer.uuid);
    json.put("num", String.valueOf(transfer.number));
    json.put("from_name", transfer.fromName);
    json.put("from_type", "pg_dump");
    json.put("from_url", "postgres://hidden.sandbox.example:5432/hidden");
    json.put("from_uuid", transfer.source.addOn.id);
    json.put("to_name", transfer.toName);
    json.put("to_type", transfer.copy ? "pg_restore" : "gof3r");
    json.put("to_url", "https://backups.sandbox.example/" + transfer.uuid);
    json.put("to_uuid", transfer.target.map(target -> target.addOn.id).orElse(null));
    json.set("options", Json.object());
    json.put("source_bytes", transfer.source.bytes);
    json.put("processed_bytes", done ? transfer.source.bytes / 5 : 0);
    if (done) {
      json.put("succeeded", transfer.succeeded);
    } else {
      json.putNull("succeeded");
    }
    json.put("warnings", 0);
    json.put("created_at", Json.dataTime(transfer.createdAt));
    json.put("started_at", Json.dataTime(transfer.createdAt));
    json.put("finished_at", done ? Json.dataTime(transfer.finishedAt) : null);
    json.put("canceled_at", transfer.canceledAt > 0 ? Json.dataTime(transfer.canceledAt) : null);
    json.put("updated_at", Json.dataTime(done ? transfer.finishedAt : transfer.createdAt));
    json.putNull("deleted_at");
    json.putNull("purged_at");
    json.put("num_keep", 2);
    json.putNull("schedule");
    if (verbose) {
      ObjectNode line = Json.object();
      line.put("created_at", Json.dataTime(transfer.createdAt));
      line.put("level", "info");
      line.put("message", "transfer started");
      json.set("logs", Json.array().add(line));
    }
    return json;
  }

  private static ObjectNode json(Database.Schedule schedule) {
    ObjectNode json = Json.object();
    json.put("uuid", schedule.uuid());
    json.put("name", schedule.name());
    json.put("hour", schedule.hour());
    ArrayNode days = Json.array();
    List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
        .forEach(days::add);
    json.set("days", days);
    json.put("timezone", schedule.timezone());
    json.put("retain_weeks", 1);
    json.put("retain_months", 0);
    json.put("callback_url", "https://backups.sandbox.example/callback");
    json.put("created_at", Json.dataTime(schedule.createdAt()));
    json.put("updated_at", Json.dataTime(schedule.createdAt()));
    json.putNull("deleted_at");
    return json;
  }

  private SandboxResponse schedules(Call call) {
    ArrayNode list = Json.array(database(call).schedules, TransferRoutes::json);
    return Pages.answer(call, list, List.of("name", "uuid"));
  }

  private SandboxResponse schedule(Call call) {
    Database database = database(call);
    String hour = call.need("hour");
    if (!hour.matches("\\d{1,2}") || Integer.parseInt(hour) > 23) {
      throw Refusal.invalid("The hour must be from 0 to 23.");
    }
    String name = call.text("schedule_name").orElse("DATABASE_URL").toUpperCase(Locale.ROOT);
    database.schedules.removeIf(other -> other.name().equals(name));
    if (database.schedules.size() >= 20) {
      throw Refusal.invalid("There are too many schedules.");
    }
    Database.Schedule made =
        new Database.Schedule(
            world.minter.uuid(),
            name,
            Integer.parseInt(hour),
            call.text("timezone").orElse("UTC"),
            world.time());
    database.schedules.add(made);
    call.changes("schedule");
    return SandboxResponse.json(201, json(made));
  }

  private SandboxResponse unschedule(Call call) {
    Database database = database(call);
    for (Database.Schedule schedule : List.copyOf(database.schedules)) {
      if (schedule.uuid().equals(call.variable("schedule"))) {
        database.schedules.remove(schedule);
        call.changes("unschedule");
        return SandboxResponse.json(200, json(schedule));
      }
    }
    throw Refusal.notFound("schedule");
  }
}
