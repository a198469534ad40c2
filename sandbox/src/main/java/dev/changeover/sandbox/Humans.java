package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.HumanEdit;
import java.util.Map;
import java.util.Optional;

/** Does what a person does on the dashboard or with the command line meanwhile. */
final class Humans {
  private final World world;

  Humans(World world) {
    this.world = world;
  }

  /** Does a scheduled edit; one that the world does not allow leaves only a note. */
  void edit(HumanEdit human) {
    try {
      act(human.action(), human.details());
    } catch (Refusal refused) {
      world.happened("a person tried to " + human.action() + " and was refused");
    }
  }

  void act(String action, Map<String, String> details) {
    world.happened(Happening.Kind.HUMAN, "", details.getOrDefault("addon", ""), action, 0);
    switch (action) {
      case "scale" ->
          world.processes.scale(
              app(details),
              need(details, "type"),
              number(need(details, "quantity")),
              Optional.empty());
      case "maintenance" -> {
        App app = app(details);
        app.maintenance = need(details, "on").equals("true");
        world.happened(Happening.Kind.MAINTENANCE, app, app.maintenance ? "on" : "off", 0);
      }
      case "attach" ->
          world.attachments.attach(
              app(details),
              world.addOn(need(details, "addon")),
              Optional.ofNullable(details.get("name")),
              Optional.ofNullable(details.get("namespace")),
              Optional.of(app(details).name));
      case "detach" ->
          world.attachments.detach(
              app(details)
                  .attachment(need(details, "name"))
                  .orElseThrow(() -> Refusal.notFound("add_on attachment")));
      case "destroy-addon" -> world.postgres.destroy(world.addOn(need(details, "addon")), true);
      case "plan" ->
          world.postgres.changePlan(world.addOn(need(details, "addon")), need(details, "plan"));
      case "deploy" ->
          world.processes.release(
              app(details), details.getOrDefault("description", "Deploy 1a2b3c4d"));
      case "config" -> {
        App app = app(details);
        String value = details.getOrDefault("value", "edited");
        PlatformRoutes.checkSize(app, Json.object().put(need(details, "name"), value));
        app.config.put(need(details, "name"), value);
        world.processes.release(app, "Set " + need(details, "name") + " config vars");
      }
      case "upgrade" -> {
        AddOn addOn = world.addOn(need(details, "addon"));
        Database database = addOn.database().orElseThrow(() -> Refusal.notFound("add_on"));
        world.postgres.upgrade(database, Optional.ofNullable(details.get("version")));
      }
      case "unfollow" ->
          world.postgres.unfollow(
              world
                  .addOn(need(details, "addon"))
                  .database()
                  .orElseThrow(() -> Refusal.notFound("add_on")));
      default -> throw Refusal.badRequest("A person cannot do " + Redaction.text(action) + ".");
    }
  }

  private App app(Map<String, String> details) {
    return world.app(need(details, "app"));
  }

  private static String need(Map<String, String> details, String key) {
    String value = details.get(key);
    if (value == null) {
      throw Refusal.badRequest("The key " + key + " is missing.");
    }
    return value;
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,3}")) {
      throw Refusal.badRequest("A quantity is a number from 0 to 999.");
    }
    return Integer.parseInt(text);
  }
}
