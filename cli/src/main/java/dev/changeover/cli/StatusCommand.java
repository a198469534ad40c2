package dev.changeover.cli;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.report.Renderer;
import dev.changeover.core.report.Report;
import java.util.ArrayList;
import java.util.List;

/** Shows where the databases stand. */
final class StatusCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "status",
        "[FILE|FOLDER]...",
        Integer.MAX_VALUE,
        "Shows each app's databases, how far a changeover has come, and what is next.",
        List.of("Without an argument it reads `changeover.yaml`."),
        List.of(Flag.OUTPUT, Flag.COLOR, Flag.JOURNAL),
        List.of("changeover status", "changeover status --output=json changeover.yaml"),
        List.of(
            ExitStatus.DONE,
            ExitStatus.FAILED,
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
    List<DesiredState> desired = inputs.desired();
    List<Report> reports = new ArrayList<>();
    try (Session session = Session.open(environment, inputs.journal())) {
      for (DesiredState each : desired) {
        reports.add(Report.of(session.surveyor().survey(each)));
      }
    }
    Renderer renderer = json ? Renderer.statusJson() : Renderer.statusText(colour);
    environment.out().print(Output.text(renderer, reports));
    return ExitStatus.DONE;
  }
}
