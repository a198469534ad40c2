package dev.changeover.core.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Scales process types to zero before the switch, and back after it.
 *
 * @param quantities the process types, with how many dynos each has when the app is open
 * @param turn whether they are stopped or started
 */
record Scale(Changeover changeover, Map<ProcessType, Integer> quantities, Turn turn)
    implements Step {
  Scale {
    quantities = ImmutableSortedMap.copyOf(quantities);
  }

  private boolean down() {
    return turn == Turn.CLOSE;
  }

  @Override
  public String id() {
    return (down() ? "scale-down" : "scale-up") + turn.idSuffix();
  }

  @Override
  public Phase phase() {
    return down() ? Phase.STOP : Phase.REOPEN;
  }

  @Override
  public String summary() {
    return "scale "
        + quantities.entrySet().stream()
            .map(
                each ->
                    down()
                        ? "%s %d -> 0".formatted(each.getKey(), each.getValue())
                        : "%s 0 -> %d".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
  }

  @Override
  public String fingerprint() {
    return id() + " " + Changeover.describe(quantities);
  }

  @Override
  public String herokuCommand() {
    return "heroku ps:scale %s --app %s"
        .formatted(
            quantities.entrySet().stream()
                .map(each -> each.getKey() + "=" + (down() ? 0 : each.getValue()))
                .collect(Collectors.joining(" ")),
            changeover.desired().app());
  }

  @Override
  public Impact impact() {
    return new Impact(
        Impact.Change.UPDATE,
        changeover.desired().cutover().maintenance()
            ? Impact.Downtime.DURING
            : down() ? Impact.Downtime.STARTS : Impact.Downtime.ENDS,
        Optional.empty(),
        Optional.of(down() ? "scale back" : "scale to zero again"),
        Optional.empty());
  }

  @Override
  public List<Condition> preconditions() {
    Claims claims = new Claims(changeover);
    if (turn == Turn.GO_BACK) {
      return List.of(claims.servesLeader());
    }
    if (!down()) {
      return ImmutableList.<Condition>builder()
          .add(claims.switched())
          .addAll(claims.ready())
          .add(claims.releasesQuiet())
          .build();
    }
    if (!changeover.desired().cutover().maintenance()) {
      return Stopping.preconditions(changeover);
    }
    // What an app in maintenance mode still does stops now; else that has begun before.
    boolean isFirst = changeover.before().maintenance().filter(on -> on).isPresent();
    return ImmutableList.<Condition>builder()
        .addAll(
            isFirst
                ? Stopping.preconditions(changeover)
                : List.of(claims.servesLeader(), claims.stillFollows()))
        .add(claims.maintenance(true))
        .build();
  }

  @Override
  public Condition postcondition() {
    Claims claims = new Claims(changeover);
    return down() ? claims.closed() : claims.dynosUp(quantities);
  }

  @Override
  public boolean begun(ObservedState state) {
    return down() ? changeover.running(state).isEmpty() : changeover.quantitiesRestored(state);
  }

  @Override
  public ApiCall call(ObservedState state) {
    ImmutableList.Builder<Object> updates = ImmutableList.builder();
    quantities.forEach(
        (type, quantity) ->
            updates.add(
                ImmutableMap.<String, Object>of(
                    "type", type.value(), "quantity", down() ? 0 : quantity)));
    return new ApiCall(
        ApiCall.Host.PLATFORM,
        ApiCall.Method.PATCH,
        "/apps/" + changeover.desired().app() + "/formation",
        Map.of("updates", updates.build()));
  }

  @Override
  public ObservedState predict(ObservedState before) {
    Map<ProcessType, Integer> formation = new TreeMap<>(before.formation());
    List<Dyno> dynos = new ArrayList<>(before.dynos());
    dynos.removeIf(dyno -> quantities.containsKey(dyno.type()));
    quantities.forEach(
        (type, quantity) -> {
          formation.put(type, down() ? 0 : quantity);
          for (int number = 1; !down() && number <= quantity; number++) {
            dynos.add(new Dyno(type + "." + number, type, "up"));
          }
        });
    PreImages known = before.preImages();
    PreImages recorded =
        down()
            ? new PreImages(
                PreImages.Source.JOURNAL,
                known.maintenance(),
                Optional.of(quantities),
                false,
                known.reopenedSince(),
                false)
            : known;
    return before.withFormation(formation, dynos).withPreImages(recorded);
  }

  @Override
  public boolean opensApp() {
    return !down();
  }
}
