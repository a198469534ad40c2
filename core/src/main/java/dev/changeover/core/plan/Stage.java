package dev.changeover.core.plan;

/** How far a changeover has come, as Heroku shows it. */
public enum Stage {
  /** The desired state holds, or nothing has been started. */
  NONE("no changeover is under way"),
  CREATING("the new database is being created"),
  FOLLOWING("the new database follows the old one"),
  CLOSED("the app is closed; the new database still follows the old one"),
  UPGRADING("the new database is being upgraded; the app uses the old one"),
  UPGRADED("the new database is ready; the app still uses the old one"),
  SWITCHED("the app uses the new database; it may not be open yet"),
  REOPENED("the app is open on the new database");

  private final String text;

  Stage(String text) {
    this.text = text;
  }

  /** Returns the stage as the end of a sentence. */
  public String text() {
    return text;
  }

  /** Returns whether this comes at or after {@code other}. */
  public boolean atLeast(Stage other) {
    return compareTo(other) >= 0;
  }
}
