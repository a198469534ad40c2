package dev.changeover.core.diagnostic;

/** How much a diagnostic matters. */
public enum Severity {
  /** Ends the command; nothing further is done. */
  ERROR,
  /** A check that forbids the changeover until it is solved or overridden. */
  BLOCKED,
  /** Allowed, but a person should know. */
  WARNING,
  /** A check that could not be made. Never counts as passed. */
  NOT_CHECKED,
  /** A fact. */
  NOTE
}
