package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.plan.Plan;
import dev.changeover.sandbox.RequestLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Random apps, faults, kills and machines, from one seed. Whatever happens, nothing is lost,
 * nothing is made or destroyed that must not be, and once the faults are over the changeover
 * converges or says why not. {@code -Dsimulation.seed=N} replays one run, {@code
 * -Dsimulation.runs=N} makes more.
 */
class SimulationTest {
  private static final String OLD = "postgresql-old-11111";
  private static final int RUNS = 60;
  private static final int STARTS = 4;

  static Stream<Long> seeds() {
    return Optional.ofNullable(Long.getLong("simulation.seed"))
        .map(Stream::of)
        .orElseGet(
            () -> LongStream.rangeClosed(1, Integer.getInteger("simulation.runs", RUNS)).boxed());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostWhateverHappens(long seed) {
    Random random = new Random(seed);
    String world = world(random);
    DesiredState desired = desired(random);
    Rehearsal rehearsal = Rehearsal.of(world);
    List<String> story = new ArrayList<>(List.of("seed " + seed, world, desired.toString()));
    Approval approval = Approval.of(rehearsal.plan(desired, new MemoryJournals()));
    for (int count = random.nextInt(4); count > 0; count--) {
      String fault = fault(random);
      story.add(fault);
      rehearsal.fault(fault);
    }
    MemoryJournals machine = new MemoryJournals();
    for (int start = 0; start < STARTS; start++) {
      machine = random.nextInt(3) == 0 ? new MemoryJournals() : machine;
      disturb(rehearsal, machine, random, story);
      run(rehearsal, approval, machine, story);
      check(rehearsal, desired, story);
      machine.tearAfter(-1);
      rehearsal.restart();
      rehearsal.timing.sleep(Duration.ofSeconds(random.nextInt(120)));
    }
    rehearsal.clearFaults();
    rehearsal.timing.sleep(Duration.ofHours(1));
    Optional<Outcome> last = run(rehearsal, approval, machine, story);
    check(rehearsal, desired, story);
    assertEnd(rehearsal, desired, last.orElseThrow(), story);
  }

  private static void disturb(
      Rehearsal rehearsal, MemoryJournals machine, Random random, List<String> story) {
    int request = rehearsal.requests() + random.nextInt(700);
    switch (random.nextInt(4)) {
      case 0 -> {
        rehearsal.dieBeforeRequest(request);
        story.add("dies before request " + request);
      }
      case 1 -> {
        rehearsal.dieAfterRequest(request);
        story.add("dies after request " + request);
      }
      case 2 -> {
        int line = random.nextInt(30);
        machine.tearAfter(line);
        story.add("dies in line " + line);
      }
      default -> {
        rehearsal.stopAtRequest(request);
        story.add("is asked to stop at request " + request);
      }
    }
  }

  private static Optional<Outcome> run(
      Rehearsal rehearsal, Approval approval, MemoryJournals machine, List<String> story) {
    try {
      Outcome outcome = rehearsal.apply(approval, machine);
      story.add(outcome.kind() + " " + codes(outcome) + " " + outcome.appState());
      assertThat(outcome.appState()).as(tell(rehearsal, story)).isNotEmpty();
      return Optional.of(outcome);
    } catch (Killed killed) {
      story.add("killed");
      return Optional.empty();
    } catch (DiagnosticException e) {
      story.add("ended: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static List<Code> codes(Outcome outcome) {
    return outcome.diagnostics().stream().map(Diagnostic::code).toList();
  }

  /** What must hold at any time. */
  private static void check(Rehearsal rehearsal, DesiredState desired, List<String> story) {
    String told = tell(rehearsal, story);
    boolean promoted = false;
    int created = 0;
    int upgraded = 0;
    for (RequestLog.Entry entry : rehearsal.sandbox.requestLog().entries()) {
      String body = entry.body().orElse("");
      switch (entry.effect()) {
        case "create-addon" -> created++;
        case "upgrade-run", "unfollow" -> upgraded++;
        case "attach" -> promoted |= body.contains("\"name\":\"DATABASE\"");
        case "destroy-addon" -> {
          assertThat(desired.keepOldDatabase()).as(told).isFalse();
          assertThat(entry.target()).as(told).contains(OLD);
          assertThat(promoted).as(told).isTrue();
        }
        default -> assertThat(entry.effect()).as(told).isNotEmpty();
      }
    }
    assertThat(created).as("created " + told).isLessThanOrEqualTo(allowed(story));
    assertThat(upgraded).as("upgraded " + told).isLessThanOrEqualTo(allowed(story));
    for (JsonNode app : rehearsal.world().path("apps")) {
      JsonNode missing = app.path("writes").path("missing");
      assertThat(missing.isNull() || missing.asLong() == 0).as("writes lost " + told).isTrue();
    }
  }

  /** A database that could not be provisioned is made again under another name. */
  private static int allowed(List<String> story) {
    return story.stream().anyMatch(line -> line.contains("provisioning-fails")) ? 2 : 1;
  }

  private static void assertEnd(
      Rehearsal rehearsal, DesiredState desired, Outcome last, List<String> story) {
    String told = tell(rehearsal, story);
    if (last.kind() == Outcome.Kind.CONVERGED || last.kind() == Outcome.Kind.NOTHING_TO_DO) {
      Plan again = rehearsal.plan(desired, new MemoryJournals());
      assertThat(again.isConverged()).as(told).isTrue();
      return;
    }
    // What needs a person: a candidate that lacks writes, failed or stays behind, a deadline that
    // passed while nobody ran it, or a plan that no longer fits. The app's state is always said.
    JsonNode app = rehearsal.world().path("apps").path(0);
    boolean closed =
        app.path("maintenance").asBoolean() || app.path("formation").path("web").asInt() == 0;
    assertThat(last.appState()).as(told).contains(closed ? "CLOSED" : "is open");
    assertThat(codes(last))
        .as(told)
        .isNotEmpty()
        .allMatch(
            code ->
                code == Code.CANDIDATE_MISSED_WRITES
                    || code == Code.DEADLINE_MISSED
                    || code == Code.REOPENED
                    || code == Code.CANDIDATE_FAILED
                    || code == Code.PRE_IMAGES_UNKNOWN
                    || code == Code.LAST_RELEASE_FAILED
                    || code == Code.STALE_PLAN);
  }

  private static String tell(Rehearsal rehearsal, List<String> story) {
    return String.join("\n", story)
        + "\n"
        + rehearsal.heard.stream()
            .filter(line -> !line.contains("waiting for"))
            .collect(Collectors.joining("\n"));
  }

  private static DesiredState desired(Random random) {
    DesiredState plain = DesiredState.of(new AppName("bookshop"), new PgMajor(17));
    return new DesiredState(
        plain.app(),
        plain.attachment(),
        plain.version(),
        random.nextBoolean() ? Optional.of(new PlanSlug("standard-0")) : Optional.empty(),
        random.nextBoolean(),
        Optional.empty(),
        Optional.empty(),
        plain.moveAttachments(),
        plain.cutover(),
        plain.limits(),
        plain.checks(),
        plain.position());
  }

  private static String world(Random random) {
    StringBuilder yaml = new StringBuilder("format: 1\nstart: 2026-10-05T22:00:00Z\n");
    yaml.append(
        "durations: { upgrade: %ds, provisioning: %ds, releasePhase: %ds }\n"
            .formatted(60 + random.nextInt(400), 30 + random.nextInt(300), 5 + random.nextInt(40)));
    yaml.append("apps:\n  bookshop:\n    formation:\n");
    yaml.append("      web: { quantity: %d }\n".formatted(1 + random.nextInt(2)));
    yaml.append("      worker: { quantity: %d }\n".formatted(random.nextInt(3)));
    if (random.nextBoolean()) {
      yaml.append("      release: { command: migrate }\n");
    }
    yaml.append("databases:\n  ")
        .append(OLD)
        .append(":\n    app: bookshop\n    plan: standard-0\n");
    yaml.append("    version: \"15.13\"\n    attachments:\n      - DATABASE\n");
    if (random.nextBoolean()) {
      yaml.append("      - HEROKU_POSTGRESQL_AMBER\n");
    }
    if (random.nextInt(3) == 0) {
      yaml.append("      - REPORTING\n");
    }
    return yaml.toString();
  }

  private static String fault(Random random) {
    String[] methods = {"GET", "POST", "PATCH", "DELETE", "*"};
    String[] actions = {
      "lose-request", "lose-reply", "unavailable", "server-error", "rate-limit", "slow"
    };
    String[] worlds = {
      "status-flaps, probability: 0.2",
      "upgrade-fails, times: 1",
      "attach-release-fails, only: DATABASE, times: 1",
      "provisioning-fails, times: 1",
      "destroy-takes-time",
      "never-catches-up",
      "release-never-ends, times: 1",
      "upgrade-never-ends, times: 1"
    };
    return random.nextInt(4) == 0
        ? "{world: %s}".formatted(worlds[random.nextInt(worlds.length)])
        : "{action: %s, at: '%s /**', probability: 0.%02d, times: %d}"
            .formatted(
                actions[random.nextInt(actions.length)],
                methods[random.nextInt(methods.length)],
                1 + random.nextInt(30),
                1 + random.nextInt(40));
  }
}
