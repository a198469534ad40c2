package dev.changeover.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.RequestLog;
import dev.changeover.sandbox.Sandbox;
import dev.changeover.sandbox.SandboxRequest;
import dev.changeover.sandbox.SandboxServer;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands over real sockets, on a sandbox whose clock runs fast. */
class SandboxedCommandsTest {
  private static final double SPEED = 500;
  private static final String APP = "projectify-backend";

  private final Instant begin = Clock.systemUTC().instant();
  private final Path folder;

  SandboxedCommandsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Sandbox sandbox = sandbox();
  private SandboxServer server = server(sandbox);

  private static Sandbox sandbox() {
    return sandbox(Scenario.parse(Release.text("/demo/world.yaml")));
  }

  private static Sandbox sandbox(Scenario scenario) {
    return new Sandbox(scenario, WorldClock.realTime(SPEED, scenario.start()), 7);
  }

  private static SandboxServer server(Sandbox sandbox) {
    try {
      return SandboxServer.start(sandbox, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void writeTheFile() throws IOException {
    Files.writeString(folder.resolve("changeover.yaml"), Release.text("/demo/changeover.yaml"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Run run() {
    return Run.in(folder).with(new SandboxExports(server.uri(), "token", SPEED, begin).variables());
  }

  private List<String> writes() {
    return sandbox.requestLog().entries().stream()
        .filter(entry -> !entry.method().equals("GET"))
        .map(RequestLog.Entry::path)
        .toList();
  }

  @Test
  void aSavedPlanIsAppliedAndThenThereIsNothingLeft() throws IOException {
    Run run = run();
    assertThat(run.changeover("plan", "--detailed-exitcode", "--out=plan.json"))
        .as(run.err())
        .isEqualTo(ExitStatus.CHANGES);
    assertThat(run.out()).contains("Postgres 13.13 -> 15 on standard-0", "Plan: 10 steps.");
    assertThat(writes()).isEmpty();
    assertThat(Schemas.plan().mistakes(Files.readString(folder.resolve("plan.json"), UTF_8)))
        .isEmpty();

    assertThat(run.changeover("apply", "--yes", "--output=json", "plan.json"))
        .isEqualTo(ExitStatus.DONE);
    Schemas events = Schemas.events();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSizeGreaterThan(20);
    assertThat(lines).allSatisfy(line -> assertThat(events.mistakes(line)).as(line).isEmpty());
    JsonNode last = new JsonMapper().readTree(lines.get(lines.size() - 1));
    assertThat(last.get("type").stringValue()).isEqualTo("outcome");
    assertThat(last.get("result").stringValue()).isEqualTo("converged");
    assertThat(last.get("done").size()).isEqualTo(10);

    int sent = writes().size();
    assertThat(run.changeover("plan", "--detailed-exitcode")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).contains("Plan: nothing to do.");
    assertThat(run.changeover("apply")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).contains("Nothing to do for `projectify-backend`.");
    assertThat(run.changeover("status")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).contains("15.5", "nothing to do").doesNotContain("13.13");
    assertThat(run.changeover("status", "--output=json")).isEqualTo(ExitStatus.DONE);
    assertThat(Schemas.plan().mistakes(run.out())).isEmpty();
    assertThat(writes()).hasSize(sent);
  }

  @Test
  void anEditedPlanIsRefused() throws IOException {
    Run run = run();
    run.changeover("plan", "--out=plan.json");
    Path file = folder.resolve("plan.json");
    Files.writeString(file, Files.readString(file, UTF_8).replace("\"web\": 1", "\"web\": 0"));

    assertThat(run.changeover("apply", "plan.json")).isEqualTo(ExitStatus.INVALID);
    assertThat(run.err()).contains("error[plan-file-invalid]", "changed after it was made");
    assertThat(writes()).isEmpty();
  }

  @Test
  void withoutConsentNothingIsSent() {
    Run run = run();
    assertThat(run.changeover("apply")).isEqualTo(ExitStatus.DECLINED);
    assertThat(run.out()).contains("Plan: 10 steps.");
    assertThat(run.err()).contains("error[declined]", "nothing was changed");

    assertThat(run.changeover("apply", "--confirm=another-app")).isEqualTo(ExitStatus.DECLINED);
    assertThat(run.changeover("apply", "--yes", "--confirm=another-app"))
        .isEqualTo(ExitStatus.DECLINED);
    assertThat(run.changeover("apply", "--output=json")).isEqualTo(ExitStatus.DECLINED);
    assertThat(run.out().lines())
        .allSatisfy(line -> assertThat(Schemas.events().mistakes(line)).isEmpty());
    run.changeover("plan", "--out=plan.json");
    assertThat(run.changeover("apply", "plan.json")).isEqualTo(ExitStatus.DECLINED);
    assertThat(run().onTerminal("yes\n").changeover("apply")).isEqualTo(ExitStatus.DECLINED);
    assertThat(run().onTerminal("").changeover("apply")).isEqualTo(ExitStatus.DECLINED);
    assertThat(writes()).isEmpty();
  }

  @Test
  void theTypedNameIsConsentAndProgressIsLive() {
    Run run = run().onTerminal(APP + "\n");

    assertThat(run.changeover("apply")).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.err()).contains("type the app's name: ", "[1/10] ", "\r");
    assertThat(run.out())
        .contains("Done: `projectify-backend` is on Postgres 15.", "of sandbox time");
  }

  @Test
  void aBlockedPlanIsShownAndNothingIsSent() throws IOException {
    Files.writeString(
        folder.resolve("changeover.yaml"),
        "format: 1\napp: projectify-backend\npostgres:\n  version: 12\n");
    Run run = run();

    assertThat(run.changeover("plan")).isEqualTo(ExitStatus.BLOCKED);
    assertThat(run.out()).contains("version-lower", "Blocked by 1 check.");
    assertThat(run.changeover("plan", "--output=json")).isEqualTo(ExitStatus.BLOCKED);
    assertThat(Schemas.plan().mistakes(run.out())).isEmpty();
    assertThat(run.changeover("apply", "--yes")).isEqualTo(ExitStatus.BLOCKED);
    assertThat(run.changeover("status")).isEqualTo(ExitStatus.DONE);
    assertThat(writes()).isEmpty();
  }

  @Test
  void anAppThatIsClosedIsSaidToBeSoWhenTheApplyIsBlocked() throws IOException {
    Files.writeString(
        folder.resolve("changeover.yaml"),
        "format: 1\napp: projectify-backend\npostgres:\n  version: 12\n");
    sandbox.handle(
        SandboxRequest.of("POST", "/sandbox/human")
            .withBody("{\"action\":\"maintenance\",\"app\":\"projectify-backend\",\"on\":true}"));
    long before = sandbox.requestLog().count();
    Run run = run();
    assertThat(run.changeover("apply", "--yes")).isEqualTo(ExitStatus.BLOCKED);
    assertThat(run.out() + run.err())
        .contains("version-lower", "`projectify-backend` is CLOSED (maintenance mode on");
    assertThat(run.changeover("apply", "--yes", "--output=json")).isEqualTo(ExitStatus.BLOCKED);
    assertThat(run.out()).contains("CLOSED");
    assertThat(run.out().lines())
        .filteredOn(line -> line.startsWith("{"))
        .allSatisfy(line -> assertThat(Schemas.events().mistakes(line)).isEmpty());
    assertThat(sandbox.requestLog().after(before)).allMatch(entry -> entry.method().equals("GET"));
  }

  @Test
  void anAppThatWasOpenedAgainIsSaidToBeOnTheOldDatabase() {
    server.close();
    sandbox =
        sandbox(
            Scenario.parse(Release.text("/demo/world.yaml"))
                .withFaults(Scenario.parseFaults("{world: upgrade-fails}")));
    server = server(sandbox);
    Run run = run();

    assertThat(run.changeover("apply", "--yes")).isEqualTo(ExitStatus.BLOCKED);
    assertThat(run.err())
        .contains("error[reopened]")
        .containsPattern("is called\\s+`pg15-\\w+-missed-");
    assertThat(run.out())
        .contains("Failed: `projectify-backend` was not switched, and is open on the old database")
        .contains("`projectify-backend` is open (maintenance mode off, web 1, worker 1)");
  }

  @Test
  void anAppThatIsNotThereBlocks() throws IOException {
    Files.writeString(
        folder.resolve("changeover.yaml"),
        "format: 1\napp: no-such-app\npostgres:\n  version: 15\n");
    Run run = run();

    assertThat(run.changeover("plan")).isEqualTo(ExitStatus.BLOCKED);
    assertThat(run.err()).contains("blocked[app-not-found]");
  }

  @Test
  void whoeverStopsItBeforeTheFirstStepHasChangedNothing() {
    Run run = run();
    run.changeover("plan", "--out=plan.json");
    run.interrupts().ask();

    assertThat(run.changeover("apply", "--yes", "plan.json")).isEqualTo(ExitStatus.INTERRUPTED);
    assertThat(run.err()).contains("error[interrupted]");
    assertThat(run.out()).contains("run `apply` again to go on");
    assertThat(writes()).isEmpty();
  }

  @Test
  void withoutATokenNothingIsAsked() {
    Run run = run().with("HEROKU_API_KEY", "");

    assertThat(run.changeover("plan")).isEqualTo(ExitStatus.UNAUTHORISED);
    assertThat(run.err()).contains("error[credentials-missing]");
    assertThat(sandbox.requestLog().entries()).isEmpty();
  }

  @Test
  void aServerThatIsGoneIsUnreachable() {
    Run run = run();
    server.close();

    assertThat(run.changeover("plan")).isEqualTo(ExitStatus.UNREACHABLE);
    assertThat(run.err()).contains("error[unreachable]");
  }

  @Test
  void theSandboxsSpeedIsNeverUsedOnTheRealHeroku() {
    Run run = Run.in(folder).with(Map.of("HEROKU_API_KEY", "token", Session.SPEED_VARIABLE, "60"));

    assertThat(run.changeover("plan")).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains(Session.SPEED_VARIABLE);
    assertThat(run().with(Session.SPEED_VARIABLE, "0").changeover("plan"))
        .isEqualTo(ExitStatus.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z"})
  void aTimeAtWhichNoSandboxBeganIsExplained(String since) {
    Run run = run().with(Session.SINCE_VARIABLE, since);

    assertThat(run.changeover("plan")).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains(Session.SINCE_VARIABLE, "was started");
  }

  @Test
  void aHostThatCannotBeUsedIsNoFallBackToProduction() {
    Run run = run().with("HEROKU_HOST", "http://example.com");

    assertThat(run.changeover("plan")).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("error[host-not-allowed]");
  }
}
