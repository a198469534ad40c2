package dev.changeover.core.report;

import dev.changeover.core.diagnostic.Severity;
import dev.changeover.core.model.Money;
import dev.changeover.core.plan.Impact;
import dev.changeover.core.report.Report.Counts;
import dev.changeover.core.report.Report.DatabaseRow;
import dev.changeover.core.report.Report.Finding;
import dev.changeover.core.report.Report.PhaseRow;
import dev.changeover.core.report.Report.Result;
import dev.changeover.core.report.Report.Role;
import dev.changeover.core.report.Report.StepRow;
import dev.changeover.core.report.Report.WaitRow;
import dev.changeover.core.report.Style.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A plan for people. */
final class PlanText implements Renderer {
  private static final String NO_RETURN =
      "---- point of no return: from here on new writes exist only in the new database ----";

  /** Reports of users range from 6 minutes for small databases to 30 for ordinary ones. */
  private static final String DOWNTIME = "downtime starts, about 6 to 30 min";

  private static final int STEP_INDENT = 7;

  private final Style style;

  PlanText(Style style) {
    this.style = style;
  }

  @Override
  public void render(List<Report> reports, Appendable out) throws IOException {
    for (int index = 0; index < reports.size(); index++) {
      out.append(index == 0 ? "" : "\n").append(text(reports.get(index)));
    }
  }

  private String text(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(header(report)).append('\n');
    text.append(databases(report));
    if (report.result() != Result.NOTHING) {
      text.append(steps(report));
      text.append(findings(report));
    }
    return text.append(summary(report)).toString();
  }

  private String header(Report report) {
    return style.spread("", Tone.PLAIN, report.app() + "   " + change(report), Tone.STRONG, "");
  }

  private static String change(Report report) {
    String from = "Postgres " + report.from().version().orElse("unknown version");
    String fromPlan = report.from().plan().orElse("unknown plan");
    String to = report.to().version().orElse("");
    String toPlan = report.to().plan().orElse("unknown plan");
    if (report.result() == Result.NOTHING) {
      return from + " on " + fromPlan;
    }
    boolean sameVersion = from.equals("Postgres " + to) || from.startsWith("Postgres " + to + ".");
    String way =
        fromPlan.equals(toPlan)
            ? "%s -> %s on %s".formatted(from, to, toPlan)
            : sameVersion
                ? "%s, %s -> %s".formatted(from, fromPlan, toPlan)
                : "%s on %s -> %s on %s".formatted(from, fromPlan, to, toPlan);
    return way + ", by " + report.method() + " changeover";
  }

  private String databases(Report report) {
    StringBuilder text = new StringBuilder();
    for (DatabaseRow row : report.databases()) {
      switch (row.role()) {
        case PRIMARY ->
            text.append(
                style.hanging(
                    "  ",
                    Tone.PLAIN,
                    "`%s` is %s%s"
                        .formatted(
                            report.attachment(),
                            described(row),
                            attached(row, report.attachment(), ", also attached as ")),
                    Tone.PLAIN));
        case NEW, OLD ->
            text.append(
                style.hanging(
                    "  ",
                    Tone.PLAIN,
                    "The %s database is %s%s"
                        .formatted(
                            row.role() == Role.NEW ? "new" : "old",
                            described(row),
                            attached(row, "", ", attached as ")),
                    Tone.PLAIN));
        case OTHER -> {}
      }
    }
    if (!report.stage().equals("none") && report.result() != Result.NOTHING) {
      text.append(
          style.hanging("  ", Tone.PLAIN, "Under way: " + report.stageText() + ".", Tone.CARE));
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  static String described(DatabaseRow row) {
    List<String> facts = new ArrayList<>(List.of(row.version(), row.plan()));
    if (row.bytes().isPresent()) {
      facts.add(size(row.bytes().getAsLong()));
    }
    row.leader().ifPresent(leader -> facts.add(lag(row)));
    return "`%s` (%s)".formatted(row.name(), String.join(", ", facts));
  }

  private static String lag(DatabaseRow row) {
    return row.lag().isPresent()
        ? "follows, %,d %s behind"
            .formatted(row.lag().getAsInt(), row.lag().getAsInt() == 1 ? "commit" : "commits")
        : "follows";
  }

  private static String attached(DatabaseRow row, String except, String lead) {
    String others =
        row.aliases().stream()
            .filter(alias -> !alias.equals(except))
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : lead + others;
  }

  /** Returns a size with one digit after the point, for example {@code 1.2 GB}. */
  static String size(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    long tenths = bytes * 10;
    while (tenths >= 10_000 && unit < units.length - 1) {
      tenths = tenths / 1000;
      unit++;
    }
    return tenths % 10 == 0 || unit == 0
        ? tenths / 10 + " " + units[unit]
        : tenths / 10 + "." + tenths % 10 + " " + units[unit];
  }

  private String steps(Report report) {
    StringBuilder text = new StringBuilder();
    Optional<String> said = Optional.empty();
    for (PhaseRow phase : report.phases()) {
      text.append(style.spread("  ", Tone.PLAIN, phase.title(), Tone.STRONG, phaseNote(phase)));
      for (StepRow step : phase.steps()) {
        text.append(step(step, said));
        said = Optional.of(step.waitsAfter().claim());
      }
    }
    return text.isEmpty() ? "" : text.append('\n').toString();
  }

  private static String phaseNote(PhaseRow phase) {
    if (phase.steps().stream().anyMatch(step -> step.downtime() == Impact.Downtime.STARTS)) {
      return DOWNTIME;
    }
    return phase.steps().stream().allMatch(step -> step.downtime() == Impact.Downtime.NONE)
        ? "no downtime"
        : "";
  }

  /**
   * @param said what the step before has waited for, which need not be said again
   */
  private String step(StepRow step, Optional<String> said) {
    StringBuilder text = new StringBuilder();
    if (step.pointOfNoReturn()) {
      text.append(" ".repeat(STEP_INDENT)).append(style.paint(Tone.BAD, NO_RETURN)).append('\n');
    }
    String lead = "  %2d %s ".formatted(step.number(), step.change().sign());
    text.append(
        style.spread(lead, Tone.of(step.change()), step.summary(), Tone.PLAIN, stepNote(step)));
    text.append(style.command(STEP_INDENT + 4, Style.printable(step.herokuCommand())));
    String before =
        step.waitsBefore().stream()
            .map(WaitRow::claim)
            .filter(claim -> said.filter(claim::equals).isEmpty())
            .collect(Collectors.joining("; "));
    if (!before.isEmpty()) {
      text.append(wait("first waits until ", before));
    }
    if (step.waitsAfter().seconds() > 0) {
      text.append(wait("then waits until ", step.waitsAfter().claim()));
    }
    return text.toString();
  }

  private String wait(String lead, String claims) {
    String indent = " ".repeat(STEP_INDENT + 4);
    StringBuilder text = new StringBuilder();
    for (String line : Style.wrap(lead + claims, Style.WIDTH - indent.length() - 2)) {
      text.append(indent).append(text.isEmpty() ? "" : "  ").append(line).append('\n');
    }
    return text.toString();
  }

  private static String stepNote(StepRow step) {
    List<String> notes = new ArrayList<>();
    if (step.undo().isEmpty()) {
      notes.add("IRREVERSIBLE");
    }
    step.cost().map(Money::toString).ifPresent(notes::add);
    step.note().ifPresent(notes::add);
    if (step.downtime() == Impact.Downtime.ENDS) {
      notes.add("downtime ends");
    }
    return String.join(", ", notes);
  }

  private String findings(Report report) {
    return findings(report, "Blocked", "x", Severity.ERROR, Severity.BLOCKED)
        + findings(report, "Warnings", "!", Severity.WARNING)
        + findings(report, "Not checked", "?", Severity.NOT_CHECKED)
        + findings(report, "Notes", ".", Severity.NOTE);
  }

  private String findings(Report report, String title, String sign, Severity... severities) {
    List<Severity> wanted = List.of(severities);
    StringBuilder text = new StringBuilder();
    for (Finding finding : report.findings()) {
      if (!wanted.contains(finding.severity())) {
        continue;
      }
      text.append(
          style.hanging(
              "   " + sign + " ",
              Tone.of(finding.severity()),
              finding.code() + ": " + finding.what(),
              Tone.PLAIN));
      text.append(style.hanging("     why: ", Tone.FAINT, finding.why(), Tone.FAINT));
      text.append(style.hanging("     fix: ", Tone.FAINT, finding.fix(), Tone.FAINT));
    }
    return text.isEmpty() ? "" : "  " + style.paint(Tone.STRONG, title) + "\n" + text + "\n";
  }

  private String summary(Report report) {
    if (report.result() == Result.NOTHING) {
      return style.paint(Tone.GOOD, "Plan: nothing to do.") + "\n";
    }
    if (report.result() == Result.BLOCKED) {
      long blockers =
          report.findings().stream().filter(each -> each.severity() == Severity.BLOCKED).count();
      return style.paint(
              Tone.BAD,
              "Blocked by %s. Nothing will be changed until that is solved."
                  .formatted(blockers == 1 ? "1 check" : blockers + " checks"))
          + "\n";
    }
    Counts counts = report.counts();
    StringBuilder text =
        new StringBuilder(
            "Plan: %s. %d to create, %d to destroy."
                .formatted(
                    counts.steps() == 1 ? "1 step" : counts.steps() + " steps",
                    counts.create(),
                    counts.destroy()));
    text.append(" Monthly cost: ")
        .append(
            report
                .monthlyChange()
                .map(change -> change.cents() == 0 ? "unchanged" : change.toString())
                .orElse("not known"))
        .append('.');
    return style.paint(Tone.STRONG, text.toString()) + "\n";
  }
}
