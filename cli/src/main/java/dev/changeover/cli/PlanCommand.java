package dev.changeover.cli;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.report.Renderer;
import dev.changeover.core.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows what an apply would do. */
final class PlanCommand implements Command {
  private static final Flag OUT =
      Flag.valued("out", "FILE", "also save the plan, so that `apply FILE` applies exactly it");
  private static final Flag DETAILED =
      Flag.of("detailed-exitcode", "exit with 2 if changes are pending");

  @Override
  public Usage usage() {
    return new Usage(
        "plan",
        "[FILE|FOLDER]...",
        Integer.MAX_VALUE,
        "Shows what `apply` would do, and changes nothing.",
        List.of(
            "Reads desired-state files and folders (default: `changeover.yaml`), compares them with"
                + " Heroku, and prints the steps with downtime, cost and point of no return."),
        List.of(Flag.OUTPUT, OUT, DETAILED, Flag.COLOR, Flag.JOURNAL),
        List.of(
            "changeover plan changeover.yaml",
            "changeover plan --out=plan.json && changeover apply plan.json",
            "changeover plan --output=json --detailed-exitcode apps/"),
        List.of(
            ExitStatus.DONE,
            ExitStatus.FAILED,
            ExitStatus.CHANGES,
            ExitStatus.BLOCKED,
            ExitStatus.USAGE,
            ExitStatus.INVALID,
            ExitStatus.UNREACHABLE,
            ExitStatus.UNAUTHORISED));
  }

  @Override
  public ExitStatus run(Arguments arguments, Environment environment) {
    boolean json = arguments.json();
    boolean colour = environment.colourOut(arguments.colour());
    Inputs inputs = new Inputs(arguments, environment);
    Optional<Path> out = arguments.value(OUT.name()).map(inputs::path);
    List<DesiredState> desired = inputs.desired();
    List<Report> reports = new ArrayList<>();
    try (Session session = Session.open(environment, inputs.journal())) {
      for (DesiredState each : desired) {
        reports.add(Report.of(session.surveyor().survey(each)));
      }
    }
    Renderer renderer = json ? Renderer.planJson() : Renderer.planText(colour);
    environment.out().print(Output.text(renderer, reports));
    out.ifPresent(file -> save(file, Output.text(Renderer.planJson(), reports)));
    return status(reports, arguments.has(DETAILED.name()));
  }

  private static ExitStatus status(List<Report> reports, boolean detailed) {
    if (reports.stream().anyMatch(report -> report.result() == Report.Result.BLOCKED)) {
      return ExitStatus.BLOCKED;
    }
    boolean pending = reports.stream().anyMatch(report -> report.result() == Report.Result.CHANGES);
    return pending && detailed ? ExitStatus.CHANGES : ExitStatus.DONE;
  }

  /** Whoever reads the file sees all of it or nothing. */
  private static void save(Path file, String text) {
    Path absolute = file.toAbsolutePath();
    Path folder = Optional.ofNullable(absolute.getParent()).orElse(absolute);
    try {
      Path draft = Files.createTempFile(folder, ".plan", ".tmp");
      try {
        Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
        Files.move(
            draft, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.USAGE,
              "the plan cannot be saved as `%s`".formatted(file),
              "Name a file in a folder that exists and that you may write to."),
          e);
    }
  }
}
