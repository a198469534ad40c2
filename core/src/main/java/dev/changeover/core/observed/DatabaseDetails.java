package dev.changeover.core.observed;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.PgVersion;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the Data API says of one database, without its secrets.
 *
 * @param version as reported; may lag behind an upgrade by minutes
 * @param status the status text, for example {@code Available}
 * @param follows whether it is a read-only replica, which is so when {@code following} is set
 * @param leader whom it follows, if named
 * @param forkedFrom the add-on it came from, once it no longer follows, as Heroku words it
 * @param lag commits behind the leader; empty when not reported, which is not zero
 * @param waiting whether Heroku says that it is not ready
 * @param waitMessage the word that goes with it, for example {@code preparing}
 * @param failed whether the wait status reports an error
 * @param upgrade what the upgrade status says
 * @param forkFollow the text of {@code Fork/Follow}, for example {@code Temporarily Unavailable}
 * @param highAvailability the text of {@code HA Status}, on plans that have it
 * @param maintenance a maintenance that is pending or running
 * @param followers names of the databases that follow this one
 * @param bytes size of the data
 */
public record DatabaseDetails(
    Optional<PgVersion> version,
    String status,
    boolean follows,
    Optional<AddonId> leader,
    Optional<String> forkedFrom,
    OptionalInt lag,
    boolean waiting,
    String waitMessage,
    boolean failed,
    Upgrade upgrade,
    Optional<String> forkFollow,
    Optional<String> highAvailability,
    Optional<Maintenance> maintenance,
    List<AddonName> followers,
    OptionalLong bytes) {

  public DatabaseDetails {
    followers = followers.stream().sorted().toList();
  }

  /**
   * What {@code upgrade/wait_status} says.
   *
   * @param waiting whether an upgrade, or its preparation, is under way
   * @param failed whether it reports an error
   * @param message Heroku's words, for people
   */
  public record Upgrade(boolean waiting, boolean failed, String message) {
    /** No upgrade is under way. */
    public static final Upgrade NONE = new Upgrade(false, false, "");
  }

  /**
   * A maintenance that has not been completed.
   *
   * @param method for example {@code changeover}, or {@code inplace_upgrade} for a prepared upgrade
   * @param status for example {@code pending}
   */
  public record Maintenance(String method, String status) {}

  /** Returns a copy that names another origin. */
  public DatabaseDetails withForkedFrom(String origin) {
    return new DatabaseDetails(
        version,
        status,
        follows,
        leader,
        Optional.of(origin),
        lag,
        waiting,
        waitMessage,
        failed,
        upgrade,
        forkFollow,
        highAvailability,
        maintenance,
        followers,
        bytes);
  }

  /** Returns whether the database serves connections and no wait is under way. */
  public boolean available() {
    return !waiting && !failed && !upgrade.waiting() && status.startsWith("Available");
  }
}
