package dev.changeover.simulation;

/** What must hold, whatever happens. */
enum Invariant {
  /** What serves an app, or is not the proven predecessor, is never destroyed. */
  I1,
  /** What still follows, is not available, or has the wrong version is never promoted. */
  I2,
  /** A follower is cut off only after the writers stopped and it has caught up after that. */
  I3,
  /** After the switch the old database is never made the primary again. */
  I4,
  /** No acknowledged write is lost. */
  I5,
  /** The old database is kept unless the file says otherwise. */
  I6,
  /** Destroying comes last: the app is open, and nothing else uses the database. */
  I7,
  /** At most one new database exists for each old one, and it is upgraded once. */
  I8,
  /** An apply ends converged, or says what state the app is in and what to do. */
  I9,
  /** A converged state plans to nothing and sends no write. */
  I10,
  /** Applies on one machine never interleave their writes. */
  I11,
  /** An apply does nothing that was not approved. */
  APPROVED,
  /** The program ends in a way that is meant, without a bug's exception. */
  SOUND
}
