package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.FaultAction;
import dev.changeover.sandbox.scenario.HumanEdit;
import dev.changeover.sandbox.scenario.Scenario;
import dev.changeover.sandbox.scenario.WorldFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Heroku in this process: one world, moved by its clock, asked and changed by requests. It opens
 * no socket, starts no thread and never waits. Given the same scenario, seed, requests and times it
 * gives the same answers. Safe for several threads, which take turns.
 */
public final class Sandbox {
  private static final int LONGEST_LOGGED = 4000;
  private static final int LONGEST_AGENT = 60;
  private final World world;
  private final Router router;
  private final List<Route> routes;
  private final RateLimit rateLimit;
  private final RequestLog log = new RequestLog();
  private final Control control;
  private final Minter requestIds;
  private final Optional<Answers> answers;
  private final List<Trigger> triggers = new ArrayList<>();

  /** A person who waits for a request. */
  private static final class Trigger {
    final HumanEdit human;
    int left;

    Trigger(HumanEdit human) {
      this.human = human;
      this.left = human.nth();
    }
  }

  /**
   * Makes the world of a scenario.
   *
   * @param seed everything random in the world follows from it
   */
  public Sandbox(Scenario scenario, WorldClock clock, long seed) {
    this(scenario, clock, seed, true);
  }

  /** Makes one that remembers no answers, if {@code remembering} is false, to compare with. */
  Sandbox(Scenario scenario, WorldClock clock, long seed, boolean remembering) {
    world = new World(scenario, clock, seed);
    rateLimit = new RateLimit(world.time());
    routes = new ArrayList<>();
    routes.addAll(new PlatformRoutes(world).routes());
    routes.addAll(new AddOnRoutes(world).routes());
    routes.addAll(new DataRoutes(world).routes());
    routes.addAll(new TransferRoutes(world).routes());
    routes.addAll(new MaintenanceRoutes(world).routes());
    router = new Router(routes);
    control = new Control(world, log);
    requestIds = new Minter(seed);
    answers = remembering ? Optional.of(new Answers(world)) : Optional.empty();
    for (HumanEdit human : scenario.humans()) {
      if (human.after().isEmpty()) {
        triggers.add(new Trigger(human));
      }
    }
  }

  /** Answers a request, as of now in the world. Bad requests are answered too, never thrown. */
  public synchronized SandboxResponse handle(SandboxRequest request) {
    world.settle();
    if (request.path().startsWith("/sandbox/")) {
      world.changed(Area.ALL);
      return control.answer(request);
    }
    Optional<Fault> fault = world.faults.onRequest(request.method(), request.path());
    if (fault.isPresent() && fault.get().action().equals(Optional.of(FaultAction.LOSE_REQUEST))) {
      SandboxResponse lost =
          SandboxResponse.json(503, Json.object()).delivered(Delivery.LOST_BEFORE);
      record(request, Optional.empty(), Optional.empty(), lost);
      return lost;
    }
    SandboxResponse response = answer(request, fault);
    pullTriggers(request);
    return response;
  }

  private SandboxResponse answer(SandboxRequest request, Optional<Fault> fault) {
    Optional<Route> route = Optional.empty();
    Optional<Call> call = Optional.empty();
    SandboxResponse response;
    try {
      refuse(request, fault);
      Optional<Answers.Kept> known = answers.flatMap(each -> each.find(request));
      if (known.isPresent()) {
        route = Optional.of(known.get().route());
        call = Optional.of(known.get().call());
        response = known.get().response();
      } else {
        Router.Match match = route(request);
        route = Optional.of(match.route());
        call = Optional.of(new Call(world, request, match.variables()));
        if (!request.method().equals("GET")) {
          world.changed(Area.changedBy(match.route()));
        }
        response = special(call.get(), match.route());
      }
    } catch (Refusal refused) {
      response = error(request, refused, call);
    }
    response = finish(request, response, fault);
    record(request, route, call, response);
    return response;
  }

  /** Refuses what is refused before any route is looked at. */
  private void refuse(SandboxRequest request, Optional<Fault> fault) {
    boolean free = request.path().equals("/account/rate-limits");
    boolean platform = !Route.isDataPath(request.path());
    if (!Credentials.accepted(request, world.scenario.tokens())) {
      throw Refusal.of(401, "unauthorized", "Invalid credentials provided.");
    }
    if (!acceptable(request.header("accept").orElse(""))) {
      throw Refusal.of(406, "not_acceptable", "Use version 3 of the API.");
    }
    if (platform && !free && !rateLimit.take(world.time())) {
      throw Refusal.of(
          429,
          "rate_limit",
          "Your account reached the API limit. Please wait a few minutes before making new"
              + " requests.");
    }
    if (world.crowded() && !request.method().equals("GET")) {
      throw Refusal.crowded();
    }
    if (fault.isPresent()) {
      Optional<Refusal> refusal = RequestFaults.refusal(fault.get(), appOf(request).orElse("app"));
      if (refusal.isPresent()) {
        throw refusal.get();
      }
    }
  }

  private static boolean acceptable(String accept) {
    int at = accept.indexOf("version=");
    return at < 0 || accept.startsWith("3", at + "version=".length());
  }

  private Router.Match route(SandboxRequest request) {
    if (!Paths.plain(request.path())) {
      throw unknownPath(request.path());
    }
    Optional<Router.Match> match = router.find(request.method(), request.path());
    if (match.isPresent()) {
      return match.get();
    }
    if (router.knowsPath(request.path())) {
      throw Refusal.of(405, "method_not_allowed", "That method is not allowed on this path.");
    }
    throw unknownPath(request.path());
  }

  private static Refusal unknownPath(String path) {
    return path.startsWith("/client/v11/")
        ? Refusal.unknownDatabase()
        : Refusal.of(404, "not_found", "The requested API endpoint was not found.");
  }

  private SandboxResponse special(Call call, Route route) {
    if (route.name().equals("rate limits")) {
      return SandboxResponse.json(
          200, Json.object().put("remaining", rateLimit.remaining(world.time())));
    }
    return answers.isPresent() ? answers.get().answer(call, route) : route.handler().answer(call);
  }

  private SandboxResponse error(SandboxRequest request, Refusal refused, Optional<Call> call) {
    if (refused.id().equals("html")
        || (refused.id().isEmpty() && world.faults.isOn(WorldFault.HTML_NOT_FOUND, ""))) {
      return SandboxResponse.rawJson(404, "<h1>Not Found</h1>");
    }
    if (refused.id().isEmpty()) {
      return SandboxResponse.json(refused.status(), Json.object().put("error", "not found"));
    }
    ObjectNode body = Json.object().put("id", refused.id()).put("message", refused.message());
    refused.resource().ifPresent(resource -> body.put("resource", resource));
    if (refused.id().equals("two_factor")) {
      call.flatMap(Call::appName)
          .or(() -> appOf(request))
          .flatMap(name -> Optional.ofNullable(world.appsByName.get(name)))
          .ifPresent(app -> body.set("app", PlatformJson.ref(app)));
    }
    return SandboxResponse.json(refused.status(), body).withHeaders(refused.headers());
  }

  private static Optional<String> appOf(SandboxRequest request) {
    List<String> parts = Paths.parts(request.path());
    return parts.size() > 1 && parts.get(0).equals("apps")
        ? Optional.of(parts.get(1))
        : Optional.empty();
  }

  private SandboxResponse finish(
      SandboxRequest request, SandboxResponse response, Optional<Fault> fault) {
    String given = request.header("request-id").orElse("");
    String own = requestIds.uuid();
    Map<String, String> headers = new LinkedHashMap<>();
    boolean data = Route.isDataPath(request.path());
    if (!data || !world.faults.isOn(WorldFault.REQUEST_ID_ABSENT_ON_DATA, "")) {
      headers.put("Request-Id", given.isEmpty() ? own : given + "," + own);
    }
    if (!data || world.faults.isOn(WorldFault.RATE_LIMIT_ON_DATA, "")) {
      headers.put("RateLimit-Remaining", String.valueOf(rateLimit.remaining(world.time())));
      headers.put("RateLimit-Multiplier", "1");
    }
    SandboxResponse finished = response.withHeaders(headers);
    if (fault.isPresent()) {
      finished = RequestFaults.deliver(fault.get(), finished);
    }
    return finished;
  }

  private void record(
      SandboxRequest request,
      Optional<Route> route,
      Optional<Call> call,
      SandboxResponse response) {
    Optional<JsonNode> body = response.tree();
    Optional<String> error =
        response.status() >= 400
            ? body.map(tree -> tree.path("id").asString("")).filter(id -> !id.isEmpty())
            : Optional.empty();
    String name = route.map(Route::name).orElse("");
    log.add(
        new RequestLog.Entry(
            log.nextNumber(),
            Instant.ofEpochMilli(world.time()),
            request.method(),
            Redaction.text(request.path()),
            redacted(request),
            name,
            body(request, name),
            response.status(),
            error,
            call.map(Call::effect).orElse("none"),
            call.flatMap(Call::appName),
            call.flatMap(Call::targetName),
            agent(request),
            response.delivery()));
  }

  /** The first word, such as {@code heroku-cli/11.10.0}; the rest tells of the machine. */
  private static String agent(SandboxRequest request) {
    String agent = request.header("user-agent").orElse("");
    int end = agent.indexOf(' ');
    String word = end < 0 ? agent : agent.substring(0, end);
    return Redaction.text(word.length() <= LONGEST_AGENT ? word : word.substring(0, LONGEST_AGENT));
  }

  private static Map<String, String> redacted(SandboxRequest request) {
    if (request.query().isEmpty()) {
      return Map.of();
    }
    Map<String, String> shown = new LinkedHashMap<>();
    request
        .query()
        .forEach((key, value) -> shown.put(cut(Redaction.text(key)), cut(Redaction.text(value))));
    return shown;
  }

  private static Optional<String> body(SandboxRequest request, String route) {
    if (request.body().isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode tree = Call.parse(request.body());
      return Optional.of(cut(Redaction.tree(tree, route.equals("update config vars")).toString()));
    } catch (Refusal broken) {
      return Optional.of("[not JSON]");
    }
  }

  /** The log keeps many requests, so it keeps only so much of each. */
  private static String cut(String text) {
    return text.length() <= LONGEST_LOGGED ? text : text.substring(0, LONGEST_LOGGED) + "[cut]";
  }

  private void pullTriggers(SandboxRequest request) {
    for (Trigger trigger : List.copyOf(triggers)) {
      boolean meant =
          Paths.matches(
              trigger.human.method(), trigger.human.path(), request.method(), request.path());
      if (meant && --trigger.left == 0) {
        triggers.remove(trigger);
        world.changed(Area.ALL);
        new Humans(world).edit(trigger.human);
      }
    }
  }

  /** Returns the log of requests. */
  public RequestLog requestLog() {
    return log;
  }

  /** Returns what happened after the happening with that number, oldest first, up to now. */
  public synchronized List<Happening> history(long after) {
    world.settle();
    return world.historyAfter(after);
  }

  /**
   * Returns how many acknowledged writes of an app the database lacks that serves it now; empty if
   * no database does.
   */
  public synchronized OptionalLong missingWrites(String app) {
    world.settle();
    App served = world.app(app);
    return served
        .primary()
        .map(
            database ->
                OptionalLong.of(
                    world.writes.missing(served, database).stream()
                        .mapToLong(Writes.Missing::count)
                        .sum()))
        .orElseGet(OptionalLong::empty);
  }

  /** Returns how many writes of an app were acknowledged so far. */
  public synchronized long acknowledgedWrites(String app) {
    world.settle();
    return world.writes.acknowledged(world.app(app));
  }

  /** Returns the state of the world as JSON text, without secrets. */
  public synchronized String snapshot() {
    world.settle();
    return Snapshot.of(world).toString();
  }

  /** Returns the clock of the world. */
  public WorldClock clock() {
    return world.clock;
  }

  /** Returns what is offered, as a Markdown table ordered as it is looked up. */
  public String coverage() {
    StringBuilder table = new StringBuilder("| operation | request | source |\n|---|---|---|\n");
    for (Route route : routes) {
      table
          .append("| ")
          .append(route.name())
          .append(" | `")
          .append(route.method())
          .append(' ')
          .append(route.pattern())
          .append("` | ")
          .append(route.source().mark())
          .append(" |\n");
    }
    return table.toString();
  }
}
