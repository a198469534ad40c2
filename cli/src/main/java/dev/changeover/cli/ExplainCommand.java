package dev.changeover.cli;

import dev.changeover.core.desired.NearMatch;
import dev.changeover.core.diagnostic.Code;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Explains the codes of messages. */
final class ExplainCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "explain",
        "[CODE]",
        1,
        "Explains the code of a message; without one, lists all codes.",
        List.of("A code stands in brackets in a message, as in `error[unknown-key]`."),
        List.of(),
        List.of("changeover explain", "changeover explain fork-follow-unavailable"),
        List.of(ExitStatus.DONE, ExitStatus.USAGE));
  }

  @Override
  public ExitStatus run(Arguments arguments, Environment environment) {
    Optional<String> id = arguments.operands().stream().findFirst();
    if (id.isEmpty()) {
      list(environment.out());
      return ExitStatus.DONE;
    }
    Code code = Code.byId(id.get()).orElseThrow(() -> unknown(arguments, id.get()));
    environment.out().print(explanation(code));
    return ExitStatus.DONE;
  }

  private static RuntimeException unknown(Arguments arguments, String id) {
    List<String> ids = Arrays.stream(Code.values()).map(Code::id).toList();
    return arguments.mistake(
        "there is no code `%s`%s"
            .formatted(
                id,
                NearMatch.of(id, ids).map(each -> "; did you mean `" + each + "`?").orElse("")));
  }

  private static void list(PrintStream out) {
    int width = Arrays.stream(Code.values()).mapToInt(code -> code.id().length()).max().orElse(0);
    for (Code code : Code.values()) {
      out.print(Usage.pad(code.id(), width + 2) + code.title() + "\n");
    }
  }

  private static String explanation(Code code) {
    return "%s: %s\n  why: %s\n  fix: %s\n  exit: %s\n"
        .formatted(code.id(), code.title(), code.why(), code.fix(), exit(code));
  }

  private static String exit(Code code) {
    ExitStatus status = ExitStatus.of(code.kind());
    return code.kind() == Code.Kind.PLAN
        ? "none, it is only part of a plan"
        : status.code() + ", " + status.meaning();
  }
}
