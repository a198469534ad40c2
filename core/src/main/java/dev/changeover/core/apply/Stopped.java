package dev.changeover.core.apply;

import dev.changeover.core.diagnostic.Diagnostic;

/** Ends one run of an apply. Never leaves this package. */
final class Stopped extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Diagnostic diagnostic;
  private final Reason reason;

  Stopped(Reason reason, Diagnostic diagnostic) {
    super(diagnostic.what(), null, false, false);
    this.reason = reason;
    this.diagnostic = diagnostic;
  }

  /** Why a run ends. */
  enum Reason {
    /** A step cannot be completed. */
    FAILED,
    /** A person asked to stop. */
    INTERRUPTED
  }

  Reason reason() {
    return reason;
  }

  Diagnostic diagnostic() {
    return diagnostic;
  }
}
