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
    DesiredState plain = DesiredState.of(new AppName("projectify-backend"), new PgMajor(15));
    return new DesiredState(
        plain.app(),
        plain.attachment(),
        plain.version(),
        Optional.empty(),
        keep,
        Optional.empty(),
        Optional.empty(),
        plain.moveAttachments(),
        plain.cutover(),
        plain.limits(),
        plain.checks(),
        plain.position());
  }

  static DesiredState adopting(DesiredState desired, String follower) {
    return new DesiredState(
        desired.app(),
        desired.attachment(),
        desired.version(),
        desired.plan(),
        desired.keepOldDatabase(),
        desired.method(),
        Optional.of(follower),
        desired.moveAttachments(),
        desired.cutover(),
        desired.limits(),
        desired.checks(),
        desired.position());
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
    return new DesiredState(
        desired.app(),
        desired.attachment(),
        desired.version(),
        desired.plan(),
        desired.keepOldDatabase(),
        desired.method(),
        desired.adopt(),
        desired.moveAttachments(),
        desired.cutover(),
        desired.limits(),
        Map.of(code, reason),
        desired.position());
  }

  static DesiredState closing(DesiredState desired, DesiredState.Cutover cutover) {
    return new DesiredState(
        desired.app(),
        desired.attachment(),
        desired.version(),
        desired.plan(),
        desired.keepOldDatabase(),
        desired.method(),
        desired.adopt(),
        desired.moveAttachments(),
        cutover,
        desired.limits(),
        desired.checks(),
        desired.position());
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
