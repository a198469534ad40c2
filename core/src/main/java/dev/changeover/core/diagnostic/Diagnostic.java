package dev.changeover.core.diagnostic;

import java.util.Optional;

/**
 * Something a person must know.
 *
 * @param code what kind of thing it is; stable across releases
 * @param severity how much it matters
 * @param what one concrete sentence, with names in backticks; never holds a secret
 * @param why the reason it matters
 * @param fix what to do about it
 * @param at where in the user's file, if it is about a file
 */
public record Diagnostic(
    Code code,
    Severity severity,
    String what,
    String why,
    String fix,
    Optional<SourcePosition> at) {

  /** Returns a diagnostic of the code's own severity, reason and remedy. */
  public static Diagnostic of(Code code, String what) {
    return new Diagnostic(code, code.severity(), what, code.why(), code.fix(), Optional.empty());
  }

  /** Returns a diagnostic of the code's own severity and reason, with a special remedy. */
  public static Diagnostic of(Code code, String what, String fix) {
    return new Diagnostic(code, code.severity(), what, code.why(), fix, Optional.empty());
  }

  /** Returns this diagnostic, placed in a file. */
  public Diagnostic at(SourcePosition position) {
    return new Diagnostic(code, severity, what, why, fix, Optional.of(position));
  }

  /** Returns this diagnostic with another severity. */
  public Diagnostic withSeverity(Severity other) {
    return new Diagnostic(code, other, what, why, fix, at);
  }

  /** Returns this diagnostic with another reason. */
  public Diagnostic because(String reason) {
    return new Diagnostic(code, severity, what, reason, fix, at);
  }

  /** Returns this diagnostic with another remedy. */
  public Diagnostic fixedBy(String remedy) {
    return new Diagnostic(code, severity, what, why, remedy, at);
  }
}
