package dev.changeover.sandbox;

import java.time.Instant;

/**
 * Something that happened in the world, whoever caused it. Holds no secret.
 *
 * @param number counts up from 1
 * @param at when, in the time of the world
 * @param kind what happened
 * @param app name of the app it happened to; empty if to none
 * @param addOn name of the add-on it happened to; empty if to none
 * @param about what else belongs to it, see {@link Kind}
 * @param amount a number that belongs to it, see {@link Kind}; else 0
 */
public record Happening(
    long number, Instant at, Kind kind, String app, String addOn, String about, long amount) {

  /** What can happen. */
  public enum Kind {
    /** An add-on was made; {@code about} is the name of the leader that it follows, or empty. */
    CREATED("add-on %2$s created"),
    /** An add-on can be used; {@code about} is its Postgres version, empty for another service. */
    PROVISIONED("add-on %2$s provisioned"),
    /** An add-on never came to be. */
    NOT_PROVISIONED("add-on %2$s failed to provision"),
    /** An add-on is gone. */
    DESTROYED("add-on %2$s destroyed"),
    /** An add-on is called {@code about} from now on. */
    RENAMED("add-on %2$s is called %3$s now"),
    /** An alias, {@code about}, of an app points at an add-on now. */
    ATTACHED("%1$s: %3$s points at %2$s"),
    /** An alias, {@code about}, of an app no longer points at an add-on. */
    DETACHED("%1$s: %3$s no longer points at %2$s"),
    /** Maintenance mode was set; {@code about} is {@code on} or {@code off}. */
    MAINTENANCE("%1$s: maintenance %3$s"),
    /** {@code amount} dynos of the process type {@code about} are wanted. */
    SCALED("%1$s: scale %3$s to %4$d"),
    /** The dyno {@code about}, the one with number {@code amount}, serves. */
    DYNO_UP("%1$s: dyno %3$s is up"),
    /** The dyno {@code about}, the one with number {@code amount}, no longer runs. */
    DYNO_STOPPED("%1$s: dyno %3$s stopped"),
    /** Release number {@code amount} was made; {@code about} describes it. */
    RELEASED("%1$s: release v%4$d %3$s"),
    /** Release number {@code amount} ended; {@code about} is its status. */
    RELEASE_ENDED("%1$s: release v%4$d %3$s"),
    /** A follower has everything that its leader had. */
    CAUGHT_UP("follower %2$s caught up"),
    /**
     * A follower became a database of its own. {@code about} is its former leader; {@code amount}
     * counts the leader's commits that it lacks.
     */
    STOPPED_FOLLOWING("%2$s stopped following %3$s, %4$d behind"),
    /** An upgrade to the version {@code about} began. */
    UPGRADE_STARTED("upgrade of %2$s to %3$s started"),
    /** An upgrade to the version {@code about} is done. */
    UPGRADED("upgrade of %2$s to %3$s finished"),
    /** An upgrade was given up. */
    UPGRADE_FAILED("upgrade of %2$s failed"),
    /** {@code amount} sessions of processes that had gone were ended. */
    CONNECTIONS_RESET("connections to %2$s reset, %4$d left behind"),
    /** A person did {@code about}. */
    HUMAN("a person does %3$s"),
    /** Anything else, described by {@code about}. */
    OTHER("%3$s");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /** Returns what happened, for people. */
  public String what() {
    return kind.text.formatted(app, addOn, about, amount);
  }
}
