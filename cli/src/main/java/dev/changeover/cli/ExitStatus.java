package dev.changeover.cli;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import java.util.List;

/** What a command reports to its caller. One meaning each, printed by {@code --help}. */
public enum ExitStatus {
  DONE(0, "done, or nothing to do"),
  FAILED(1, "failed; the message says what was changed and what to do"),
  CHANGES(2, "changes are pending (only with --detailed-exitcode)"),
  BLOCKED(3, "a check forbids the changeover"),
  STALE(4, "the approved plan no longer fits"),
  DECLINED(5, "not confirmed, or nobody could be asked"),
  USAGE(64, "the command line is wrong"),
  INVALID(65, "the desired state or the plan file is invalid"),
  UNREACHABLE(69, "Heroku cannot be reached"),
  UNAUTHORISED(77, "not authorised by Heroku"),
  INTERRUPTED(130, "interrupted; run again to go on");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** Returns the number that the process ends with. */
  public int code() {
    return code;
  }

  /** Returns what it means. */
  public String meaning() {
    return meaning;
  }

  /** Returns how a command ends that ends with a diagnostic of that kind. */
  public static ExitStatus of(Code.Kind kind) {
    return switch (kind) {
      case DESIRED_STATE -> INVALID;
      case USAGE -> USAGE;
      case UNAUTHORISED -> UNAUTHORISED;
      case UNREACHABLE -> UNREACHABLE;
      case BLOCKED -> BLOCKED;
      case STALE -> STALE;
      case DECLINED -> DECLINED;
      case INTERRUPTED -> INTERRUPTED;
      case FAILED -> FAILED;
      case PLAN -> DONE;
    };
  }

  /** Returns how a command ends that ends with those diagnostics: the first one decides. */
  static ExitStatus of(List<Diagnostic> diagnostics) {
    return diagnostics.stream().findFirst().map(each -> of(each.code().kind())).orElse(FAILED);
  }
}
