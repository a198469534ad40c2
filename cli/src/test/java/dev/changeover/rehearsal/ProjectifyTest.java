package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.ProcessType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The published upgrade that the project grew from, start to end. */
class ProjectifyTest {
  static DesiredState desired(boolean keep) {
    return DesiredState.of(new AppName("projectify-backend"), new PgMajor(15))
        .withKeepOldDatabase(keep);
  }

  static DesiredState adopting(DesiredState desired, String follower) {
    return desired.withAdopt(Optional.of(follower));
  }

  static DesiredState restoring(DesiredState desired, int web, int worker) {
    return closing(
        desired,
        new DesiredState.Cutover(
            true,
            DesiredState.Stop.ALL,
            Optional.of(Map.of(new ProcessType("web"), web, new ProcessType("worker"), worker)),
            desired.cutover().deadline(),
            desired.cutover().maxLag()));
  }

  static DesiredState allowing(DesiredState desired, Code code, String reason) {
    return desired.withChecks(Map.of(code, reason));
  }

  static DesiredState closing(DesiredState desired, DesiredState.Cutover cutover) {
    return desired.withCutover(cutover);
  }

  @Test
  void theWholeChangeoverConvergesAndASecondRunSendsNothing() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    MemoryJournals machine = new MemoryJournals();
    Outcome outcome = rehearsal.apply(desired(false), machine);
    assertThat(outcome.diagnostics()).as(String.join("\n", rehearsal.heard)).isEmpty();
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CONVERGED);
    assertThat(rehearsal.effects())
        .isEqualTo(
            List.of(
                "create-addon",
                "maintenance",
                "scale",
                "connection-reset",
                "upgrade-run",
                "attach",
                "attach",
                "scale",
                "maintenance",
                "destroy-addon"));
    long writes = rehearsal.writes();
    assertThat(rehearsal.apply(desired(false), machine).kind())
        .isEqualTo(Outcome.Kind.NOTHING_TO_DO);
    assertThat(rehearsal.writes()).isEqualTo(writes);
  }
}
