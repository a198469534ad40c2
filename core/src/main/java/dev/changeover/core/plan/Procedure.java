package dev.changeover.core.plan;

import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.ObservedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The follower changeover: which steps there are, in which order, and which of them are out of the
 * question because a later part has begun.
 */
final class Procedure {
  private final Changeover changeover;

  Procedure(Changeover changeover) {
    this.changeover = changeover;
  }

  /**
   * Returns the steps from the part that {@code state} is in to the end, done or not. Once a part
   * has been left its steps are gone for good: maintenance that is off again after the switch must
   * not look like maintenance that still has to be turned on.
   */
  List<Step> from(ObservedState state) {
    Stage stage = changeover.stage(state);
    List<Step> steps = new ArrayList<>();
    if (!stage.atLeast(Stage.FOLLOWING)) {
      steps.add(new CreateFollower(changeover));
    }
    if (!stage.atLeast(Stage.UPGRADING)) {
      addStop(steps, state);
      steps.add(new Convert(changeover));
    } else if (!stage.atLeast(Stage.UPGRADED)) {
      steps.add(new Convert(changeover));
    }
    addSwitch(steps, stage, state);
    if (!stage.atLeast(Stage.REOPENED)) {
      addReopening(steps, Turn.OPEN);
    }
    if (!changeover.desired().keepOldDatabase()) {
      steps.add(new DestroyOld(changeover));
    }
    return steps;
  }

  /** Returns the steps that open the app on the old database again. */
  List<Step> goBack(ObservedState state) {
    List<Step> steps = new ArrayList<>();
    changeover
        .candidate(state)
        .filter(each -> each.details().filter(Procedure::isCutOff).isPresent())
        .filter(each -> !Names.isSetAside(each.name()))
        .ifPresent(each -> steps.add(new SetAside(changeover, each)));
    addReopening(steps, Turn.GO_BACK);
    return steps;
  }

  /** Heroku may show the leader of a follower until its upgrade has ended. */
  private static boolean isCutOff(DatabaseDetails details) {
    return !details.follows() || details.upgrade().waiting();
  }

  private void addStop(List<Step> steps, ObservedState state) {
    if (changeover.desired().cutover().maintenance()) {
      steps.add(new SetMaintenance(changeover, Turn.CLOSE));
    }
    Map<ProcessType, Integer> running = changeover.running(state);
    if (!running.isEmpty()) {
      steps.add(new Scale(changeover, running, Turn.CLOSE));
    }
    steps.add(new ResetConnections(changeover));
  }

  private void addSwitch(List<Step> steps, Stage stage, ObservedState state) {
    if (!stage.atLeast(Stage.SWITCHED) || changeover.losesLastAttachment(state)) {
      steps.add(new AttachOld(changeover));
    }
    if (!stage.atLeast(Stage.REOPENED)) {
      steps.add(Promote.main(changeover));
    }
    for (Attachment link : changeover.moves()) {
      steps.add(new Promote(changeover, link));
    }
  }

  private void addReopening(List<Step> steps, Turn turn) {
    Map<ProcessType, Integer> quantities = changeover.before().quantities().orElse(Map.of());
    if (!quantities.isEmpty()) {
      steps.add(new Scale(changeover, quantities, turn));
    }
    if (changeover.desired().cutover().maintenance()
        && changeover.before().maintenance().filter(on -> !on).isPresent()) {
      steps.add(new SetMaintenance(changeover, turn));
    }
  }
}
