package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a sandbox whose clock stands still, and reads the answers. */
final class Caller {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  final WorldClock clock;
  final Sandbox sandbox;

  Caller(Scenario scenario) {
    clock = WorldClock.manual(scenario.start());
    sandbox = new Sandbox(scenario, clock, 42);
  }

  static Scenario projectifyScenario() {
    String root = System.getProperty("changeover.root", "..");
    return Scenario.read(Path.of(root, "examples", "projectify", "world.yaml"));
  }

  static Scenario bookshopScenario() {
    try (InputStream in = Caller.class.getResourceAsStream("bookshop.yaml")) {
      assertThat(in).isNotNull();
      return Scenario.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Caller projectify(Fault... faults) {
    return new Caller(projectifyScenario().withFaults(List.of(faults)));
  }

  static Caller bookshop(Fault... faults) {
    return new Caller(bookshopScenario().withFaults(List.of(faults)));
  }

  static JsonNode parse(String text) {
    return MAPPER.readTree(text);
  }

  SandboxResponse call(String method, String target) {
    return sandbox.handle(SandboxRequest.of(method, target));
  }

  SandboxResponse call(String method, String target, String body) {
    return sandbox.handle(SandboxRequest.of(method, target).withBody(body.replace('\'', '"')));
  }

  JsonNode get(String target) {
    return ok(call("GET", target));
  }

  JsonNode post(String target, String body) {
    return ok(call("POST", target, body));
  }

  JsonNode patch(String target, String body) {
    return ok(call("PATCH", target, body));
  }

  JsonNode delete(String target) {
    return ok(call("DELETE", target));
  }

  static JsonNode ok(SandboxResponse response) {
    assertThat(response.status()).as(response.body()).isBetween(200, 299);
    assertThat(response.delivery()).isEqualTo(Delivery.ARRIVES);
    return parse(response.body());
  }

  static void refused(SandboxResponse response, int status, String id) {
    assertThat(response.status()).as(response.body()).isEqualTo(status);
    assertThat(parse(response.body()).path("id").asString("")).isEqualTo(id);
    assertThat(parse(response.body()).path("message").asString("")).isNotEmpty();
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  void passSeconds(long seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  JsonNode world() {
    return parse(sandbox.snapshot());
  }

  JsonNode app(String name) {
    for (JsonNode app : world().get("apps")) {
      if (app.get("name").asString().equals(name)) {
        return app;
      }
    }
    throw new AssertionError("no app " + name);
  }

  long missingWrites(String app) {
    return app(app).get("writes").get("missing").asLong();
  }

  long acknowledgedWrites(String app) {
    return app(app).get("writes").get("acknowledged").asLong();
  }

  String info(String database, String row) {
    for (JsonNode entry : get("/client/v11/databases/" + database).get("info")) {
      if (entry.get("name").asString().equals(row)) {
        List<String> values = new ArrayList<>();
        entry.get("values").forEach(value -> values.add(value.asString()));
        return String.join(",", values);
      }
    }
    return "";
  }

  long behind(String database) {
    return Long.parseLong(info(database, "Behind By").replaceAll(" commits?", ""));
  }

  boolean waits(String database, String kind) {
    return get("/client/v11/databases/" + database + "/" + kind).get("waiting?").booleanValue();
  }

  /** Returns the add-on an app uses under an alias. */
  String attached(String app, String alias) {
    for (JsonNode attachment : get("/apps/" + app + "/addon-attachments")) {
      if (attachment.get("name").asString().equals(alias)) {
        return attachment.get("addon").get("name").asString();
      }
    }
    return "";
  }

  List<String> releases(String app) {
    List<String> lines = new ArrayList<>();
    get("/apps/" + app + "/releases")
        .forEach(
            release ->
                lines.add(
                    release.get("status").asString()
                        + " "
                        + release.get("description").asString()));
    return lines;
  }

  List<String> effects() {
    return sandbox.requestLog().entries().stream()
        .filter(RequestLog.Entry::changedTheWorld)
        .map(RequestLog.Entry::effect)
        .toList();
  }

  /** Creates a follower of DATABASE and waits until it has caught up. */
  void followed(String app, String name) {
    post(
        "/apps/" + app + "/addons",
        "{'plan':{'name':'heroku-postgresql:standard-0'},'name':'"
            + name
            + "','attachment':{'name':'UPGRADE'},'config':{'follow':'DATABASE_URL'}}");
    pass(Duration.ofMinutes(7));
    assertThat(waits(name, "wait_status")).isFalse();
  }

  void attach(String app, String addOn, String alias) {
    post(
        "/addon-attachments",
        "{'addon':{'name':'"
            + addOn
            + "'},'app':{'name':'"
            + app
            + "'},'name':'"
            + alias
            + "','confirm':'"
            + app
            + "','namespace':null}");
  }

  void close(String app) {
    patch("/apps/" + app, "{'maintenance':true}");
    patch(
        "/apps/" + app + "/formation",
        "{'updates':[{'type':'web','quantity':'0'},{'type':'worker','quantity':0}]}");
  }
}
