package dev.changeover.sandbox.scenario;

import java.util.Locale;

/** Something that goes wrong in the world rather than on the wire, or is done in another way. */
public enum WorldFault {
  /** A new add-on ends as {@code deprovisioned}. */
  PROVISIONING_FAILS,
  /** A new add-on stays {@code provisioning}. */
  PROVISIONING_NEVER_ENDS,
  /** The wait status answers {@code error?}. */
  WAIT_STATUS_ERROR,
  /** The reported version stays the old one for good. */
  VERSION_STAYS,
  /** The release phase of a release that attaches fails. */
  ATTACH_RELEASE_FAILS,
  /** The release phase of a release that detaches fails. */
  DETACH_RELEASE_FAILS,
  /** The release phase of a release that detaches succeeds even without a database. */
  DETACH_RELEASE_SUCCEEDS(Nature.LEFT_OPEN),
  /** A release phase never ends. */
  RELEASE_NEVER_ENDS,
  /** A follower stays behind for good. */
  NEVER_CATCHES_UP,
  /** An upgrade fails half-way: the database no longer follows and keeps its version. */
  UPGRADE_FAILS,
  /** An upgrade never ends. */
  UPGRADE_NEVER_ENDS,
  /**
   * Readings of a wait status or lag say the opposite, at random: half of them, or as few as
   * stated, and never more than two in a row.
   */
  STATUS_FLAPS,
  /** The Data API gives the plan as an object, as it did in 2020. */
  PLAN_AS_OBJECT(Nature.LEFT_OPEN),
  /** The Data API gives the plan as words, as it did for old small plans. */
  PLAN_AS_WORDS(Nature.LEFT_OPEN),
  /** The Data API gives integers where it gives text otherwise. */
  INTEGERS_AS_VALUES(Nature.LEFT_OPEN),
  /** The Data API answers unknown databases with HTML declared as JSON. */
  HTML_NOT_FOUND(Nature.LEFT_OPEN),
  /** Destroying answers 202 and takes a while. */
  DESTROY_TAKES_TIME(Nature.LEFT_OPEN),
  /** Names of destroyed add-ons stay taken. */
  NAMES_STAY_TAKEN(Nature.LEFT_OPEN),
  /** Forks and followers are refused. */
  FORK_FOLLOW_UNAVAILABLE,
  /** Dynos ignore the stop signal. */
  DYNOS_DO_NOT_STOP,
  /** Dynos that boot end as {@code crashed}. */
  DYNOS_CRASH,
  /** Dynos that boot end as {@code idle}. */
  DYNOS_IDLE(Nature.LEFT_OPEN),
  /** An add-on reads as {@code suspended}. */
  ADDON_SUSPENDED,
  /** The standby of a highly available database is missing. */
  STANDBY_MISSING,
  /** A database has a maintenance ahead. */
  MAINTENANCE_PENDING,
  /** Upgrades are refused while the standby is missing or a maintenance is ahead. */
  UNREADY_UPGRADE_REFUSED(Nature.LEFT_OPEN),
  /** A new follower may not ask for a version. */
  FOLLOWER_VERSION_REFUSED(Nature.LEFT_OPEN),
  /** Versions that are not offered are refused with 400 in place of 422. */
  UNSUPPORTED_AS_BAD_REQUEST(Nature.LEFT_OPEN),
  /** The wait status of a follower ends before it has caught up. */
  WAIT_ENDS_EARLY(Nature.LEFT_OPEN),
  /** The upgrade status answers 404 with a message where no upgrade ever ran. */
  UPGRADE_STATUS_NOT_FOUND(Nature.LEFT_OPEN),
  /** The upgrade status answers 404 without a message where no upgrade ever ran. */
  UPGRADE_STATUS_UNKNOWN(Nature.LEFT_OPEN),
  /** The upgrade status tells of an upgrade only after a minute. */
  UPGRADE_STATUS_LATE(Nature.LEFT_OPEN),
  /** The status of a database stays {@code Available} while it is upgraded. */
  STATUS_STAYS_AVAILABLE(Nature.LEFT_OPEN),
  /** A database that is upgraded shows its leader until the upgrade ends. */
  FOLLOWS_WHILE_UPGRADING(Nature.LEFT_OPEN),
  /** The URL of the leader has no user and no password. */
  FOLLOWING_WITHOUT_CREDENTIALS(Nature.LEFT_OPEN),
  /** The leader's URL shows only in the row for people. */
  FOLLOWING_ABSENT(Nature.LEFT_OPEN),
  /** Followers do not name their leader, except by URL. */
  LEADER_ABSENT(Nature.LEFT_OPEN),
  /** What a database was forked from is not told. */
  FORKED_FROM_ABSENT(Nature.LEFT_OPEN),
  /** The position of the leader is not told. */
  TARGET_TRANSACTION_ABSENT(Nature.LEFT_OPEN),
  /** The config var of a new add-on is set before it is provisioned. */
  VAR_SET_AT_ONCE(Nature.LEFT_OPEN),
  /** A provisioned add-on makes no release of its own. */
  PROVISIONING_WITHOUT_RELEASE(Nature.LEFT_OPEN),
  /** A destroyed add-on makes no release. */
  DESTROY_WITHOUT_RELEASE(Nature.LEFT_OPEN),
  /** An add-on that other apps are attached to is destroyed without force. */
  DESTROY_NEEDS_NO_FORCE(Nature.LEFT_OPEN),
  /** Releases that attach and detach are described in other words. */
  OTHER_RELEASE_WORDS(Nature.LEFT_OPEN),
  /** A wrong confirmation is refused with 422 in place of 423. */
  WRONG_CONFIRM_IS_INVALID(Nature.LEFT_OPEN),
  /** A missing confirmation is refused with 400 in place of 423. */
  CONFIRMATION_AS_BAD_REQUEST(Nature.LEFT_OPEN),
  /** A cancelled transfer is answered with the transfer, and 200 in place of 201. */
  CANCEL_ANSWERS_TRANSFER(Nature.LEFT_OPEN),
  /** Answers of the Data API tell the rate limit. */
  RATE_LIMIT_ON_DATA(Nature.LEFT_OPEN),
  /** Answers of the Data API have no request id. */
  REQUEST_ID_ABSENT_ON_DATA(Nature.LEFT_OPEN);

  private enum Nature {
    FAILURE,
    LEFT_OPEN
  }

  private final Nature nature;

  WorldFault() {
    this(Nature.FAILURE);
  }

  WorldFault(Nature nature) {
    this.nature = nature;
  }

  /**
   * Returns whether nothing fails, but Heroku does in another way what its contract leaves open: it
   * may do so for good.
   */
  public boolean isLeftOpen() {
    return nature == Nature.LEFT_OPEN;
  }

  /** Returns the name used in scenarios, for example {@code upgrade-fails}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
