package dev.changeover.core.plan;

import java.util.List;

/** What must hold before the first thing that users notice. */
final class Stopping {
  private Stopping() {}

  /** Returns the guards and waits that come before the app is closed. */
  static List<Condition> preconditions(Changeover changeover) {
    Claims claims = new Claims(changeover);
    return List.of(
        claims.servesLeader(),
        claims.candidateFollows(),
        claims.candidateAvailable(),
        claims.releasesQuiet(),
        claims.nearlyCaughtUp());
  }
}
