package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.changeover.conformance.ChildProcess;
import dev.changeover.conformance.HandRun;
import dev.changeover.conformance.HerokuCli;
import dev.changeover.conformance.NeedsHerokuCli;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A person with the Heroku command line and Changeover take turns: whoever begins, the other one
 * ends it, from wherever the first one stopped.
 */
@NeedsHerokuCli
class HandOverTest {
  private static final String APP = "projectify-backend";
  private static final String FOLLOWER = "projectify-pg15";
  private static final DesiredState DESIRED = ProjectifyTest.desired(false);

  private static final List<String> BY_HAND =
      List.of(
          "addons:create heroku-postgresql:standard-0 --name NEW --as UPGRADE -a APP --"
              + " --follow DATABASE",
          "pg:wait NEW --wait-interval 1 -a APP",
          "maintenance:on -a APP",
          "ps:scale web=0 worker=0 -a APP",
          "pg:upgrade:run NEW --version 15 --confirm APP -a APP",
          "pg:upgrade:wait NEW --wait-interval 1 -a APP",
          "pg:promote NEW -a APP",
          "ps:scale web=1 worker=1 -a APP",
          "maintenance:off -a APP",
          "addons:destroy postgresql-curved-12345 --confirm APP -a APP");

  private static void type(HandRun shell, String command, String follower) {
    ChildProcess.Result result = shell.heroku(command.replace("NEW", follower).replace("APP", APP));
    assertThat(result.exit()).as(result.toString()).isZero();
    // Nobody types the next command at once: dynos have stopped and the follower has caught up.
    shell.pass(Duration.ofMinutes(2));
  }

  private static void assertDone(Rehearsal rehearsal, DesiredState desired) {
    Plan plan = rehearsal.plan(desired, new MemoryJournals());
    assertThat(plan.blockers()).isEmpty();
    assertThat(plan.steps()).isEmpty();
    ObservedState now = plan.basis();
    assertThat(now.maintenance()).isFalse();
    assertThat(now.formation().get(new ProcessType("web"))).isEqualTo(1);
    assertThat(now.formation().get(new ProcessType("worker"))).isEqualTo(1);
    assertThat(now.at(desired.attachment()).orElseThrow().versionText()).isEqualTo("15.5");
    assertThat(now.databases()).hasSize(1);
    assertThat(rehearsal.missingWrites()).isZero();
    for (String once : List.of("create-addon", "upgrade-run", "destroy-addon")) {
      assertThat(rehearsal.effects().stream().filter(once::equals)).as(once).hasSize(1);
    }
  }

  @ParameterizedTest(name = "after {0} commands")
  @ValueSource(ints = {1, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatAPersonBeganChangeoverEnds(int commands, HerokuCli cli) {
    try (HandRun shell = new HandRun(cli, HandRun.example("projectify", ""))) {
      BY_HAND.subList(0, commands).forEach(command -> type(shell, command, FOLLOWER));
      Rehearsal rehearsal = Rehearsal.in(shell.sandbox());
      DesiredState desired =
          ProjectifyTest.restoring(ProjectifyTest.adopting(DESIRED, FOLLOWER), 1, 1);
      Outcome outcome = rehearsal.apply(desired, new MemoryJournals());
      assertThat(outcome.diagnostics()).as(String.join("\n", rehearsal.heard)).isEmpty();
      assertThat(outcome.kind()).isIn(Outcome.Kind.CONVERGED, Outcome.Kind.NOTHING_TO_DO);
      assertDone(rehearsal, desired);
    }
  }

  @Test
  void anUpgradeWhileTheAppWasOpenIsNotGoneOnWith(HerokuCli cli) {
    try (HandRun shell = new HandRun(cli, HandRun.example("projectify", ""))) {
      for (int command : new int[] {0, 1, 4, 5}) {
        type(shell, BY_HAND.get(command), FOLLOWER);
      }
      Rehearsal rehearsal = Rehearsal.in(shell.sandbox());
      long before = rehearsal.writes();
      Plan plan = rehearsal.plan(ProjectifyTest.adopting(DESIRED, FOLLOWER), new MemoryJournals());
      assertThat(plan.blockers().stream().map(Diagnostic::code))
          .containsExactly(Code.CANDIDATE_MISSED_WRITES);
      assertThat(rehearsal.writes()).isEqualTo(before);
    }
  }

  @Test
  void processCountsThatOnlyThePersonKnowsAreAskedFor(HerokuCli cli) {
    try (HandRun shell = new HandRun(cli, HandRun.example("projectify", ""))) {
      BY_HAND.subList(0, 4).forEach(command -> type(shell, command, FOLLOWER));
      Plan plan =
          Rehearsal.in(shell.sandbox())
              .plan(ProjectifyTest.adopting(DESIRED, FOLLOWER), new MemoryJournals());
      assertThat(plan.blockers().stream().map(Diagnostic::code))
          .containsExactly(Code.PRE_IMAGES_UNKNOWN);
    }
  }

  /** The writes of Changeover, counted from 1, and the first command that is left to type. */
  @ParameterizedTest(name = "after write {0}, from command {1} on")
  @CsvSource({"1,1", "2,3", "3,4", "4,4", "5,5", "6,5", "7,7", "8,8", "9,9"})
  void whatChangeoverBeganAPersonEnds(int writes, int next, HerokuCli cli) {
    try (HandRun shell = new HandRun(cli, HandRun.example("projectify", ""))) {
      Rehearsal rehearsal = Rehearsal.in(shell.sandbox());
      MemoryJournals machine = new MemoryJournals();
      rehearsal.dieAfterRequest(requestOfWrite(writes));
      assertThatThrownBy(() -> rehearsal.apply(DESIRED, machine)).isInstanceOf(Killed.class);
      assertThat(rehearsal.effects()).hasSize(writes);
      rehearsal.restart();
      shell.pass(Duration.ofMinutes(2));
      BY_HAND.subList(next, 9).forEach(command -> type(shell, command, "DATABASE_PG15"));

      Plan left = rehearsal.plan(DESIRED, machine);
      assertThat(left.blockers()).isEmpty();
      assertThat(left.steps().stream().map(Step::id)).containsExactly("destroy-old");
      type(shell, BY_HAND.get(9), "DATABASE_PG15");
      assertDone(rehearsal, DESIRED);
      long before = rehearsal.writes();
      assertThat(rehearsal.apply(DESIRED, machine).kind()).isEqualTo(Outcome.Kind.NOTHING_TO_DO);
      assertThat(rehearsal.writes()).isEqualTo(before);
    }
  }

  /** Worlds of one seed are alike, so the requests of one run tell those of another. */
  private static int requestOfWrite(int writes) {
    Rehearsal undisturbed = Rehearsal.ofExample("projectify");
    undisturbed.apply(DESIRED, new MemoryJournals());
    return undisturbed.sandbox.requestLog().entries().stream()
        .filter(entry -> entry.changedTheWorld())
        .mapToInt(entry -> Math.toIntExact(entry.number()))
        .skip(writes - 1)
        .findFirst()
        .orElseThrow();
  }
}
