package dev.changeover.core.report;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.plan.Changeover;
import dev.changeover.core.plan.Condition;
import dev.changeover.core.plan.Impact;
import dev.changeover.core.plan.Phase;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Step;
import dev.changeover.core.report.Report.Counts;
import dev.changeover.core.report.Report.DatabaseRow;
import dev.changeover.core.report.Report.Finding;
import dev.changeover.core.report.Report.PhaseRow;
import dev.changeover.core.report.Report.Result;
import dev.changeover.core.report.Report.Role;
import dev.changeover.core.report.Report.Side;
import dev.changeover.core.report.Report.StepRow;
import dev.changeover.core.report.Report.WaitRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Flattens a plan. */
final class ReportBuilder {
  private final Plan plan;
  private final DesiredState desired;
  private final ObservedState state;

  ReportBuilder(Plan plan) {
    this.plan = plan;
    this.desired = plan.desired();
    this.state = plan.basis();
  }

  Report build() {
    return new Report(
        desired.app().value(),
        desired.attachment().value(),
        plan.isBlocked() ? Result.BLOCKED : plan.isConverged() ? Result.NOTHING : Result.CHANGES,
        from(),
        to(),
        id(desired.method().orElse(DesiredState.Method.FOLLOWER)),
        id(plan.stage()),
        plan.stage().text(),
        databases(),
        phases(),
        plan.diagnostics().stream().map(ReportBuilder::finding).toList(),
        counts(),
        monthlyChange(),
        Approval.of(plan));
  }

  static String id(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Finding finding(Diagnostic each) {
    return new Finding(each.code().id(), each.severity(), each.what(), each.why(), each.fix());
  }

  private Optional<Database> primary() {
    return state.at(desired.attachment());
  }

  private Side from() {
    Optional<Database> database = plan.changeover().map(Changeover::leader).or(this::primary);
    return new Side(
        database.flatMap(Database::details).flatMap(DatabaseDetails::version).map(Object::toString),
        database.map(Database::plan).map(PlanSlug::value));
  }

  private Side to() {
    Optional<PlanSlug> target =
        plan.changeover()
            .map(Changeover::plan)
            .or(desired::plan)
            .or(() -> primary().map(Database::plan));
    return new Side(Optional.of(desired.version().toString()), target.map(PlanSlug::value));
  }

  private List<DatabaseRow> databases() {
    return state.databases().values().stream()
        .map(this::row)
        .sorted(Comparator.comparing(DatabaseRow::role).thenComparing(DatabaseRow::name))
        .toList();
  }

  private DatabaseRow row(Database database) {
    Optional<DatabaseDetails> details = database.details();
    return new DatabaseRow(
        database.name().value(),
        role(database),
        database.versionText(),
        database.plan().value(),
        details.map(DatabaseDetails::status).filter(text -> !text.isEmpty()),
        details.map(DatabaseDetails::bytes).orElse(OptionalLong.empty()),
        database.price(),
        database.follows() ? Optional.of(leaderName(database)) : Optional.empty(),
        database.follows()
            ? details.map(DatabaseDetails::lag).orElse(OptionalInt.empty())
            : OptionalInt.empty(),
        state.attachmentsOf(database.id()).stream().map(this::alias).toList());
  }

  private Role role(Database database) {
    if (primary().filter(each -> each.id().equals(database.id())).isPresent()) {
      return Role.PRIMARY;
    }
    if (plan.changeover().filter(it -> it.candidateName().equals(database.name())).isPresent()) {
      return Role.NEW;
    }
    return plan.changeover().filter(it -> it.leaderId().equals(database.id())).isPresent()
        ? Role.OLD
        : Role.OTHER;
  }

  private String leaderName(Database follower) {
    return follower
        .details()
        .flatMap(DatabaseDetails::leader)
        .flatMap(state::database)
        .map(each -> each.name().value())
        .orElse("another database");
  }

  private String alias(Attachment link) {
    String name = link.alias().value();
    String placed = link.app().equals(state.app()) ? name : link.app() + "::" + name;
    return link.namespace().map(text -> placed + " (" + text + ")").orElse(placed);
  }

  private List<PhaseRow> phases() {
    int turning = plan.pointOfNoReturn().orElse(-1);
    List<PhaseRow> phases = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      List<StepRow> rows = new ArrayList<>();
      for (int index = 0; index < plan.steps().size(); index++) {
        Step step = plan.steps().get(index);
        if (step.phase() == phase) {
          rows.add(row(step, index + 1, index == turning));
        }
      }
      if (!rows.isEmpty()) {
        phases.add(new PhaseRow(id(phase), phase.title(), rows));
      }
    }
    return phases;
  }

  private static StepRow row(Step step, int number, boolean pointOfNoReturn) {
    Impact impact = step.impact();
    return new StepRow(
        number,
        step.id(),
        step.fingerprint(),
        step.summary(),
        impact.change(),
        step.herokuCommand(),
        impact.downtime(),
        impact.cost(),
        impact.undo(),
        impact.note(),
        step.preconditions().stream()
            .filter(each -> !each.isPatient())
            .map(Condition::claim)
            .toList(),
        step.preconditions().stream()
            .filter(Condition::isPatient)
            .map(ReportBuilder::waitRow)
            .toList(),
        waitRow(step.postcondition()),
        pointOfNoReturn);
  }

  private static WaitRow waitRow(Condition condition) {
    return new WaitRow(condition.claim(), condition.patience().toSeconds(), condition.limit());
  }

  private Counts counts() {
    return new Counts(
        plan.steps().size(),
        count(Impact.Change.CREATE),
        count(Impact.Change.UPDATE),
        count(Impact.Change.CONVERT),
        count(Impact.Change.DESTROY));
  }

  private int count(Impact.Change change) {
    return (int) plan.steps().stream().filter(step -> step.impact().change() == change).count();
  }

  /** A created or destroyed database whose price is unknown makes the sum unknown. */
  private Optional<Money> monthlyChange() {
    Money sum = new Money(0);
    for (Step step : plan.steps()) {
      Impact impact = step.impact();
      boolean billed =
          impact.change() == Impact.Change.CREATE || impact.change() == Impact.Change.DESTROY;
      if (billed && impact.cost().isEmpty()) {
        return Optional.empty();
      }
      sum = sum.plus(impact.cost().orElse(new Money(0)));
    }
    return Optional.of(sum);
  }
}
