package dev.changeover.sandbox.scenario;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** How long things take in a world, in world time. */
public final class Timing {
  /** Everything in the world that takes time. */
  public enum Activity {
    /** From the creation of an add-on until its state is {@code provisioned}. */
    PROVISIONING("provisioning", 240),
    /** From there until a follower has caught up. */
    CATCH_UP("catchUp", 90),
    /** How often a follower that has caught up replays what the leader wrote since. */
    REPLAY_INTERVAL("replayInterval", 3),
    /** From {@code upgrade/run} until the new version serves. */
    UPGRADE("upgrade", 360),
    /** From {@code upgrade/prepare} until an upgrade in place may be run. */
    PREPARE("prepare", 120),
    /** From {@code unfollow} until the database is available. */
    UNFOLLOW("unfollow", 20),
    /** Run time of a release phase. */
    RELEASE_PHASE("releasePhase", 20),
    /** From the stop signal until a dyno has gone. */
    DYNO_STOP("dynoStop", 10),
    /** How long a stopped dyno is still listed as down. */
    DYNO_DOWN("dynoDown", 1),
    /** From the start of a dyno until it is up. */
    DYNO_BOOT("dynoBoot", 5),
    /** How long database sessions outlive their dyno, and still write. */
    SESSION_LINGER("sessionLinger", 5),
    /** How long the Data API does not know a new database. */
    DATA_API_UNAWARE("dataApi404AfterCreate", 8),
    /** How long forks and followers are refused after a fork, unfollow or upgrade. */
    FORK_FOLLOW_UNAVAILABLE("forkFollowUnavailable", 3600),
    /** How long the reported version stays the old one after an upgrade. */
    VERSION_LAG("versionLag", 0),
    /** Change of plan of a database. */
    PLAN_CHANGE("planChange", 120),
    /** A backup or a copy. */
    TRANSFER("transfer", 60),
    /** How long an add-on is {@code deprovisioning} when destruction is not immediate. */
    DEPROVISIONING("deprovisioning", 15),
    /** How long a change of settings blocks the next one. */
    SETTINGS("settings", 5);

    private final String key;
    private final long defaultSeconds;

    Activity(String key, long defaultSeconds) {
      this.key = key;
      this.defaultSeconds = defaultSeconds;
    }

    /** Returns the name of this activity in a scenario file. */
    public String key() {
      return key;
    }
  }

  private final EnumMap<Activity, Span> spans = new EnumMap<>(Activity.class);

  /** Makes a timing of the given spans and defaults for the rest. */
  public Timing(Map<Activity, Span> stated) {
    for (Activity activity : Activity.values()) {
      Span standard = Span.of(Duration.ofSeconds(activity.defaultSeconds));
      spans.put(activity, stated.getOrDefault(activity, standard));
    }
  }

  /** Returns how long this takes. */
  public Span of(Activity activity) {
    Span span = spans.get(activity);
    if (span == null) {
      throw new IllegalStateException("no span for " + activity);
    }
    return span;
  }

  @Override
  public String toString() {
    return "Timing" + spans;
  }
}
