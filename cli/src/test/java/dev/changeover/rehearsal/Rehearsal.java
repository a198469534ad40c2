package dev.changeover.rehearsal;

import com.google.common.base.Splitter;
import dev.changeover.core.apply.Applier;
import dev.changeover.core.apply.ApplyListener;
import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.JournalStorage;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.apply.Surveyor;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.Credentials;
import dev.changeover.core.heroku.HerokuClient;
import dev.changeover.core.heroku.Hosts;
import dev.changeover.core.heroku.SendResult;
import dev.changeover.core.heroku.Transport;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Planner;
import dev.changeover.core.plan.Step;
import dev.changeover.core.plan.VersionTable;
import dev.changeover.core.timing.Deadline;
import dev.changeover.sandbox.Delivery;
import dev.changeover.sandbox.RequestLog;
import dev.changeover.sandbox.Sandbox;
import dev.changeover.sandbox.SandboxRequest;
import dev.changeover.sandbox.SandboxResponse;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A world of the sandbox, and the classes that ship applying desired states to it, in one thread
 * and without a real clock. The process can be killed around every request and every line of the
 * journal.
 */
final class Rehearsal {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  final Sandbox sandbox;
  final VirtualTiming timing;
  final List<String> heard = new ArrayList<>();
  private int requests;
  private int stopAt = -1;
  private IntPredicate dieBefore = number -> false;
  private IntPredicate dieAfter = number -> false;
  private Wiretap wiretap = new Wiretap() {};

  /** What sits between the program and the sandbox. */
  interface Wiretap {
    /** Sees a request before the sandbox acts on it. */
    default void sees(Transport.Request request) {}

    /** Returns what the program gets for an answer. */
    default Transport.Answer passes(Transport.Request request, Transport.Answer answer) {
      return answer;
    }
  }

  private Rehearsal(Scenario scenario, long seed) {
    WorldClock clock = WorldClock.manual(scenario.start());
    this.sandbox = new Sandbox(scenario, clock, seed);
    this.timing = new VirtualTiming(clock);
  }

  private Rehearsal(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.timing = new VirtualTiming(sandbox.clock());
  }

  /** A process beside others that use the same world; nobody else may move its clock meanwhile. */
  static Rehearsal in(Sandbox sandbox) {
    return new Rehearsal(sandbox);
  }

  static Rehearsal of(String yaml) {
    return of(Scenario.parse(yaml));
  }

  /** A world of a scenario that was read once for many runs. */
  static Rehearsal of(Scenario scenario) {
    return new Rehearsal(scenario, 1);
  }

  static Rehearsal ofExample(String name) {
    return ofExample(name, "");
  }

  /** An example's world with something more at the end of its file. */
  static Rehearsal ofExample(String name, String more) {
    Path root = Path.of(System.getProperty("changeover.root", ".."));
    Path file = root.resolve("examples").resolve(name).resolve("world.yaml");
    try {
      return of(Files.readString(file) + "\n" + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process just before it sends its request with that number, counted from 1. */
  Rehearsal dieBeforeRequest(int number) {
    dieBefore = each -> each == number;
    return this;
  }

  /** Kills the process after the server acted on that request and before the answer arrives. */
  Rehearsal dieAfterRequest(int number) {
    dieAfter = each -> each == number;
    return this;
  }

  /** A fresh process that nothing kills. */
  Rehearsal restart() {
    stopAt = -1;
    timing.forgetStop();
    dieBefore = number -> false;
    dieAfter = number -> false;
    return this;
  }

  /** Puts something between the program and the sandbox, for this process and later ones. */
  Rehearsal through(Wiretap tap) {
    wiretap = tap;
    return this;
  }

  /** Asks the apply to stop when it sends its request with that number. */
  Rehearsal stopAtRequest(int number) {
    stopAt = number;
    return this;
  }

  /** Makes something go wrong, worded as in a scenario file. */
  void fault(String yaml) {
    post("/sandbox/faults", yaml);
  }

  void clearFaults() {
    sandbox.handle(SandboxRequest.of("DELETE", "/sandbox/faults"));
  }

  /** Returns how many acknowledged writes the database lacks that serves the app. */
  long missingWrites() {
    long missing = 0;
    for (JsonNode app : world().path("apps")) {
      if (!app.path("writes").path("missing").isNumber()
          || app.path("writes").path("acknowledged").asLong() <= 0) {
        throw new IllegalStateException("the world does not count writes");
      }
      missing += app.path("writes").path("missing").asLong();
    }
    return missing;
  }

  int requests() {
    return requests;
  }

  private Transport.Answer exchange(Transport.Request request) throws IOException {
    requests++;
    if (requests == stopAt) {
      timing.requestStop();
    }
    if (dieBefore.test(requests)) {
      throw new Killed();
    }
    wiretap.sees(request);
    SandboxRequest sent =
        new SandboxRequest(
            request.method(),
            request.uri().getPath(),
            query(request.uri().getQuery()),
            request.headers(),
            request.body().orElse(""));
    SandboxResponse response = sandbox.handle(sent);
    if (dieAfter.test(requests)) {
      throw new Killed();
    }
    if (response.delivery() != Delivery.ARRIVES) {
      throw new IOException("connection reset");
    }
    if (response.delay().compareTo(request.timeout()) > 0) {
      timing.sleep(request.timeout());
      throw new SocketTimeoutException("timed out");
    }
    timing.sleep(response.delay());
    return wiretap.passes(
        request, new Transport.Answer(response.status(), response.headers(), response.body()));
  }

  private static Map<String, String> query(@Nullable String text) {
    return text == null ? Map.of() : Splitter.on('&').withKeyValueSeparator('=').split(text);
  }

  private HerokuClient client() {
    return new HerokuClient(
        this::exchange,
        Hosts.fromEnvironment(
            Map.of("HEROKU_HOST", "http://127.0.0.1:5999", "HEROKU_DATA_HOST", "127.0.0.1")),
        new Credentials.Token("HRKU-sandbox"),
        timing,
        new Random(1),
        "changeover/test");
  }

  /** Sends one call by itself, as a step does. */
  SendResult send(ApiCall call) {
    return client().send(call, Deadline.after(Duration.ofMinutes(1), timing), timing.startAging());
  }

  private static Planner planner() {
    return new Planner(VersionTable.CURRENT, VersionTable.CURRENT.asOf());
  }

  Plan plan(DesiredState desired, JournalStorage machine) {
    return new Surveyor(client(), planner(), timing, machine).survey(desired);
  }

  Outcome apply(Approval approval, JournalStorage machine) {
    return applier(machine).apply(approval);
  }

  /** What {@code apply} does with a plan that is blocked when it is looked at. */
  Outcome refuse(Approval approval, List<Diagnostic> blockers, JournalStorage machine) {
    return applier(machine).refuse(approval, blockers);
  }

  private Applier applier(JournalStorage machine) {
    return new Applier(client(), planner(), timing, machine, app -> () -> {}, new Hearing(heard));
  }

  /** Plans and applies on one machine, as `apply --yes` does. */
  Outcome apply(DesiredState desired, JournalStorage machine) {
    return apply(Approval.of(plan(desired, machine)), machine);
  }

  List<String> effects() {
    return sandbox.requestLog().entries().stream()
        .filter(RequestLog.Entry::changedTheWorld)
        .map(RequestLog.Entry::effect)
        .toList();
  }

  long writes() {
    return sandbox.requestLog().entries().stream()
        .filter(entry -> !entry.method().equals("GET"))
        .count();
  }

  JsonNode world() {
    return JSON.readTree(sandbox.snapshot());
  }

  /** A person edits something now. */
  void human(String yaml) {
    post("/sandbox/human", yaml);
  }

  private void post(String path, String yaml) {
    String json = new YAMLMapper().readTree(yaml).toString();
    SandboxResponse answer = sandbox.handle(SandboxRequest.of("POST", path).withBody(json));
    if (answer.status() >= 300) {
      throw new IllegalArgumentException(answer.body());
    }
  }

  /** Writes down what an apply says. */
  private record Hearing(List<String> heard) implements ApplyListener {
    @Override
    public void starting(Plan plan) {
      heard.add("starting " + plan.fingerprints());
    }

    @Override
    public void stepStarting(Step step, int number, int of) {
      heard.add("step %d/%d %s".formatted(number, of, step.id()));
    }

    @Override
    public void waiting(Step step, Wait wait) {
      heard.add("  waiting for %s: %s".formatted(wait.condition().claim(), wait.whyNot()));
    }

    @Override
    public void sent(Step step, ApiCall call, SendResult result) {
      heard.add("  %s: %s %d".formatted(call, result.kind(), result.status()));
    }

    @Override
    public void stepFinished(Step step, Duration elapsed) {
      heard.add("  done in " + elapsed.toSeconds() + " s");
    }

    @Override
    public void note(Diagnostic diagnostic) {
      heard.add(diagnostic.what());
    }

    @Override
    public void goingBack(Diagnostic because) {
      heard.add("going back: " + because.what());
    }
  }
}
