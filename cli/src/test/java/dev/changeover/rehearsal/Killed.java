package dev.changeover.rehearsal;

/** Stands for the end of the process: nothing may catch it. */
final class Killed extends Error {
  private static final long serialVersionUID = 1L;

  Killed() {
    super("killed", null, false, false);
  }
}
