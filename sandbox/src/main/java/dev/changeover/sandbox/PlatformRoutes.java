package dev.changeover.sandbox;

import dev.changeover.sandbox.Route.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Platform API but for add-ons and their attachments. */
final class PlatformRoutes {
  private static final int LARGEST_CONFIG = 32 * 1024;
  private final World world;
  private final PlatformJson json;

  PlatformRoutes(World world) {
    this.world = world;
    json = new PlatformJson(world);
  }

  List<Route> routes() {
    return List.of(
        new Route("account", "GET", "/account", Source.SCHEMA, this::account),
        new Route("rate limits", "GET", "/account/rate-limits", Source.SCHEMA, this::account),
        new Route(
            "authorizations",
            "GET",
            "/oauth/authorizations",
            Source.VERIFIED,
            this::authorizations),
        new Route("apps", "GET", "/apps", Source.SCHEMA, this::apps),
        new Route("app", "GET", "/apps/{app}", Source.VERIFIED, this::app),
        new Route("update app", "PATCH", "/apps/{app}", Source.VERIFIED, this::updateApp),
        new Route("config vars", "GET", "/apps/{app}/config-vars", Source.VERIFIED, this::config),
        new Route(
            "update config vars",
            "PATCH",
            "/apps/{app}/config-vars",
            Source.VERIFIED,
            this::updateConfig),
        new Route("formation", "GET", "/apps/{app}/formation", Source.VERIFIED, this::formation),
        new Route("scale", "PATCH", "/apps/{app}/formation", Source.VERIFIED, this::scale),
        new Route(
            "process type",
            "GET",
            "/apps/{app}/formation/{type}",
            Source.SCHEMA,
            this::processType),
        new Route(
            "scale process type",
            "PATCH",
            "/apps/{app}/formation/{type}",
            Source.SCHEMA,
            this::scaleOne),
        new Route("dynos", "GET", "/apps/{app}/dynos", Source.VERIFIED, this::dynos),
        new Route("restart", "DELETE", "/apps/{app}/dynos", Source.VERIFIED, this::restartAll),
        new Route("dyno", "GET", "/apps/{app}/dynos/{dyno}", Source.SCHEMA, this::dyno),
        new Route(
            "restart dyno", "DELETE", "/apps/{app}/dynos/{dyno}", Source.SCHEMA, this::restart),
        new Route(
            "restart process type",
            "DELETE",
            "/apps/{app}/formations/{dyno}",
            Source.VERIFIED,
            this::restart),
        new Route("releases", "GET", "/apps/{app}/releases", Source.VERIFIED, this::releases),
        new Route(
            "release", "GET", "/apps/{app}/releases/{release}", Source.VERIFIED, this::release),
        new Route(
            "config of release",
            "GET",
            "/apps/{app}/releases/{release}/config-vars",
            Source.CLIENT_SOURCE,
            this::releaseConfig),
        new Route(
            "collaborators", "GET", "/apps/{app}/collaborators", Source.VERIFIED, this::people),
        new Route(
            "join",
            "POST",
            "/teams/apps/{app}/collaborators",
            Source.VERIFIED,
            this::addCollaborator),
        new Route(
            "pipeline couplings",
            "GET",
            "/apps/{app}/pipeline-couplings",
            Source.VERIFIED,
            this::pipeline),
        new Route(
            "pre-authorize",
            "PUT",
            "/apps/{app}/pre-authorizations",
            Source.CLIENT_SOURCE,
            call -> {
              call.app();
              return SandboxResponse.json(200, Json.object());
            }),
        new Route("team", "GET", "/teams/{team}", Source.SCHEMA, this::team));
  }

  private SandboxResponse account(Call call) {
    return SandboxResponse.json(200, json.account(call.sdk));
  }

  private SandboxResponse authorizations(Call call) {
    ObjectNode grant = Json.object();
    String id = PlatformJson.fixedId("authorization" + world.accountId);
    ObjectNode token = Json.object();
    token.putNull("expires_in");
    token.put("id", PlatformJson.fixedId("token" + world.accountId));
    token.put("token", Credentials.token(call.request).orElse(""));
    grant.set("access_token", token);
    grant.putNull("client");
    grant.put("created_at", Json.time(world.time()));
    grant.putNull("grant");
    grant.put("id", id);
    grant.putNull("refresh_token");
    grant.set("scope", Json.array().add("global"));
    grant.put("updated_at", Json.time(world.time()));
    grant.set("user", json.user().put("full_name", "Sandbox"));
    return Pages.answer(call, Json.array().add(grant), List.of("id"));
  }

  private SandboxResponse apps(Call call) {
    ArrayNode list = Json.array(world.apps(), app -> json.app(app, call.sdk));
    return Pages.answer(call, list, List.of("name", "id", "updated_at"));
  }

  private SandboxResponse app(Call call) {
    return SandboxResponse.json(200, json.app(call.app(), call.sdk));
  }

  private SandboxResponse updateApp(Call call) {
    App app = call.app();
    JsonNode wanted = call.body().get("maintenance");
    if (wanted != null) {
      if (!wanted.isBoolean()) {
        throw Refusal.invalid("The value of maintenance must be true or false.");
      }
      if (app.maintenance != wanted.booleanValue()) {
        call.changes("maintenance");
        app.maintenance = wanted.booleanValue();
        app.updatedAt = world.time();
        world.happened(Happening.Kind.MAINTENANCE, app, app.maintenance ? "on" : "off", 0);
      }
    }
    return SandboxResponse.json(200, json.app(app, call.sdk));
  }

  private SandboxResponse config(Call call) {
    return SandboxResponse.json(200, vars(call.app().configVars()));
  }

  private static ObjectNode vars(Map<String, String> vars) {
    ObjectNode node = Json.object();
    vars.forEach(node::put);
    return node;
  }

  private SandboxResponse updateConfig(Call call) {
    App app = call.app();
    List<String> set = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : call.body().properties()) {
      String key = entry.getKey();
      boolean owned =
          key.endsWith("_URL") && app.attachment(key.replaceAll("_URL$", "")).isPresent();
      if (owned) {
        throw Refusal.invalid("Cannot overwrite attachment values " + key + ".");
      }
      if (!key.matches("[A-Za-z_][A-Za-z0-9_]{0,254}") || !entry.getValue().isValueNode()) {
        throw Refusal.invalid("Config vars are names with text.");
      }
      (entry.getValue().isNull() ? removed : set).add(key);
    }
    checkSize(app, call.body());
    if (!set.isEmpty() || !removed.isEmpty()) {
      call.changes("config");
      set.forEach(key -> app.config.put(key, call.body().get(key).asString()));
      removed.forEach(app.config::remove);
      String what = set.isEmpty() ? "Remove " : "Set ";
      List<String> names = set.isEmpty() ? removed : set;
      world.processes.release(app, what + String.join(", ", names) + " config vars");
    }
    return SandboxResponse.json(200, vars(app.configVars()));
  }

  /** Heroku Dev Center, "Configuration and Config Vars": 32 KB of names and values together. */
  static void checkSize(App app, JsonNode changes) {
    Map<String, String> after = new HashMap<>(app.config);
    for (Map.Entry<String, JsonNode> entry : changes.properties()) {
      if (entry.getValue().isNull()) {
        after.remove(entry.getKey());
      } else {
        after.put(entry.getKey(), entry.getValue().asString());
      }
    }
    int size = 0;
    for (Map.Entry<String, String> each : after.entrySet()) {
      size += each.getKey().length() + each.getValue().length();
    }
    if (size > LARGEST_CONFIG) {
      throw Refusal.invalid("Config vars cannot exceed 32 KB.");
    }
  }

  private SandboxResponse formation(Call call) {
    App app = call.app();
    ArrayNode list = Json.array(app.formation.values(), type -> json.formation(app, type));
    return Pages.answer(call, list, List.of("type", "id"));
  }

  private static String text(JsonNode node) {
    return node.isString() ? Call.bounded("a key", node.asString()) : "";
  }

  private static App.ProcessType type(App app, String name) {
    App.ProcessType type = app.formation.get(name);
    if (type == null) {
      throw Refusal.notFound("formation");
    }
    return type;
  }

  private SandboxResponse processType(Call call) {
    App app = call.app();
    return SandboxResponse.json(200, json.formation(app, type(app, call.variable("type"))));
  }

  private SandboxResponse scale(Call call) {
    App app = call.app();
    JsonNode updates = call.body().get("updates");
    if (updates == null || !updates.isArray()) {
      throw Refusal.badRequest("The key updates must be a list.");
    }
    for (JsonNode update : updates) {
      quantity(app, update, text(update.path("type")));
    }
    ArrayNode changed = Json.array();
    for (JsonNode update : updates) {
      String type = text(update.path("type"));
      apply(call, app, update, type);
      changed.add(json.formation(app, type(app, type)));
    }
    return SandboxResponse.json(200, changed);
  }

  private SandboxResponse scaleOne(Call call) {
    App app = call.app();
    apply(call, app, call.body(), call.variable("type"));
    return SandboxResponse.json(200, json.formation(app, type(app, call.variable("type"))));
  }

  private void apply(Call call, App app, JsonNode update, String name) {
    App.ProcessType type = type(app, name);
    int quantity = quantity(app, update, name);
    Optional<String> size = size(update);
    if (quantity != type.quantity || (size.isPresent() && !size.get().equals(type.size))) {
      call.changes("scale");
      world.processes.scale(app, name, quantity, size);
    }
  }

  private static Optional<String> size(JsonNode update) {
    for (String key : List.of("size", "dyno_size")) {
      JsonNode value = update.get(key);
      if (value != null && value.isString()) {
        return Optional.of(Call.bounded(key, value.asString()));
      }
      if (value != null && value.isObject()) {
        return Optional.of(text(value.path("name"))).filter(name -> !name.isEmpty());
      }
    }
    return Optional.empty();
  }

  private static int quantity(App app, JsonNode update, String name) {
    App.ProcessType type = type(app, name);
    JsonNode asked = update.get("quantity");
    if (asked == null || asked.isNull()) {
      return type.quantity;
    }
    String text = asked.isValueNode() ? asked.asString() : "";
    if (!text.matches("[+-]?\\d{1,4}")) {
      throw Refusal.invalid("The quantity must be a number such as 1, +1 or -1.");
    }
    boolean relative = text.startsWith("+") || text.startsWith("-");
    int quantity = relative ? type.quantity + Integer.parseInt(text) : Integer.parseInt(text);
    if (quantity < 0 || quantity > 100) {
      throw Refusal.invalid("The quantity must be from 0 to 100.");
    }
    return quantity;
  }

  private SandboxResponse dynos(Call call) {
    App app = call.app();
    world.reliance.onDynos();
    return Pages.answer(
        call, Json.array(app.dynos, dyno -> json.dyno(app, dyno)), List.of("name", "id"));
  }

  private SandboxResponse dyno(Call call) {
    App app = call.app();
    world.reliance.onDynos();
    for (Dyno dyno : app.dynos) {
      if (dyno.name.equals(call.variable("dyno")) || dyno.id.equals(call.variable("dyno"))) {
        return SandboxResponse.json(200, json.dyno(app, dyno));
      }
    }
    throw Refusal.notFound("dyno");
  }

  private SandboxResponse restartAll(Call call) {
    App app = call.app();
    call.changes("restart");
    world.processes.restartAll(app, world.processes.current(app));
    return SandboxResponse.json(202, Json.object());
  }

  private SandboxResponse restart(Call call) {
    App app = call.app();
    if (world.processes.restart(app, call.variable("dyno")) == 0) {
      throw Refusal.notFound("dyno");
    }
    call.changes("restart");
    return SandboxResponse.json(202, Json.object());
  }

  private SandboxResponse releases(Call call) {
    App app = call.app();
    Optional<SandboxResponse> quick = lastReleases(call, app);
    return quick.orElseGet(
        () ->
            Pages.answer(
                call,
                Json.array(app.releases, release -> json.release(release, call.sdk)),
                List.of("version", "id")));
  }

  /** The newest few releases, by far the most frequent question, without making the others. */
  private Optional<SandboxResponse> lastReleases(Call call, App app) {
    String range = call.request.header("range").orElse("").replace(" ", "");
    boolean newest =
        range.matches("version\\.\\.;(max=\\d{1,2},order=desc|order=desc,max=\\d{1,2})");
    if (!newest) {
      return Optional.empty();
    }
    int most = Integer.parseInt(range.replaceAll(".*max=(\\d+).*", "$1"));
    List<Release> last =
        app.releases.subList(Math.max(0, app.releases.size() - most - 1), app.releases.size());
    ArrayNode list = Json.array(last, release -> json.release(release, call.sdk));
    return Optional.of(Pages.answer(call, list, List.of("version", "id")));
  }

  private Release find(Call call) {
    for (Release release : call.app().releases) {
      String asked = call.variable("release");
      if (release.id.equals(asked) || String.valueOf(release.version).equals(asked)) {
        return release;
      }
    }
    throw Refusal.notFound("release");
  }

  private SandboxResponse release(Call call) {
    return SandboxResponse.json(200, json.release(find(call), call.sdk));
  }

  private SandboxResponse releaseConfig(Call call) {
    return SandboxResponse.json(200, vars(find(call).config));
  }

  private SandboxResponse people(Call call) {
    App app = call.app();
    return Pages.answer(call, Json.array().add(person(app, app.owner)), List.of("email", "id"));
  }

  private ObjectNode person(App app, String email) {
    ObjectNode person = Json.object();
    person.set("app", PlatformJson.ref(app));
    person.put("created_at", Json.time(app.createdAt));
    person.put("id", PlatformJson.fixedId(app.id + email));
    person.set("permissions", Json.array());
    person.put("role", "owner");
    person.put("updated_at", Json.time(app.createdAt));
    person.set(
        "user",
        Json.object()
            .put("email", email)
            .put("federated", false)
            .put("id", PlatformJson.fixedId(email)));
    return person;
  }

  private SandboxResponse addCollaborator(Call call) {
    return SandboxResponse.json(201, person(call.app(), call.need("user")));
  }

  private SandboxResponse pipeline(Call call) {
    call.app();
    throw Refusal.notFound("pipeline");
  }

  private SandboxResponse team(Call call) {
    throw Refusal.notFound("team");
  }
}
