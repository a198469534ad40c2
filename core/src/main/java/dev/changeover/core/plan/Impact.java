package dev.changeover.core.plan;

import dev.changeover.core.model.Money;
import java.util.Optional;

/**
 * What a step means for the app and its owner.
 *
 * @param change what it does to resources
 * @param downtime its place in the downtime
 * @param cost what it adds to the monthly bill, negative for what it saves
 * @param undo how it could be undone; empty if it cannot be
 * @param note one more fact, for the reviewer
 */
public record Impact(
    Change change,
    Downtime downtime,
    Optional<Money> cost,
    Optional<String> undo,
    Optional<String> note) {

  /** What a step does to resources. */
  public enum Change {
    CREATE("+"),
    UPDATE("~"),
    /** Changes a database in a way that cannot be taken back for that database. */
    CONVERT("!"),
    DESTROY("-");

    private final String sign;

    Change(String sign) {
      this.sign = sign;
    }

    /** Returns the sign that marks it in a plan. */
    public String sign() {
      return sign;
    }
  }

  /** A step's place in the downtime. */
  public enum Downtime {
    NONE,
    STARTS,
    DURING,
    ENDS
  }
}
