package dev.changeover.cli;

import dev.changeover.core.apply.ApplyListener;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.report.Report;
import java.util.List;

/** Shows what an apply plans, does and comes to. */
interface ApplyView {
  /** Plans were made; nothing has been sent. */
  void planned(List<Report> reports);

  /** Returns who hears what is done to one app, which begins now. */
  ApplyListener begin(DesiredState desired);

  /** The apply to that app has ended. */
  void ended(DesiredState desired, Outcome outcome);

  /** The command ends because of these. */
  void failed(List<Diagnostic> diagnostics);
}
