package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.Transport;
import dev.changeover.core.model.ProcessType;
import dev.changeover.sandbox.RequestLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Kills the process around every request that changes something, around many others, and in the
 * middle of every line of the journal; then starts it again, on the same machine and on another one
 * that has the plan file alone.
 */
class CrashTest {
  private static final DesiredState DESIRED = ProjectifyTest.desired(false);

  /** The writes of an undisturbed run, by the number of their request. */
  private static List<Integer> writesOfAnUndisturbedRun() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    Approval approval = Approval.of(rehearsal.plan(DESIRED, new MemoryJournals()));
    rehearsal.apply(approval, new MemoryJournals());
    return rehearsal.sandbox.requestLog().entries().stream()
        .filter(entry -> !entry.method().equals("GET"))
        .map(entry -> Math.toIntExact(entry.number()))
        .toList();
  }

  @Test
  void aRunKilledAroundAnyWriteConvergesWhenStartedAgain() {
    List<Integer> writes = writesOfAnUndisturbedRun();
    assertThat(writes).hasSizeGreaterThanOrEqualTo(10);
    for (int write : writes) {
      for (boolean samePlace : new boolean[] {true, false}) {
        check(rehearsal -> rehearsal.dieBeforeRequest(write), samePlace, "before " + write);
        check(rehearsal -> rehearsal.dieAfterRequest(write), samePlace, "after " + write);
        check(rehearsal -> rehearsal.dieBeforeRequest(write + 1), samePlace, "past " + write);
      }
    }
  }

  @Test
  void aRunKilledWhileItReadsConvergesWhenStartedAgain() {
    for (int number = 20; number < 900; number += 37) {
      int request = number;
      check(rehearsal -> rehearsal.dieBeforeRequest(request), false, "at " + request);
    }
  }

  @Test
  void aRunKilledInTheMiddleOfAnyLineOfTheJournalConvergesWhenStartedAgain() {
    for (int line = 0; line < 30; line++) {
      Rehearsal rehearsal = Rehearsal.ofExample("projectify");
      MemoryJournals machine = new MemoryJournals();
      Approval approval = Approval.of(rehearsal.plan(DESIRED, machine));
      machine.tearAfter(line);
      assertThatThrownBy(() -> rehearsal.apply(approval, machine)).isInstanceOf(Killed.class);
      machine.tearAfter(-1);
      assertConverges(rehearsal, approval, machine, "line " + line);
    }
  }

  @Test
  void anAppThatWaitsBehindACheckIsOpenedOnceTheDeadlineHasPassed() {
    Rehearsal first = Rehearsal.ofExample("projectify");
    MemoryJournals machine = new MemoryJournals();
    Approval approval = Approval.of(first.plan(DESIRED, machine));
    first.dieAfterRequest(writesOfAnUndisturbedRun().get(2));
    assertThatThrownBy(() -> first.apply(approval, machine)).isInstanceOf(Killed.class);
    Rehearsal second = first.restart().through(new AnotherAppIsAttached());
    Outcome early = second.apply(approval, machine);
    assertThat(early.kind()).isEqualTo(Outcome.Kind.BLOCKED);
    assertThat(early.diagnostics()).extracting(Diagnostic::code).doesNotContain(Code.REOPENED);
    assertThat(early.appState()).contains("CLOSED");
    second.timing.sleep(DESIRED.cutover().deadline());
    List<Diagnostic> blockers = second.plan(DESIRED, machine).blockers();
    Outcome late = second.refuse(approval, blockers, machine);
    assertThat(late.kind()).isEqualTo(Outcome.Kind.BLOCKED);
    assertThat(late.diagnostics())
        .extracting(Diagnostic::code)
        .contains(Code.OTHER_APP_ATTACHED, Code.REOPENED);
    second.through(new Rehearsal.Wiretap() {});
    assertThat(problems(second)).hasSize(1).first().asString().startsWith("databases: [");
    assertThat(second.missingWrites()).isZero();
  }

  /** The first machine closed the app, a second one upgraded, and it comes back to the first. */
  @Test
  void aChangeoverThatComesBackToAMachineThatDidNotSeeTheUpgradeAsksAPerson() {
    Rehearsal first = Rehearsal.ofExample("projectify");
    MemoryJournals machine = new MemoryJournals();
    Approval approval = Approval.of(first.plan(DESIRED, machine));
    first.dieAfterRequest(writesOfAnUndisturbedRun().get(2));
    assertThatThrownBy(() -> first.apply(approval, machine)).isInstanceOf(Killed.class);
    Rehearsal elsewhere = first.restart().through(new DiesWhenItAttaches());
    MemoryJournals other = new MemoryJournals();
    assertThatThrownBy(() -> elsewhere.apply(approval, other)).isInstanceOf(Killed.class);
    Rehearsal back = elsewhere.restart().through(new Rehearsal.Wiretap() {});
    Outcome asked = back.apply(approval, machine);
    assertThat(asked.diagnostics()).extracting(Diagnostic::code).contains(Code.CUT_OFF_UNSEEN);
    assertThat(asked.appState()).contains("CLOSED");
    DesiredState told =
        ProjectifyTest.allowing(DESIRED, Code.CUT_OFF_UNSEEN, "apply did it on the other laptop");
    assertThat(back.plan(told, machine).diagnostics())
        .extracting(Diagnostic::code)
        .contains(Code.CUT_OFF_UNSEEN);
    assertConverges(back, Approval.of(back.plan(told, machine)), machine, "with what is told");
    assertThat(back.plan(DESIRED, machine).isConverged()).isTrue();
  }

  /** The process ends when it is about to attach something. */
  private static final class DiesWhenItAttaches implements Rehearsal.Wiretap {
    @Override
    public void sees(Transport.Request request) {
      if (request.method().equals("POST")
          && request.uri().getPath().endsWith("/addon-attachments")) {
        throw new Killed();
      }
    }
  }

  /** Heroku tells of every attachment of an add-on as if it were another app's. */
  private static final class AnotherAppIsAttached implements Rehearsal.Wiretap {
    @Override
    public Transport.Answer passes(Transport.Request request, Transport.Answer answer) {
      String path = request.uri().getPath();
      return path.startsWith("/addons/") && path.endsWith("/addon-attachments")
          ? new Transport.Answer(
              answer.status(),
              answer.headers(),
              answer.body().replace("\"projectify-backend\"", "\"reports\""))
          : answer;
    }
  }

  private static void check(Consumer<Rehearsal> kill, boolean samePlace, String where) {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    MemoryJournals machine = new MemoryJournals();
    Approval approval = Approval.of(rehearsal.plan(DESIRED, machine));
    kill.accept(rehearsal);
    assertThatThrownBy(() -> rehearsal.apply(approval, machine))
        .as(where)
        .isInstanceOf(Killed.class);
    assertConverges(
        rehearsal.restart(), approval, samePlace ? machine : new MemoryJournals(), where);
  }

  private static void assertConverges(
      Rehearsal rehearsal, Approval approval, MemoryJournals machine, String where) {
    Outcome outcome = rehearsal.apply(approval, machine);
    assertThat(outcome.diagnostics())
        .as(where + ": " + String.join("\n", rehearsal.heard))
        .isEmpty();
    assertThat(outcome.kind()).as(where).isIn(Outcome.Kind.CONVERGED, Outcome.Kind.NOTHING_TO_DO);
    List<String> effects = rehearsal.effects();
    for (String once : List.of("create-addon", "upgrade-run", "destroy-addon")) {
      assertThat(effects.stream().filter(once::equals)).as(once + " " + where).hasSize(1);
    }
    assertThat(
            rehearsal.sandbox.requestLog().entries().stream()
                .filter(RequestLog.Entry::changedTheWorld)
                .filter(entry -> entry.body().orElse("").contains("\"name\":\"DATABASE\"")))
        .as("promotes " + where)
        .hasSize(1);
    assertThat(problems(rehearsal)).as(where).isEmpty();
  }

  /** What of the end state differs from an undisturbed run's. */
  private static List<String> problems(Rehearsal rehearsal) {
    List<String> problems = new ArrayList<>();
    var observed = rehearsal.plan(DESIRED, new MemoryJournals()).basis();
    if (observed.maintenance()) {
      problems.add("maintenance mode is on");
    }
    Stream.of("web", "worker")
        .map(ProcessType::new)
        .filter(type -> observed.formation().getOrDefault(type, 0) != 1)
        .forEach(type -> problems.add(type + " is " + observed.formation().get(type)));
    if (observed.databases().size() != 1) {
      problems.add("databases: " + observed.databases().keySet());
    }
    rehearsal
        .world()
        .path("apps")
        .forEach(
            app -> {
              if (app.path("writes").path("missing").asInt(0) != 0) {
                problems.add("writes are missing");
              }
            });
    return problems;
  }
}
