package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnobsTest {
  @Test
  void explore() {
    List<List<String>> all = new ArrayList<>();
    all.add(List.of());
    for (String knob :
        ("follower-version-refused,wait-ends-early,upgrade-status-not-found,upgrade-status-unknown,"
                + "upgrade-status-late,status-stays-available,follows-while-upgrading,following-without-credentials,"
                + "following-absent,leader-absent,forked-from-absent,target-transaction-absent,var-set-at-once,"
                + "provisioning-without-release,destroy-without-release,destroy-needs-no-force,other-release-words,"
                + "wrong-confirm-is-invalid,confirmation-as-bad-request,cancel-answers-transfer,rate-limit-on-data,"
                + "request-id-absent-on-data,unsupported-as-bad-request,dynos-idle,dynos-crash,standby-missing,maintenance-pending,addon-suspended")
            .replace(" ", "")
            .split(",", -1)) {
      all.add(List.of(knob));
    }
    all.add(List.of("standby-missing", "unready-upgrade-refused"));
    all.add(List.of("following-absent", "leader-absent"));
    all.add(List.of("following-without-credentials", "leader-absent"));
    all.add(
        List.of(
            "following-absent",
            "leader-absent",
            "forked-from-absent",
            "upgrade-status-late",
            "status-stays-available",
            "follows-while-upgrading",
            "wait-ends-early"));
    StringBuilder text = new StringBuilder();
    for (List<String> knobs : all) {
      for (String example : List.of("projectify", "adopt-follower", "change-plan")) {
        DesiredState desired =
            example.equals("projectify")
                ? ProjectifyTest.desired(false)
                : ExamplesTest.desired(example);
        Rehearsal rehearsal = Rehearsal.ofExample(example);
        knobs.forEach(each -> rehearsal.fault("{world: " + each + "}"));
        long begin = System.nanoTime();
        Outcome outcome = rehearsal.apply(desired, new MemoryJournals());
        text.append(
            "%s %s: %s %s %s missing %d (%d ms)\n"
                .formatted(
                    knobs,
                    example,
                    outcome.kind(),
                    outcome.diagnostics().stream().map(d -> d.code() + ": " + d.what()).toList(),
                    rehearsal.effects(),
                    rehearsal.missingWrites(),
                    (System.nanoTime() - begin) / 1_000_000));
      }
    }
    assertThat(text.toString()).isEmpty();
  }
}
