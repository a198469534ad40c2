package dev.changeover.cli;

import dev.changeover.core.desired.NearMatch;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.report.DiagnosticRenderer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The program: picks the command, and turns whatever ends it into text and an exit status. */
public final class Main {
  private static final List<String> NAMES =
      List.of(
          "validate",
          "plan",
          "apply",
          "status",
          "sandbox",
          "demo",
          "schema",
          "explain",
          "version",
          "help");

  private final Environment environment;

  Main(Environment environment) {
    this.environment = environment;
  }

  /** Runs the command that the arguments name, and ends the process with its status. */
  public static void main(String[] args) {
    OwnProcess.run(args);
  }

  /** Runs the command that the arguments name. Every failure ends as text and a status. */
  ExitStatus run(String... args) {
    try {
      return dispatch(List.of(args));
    } catch (DiagnosticException e) {
      return report(e.diagnostics());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
      environment.err().print(new BugReport(environment).text(e));
      return ExitStatus.FAILED;
    }
  }

  private ExitStatus report(List<Diagnostic> diagnostics) {
    boolean colour = environment.colourErr(Environment.Colour.AUTO);
    environment.err().print(new DiagnosticRenderer(colour).render(diagnostics));
    return ExitStatus.of(diagnostics);
  }

  private ExitStatus dispatch(List<String> words) {
    if (words.isEmpty()) {
      environment.err().print(overview());
      return ExitStatus.USAGE;
    }
    String first = words.get(0);
    if (first.equals("--help") || first.equals("-h")) {
      environment.out().print(overview());
      return ExitStatus.DONE;
    }
    String name = first.equals("--version") ? "version" : first;
    if (name.equals("help")) {
      return help(words.subList(1, words.size()));
    }
    Command command = command(name);
    Arguments arguments = Arguments.parse(command.usage(), words.subList(1, words.size()));
    if (arguments.has(Flag.HELP.name())) {
      environment.out().print(command.usage().help());
      return ExitStatus.DONE;
    }
    return command.run(arguments, environment);
  }

  private ExitStatus help(List<String> words) {
    Optional<String> topic = words.stream().filter(word -> !word.equals("--help")).findFirst();
    boolean overview = topic.isEmpty() || topic.get().equals("help");
    environment.out().print(overview ? overview() : command(topic.get()).usage().help());
    return ExitStatus.DONE;
  }

  private static Command command(String name) {
    return switch (name) {
      case "validate" -> new ValidateCommand();
      case "plan" -> new PlanCommand();
      case "apply" -> new ApplyCommand();
      case "status" -> new StatusCommand();
      case "sandbox" -> new SandboxCommand();
      case "demo" -> new DemoCommand();
      case "schema" -> new SchemaCommand();
      case "explain" -> new ExplainCommand();
      case "version" -> new VersionCommand();
      default -> throw unknown(name);
    };
  }

  private static DiagnosticException unknown(String name) {
    String kind = name.startsWith("-") ? "option" : "command";
    String near =
        NearMatch.of(name, NAMES).map(each -> "; did you mean `" + each + "`?").orElse("");
    return new DiagnosticException(
        Diagnostic.of(
            Code.USAGE,
            "there is no %s `%s`%s".formatted(kind, name, near),
            "Run `changeover help`."));
  }

  private static String overview() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        Usage: changeover COMMAND [OPTION]... [ARGUMENT]...
        Upgrades Heroku Postgres databases from a file in your repository.

        Commands:
        """);
    for (String name : NAMES) {
      text.append("  ").append(Usage.pad(name, 10)).append(purpose(name)).append('\n');
    }
    text.append(
        """

        Credentials and hosts are found as the Heroku CLI finds them: HEROKU_API_KEY, else
        ~/.netrc; HEROKU_HOST and HEROKU_DATA_HOST.

        Start with `changeover demo`: it upgrades a database in a sandbox on this machine.
        `changeover COMMAND --help` says more about a command.

        Exit status:
        """);
    Usage.exits(text, Arrays.asList(ExitStatus.values()));
    return text.toString();
  }

  private static String purpose(String name) {
    return name.equals("help")
        ? "Prints this, or the help of a command."
        : command(name).usage().purpose();
  }
}
