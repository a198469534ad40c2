package dev.changeover.simulation;

import dev.changeover.core.apply.ApplyListener;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.Remembered;
import dev.changeover.core.heroku.SendResult;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Step;
import dev.changeover.sandbox.RequestLog;
import dev.changeover.sandbox.Sandbox;
import dev.changeover.sandbox.SandboxRequest;
import dev.changeover.sandbox.SandboxResponse;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The world of one run, its clock, and whoever watches. */
final class Stage {
  private static final Pattern OPENS = Pattern.compile("on: false|quantity: [1-9]");
  private static final int MOST_REQUESTS = 60_000;
  private final Sandbox sandbox;
  private final Turns turns;
  private final WorldClock clock;
  private final Oracle oracle;
  private final @Nullable List<String> trace;
  private final Map<Mishap.Kind, Integer> struck = new EnumMap<>(Mishap.Kind.class);
  private final List<Cue> cues = new ArrayList<>();
  private final List<String> ways = new ArrayList<>();
  private final Remembered remembered;
  private final boolean carriesSeveral;
  private int requests;
  private int madeByHand;

  /** Something that begins when an operator has come to a request. */
  private record Cue(int operator, int at, Runnable action) {}

  Stage(Case run, boolean traced, Remembered remembered) {
    this.remembered = remembered;
    carriesSeveral = run.is(Feature.AHEAD);
    Scenario scenario = Setting.scenario(run);
    clock = WorldClock.manual(scenario.start());
    sandbox = new Sandbox(scenario, clock, run.seed());
    turns = new Turns(clock);
    oracle = new Oracle(run, sandbox);
    trace = traced ? new ArrayList<>() : null;
    for (Mishap mishap : run.mishaps()) {
      if (mishap.kind().place() == Mishap.Place.WORLD) {
        struck.merge(mishap.kind(), 1, Integer::sum);
      }
      if (mishap.kind() == Mishap.Kind.WAY) {
        ways.add(mishap.detail());
      }
    }
  }

  /** Returns whether the network carries several requests at once. */
  boolean carriesSeveral() {
    return carriesSeveral;
  }

  Turns turns() {
    return turns;
  }

  Oracle oracle() {
    return oracle;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /** Returns what all processes of this run have understood; it saves time and changes nothing. */
  Remembered remembered() {
    return remembered;
  }

  int requests() {
    return requests;
  }

  Map<Mishap.Kind, Integer> struck() {
    return struck;
  }

  List<String> trace() {
    return trace == null ? List.of() : trace;
  }

  Instant now() {
    return clock.now();
  }

  void sleep(Duration duration) {
    turns.sleep(duration);
  }

  void later(long seconds, Runnable action) {
    turns.after(seconds, action);
  }

  /** Lets something begin when an operator comes to its request with that number. */
  void cue(int operator, int at, Runnable action) {
    cues.add(new Cue(operator, at, action));
  }

  /** An operator is about to send its request with that number. */
  void counts(int operator, int number) {
    if (++requests > MOST_REQUESTS) {
      throw new IllegalStateException("the run makes more than " + MOST_REQUESTS + " requests");
    }
    for (int index = 0; index < cues.size(); index++) {
      Cue cue = cues.get(index);
      if (cue.operator() == operator && cue.at() == number) {
        cues.remove(index);
        cue.action().run();
        return;
      }
    }
  }

  SandboxResponse handle(SandboxRequest request) {
    SandboxResponse response = sandbox.handle(request);
    if (trace != null) {
      RequestLog.Entry entry = sandbox.requestLog().last();
      note(
          () ->
              "%s %s %s -> %d%s%s"
                  .formatted(
                      entry.agent(),
                      entry.method(),
                      entry.path(),
                      entry.status(),
                      entry.changedTheWorld() ? " [" + entry.effect() + "]" : "",
                      entry.body().map(body -> " " + body).orElse("")));
    }
    if (!request.method().equals("GET")) {
      oracle.judge();
    }
    return response;
  }

  void struck(Mishap mishap) {
    struck.merge(mishap.kind(), 1, Integer::sum);
    note(() -> "MISHAP " + mishap);
  }

  /**
   * A person does something that the program could not know of. {@code NEW} stands for the database
   * that is to take over; while there is none, the person finds nothing to do. Nobody destroys the
   * old one while it serves the app, or points the app at a new one that is not provisioned.
   */
  void person(String text) {
    boolean moves = text.contains("name: DATABASE}");
    Optional<String> candidate = oracle.candidates().stream().findFirst();
    if (candidate.isEmpty() && text.contains("addon: NEW")) {
      note(() -> "NOT THERE YET " + text);
      return;
    }
    boolean destroysOld = text.contains("destroy-addon, addon: " + Setting.OLD);
    boolean movesToNew = moves && text.contains("addon: NEW");
    if ((destroysOld && oracle.servingCandidate().isEmpty())
        || (movesToNew && !isProvisioned(candidate.orElse("")))) {
      note(() -> "NOT YET " + text);
      return;
    }
    String yaml = text.replace("addon: NEW", "addon: " + candidate.orElse(""));
    if (!yaml.contains("action: deploy") && !yaml.contains("action: config")) {
      oracle.personMeddles(OPENS.matcher(yaml).find());
    }
    if (yaml.contains("action: unfollow") || yaml.contains("action: upgrade")) {
      oracle.personCutsOff();
    }
    if (moves) {
      oracle.personMovesMain();
    }
    byHand(yaml);
  }

  private boolean isProvisioned(String addOn) {
    SandboxResponse shown = sandbox.handle(SandboxRequest.of("GET", "/addons/" + addOn));
    return new JsonMapper().readTree(shown.body()).path("state").asString("").equals("provisioned");
  }

  /**
   * Something breaks for as long as things go wrong. {@code NEW} stands for the database that was
   * made, whether it serves the app already or not.
   */
  void breaks(String text) {
    Optional<String> made = oracle.made();
    if (made.isEmpty() && text.contains("only: NEW")) {
      note(() -> "NOT THERE YET " + text);
      return;
    }
    send("/sandbox/faults", text.replace("only: NEW", "only: " + made.orElse("")));
  }

  /** A person does something that the program asked for, or that does not matter to it. */
  void byHand(String yaml) {
    send("/sandbox/human", yaml);
    oracle.judge();
  }

  private void send(String path, String yaml) {
    note(() -> "BY HAND " + yaml);
    String json = new YAMLMapper().readTree(yaml).toString();
    sandbox.handle(SandboxRequest.of("POST", path).withBody(json));
  }

  /** A person sends a request. */
  void request(String method, String path) {
    note(() -> "BY HAND " + method + " " + path);
    sandbox.handle(SandboxRequest.of(method, path));
    oracle.judge();
  }

  /** A person stops what runs, whatever it is. */
  void stopDynos() {
    SandboxResponse listed = sandbox.handle(SandboxRequest.of("GET", "/apps/bookshop/dynos"));
    for (JsonNode dyno : new JsonMapper().readTree(listed.body())) {
      request("DELETE", "/apps/bookshop/dynos/" + dyno.path("name").asString());
    }
  }

  /** A person makes a follower of the old database by hand; returns its name. */
  String createFollower(String plan) {
    String name = Setting.BY_HAND + ++madeByHand;
    String body =
        "{\"plan\":{\"name\":\"heroku-postgresql:%s\"},\"name\":\"%s\",\"config\":{\"follow\":\"%s\"}}"
            .formatted(plan, name, Setting.OLD);
    note(() -> "BY HAND " + body);
    sandbox.handle(SandboxRequest.of("POST", "/apps/bookshop/addons").withBody(body));
    oracle.judge();
    return name;
  }

  /** Nothing more goes wrong in the world. */
  void clearFaults() {
    sandbox.handle(SandboxRequest.of("DELETE", "/sandbox/faults"));
    ways.forEach(way -> send("/sandbox/faults", way));
  }

  void note(Supplier<String> line) {
    if (trace != null) {
      trace.add(clock.now() + " " + line.get());
    }
  }

  void planned(Plan plan) {
    note(() -> "PLAN " + plan.fingerprints() + plan.blockers());
  }

  void ended(String agent, Outcome outcome) {
    note(
        () ->
            "END %s: %s %s %s"
                .formatted(agent, outcome.kind(), outcome.diagnostics(), outcome.appState()));
  }

  ApplyListener listener() {
    return trace == null ? Silent.LISTENER : new Noting();
  }

  /** Hears nothing. */
  private static final class Silent implements ApplyListener {
    static final Silent LISTENER = new Silent();

    @Override
    public void starting(Plan plan) {}

    @Override
    public void stepStarting(Step step, int number, int of) {}

    @Override
    public void waiting(Step step, Wait wait) {}

    @Override
    public void sent(Step step, ApiCall call, SendResult result) {}

    @Override
    public void stepFinished(Step step, Duration elapsed) {}

    @Override
    public void note(Diagnostic diagnostic) {}

    @Override
    public void goingBack(Diagnostic because) {}
  }

  /** Writes down what is heard. */
  private final class Noting implements ApplyListener {
    @Override
    public void starting(Plan plan) {
      Stage.this.note(() -> "STARTING " + plan.fingerprints());
    }

    @Override
    public void stepStarting(Step step, int number, int of) {
      Stage.this.note(() -> "STEP %d/%d %s".formatted(number, of, step.id()));
    }

    @Override
    public void waiting(Step step, Wait wait) {
      Stage.this.note(
          () -> "  waiting for %s: %s".formatted(wait.condition().claim(), wait.whyNot()));
    }

    @Override
    public void sent(Step step, ApiCall call, SendResult result) {
      Stage.this.note(() -> "  %s: %s %d".formatted(call, result.kind(), result.status()));
    }

    @Override
    public void stepFinished(Step step, Duration elapsed) {
      Stage.this.note(() -> "  done in " + elapsed.toSeconds() + " s");
    }

    @Override
    public void note(Diagnostic diagnostic) {
      Stage.this.note(diagnostic::what);
    }

    @Override
    public void goingBack(Diagnostic because) {
      Stage.this.note(() -> "GOING BACK " + because.what());
    }
  }

  /** Returns how the world is, for messages. */
  Optional<String> world() {
    return trace == null ? Optional.empty() : Optional.of(sandbox.snapshot());
  }
}
