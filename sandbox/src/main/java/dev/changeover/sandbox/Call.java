package dev.changeover.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One request on its way through the routes, and what is noted about it. */
final class Call {
  private static final int LONGEST_TEXT = 500;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  final World world;
  final SandboxRequest request;
  final Map<String, String> variables;
  final boolean sdk;
  private final JsonNode body;
  private String effect = "none";
  private Optional<String> app = Optional.empty();
  private Optional<String> target = Optional.empty();

  Call(World world, SandboxRequest request, Map<String, String> variables) {
    this.world = world;
    this.request = request;
    this.variables = variables;
    this.sdk = request.header("accept").orElse("").contains("version=3.sdk");
    this.body = request.body().isEmpty() ? Json.object() : parse(request.body());
  }

  static JsonNode parse(String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (tree == null || !tree.isObject()) {
        throw Refusal.badRequest("The body must be a JSON object.");
      }
      return tree;
    } catch (JacksonException broken) {
      throw Refusal.badRequest("The body is no valid JSON.");
    }
  }

  String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("no variable " + name);
    }
    return value;
  }

  JsonNode body() {
    return body;
  }

  /** Returns a text of the body; numbers and booleans count as text, null as absent. */
  Optional<String> text(String key) {
    JsonNode value = body.get(key);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      throw Refusal.invalid("The value of " + key + " must be text.");
    }
    return Optional.of(bounded(key, value.asString()));
  }

  /** Refuses a text that is longer than anything Heroku takes. */
  static String bounded(String key, String text) {
    if (text.length() > LONGEST_TEXT) {
      throw Refusal.invalid("The value of " + key + " is too long.");
    }
    return text;
  }

  String need(String key) {
    return text(key).orElseThrow(() -> Refusal.invalid("The key " + key + " is missing."));
  }

  /** Returns the name in a body where {@code key} is text or an object with a name or id. */
  Optional<String> named(String key) {
    JsonNode value = body.get(key);
    if (value != null && value.isObject()) {
      JsonNode name = value.has("id") ? value.get("id") : value.get("name");
      return name == null || !name.isString()
          ? Optional.empty()
          : Optional.of(bounded(key, name.asString()));
    }
    return text(key);
  }

  boolean flag(String key) {
    return text(key).map("true"::equals).orElse(false);
  }

  /** Returns the plain values of an object in the body. */
  Map<String, String> map(String key) {
    Map<String, String> values = new LinkedHashMap<>();
    JsonNode node = body.get(key);
    if (node == null || node.isNull()) {
      return values;
    }
    if (!node.isObject()) {
      throw Refusal.invalid("The value of " + key + " must be an object.");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
        throw Refusal.invalid("The values in " + key + " must be text.");
      }
      values.put(bounded("a key", entry.getKey()), bounded(key, entry.getValue().asString()));
    }
    return values;
  }

  boolean expands(String what) {
    return request.header("accept-expansion").orElse("").contains(what);
  }

  boolean includes(String what) {
    return request.header("accept-inclusion").orElse("").contains(what);
  }

  App app() {
    return about(world.app(variable("app")));
  }

  App about(App subject) {
    app = Optional.of(subject.name);
    return subject;
  }

  AddOn about(AddOn subject) {
    target = Optional.of(subject.name);
    if (app.isEmpty()) {
      app = Optional.of(subject.app.name);
    }
    return subject;
  }

  /** Notes that this call changes the world. */
  void changes(String kind) {
    effect = kind;
  }

  String effect() {
    return effect;
  }

  Optional<String> appName() {
    return app;
  }

  Optional<String> targetName() {
    return target;
  }
}
