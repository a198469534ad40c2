package dev.changeover.core.observed;

import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.model.ProcessType;
import java.util.Map;
import java.util.Optional;

/**
 * What is on record about the time before and during the cut-over, and what Heroku cannot tell
 * again.
 *
 * @param source where it is on record
 * @param maintenance whether maintenance mode was on before
 * @param quantities how many dynos of each process type were wanted before
 * @param connectionsReset whether the sessions on the leader were ended after the writers stopped
 * @param reopenedSince whether the app was opened again after the candidate stopped following, so
 *     that the candidate lacks writes
 * @param completed whether the changeover was completed, so that the app's state since then is its
 *     owner's business
 * @param cutOffUnseen whether this machine worked on the changeover while the candidate followed,
 *     and did not cut it off since: if it follows no more, somebody else did
 */
public record PreImages(
    Source source,
    Optional<Boolean> maintenance,
    Optional<Map<ProcessType, Integer>> quantities,
    boolean connectionsReset,
    boolean reopenedSince,
    boolean completed,
    boolean cutOffUnseen) {
  /** Nothing is on record. */
  public static final PreImages NONE =
      new PreImages(Source.NONE, Optional.empty(), Optional.empty(), false, false, false);

  /** Makes one that says nothing of a cut-off. */
  public PreImages(
      Source source,
      Optional<Boolean> maintenance,
      Optional<Map<ProcessType, Integer>> quantities,
      boolean connectionsReset,
      boolean reopenedSince,
      boolean completed) {
    this(source, maintenance, quantities, connectionsReset, reopenedSince, completed, false);
  }

  public PreImages {
    quantities = quantities.map(ImmutableSortedMap::copyOf);
  }

  /** Where a record was found. */
  public enum Source {
    NONE,
    /** The plan that was approved, which tells how the app ran when it was made. */
    PLAN_FILE,
    /** The journal, which tells exactly what was overwritten, and when it was restored. */
    JOURNAL
  }

  /** Returns a copy that also says whether the sessions were ended. */
  public PreImages withConnectionsReset(boolean value) {
    return new PreImages(
        source, maintenance, quantities, value, reopenedSince, completed, cutOffUnseen);
  }

  /** Returns a copy that also says whether somebody else must have cut the candidate off. */
  public PreImages withCutOffUnseen(boolean value) {
    return new PreImages(
        source, maintenance, quantities, connectionsReset, reopenedSince, completed, value);
  }
}
