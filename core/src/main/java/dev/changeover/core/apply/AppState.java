package dev.changeover.core.apply;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.ObservedState;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in one sentence what state an app is in. */
final class AppState {
  private AppState() {}

  static String describe(DesiredState desired, Optional<ObservedState> seen) {
    if (seen.isEmpty()) {
      return "The state of `%s` is not known: it could not be read. `changeover status` shows it."
          .formatted(desired.app());
    }
    ObservedState state = seen.get();
    String database =
        state
            .at(desired.attachment())
            .map(each -> "`%s` (Postgres %s)".formatted(each.name(), each.versionText()))
            .orElse("no database");
    return "`%s` is %s; `%s` points at %s."
        .formatted(desired.app(), openness(desired, state), desired.attachment(), database);
  }

  private static String openness(DesiredState desired, ObservedState state) {
    String counts =
        state.formation().entrySet().stream()
            .filter(each -> !each.getKey().equals(ProcessType.RELEASE))
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
    boolean stopped =
        state.formation().entrySet().stream()
            .filter(each -> desired.cutover().stop().stops(each.getKey()))
            .allMatch(each -> each.getValue() == 0);
    String word = state.maintenance() || (stopped && !counts.isEmpty()) ? "CLOSED" : "open";
    return "%s (maintenance mode %s, %s)"
        .formatted(
            word, state.maintenance() ? "on" : "off", counts.isEmpty() ? "no processes" : counts);
  }
}
