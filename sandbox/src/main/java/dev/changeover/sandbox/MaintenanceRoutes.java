package dev.changeover.sandbox;

import dev.changeover.sandbox.Route.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Maintenances and maintenance windows of the Data API. */
final class MaintenanceRoutes {
  private static final List<String> DAYS =
      List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
  private static final long WEEK = 7L * 86_400_000;
  private final World world;

  MaintenanceRoutes(World world) {
    this.world = world;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    under("/data/maintenances/v1", Source.VERIFIED, routes);
    under("/data/v0/maintenances", Source.SCHEMA, routes);
    routes.add(
        new Route(
            "old maintenance window",
            "PUT",
            DataRoutes.DATABASE + "/maintenance_window",
            Source.SCHEMA,
            this::oldWindow));
    return routes;
  }

  private void under(String base, Source source, List<Route> routes) {
    String one = base + "/{database}";
    routes.add(new Route("maintenances of app", "GET", base + "/apps/{app}", source, this::ofApp));
    routes.add(new Route("maintenance", "GET", one, source, this::one));
    routes.add(new Route("run maintenance", "POST", one + "/run", source, this::run));
    routes.add(new Route("delay maintenance", "POST", one + "/schedule", source, this::delay));
    routes.add(new Route("maintenance window", "GET", one + "/window", source, this::window));
    routes.add(
        new Route("change maintenance window", "POST", one + "/window", source, this::setWindow));
    routes.add(new Route("past maintenances", "GET", one + "/history", source, this::history));
    routes.add(new Route("past maintenances", "GET", one + "/history/", source, this::history));
  }

  private Database database(Call call) {
    return DataRoutes.find(world, call);
  }

  private SandboxResponse ofApp(Call call) {
    App app = call.app();
    ArrayNode list = Json.array();
    for (AddOn addOn : world.addOns()) {
      addOn
          .database()
          .filter(database -> addOn.app == app && world.reached(database.visibleAt))
          .ifPresent(database -> list.add(json(database)));
    }
    ObjectNode body = Json.object();
    body.set("maintenances", list);
    return SandboxResponse.json(200, body);
  }

  /** When the maintenance is due that {@code maintenance-pending} puts ahead. */
  static long ahead(World world, Database database) {
    long put = database.maintenance.scheduledFor;
    return put > 0 ? put : world.scenario.start().toEpochMilli() + 2 * WEEK;
  }

  private Database.Maintenance record(Database database) {
    if (!world.postgres.maintenanceAhead(database)) {
      return database.maintenance;
    }
    Database.Maintenance pending = new Database.Maintenance();
    pending.status = "pending";
    pending.method = "changeover";
    pending.scheduledFor = ahead(world, database);
    pending.previouslyScheduledFor = database.maintenance.previouslyScheduledFor;
    return pending;
  }

  private ObjectNode json(Database database) {
    Database.Maintenance record = record(database);
    AddOn addOn = database.addOn;
    ObjectNode described = Json.object();
    described.put("uuid", addOn.id);
    described.put("name", addOn.name);
    ArrayNode aliases = Json.array();
    for (Attachment attachment : world.attachmentsOf(addOn)) {
      aliases.add(attachment.name);
    }
    described.set("attachments", aliases);
    described.put("kind", AddOn.POSTGRES);
    described.put("plan", database.plan.slug());
    described.put("window", database.window);
    ObjectNode json = Json.object();
    json.set("addon", described);
    json.put("addon_description", database.plan.humanName() + " " + addOn.name);
    json.set("app", Json.object().put("name", addOn.app.name).put("uuid", addOn.app.id));
    json.put("completed_at", time(record.completedAt));
    if (record.completedAt > 0) {
      json.put("duration_seconds", (record.completedAt - record.startedAt) / 1000);
    } else {
      json.putNull("duration_seconds");
    }
    json.put("method", record.method.isEmpty() ? null : record.method);
    json.put("previously_scheduled_for", time(record.previouslyScheduledFor));
    json.put("reason", record.reason.isEmpty() ? null : record.reason);
    json.putNull("required_by");
    json.put("scheduled_for", time(record.scheduledFor));
    json.put("server_created_at", Json.dataTime(database.createdAt));
    json.put("started_at", time(record.startedAt));
    json.put("status", record.status);
    json.put("window", database.window);
    return json;
  }

  private static @org.jspecify.annotations.Nullable String time(long millis) {
    return millis > 0 ? Json.dataTime(millis) : null;
  }

  private SandboxResponse one(Call call) {
    return SandboxResponse.json(200, json(database(call)));
  }

  private SandboxResponse run(Call call) {
    Database database = database(call);
    if (database.prepared == Database.Prepared.READY) {
      String message = world.postgres.upgrade(database, Optional.empty());
      call.changes("upgrade-run");
      return SandboxResponse.json(200, Json.message(message));
    }
    if (world.postgres.maintenanceAhead(database)) {
      Database.Maintenance done = record(database);
      done.status = "completed";
      done.startedAt = world.time();
      done.completedAt = world.time();
      database.maintenance = done;
      call.changes("maintenance-run");
      return SandboxResponse.json(200, json(database));
    }
    throw Refusal.of(422, "unprocessable_entity", "There is no maintenance to run.");
  }

  private SandboxResponse delay(Call call) {
    Database database = database(call);
    String weeks = call.text("delay_weeks").orElse("1");
    if (!weeks.matches("[1-8]")) {
      throw Refusal.invalid("The delay must be from 1 to 8 weeks.");
    }
    Database.Maintenance record = database.maintenance;
    if (record.scheduledFor == 0 && world.postgres.maintenanceAhead(database)) {
      record.scheduledFor = ahead(world, database);
    }
    if (record.scheduledFor == 0) {
      throw Refusal.of(422, "unprocessable_entity", "There is no maintenance to delay.");
    }
    record.previouslyScheduledFor = record.scheduledFor;
    record.scheduledFor += WEEK * Integer.parseInt(weeks);
    record.customerRequested = true;
    call.changes("maintenance-delay");
    return SandboxResponse.json(
        200,
        Json.object()
            .put("scheduled_for", time(record.scheduledFor))
            .put("previously_scheduled_for", time(record.previouslyScheduledFor))
            .put("customer_requested", true));
  }

  private static ObjectNode windowJson(Database database, String previous) {
    return Json.object()
        .put("window", database.window)
        .put("previous_window", previous)
        .put("scheduled_for", time(database.maintenance.scheduledFor))
        .put("previously_scheduled_for", time(database.maintenance.previouslyScheduledFor));
  }

  private SandboxResponse window(Call call) {
    Database database = database(call);
    return SandboxResponse.json(200, windowJson(database, database.window));
  }

  private SandboxResponse setWindow(Call call) {
    Database database = database(call);
    String previous = database.window;
    database.window = window(call.need("day_of_week"), call.need("time_of_day"));
    call.changes("window");
    return SandboxResponse.json(200, windowJson(database, previous));
  }

  private SandboxResponse oldWindow(Call call) {
    Database database = database(call);
    String[] words = call.need("description").split(" ", 3);
    if (words.length != 2) {
      throw Refusal.invalid("Describe the window like Tuesday 17:30.");
    }
    database.window = window(words[0], words[1]);
    call.changes("window");
    return SandboxResponse.json(200, Json.object().put("window", database.window));
  }

  /** Returns a window of four hours as Heroku words it. */
  private static String window(String day, String time) {
    int index = DAYS.indexOf(day.toLowerCase(Locale.ROOT));
    if (index < 0 || !time.matches("([01]?\\d|2[0-3]):[0-5]\\d")) {
      throw Refusal.invalid("The window is a day of the week and a time such as 17:30.");
    }
    int colon = time.indexOf(':');
    int hour = Integer.parseInt(time.substring(0, colon));
    int end = (hour + 4) % 24;
    int endDay = hour + 4 > 23 ? (index + 1) % 7 : index;
    return capital(index)
        + String.format(Locale.ROOT, " %02d%s to ", hour, time.substring(colon))
        + capital(endDay)
        + String.format(Locale.ROOT, " %02d%s UTC", end, time.substring(colon));
  }

  private static String capital(int day) {
    String name = DAYS.get(day);
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + "s";
  }

  private SandboxResponse history(Call call) {
    Database database = database(call);
    ArrayNode list = Json.array();
    if (database.maintenance.completedAt > 0) {
      list.add(json(database));
    }
    ObjectNode body = Json.object();
    body.set("maintenances", list);
    return SandboxResponse.json(200, body);
  }
}
