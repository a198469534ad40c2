package dev.changeover.cli;

import dev.changeover.core.apply.ApplyListener;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.SendResult;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Step;
import dev.changeover.core.report.DiagnosticRenderer;
import dev.changeover.core.report.Elapsed;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Shows an apply's progress as lines. On a terminal a wait is one line that is redrawn; elsewhere a
 * line is printed when its text changes, and every half minute.
 */
final class ProgressLines implements ApplyListener {
  private static final Duration REMINDER = Duration.ofSeconds(30);
  private static final String INDENT = "      ";

  private final PrintStream err;
  private final DiagnosticRenderer messages;

  /** The width of the terminal; 0 if a line cannot be redrawn. */
  private final int columns;

  private int drawn;
  private String lastText = "";
  private Duration lastElapsed = Duration.ZERO;

  /** Returns progress in plain lines. */
  ProgressLines(PrintStream err, DiagnosticRenderer messages) {
    this(err, messages, 0);
  }

  /** Returns progress for a terminal of so many columns. */
  ProgressLines(PrintStream err, DiagnosticRenderer messages, int columns) {
    this.err = err;
    this.messages = messages;
    this.columns = columns;
  }

  /** Removes the line that is redrawn. */
  void clear() {
    if (drawn > 0) {
      err.print("\r" + " ".repeat(drawn) + "\r");
      err.flush();
      drawn = 0;
    }
  }

  private void line(String text) {
    clear();
    err.print(text + "\n");
    err.flush();
  }

  @Override
  public void starting(Plan plan) {}

  @Override
  public void stepStarting(Step step, int number, int of) {
    forget();
    line("[%d/%d] %s".formatted(number, of, step.summary()));
  }

  private void forget() {
    lastText = "";
    lastElapsed = Duration.ZERO;
  }

  @Override
  public void waiting(Step step, Wait wait) {
    String text = "waiting until %s: %s".formatted(wait.condition().claim(), state(wait));
    String times =
        "%s so far, %s left".formatted(new Elapsed(wait.elapsed()), new Elapsed(wait.left()));
    if (columns > 0) {
      // What is shortened first is the end, so what the wait depends on comes first.
      redraw(
          "%s%s; until %s".formatted(INDENT, state(wait), wait.condition().claim()),
          " (" + times + ")");
      return;
    }
    boolean restarted = wait.elapsed().compareTo(lastElapsed) < 0;
    boolean due = restarted || wait.elapsed().minus(lastElapsed).compareTo(REMINDER) >= 0;
    if (!text.equals(lastText) || due) {
      line(INDENT + text + " (" + times + ")");
      lastText = text;
      lastElapsed = wait.elapsed();
    }
  }

  private static String state(Wait wait) {
    return wait.whyNot().isEmpty() ? "so it is, reading again to be sure" : wait.whyNot();
  }

  /** A line that fills the last column would wrap on some terminals. */
  private void redraw(String text, String times) {
    int room = columns - 1;
    String line =
        text.length() + times.length() <= room
            ? text + times
            : shortened(text, Math.max(0, room - times.length())) + times;
    String shown = shortened(line, room);
    err.print("\r" + shown + " ".repeat(Math.max(0, drawn - shown.length())));
    err.flush();
    drawn = shown.length();
  }

  private static String shortened(String text, int room) {
    String plain =
        text.codePoints().allMatch(point -> point >= ' ' && point < 127) ? text : ascii(text);
    return plain.length() <= room
        ? plain
        : plain.substring(0, Math.max(0, room - 3)) + "...".substring(0, Math.min(3, room));
  }

  /** What is redrawn must have a known width, so anything unusual becomes a question mark. */
  private static String ascii(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .forEach(point -> plain.append(point >= ' ' && point < 127 ? (char) point : '?'));
    return plain.toString();
  }

  @Override
  public void sent(Step step, ApiCall call, SendResult result) {
    if (result.kind() == SendResult.Kind.ACCEPTED) {
      return;
    }
    String why = result.problem().map(Diagnostic::what).orElse("no reason given");
    String then =
        switch (result.kind()) {
          case LIMITED -> "; it is sent again after a pause";
          case NOT_SENT -> "; looking again first";
          case UNKNOWN -> "; looking whether it had its effect";
          case ACCEPTED, REFUSED -> "";
        };
    line(INDENT + ascii("%s: %s%s".formatted(call, why, then)));
  }

  @Override
  public void stepFinished(Step step, Duration elapsed) {
    line(INDENT + "done after " + new Elapsed(elapsed));
  }

  @Override
  public void note(Diagnostic diagnostic) {
    clear();
    err.print(messages.render(List.of(diagnostic)));
  }

  @Override
  public void goingBack(Diagnostic because) {
    forget();
    line("The switch did not happen: " + ascii(because.what()));
    line("Opening the app on the old database again.");
  }
}
