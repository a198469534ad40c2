package dev.changeover.core.apply;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.plan.Changeover;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Step;
import java.util.List;
import java.util.Optional;

/**
 * What a person agreed to: a receipt that each fresh plan is compared with, never a script to run.
 *
 * @param desired what the file asked for
 * @param fingerprints the approved steps
 * @param summaries the approved steps in words, for messages
 * @param preImages how the app ran when the plan was made, for a machine that has no journal
 * @param changeover the key of the changeover, which names the old database and the new one; empty
 *     if nothing was to be done, or the plan is of a release that did not say it
 */
public record Approval(
    DesiredState desired,
    List<String> fingerprints,
    List<String> summaries,
    PreImages preImages,
    Optional<String> changeover) {

  public Approval {
    fingerprints = List.copyOf(fingerprints);
    summaries = List.copyOf(summaries);
    if (fingerprints.size() != summaries.size()) {
      throw new IllegalArgumentException("every step has a fingerprint and a summary");
    }
  }

  /** Returns the approval of {@code plan}. */
  public static Approval of(Plan plan) {
    Optional<Changeover.Before> before = plan.changeover().map(Changeover::before);
    return new Approval(
        plan.desired(),
        plan.fingerprints(),
        plan.steps().stream().map(Step::summary).toList(),
        new PreImages(
            PreImages.Source.PLAN_FILE,
            before.flatMap(Changeover.Before::maintenance),
            before.flatMap(Changeover.Before::quantities),
            false,
            false,
            false),
        plan.changeover().map(Changeover::key));
  }

  /** Returns the id of the database that {@code candidate} followed when this was approved. */
  Optional<String> madeFrom(AddonName candidate) {
    String end = "/" + candidate;
    return changeover
        .filter(key -> key.endsWith(end))
        .map(key -> key.substring(0, key.length() - end.length()));
  }

  /** Returns whether {@code fresh} is what is left of the approved steps. */
  public boolean covers(Plan fresh) {
    List<String> rest = fresh.fingerprints();
    int done = fingerprints.size() - rest.size();
    return done >= 0 && fingerprints.subList(done, fingerprints.size()).equals(rest);
  }
}
