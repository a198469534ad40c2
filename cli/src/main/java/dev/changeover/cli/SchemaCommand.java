package dev.changeover.cli;

import dev.changeover.core.desired.NearMatch;
import java.util.List;

/** Prints the JSON schemas. */
final class SchemaCommand implements Command {
  private static final List<String> NAMES = List.of("desired-state", "plan", "events");

  @Override
  public Usage usage() {
    return new Usage(
        "schema",
        "[desired-state|plan|events]",
        1,
        "Prints a JSON schema.",
        List.of(
            "desired-state: of the files that you write (default). plan: of what `plan`, `status`"
                + " and `validate` print with --output=json, and of plan files. events: of each"
                + " line that `apply --output=json` prints."),
        List.of(),
        List.of("changeover schema > changeover.schema.json", "changeover schema plan"),
        List.of(ExitStatus.DONE, ExitStatus.USAGE));
  }

  @Override
  public ExitStatus run(Arguments arguments, Environment environment) {
    String name = arguments.operands().stream().findFirst().orElse(NAMES.get(0));
    if (!NAMES.contains(name)) {
      throw arguments.mistake(
          "there is no schema `%s`%s"
              .formatted(
                  name,
                  NearMatch.of(name, NAMES)
                      .map(each -> "; did you mean `" + each + "`?")
                      .orElse("")));
    }
    environment.out().print(Release.text("/schemas/" + name + ".v1.schema.json"));
    return ExitStatus.DONE;
  }
}
