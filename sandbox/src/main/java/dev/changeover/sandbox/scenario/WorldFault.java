package dev.changeover.sandbox.scenario;

import java.util.Locale;

/** Something that goes wrong in the world rather than on the wire. */
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
  DETACH_RELEASE_SUCCEEDS,
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
   * stated.
   */
  STATUS_FLAPS,
  /** The Data API gives the plan as an object, as it did in 2020. */
  PLAN_AS_OBJECT,
  /** The Data API gives the plan as words, as it did for old small plans. */
  PLAN_AS_WORDS,
  /** The Data API gives integers where it gives text otherwise. */
  INTEGERS_AS_VALUES,
  /** The Data API answers unknown databases with HTML declared as JSON. */
  HTML_NOT_FOUND,
  /** Destroying answers 202 and takes a while. */
  DESTROY_TAKES_TIME,
  /** Names of destroyed add-ons stay taken. */
  NAMES_STAY_TAKEN,
  /** Forks and followers are refused. */
  FORK_FOLLOW_UNAVAILABLE,
  /** Dynos ignore the stop signal. */
  DYNOS_DO_NOT_STOP;

  /** Returns the name used in scenarios, for example {@code upgrade-fails}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
