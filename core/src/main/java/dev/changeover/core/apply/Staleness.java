package dev.changeover.core.apply;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says how a fresh plan differs from the approved one. */
final class Staleness {
  private static final int SHOWN = 10;

  private Staleness() {}

  static Diagnostic of(Approval approval, Plan fresh) {
    List<String> lines = new ArrayList<>();
    List<String> rest = fresh.fingerprints();
    List<String> gone = new ArrayList<>(approval.fingerprints());
    gone.removeAll(rest);
    List<String> added = new ArrayList<>(rest);
    added.removeAll(approval.fingerprints());
    for (String approved : gone) {
      Optional<String> now =
          added.stream().filter(each -> kind(each).equals(kind(approved))).findFirst();
      now.ifPresent(added::remove);
      lines.add(
          now.map(each -> "approved was `%s`, needed is `%s`".formatted(approved, each))
              .orElse(
                  "`%s` was approved, but is not needed or not possible now".formatted(approved)));
    }
    added.forEach(each -> lines.add("`%s` is needed now, but was not approved".formatted(each)));
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

  /** Returns the step's id, with which a fingerprint begins. */
  private static String kind(String fingerprint) {
    int end = fingerprint.indexOf(' ');
    return end < 0 ? fingerprint : fingerprint.substring(0, end);
  }
}
