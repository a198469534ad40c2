package dev.changeover.sandbox;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The state of the world for people and tests: no passwords, URLs or config values. */
final class Snapshot {
  private Snapshot() {}

  static ObjectNode of(World world) {
    ObjectNode json = Json.object();
    json.put("now", java.time.Instant.ofEpochMilli(world.time()).toString());
    json.set("apps", Json.array(world.apps(), app -> app(world, app)));
    json.set("addOns", Json.array(world.addOns(), addOn -> addOn(world, addOn)));
    json.set(
        "history",
        Json.array(
            world.history(),
            one ->
                Json.object()
                    .put("number", one.number())
                    .put("at", one.at().toString())
                    .put("what", one.what())));
    return json;
  }

  private static ObjectNode app(World world, App app) {
    ObjectNode json = Json.object();
    json.put("id", app.id);
    json.put("name", app.name);
    json.put("maintenance", app.maintenance);
    ObjectNode formation = Json.object();
    app.formation.values().forEach(type -> formation.put(type.type, type.quantity));
    json.set("formation", formation);
    json.set(
        "dynos",
        Json.array(
            app.dynos,
            dyno ->
                Json.object()
                    .put("name", dyno.name)
                    .put("state", dyno.state)
                    .put("stopping", dyno.stopping)
                    .put(
                        "database",
                        dyno.session.map(session -> session.database.addOn.name).orElse(null))));
    json.set("attachments", Json.array(app.attachments, Snapshot::attachment));
    ArrayNode vars = Json.array();
    app.configVars().keySet().forEach(vars::add);
    json.set("configVars", vars);
    int from = Math.max(0, app.releases.size() - 50);
    json.set(
        "releases",
        Json.array(
            app.releases.subList(from, app.releases.size()),
            release ->
                Json.object()
                    .put("version", release.version)
                    .put("status", release.status)
                    .put("description", release.description)));
    json.set("writes", writes(world, app));
    return json;
  }

  private static ObjectNode attachment(Attachment attachment) {
    return Json.object()
        .put("id", attachment.id)
        .put("name", attachment.name)
        .put("namespace", attachment.namespace.orElse(null))
        .put("addOn", attachment.addOn.name);
  }

  private static ObjectNode writes(World world, App app) {
    ObjectNode json = Json.object();
    json.put("acknowledged", world.writes.acknowledged(app));
    Optional<Database> primary = app.primary();
    json.put("servedBy", primary.map(database -> database.addOn.name).orElse(null));
    if (primary.isEmpty()) {
      json.putNull("missing");
      return json;
    }
    List<Writes.Missing> missing = world.writes.missing(app, primary.get());
    json.put("missing", missing.stream().mapToLong(Writes.Missing::count).sum());
    json.set(
        "missingRanges",
        Json.array(
            missing,
            range ->
                Json.object()
                    .put("acknowledgedBy", range.servedBy())
                    .put("first", range.first())
                    .put("last", range.last())));
    return json;
  }

  private static ObjectNode addOn(World world, AddOn addOn) {
    ObjectNode json = Json.object();
    json.put("id", addOn.id);
    json.put("name", addOn.name);
    json.put("app", addOn.app.name);
    json.put("plan", addOn.plan);
    json.put("state", addOn.state);
    addOn.database().ifPresent(database -> json.set("database", database(world, database)));
    return json;
  }

  private static ObjectNode database(World world, Database database) {
    ObjectNode json = Json.object();
    json.put("stage", database.stage.name());
    json.put("version", database.version);
    json.put("writable", database.writable());
    json.put("upgradeFailed", database.upgradeFailed);
    json.put("follows", database.leader.map(leader -> leader.addOn.name).orElse(null));
    json.put("forkedFrom", database.forkedFrom.map(origin -> origin.addOn.name).orElse(null));
    database.leader.ifPresent(leader -> json.put("behindBy", world.writes.lag(database)));
    json.put("sessions", world.writes.sessionsOf(database));
    json.put("window", database.window);
    ArrayNode schedules = Json.array();
    database.schedules.forEach(
        schedule ->
            schedules.add(schedule.name() + " " + schedule.hour() + ":00 " + schedule.timezone()));
    json.set("schedules", schedules);
    ObjectNode settings = Json.object();
    database.settings.forEach(settings::put);
    json.set("settings", settings);
    ObjectNode held = Json.object();
    for (App app : world.apps()) {
      long missing =
          world.writes.missing(app, database).stream().mapToLong(Writes.Missing::count).sum();
      held.put(app.name, missing);
    }
    json.set("writesMissing", held);
    return json;
  }
}
