package dev.changeover.core.report;

import dev.changeover.core.diagnostic.Severity;
import dev.changeover.core.report.Report.DatabaseRow;
import dev.changeover.core.report.Report.Finding;
import dev.changeover.core.report.Report.Result;
import dev.changeover.core.report.Report.StepRow;
import dev.changeover.core.report.Style.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Where an app's databases stand, and what is next, for people. */
final class StatusText implements Renderer {
  private static final List<String> HEADINGS =
      List.of("database", "version", "plan", "attached as", "state");
  private static final int GAP = 2;

  private final Style style;

  StatusText(Style style) {
    this.style = style;
  }

  @Override
  public void render(List<Report> reports, Appendable out) throws IOException {
    for (int index = 0; index < reports.size(); index++) {
      out.append(index == 0 ? "" : "\n").append(text(reports.get(index)));
    }
  }

  private String text(Report report) {
    return style.paint(Tone.STRONG, report.app())
        + "\n\n"
        + table(report.databases())
        + "\n"
        + style.hanging("  now   ", Tone.FAINT, report.stageText(), Tone.PLAIN)
        + style.hanging("  want  ", Tone.FAINT, wanted(report), Tone.PLAIN)
        + next(report);
  }

  private static String wanted(Report report) {
    return "Postgres %s on %s"
        .formatted(report.to().version().orElse("?"), report.to().plan().orElse("its plan"));
  }

  private String next(Report report) {
    if (report.result() == Result.NOTHING) {
      return style.hanging("  next  ", Tone.FAINT, "nothing to do", Tone.GOOD);
    }
    if (report.result() == Result.BLOCKED) {
      return report.findings().stream()
          .filter(each -> each.severity() == Severity.BLOCKED)
          .map(each -> blocker(each))
          .collect(Collectors.joining());
    }
    StepRow first = report.steps().get(0);
    int more = report.counts().steps() - 1;
    String rest =
        more == 0 ? "" : more == 1 ? ", then 1 more step" : ", then " + more + " more steps";
    return style.hanging("  next  ", Tone.FAINT, first.summary() + rest, Tone.CARE);
  }

  private String blocker(Finding finding) {
    return style.hanging(
            "  next  ", Tone.FAINT, "blocked, " + finding.code() + ": " + finding.what(), Tone.BAD)
        + style.hanging("        fix: ", Tone.FAINT, finding.fix(), Tone.PLAIN);
  }

  private String table(List<DatabaseRow> databases) {
    if (databases.isEmpty()) {
      return "  no Postgres database\n";
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    databases.stream().map(StatusText::cells).forEach(rows::add);
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < rows.size(); index++) {
      String line = line(rows.get(index), rows);
      text.append(style.paint(index == 0 ? Tone.FAINT : Tone.PLAIN, line)).append('\n');
    }
    return text.toString();
  }

  private static List<String> cells(DatabaseRow row) {
    String state =
        row.leader()
            .map(
                leader ->
                    "follows "
                        + leader
                        + (row.lag().isPresent()
                            ? ", %,d behind".formatted(row.lag().getAsInt())
                            : ""))
            .or(row::status)
            .orElse("not known yet");
    return List.of(
        Style.printable(row.name()),
        Style.printable(row.version()),
        row.plan(),
        Style.printable(row.aliases().isEmpty() ? "-" : String.join(", ", row.aliases())),
        Style.printable(state));
  }

  private static String line(List<String> cells, List<List<String>> all) {
    StringBuilder line = new StringBuilder(" ".repeat(GAP));
    for (int column = 0; column < cells.size(); column++) {
      int index = column;
      int width = all.stream().mapToInt(row -> row.get(index).length()).max().orElse(0);
      String cell = cells.get(column);
      line.append(cell).append(" ".repeat(width - cell.length() + GAP));
    }
    return line.toString().stripTrailing();
  }
}
