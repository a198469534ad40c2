package dev.changeover.cli;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.report.ValidationDocument;
import java.util.List;

/** Checks desired-state files without asking Heroku. */
final class ValidateCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "validate",
        "[FILE|FOLDER]...",
        Integer.MAX_VALUE,
        "Checks desired-state files, and shows all mistakes at once.",
        List.of("Asks Heroku nothing. Without an argument it reads `changeover.yaml`."),
        List.of(Flag.OUTPUT),
        List.of("changeover validate", "changeover validate --output=json apps/"),
        List.of(ExitStatus.DONE, ExitStatus.USAGE, ExitStatus.INVALID));
  }

  @Override
  public ExitStatus run(Arguments arguments, Environment environment) {
    boolean json = arguments.json();
    List<DesiredState> valid;
    try {
      valid = new Inputs(arguments, environment).desired();
    } catch (DiagnosticException e) {
      if (!json) {
        throw e;
      }
      environment.out().print(ValidationDocument.invalid(e.diagnostics()));
      return ExitStatus.of(e.diagnostics());
    }
    if (json) {
      environment.out().print(ValidationDocument.valid(valid));
    } else {
      valid.forEach(each -> environment.out().print(line(each)));
    }
    return ExitStatus.DONE;
  }

  private static String line(DesiredState desired) {
    return "%s: valid: `%s` of %s on Postgres %s%s\n"
        .formatted(
            desired.position().file(),
            desired.attachment(),
            desired.app(),
            desired.version(),
            desired.plan().map(plan -> ", " + plan).orElse(""));
  }
}
