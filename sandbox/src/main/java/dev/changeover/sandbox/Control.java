package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.Scenario;
import dev.changeover.sandbox.scenario.ScenarioException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The sandbox's own interface, under {@code /sandbox/}: to look at the world and to meddle. */
final class Control {
  private static final int PAGE = 5000;
  private static final long PAGE_TEXT = 1_000_000;
  private final World world;
  private final RequestLog log;

  Control(World world, RequestLog log) {
    this.world = world;
    this.log = log;
  }

  SandboxResponse answer(SandboxRequest request) {
    try {
      return route(request);
    } catch (Refusal refused) {
      return SandboxResponse.json(
          refused.status(),
          Json.object().put("id", refused.id()).put("message", refused.message()));
    } catch (ScenarioException wrong) {
      return SandboxResponse.json(
          400,
          Json.object()
              .put("id", "bad_request")
              .put("message", String.valueOf(wrong.getMessage())));
    }
  }

  private SandboxResponse route(SandboxRequest request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /sandbox/world" -> SandboxResponse.json(200, Snapshot.of(world));
      case "GET /sandbox/requests" -> requests(request);
      case "GET /sandbox/clock" -> clock();
      case "POST /sandbox/clock/advance" -> advance(request);
      case "GET /sandbox/faults" -> faults();
      case "POST /sandbox/faults" -> addFaults(request);
      case "DELETE /sandbox/faults" -> {
        world.faults.clear();
        yield faults();
      }
      case "POST /sandbox/human" -> human(request);
      default -> throw Refusal.of(404, "not_found", "The sandbox has no such control.");
    };
  }

  private SandboxResponse requests(SandboxRequest request) {
    String after = request.query().getOrDefault("after", "0");
    if (!after.matches("\\d{1,15}")) {
      throw Refusal.badRequest("The parameter after must be a number.");
    }
    List<RequestLog.Entry> found = log.after(Long.parseLong(after));
    int size = 0;
    long text = 0;
    while (size < Math.min(PAGE, found.size()) && text < PAGE_TEXT) {
      text += found.get(size).length();
      size++;
    }
    ArrayNode list = Json.array(found.subList(0, size), Control::entry);
    ObjectNode body = Json.object();
    body.put("more", found.size() > size);
    body.set("requests", list);
    return SandboxResponse.json(200, body);
  }

  static ObjectNode entry(RequestLog.Entry entry) {
    ObjectNode json = Json.object();
    json.put("number", entry.number());
    json.put("at", entry.at().toString());
    json.put("method", entry.method());
    json.put("path", entry.path());
    if (!entry.query().isEmpty()) {
      ObjectNode query = Json.object();
      entry.query().forEach(query::put);
      json.set("query", query);
    }
    json.put("route", entry.route());
    entry.body().ifPresent(body -> json.put("body", body));
    json.put("status", entry.status());
    entry.error().ifPresent(error -> json.put("error", error));
    json.put("effect", entry.effect());
    entry.app().ifPresent(app -> json.put("app", app));
    entry.target().ifPresent(target -> json.put("target", target));
    json.put("agent", entry.agent());
    return json.put("delivery", entry.delivery().name());
  }

  private SandboxResponse clock() {
    return SandboxResponse.json(200, Json.object().put("now", world.clock.now().toString()));
  }

  private SandboxResponse advance(SandboxRequest request) {
    JsonNode seconds = Call.parse(request.body()).path("seconds");
    if (!seconds.isNumber() || seconds.doubleValue() < 0 || seconds.doubleValue() > 315_360_000) {
      throw Refusal.badRequest("The key seconds must be a number from 0 to 315360000.");
    }
    world.clock.advance(Duration.ofMillis(Math.round(seconds.doubleValue() * 1000)));
    world.settle();
    return clock();
  }

  private SandboxResponse faults() {
    ArrayNode list = Json.array();
    for (Fault fault : world.faults.all()) {
      ObjectNode one = Json.object();
      fault.action().ifPresent(action -> one.put("action", action.key()));
      fault.world().ifPresent(kind -> one.put("world", kind.key()));
      fault.action().ifPresent(action -> one.put("at", fault.method() + " " + fault.path()));
      one.put("skip", fault.skip());
      one.put("times", fault.times());
      one.put("probability", fault.probability());
      list.add(one);
    }
    ObjectNode body = Json.object();
    body.set("faults", list);
    return SandboxResponse.json(200, body);
  }

  private SandboxResponse addFaults(SandboxRequest request) {
    Scenario.parseFaults(request.body()).forEach(world.faults::add);
    return faults();
  }

  private SandboxResponse human(SandboxRequest request) {
    JsonNode body = Call.parse(request.body());
    Map<String, String> details = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      if (entry.getValue().isValueNode()) {
        details.put(entry.getKey(), Call.bounded(entry.getKey(), entry.getValue().asString()));
      }
    }
    if (world.crowded()) {
      throw Refusal.crowded();
    }
    String action = details.getOrDefault("action", "");
    new Humans(world).act(action, details);
    return SandboxResponse.json(200, Json.object().put("done", action));
  }
}
