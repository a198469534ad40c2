package dev.changeover.core.apply;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/** Says how a fresh plan differs from the approved one. */
final class Staleness {
  private static final int SHOWN = 10;

  private Staleness() {}

  static Diagnostic of(Approval approval, Plan fresh) {
    List<String> lines = new ArrayList<>();
    List<String> rest = fresh.fingerprints();
    for (int index = 0; index < approval.fingerprints().size(); index++) {
      if (!rest.contains(approval.fingerprints().get(index))) {
        lines.add(
            "approved, but not needed or not possible now: " + approval.summaries().get(index));
      }
    }
    for (int index = 0; index < rest.size(); index++) {
      if (!approval.fingerprints().contains(rest.get(index))) {
        lines.add("needed now, but not approved: " + fresh.steps().get(index).summary());
      }
    }
    if (lines.isEmpty()) {
      lines.add("the same steps are needed in another order, or again");
    }
    if (lines.size() > SHOWN) {
      int more = lines.size() - SHOWN;
      lines.subList(SHOWN, lines.size()).clear();
      lines.add("and " + more + " more");
    }
    return Diagnostic.of(
        Code.STALE_PLAN,
        "the approved plan for `%s` no longer fits: %s"
            .formatted(approval.desired().app(), String.join("; ", lines)));
  }
}
