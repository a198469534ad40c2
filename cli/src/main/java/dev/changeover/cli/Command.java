package dev.changeover.cli;

/** One command of the program. */
interface Command {
  /** Returns how it is used. */
  Usage usage();

  /**
   * Does it.
   *
   * @throws dev.changeover.core.diagnostic.DiagnosticException for what the user must be told
   */
  ExitStatus run(Arguments arguments, Environment environment);
}
