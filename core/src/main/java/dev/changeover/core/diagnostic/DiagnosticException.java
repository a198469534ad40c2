package dev.changeover.core.diagnostic;

import java.util.List;

/** Ends a command with what the user must be told. Shown as is, never with a stack trace. */
public final class DiagnosticException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  /** Wraps at least one diagnostic. */
  public DiagnosticException(List<Diagnostic> diagnostics) {
    super(diagnostics.get(0).what());
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** Wraps one diagnostic. */
  public DiagnosticException(Diagnostic diagnostic) {
    this(List.of(diagnostic));
  }

  /** Wraps one diagnostic and what caused it. */
  public DiagnosticException(Diagnostic diagnostic, Throwable cause) {
    super(diagnostic.what(), cause);
    this.diagnostics = List.of(diagnostic);
  }

  /** Returns what the user must be told, most important first. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
