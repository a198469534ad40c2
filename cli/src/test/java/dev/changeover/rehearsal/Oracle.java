package dev.changeover.rehearsal;

import dev.changeover.core.heroku.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sees each change before it has its effect, and holds it against the world as it is, not as the
 * program was told. Knows one app and one changeover of its `DATABASE`; shares no code with the
 * planner.
 */
final class Oracle implements Rehearsal.Wiretap {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Rehearsal rehearsal;
  private final Rehearsal.Wiretap next;
  private final JsonNode before;
  private final String old;
  private final String targetMajor;
  final List<String> violations = new ArrayList<>();

  /**
   * Starts watching, in a world that nothing was done to.
   *
   * @param targetMajor the version that was asked for
   * @param next what changes the answers
   */
  Oracle(Rehearsal rehearsal, String targetMajor, Rehearsal.Wiretap next) {
    this.rehearsal = rehearsal;
    this.next = next;
    this.before = rehearsal.world();
    this.old = primary(before);
    this.targetMajor = targetMajor;
  }

  private static JsonNode app(JsonNode world) {
    return world.path("apps").path(0);
  }

  private static String primary(JsonNode world) {
    return elements(app(world).path("attachments"))
        .filter(link -> link.path("name").asString().equals("DATABASE"))
        .map(link -> link.path("addOn").asString())
        .findFirst()
        .orElse("");
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  @Override
  public Transport.Answer passes(Transport.Request request, Transport.Answer answer) {
    return next.passes(request, answer);
  }

  @Override
  public void sees(Transport.Request request) {
    next.sees(request);
    if (request.method().equals("GET")) {
      return;
    }
    String what = request.method() + " " + request.uri().getPath();
    JsonNode body = JSON.readTree(request.body().orElse("{}"));
    JsonNode world = rehearsal.world();
    if (request.method().equals("DELETE")) {
      destroy(what, world);
    } else if (what.endsWith("/upgrade/run") || what.endsWith("/unfollow")) {
      convert(what, world);
    } else if (what.equals("POST /addon-attachments")
        && body.path("name").asString("").equals("DATABASE")) {
      promote(what, world, body.path("addon").path("name").asString(""));
    } else if (what.endsWith("/formation")) {
      scale(what, body);
    }
  }

  private void require(boolean holds, String what, String rule) {
    if (!holds) {
      violations.add(what + ": " + rule);
    }
  }

  private JsonNode addOn(JsonNode world, String idOrName) {
    return elements(world.path("addOns"))
        .filter(
            each ->
                each.path("id").asString().equals(idOrName)
                    || each.path("name").asString().equals(idOrName))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no add-on " + idOrName));
  }

  private void destroy(String what, JsonNode world) {
    String id = what.substring(what.lastIndexOf('/') + 1);
    require(addOn(world, id).path("name").asString().equals(old), what, "not the old database");
    require(!primary(world).equals(old), what, "the old database still serves the app");
    require(!isClosed(world), what, "the app is not open yet");
    require(app(world).path("writes").path("missing").asLong() == 0, what, "it has unique writes");
  }

  private void convert(String what, JsonNode world) {
    List<String> parts = List.of(what.split("/"));
    JsonNode candidate = addOn(world, parts.get(parts.indexOf("databases") + 1));
    require(!candidate.path("name").asString().equals(old), what, "it is the old database");
    require(app(world).path("maintenance").asBoolean(), what, "maintenance mode is off");
    require(formationIsZero(world), what, "processes may write");
    JsonNode database = candidate.path("database");
    require(
        database.path("follows").isNull() || database.path("behindBy").asLong() == 0,
        what,
        "the follower is behind");
  }

  private void promote(String what, JsonNode world, String target) {
    JsonNode candidate = addOn(world, target);
    JsonNode database = candidate.path("database");
    require(!candidate.path("name").asString().equals(old), what, "back to the old database");
    require(database.path("follows").isNull(), what, "it still follows");
    require(database.path("writable").asBoolean(), what, "it is not writable");
    require(database.path("version").asString().startsWith(targetMajor + "."), what, "its version");
    require(formationIsZero(world), what, "processes may write");
    long missing = 0;
    for (var held : database.path("writesMissing").properties()) {
      missing += held.getValue().asLong();
    }
    require(missing == 0, what, "it lacks writes");
  }

  private void scale(String what, JsonNode body) {
    for (JsonNode update : body.path("updates")) {
      int quantity = update.path("quantity").asInt();
      int once = app(before).path("formation").path(update.path("type").asString()).asInt();
      require(Set.of(0, once).contains(quantity), what, "a count that never was: " + quantity);
    }
  }

  private static boolean formationIsZero(JsonNode world) {
    return app(world).path("formation").properties().stream()
        .filter(type -> !type.getKey().equals("release"))
        .allMatch(type -> type.getValue().asInt() == 0);
  }

  private boolean isClosed(JsonNode world) {
    return app(world).path("maintenance").asBoolean()
        || !app(world).path("formation").equals(app(before).path("formation"));
  }

  /** Returns what of the end is wrong whatever happened. */
  List<String> violations() {
    List<String> all = new ArrayList<>(violations);
    if (app(rehearsal.world()).path("writes").path("missing").asLong() != 0) {
      all.add("writes are lost");
    }
    long destroyed = rehearsal.effects().stream().filter("destroy-addon"::equals).count();
    if (destroyed > 1) {
      all.add("destroyed " + destroyed);
    }
    return all;
  }
}
