package dev.changeover.cli;

import dev.changeover.core.apply.ApplyListener;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.report.DiagnosticRenderer;
import dev.changeover.core.report.Elapsed;
import dev.changeover.core.report.Renderer;
import dev.changeover.core.report.Report;
import java.util.ArrayList;
import java.util.List;

/** Shows an apply to people: plan and summary on standard output, progress on standard error. */
final class TextApplyView implements ApplyView {
  private static final int LABEL = 10;

  private final Environment environment;
  private final Environment.Colour colour;
  private final ProgressLines progress;

  TextApplyView(Environment environment, Environment.Colour colour) {
    this.environment = environment;
    this.colour = colour;
    DiagnosticRenderer messages = new DiagnosticRenderer(environment.colourErr(colour));
    this.progress =
        environment.canRedraw()
            ? new ProgressLines(
                environment.err(), messages, environment.terminals().columns().getAsInt())
            : new ProgressLines(environment.err(), messages);
  }

  @Override
  public void planned(List<Report> reports) {
    Renderer renderer = Renderer.planText(environment.colourOut(colour));
    environment.out().print(Output.text(renderer, reports) + "\n");
  }

  @Override
  public ApplyListener begin(DesiredState desired) {
    return progress;
  }

  @Override
  public void ended(DesiredState desired, Outcome outcome) {
    progress.clear();
    failed(outcome.diagnostics());
    environment.out().print(summary(desired, outcome));
  }

  @Override
  public void failed(List<Diagnostic> diagnostics) {
    environment
        .err()
        .print(new DiagnosticRenderer(environment.colourErr(colour)).render(diagnostics));
  }

  private String summary(DesiredState desired, Outcome outcome) {
    List<String> lines = new ArrayList<>();
    lines.add(headline(desired, outcome));
    if (outcome.done().isEmpty()) {
      lines.add(labelled("changed", "nothing by this run"));
    }
    for (int index = 0; index < outcome.done().size(); index++) {
      lines.add(labelled(index == 0 ? "changed" : "", outcome.done().get(index)));
    }
    lines.add(labelled("app", outcome.appState()));
    boolean sandbox = environment.variable(Session.SPEED_VARIABLE).isPresent();
    outcome
        .downtime()
        .ifPresent(
            time ->
                lines.add(
                    labelled("downtime", new Elapsed(time) + (sandbox ? " of sandbox time" : ""))));
    lines.add(labelled("next", next(desired, outcome)));
    return String.join("\n", lines) + "\n";
  }

  private static String labelled(String label, String text) {
    return "  " + Usage.pad(label, LABEL) + text;
  }

  private static String headline(DesiredState desired, Outcome outcome) {
    String app = "`" + desired.app() + "`";
    return switch (outcome.kind()) {
      case NOTHING_TO_DO -> "Nothing to do for " + app + ".";
      case CONVERGED -> "Done: %s is on Postgres %s.".formatted(app, desired.version());
      case BLOCKED -> "Blocked: %s.".formatted(stage(app, outcome));
      case STALE -> "Stopped, the approved plan no longer fits: %s.".formatted(stage(app, outcome));
      case FAILED -> "Failed: %s.".formatted(stage(app, outcome));
      case INTERRUPTED -> "Interrupted: %s.".formatted(stage(app, outcome));
    };
  }

  /** What a stage says of the new database is of no use once the app was opened on the old one. */
  private static String stage(String app, Outcome outcome) {
    boolean wentBack =
        outcome.diagnostics().stream().anyMatch(each -> each.code() == Code.REOPENED);
    return wentBack
        ? app + " was not switched, and is open on the old database again"
        : "for " + app + " " + outcome.stage().text();
  }

  private static String next(DesiredState desired, Outcome outcome) {
    return switch (outcome.kind()) {
      case NOTHING_TO_DO -> "nothing";
      case CONVERGED ->
          "watch the app, and refresh the planner's statistics: heroku pg:psql %s --app %s"
                  .formatted(desired.attachment(), desired.app())
              + " --command ANALYZE"
              + (desired.keepOldDatabase() ? "; the old database is kept, and billed" : "");
      case BLOCKED, FAILED -> "do what `fix` says above, then run `apply` again; that is safe";
      case STALE -> "run `plan`, review it, and apply that";
      case INTERRUPTED -> "run `apply` again to go on; that is safe";
    };
  }
}
