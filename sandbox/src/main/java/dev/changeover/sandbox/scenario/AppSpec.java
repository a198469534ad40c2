package dev.changeover.sandbox.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An app as it is when the world starts.
 *
 * @param name name of the app
 * @param region name of the region, for example {@code eu}
 * @param owner e-mail address of the owner
 * @param maintenance whether maintenance mode is on
 * @param formation process types by name; one named release makes a release phase
 * @param oneOffs commands of one-off dynos that run
 * @param config config vars set by hand
 * @param releases how many releases there were
 * @param releaseNeedsDatabase whether the release phase fails without {@code DATABASE_URL}
 */
public record AppSpec(
    String name,
    String region,
    String owner,
    boolean maintenance,
    Map<String, ProcessSpec> formation,
    List<String> oneOffs,
    Map<String, String> config,
    int releases,
    boolean releaseNeedsDatabase) {

  /**
   * One process type.
   *
   * @param quantity number of dynos
   * @param size dyno size, for example {@code Standard-1X}
   * @param command start command
   * @param writesPerSecond writes of one running dyno to the database it uses, 0 to 1000
   */
  public record ProcessSpec(int quantity, String size, String command, double writesPerSecond) {
    /** Checks the bounds. */
    public ProcessSpec {
      if (quantity < 0 || quantity > 1000 || writesPerSecond < 0 || writesPerSecond > 1000) {
        throw new IllegalArgumentException("quantity and writes are from 0 to 1000");
      }
    }
  }

  /** Checks the name and copies the collections. */
  public AppSpec {
    if (!name.matches("[a-z][a-z0-9-]{1,28}[a-z0-9]")) {
      throw new IllegalArgumentException(
          "an app name has 3 to 30 small letters, digits and dashes, and starts with a letter");
    }
    formation = Collections.unmodifiableMap(new LinkedHashMap<>(formation));
    oneOffs = List.copyOf(oneOffs);
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
  }

  @Override
  public String toString() {
    return "AppSpec[" + name + ']';
  }
}
