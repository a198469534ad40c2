package dev.changeover.core.report;

import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.Money;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.report.Report.Counts;
import dev.changeover.core.report.Report.DatabaseRow;
import dev.changeover.core.report.Report.Finding;
import dev.changeover.core.report.Report.PhaseRow;
import dev.changeover.core.report.Report.Side;
import dev.changeover.core.report.Report.StepRow;
import dev.changeover.core.report.Report.WaitRow;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reports as JSON: plans, which are plan files too, and status. */
final class PlanDocument {
  static final String PLAN = "plan";
  private static final String STATUS = "status";

  private PlanDocument() {}

  /** Returns plans as text of several lines. */
  static String plan(List<Report> reports) {
    Json json = new Json();
    ObjectNode body = document(json, PLAN);
    ArrayNode plans = body.putArray("plans");
    for (Report report : reports) {
      ObjectNode plan = plans.addObject();
      write(report, plan);
      DesiredJson.write(report.approval().desired(), plan.putObject("desired"));
      write(report.approval().preImages(), plan.putObject("before"));
      report.approval().changeover().ifPresent(key -> plan.put("changeover", key));
    }
    body.put("digest", json.digest(body));
    return json.pretty(body);
  }

  /** Returns the present state as text of several lines. */
  static String status(List<Report> reports) {
    Json json = new Json();
    ObjectNode body = document(json, STATUS);
    ArrayNode apps = body.putArray("apps");
    reports.forEach(report -> write(report, apps.addObject()));
    return json.pretty(body);
  }

  private static ObjectNode document(Json json, String kind) {
    ObjectNode body = json.object();
    body.put("formatVersion", Report.FORMAT_VERSION);
    body.put("kind", kind);
    return body;
  }

  static void write(Report report, ObjectNode into) {
    into.put("app", report.app());
    into.put("attachment", report.attachment());
    into.put("result", ReportBuilder.id(report.result()));
    write(report.from(), into.putObject("from"));
    write(report.to(), into.putObject("to"));
    into.put("method", report.method());
    ObjectNode stage = into.putObject("stage");
    stage.put("id", report.stage());
    stage.put("text", report.stageText());
    ArrayNode databases = into.putArray("databases");
    report.databases().forEach(row -> write(row, databases.addObject()));
    ArrayNode phases = into.putArray("phases");
    for (PhaseRow phase : report.phases()) {
      ObjectNode node = phases.addObject();
      node.put("id", phase.id());
      node.put("title", phase.title());
      ArrayNode steps = node.putArray("steps");
      phase.steps().forEach(step -> write(step, steps.addObject()));
    }
    ArrayNode findings = into.putArray("diagnostics");
    report.findings().forEach(finding -> write(finding, findings.addObject()));
    write(report.counts(), into.putObject("summary"));
    report.monthlyChange().ifPresent(change -> into.put("monthlyChangeCents", change.cents()));
  }

  private static void write(Side side, ObjectNode into) {
    side.version().ifPresent(version -> into.put("version", version));
    side.plan().ifPresent(plan -> into.put("plan", plan));
  }

  private static void write(DatabaseRow row, ObjectNode into) {
    into.put("name", row.name());
    into.put("role", ReportBuilder.id(row.role()));
    into.put("version", row.version());
    into.put("plan", row.plan());
    row.status().ifPresent(status -> into.put("status", status));
    row.bytes().ifPresent(bytes -> into.put("bytes", bytes));
    row.price().map(Money::cents).ifPresent(cents -> into.put("monthlyPriceCents", cents));
    row.leader().ifPresent(leader -> into.put("follows", leader));
    row.lag().ifPresent(lag -> into.put("commitsBehind", lag));
    ArrayNode aliases = into.putArray("aliases");
    row.aliases().forEach(aliases::add);
  }

  private static void write(StepRow step, ObjectNode into) {
    into.put("number", step.number());
    into.put("id", step.id());
    into.put("fingerprint", step.fingerprint());
    into.put("summary", step.summary());
    into.put("change", ReportBuilder.id(step.change()));
    into.put("herokuCommand", step.herokuCommand());
    into.put("downtime", ReportBuilder.id(step.downtime()));
    step.cost().ifPresent(cost -> into.put("monthlyCostCents", cost.cents()));
    into.put("reversible", step.undo().isPresent());
    step.undo().ifPresent(undo -> into.put("undo", undo));
    step.note().ifPresent(note -> into.put("note", note));
    ArrayNode guards = into.putArray("guards");
    step.guards().forEach(guards::add);
    ArrayNode waits = into.putArray("waitsBefore");
    step.waitsBefore().forEach(wait -> write(wait, waits.addObject()));
    write(step.waitsAfter(), into.putObject("waitsAfter"));
    into.put("pointOfNoReturn", step.pointOfNoReturn());
  }

  private static void write(WaitRow wait, ObjectNode into) {
    into.put("claim", wait.claim());
    into.put("seconds", wait.seconds());
    wait.limit().ifPresent(limit -> into.put("limit", limit));
  }

  static void write(Finding finding, ObjectNode into) {
    into.put("code", finding.code());
    into.put("severity", ReportBuilder.id(finding.severity()));
    into.put("what", finding.what());
    into.put("why", finding.why());
    into.put("fix", finding.fix());
  }

  static void write(Diagnostic diagnostic, ObjectNode into) {
    write(ReportBuilder.finding(diagnostic), into);
    diagnostic
        .at()
        .ifPresent(
            at -> {
              into.put("file", at.file());
              into.put("line", at.line());
              into.put("column", at.column());
            });
  }

  private static void write(Counts counts, ObjectNode into) {
    into.put("steps", counts.steps());
    into.put("create", counts.create());
    into.put("update", counts.update());
    into.put("convert", counts.convert());
    into.put("destroy", counts.destroy());
  }

  private static void write(PreImages before, ObjectNode into) {
    before.maintenance().ifPresent(on -> into.put("maintenance", on));
    before
        .quantities()
        .ifPresent(counts -> DesiredJson.write(counts, into.putObject("quantities")));
  }
}
