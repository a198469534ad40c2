package dev.changeover.cli;

import dev.changeover.core.apply.ApplyListener;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.report.EventWriter;
import dev.changeover.core.report.Report;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Shows an apply as JSON, one object a line, on standard output. */
final class JsonApplyView implements ApplyView {
  private final EventWriter events;

  JsonApplyView(PrintStream out, Supplier<Instant> clock) {
    this.events = new EventWriter(clock, line -> out.print(line + "\n"));
  }

  @Override
  public void planned(List<Report> reports) {
    reports.forEach(events::planned);
  }

  @Override
  public ApplyListener begin(DesiredState desired) {
    events.about(desired.app());
    return events;
  }

  @Override
  public void ended(DesiredState desired, Outcome outcome) {
    events.ended(outcome);
  }

  @Override
  public void failed(List<Diagnostic> diagnostics) {
    events.failed(diagnostics);
  }
}
