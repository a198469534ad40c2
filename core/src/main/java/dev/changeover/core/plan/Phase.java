package dev.changeover.core.plan;

/** The parts of a changeover, in order. */
public enum Phase {
  PREPARE("Prepare"),
  STOP("Stop writers"),
  SWITCH("Switch"),
  REOPEN("Reopen"),
  CLEAN_UP("Clean up");

  private final String title;

  Phase(String title) {
    this.title = title;
  }

  /** Returns the heading in a plan. */
  public String title() {
    return title;
  }
}
