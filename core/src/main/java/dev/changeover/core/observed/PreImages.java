package dev.changeover.core.observed;

import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.model.ProcessType;
import java.util.Map;
import java.util.Optional;

/**
 * Values from before the cut-over that Heroku cannot tell again once they are overwritten. They
 * come from the journal, from a plan file, or from the desired state.
 *
 * @param maintenance whether maintenance mode was on
 * @param quantities how many dynos of each stopped process type ran; only types above zero
 * @param connectionsReset whether the sessions on the leader were ended after the writers stopped
 * @param unbroken whether it is on record that the app has stayed closed since it was closed
 */
public record PreImages(
    Optional<Boolean> maintenance,
    Optional<Map<ProcessType, Integer>> quantities,
    boolean connectionsReset,
    boolean unbroken) {
  /** Nothing is on record. */
  public static final PreImages NONE =
      new PreImages(Optional.empty(), Optional.empty(), false, false);

  public PreImages {
    quantities = quantities.map(ImmutableSortedMap::copyOf);
  }

  /** Returns a copy that also says whether the sessions were ended. */
  public PreImages withConnectionsReset(boolean value) {
    return new PreImages(maintenance, quantities, value, unbroken);
  }
}
