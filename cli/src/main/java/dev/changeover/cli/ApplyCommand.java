package dev.changeover.cli;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries plans out. */
final class ApplyCommand implements Command {
  private static final Flag YES = Flag.of("yes", "do not ask");
  private static final Flag CONFIRM =
      Flag.repeatable("confirm", "APP", "do not ask about this app; may be given several times");

  @Override
  public Usage usage() {
    return new Usage(
        "apply",
        "[FILE|FOLDER|PLAN.json]...",
        Integer.MAX_VALUE,
        "Makes the desired state so; doing it again goes on where it stopped.",
        List.of(
            "With desired-state files and folders (default: `changeover.yaml`) it plans, shows the"
                + " plan and asks for the app's name. With a plan that was saved by `plan --out` it"
                + " shows what is left of it, asks, and does exactly that, or stops if it no longer"
                + " fits.",
            "Several apps are handled one after another; the first that fails ends it. Ctrl-C stops"
                + " at the next safe point."),
        List.of(YES, CONFIRM, Flag.OUTPUT, Flag.COLOR, Flag.JOURNAL),
        List.of(
            "changeover apply changeover.yaml",
            "changeover apply --confirm=projectify-backend changeover.yaml",
            "changeover apply --yes --output=json plan.json"),
        List.of(
            ExitStatus.DONE,
            ExitStatus.FAILED,
            ExitStatus.BLOCKED,
            ExitStatus.STALE,
            ExitStatus.DECLINED,
            ExitStatus.USAGE,
            ExitStatus.INVALID,
            ExitStatus.UNREACHABLE,
            ExitStatus.UNAUTHORISED,
            ExitStatus.INTERRUPTED));
  }

  @Override
  public ExitStatus run(Arguments arguments, Environment environment) {
    boolean json = arguments.json();
    Environment.Colour colour = arguments.colour();
    Inputs inputs = new Inputs(arguments, environment);
    Optional<List<Approval>> saved = inputs.savedPlan();
    List<DesiredState> desired = saved.isPresent() ? List.of() : inputs.desired();
    try (Session session = Session.open(environment, inputs.journal())) {
      ApplyView view =
          json
              ? new JsonApplyView(environment.out(), session.timing()::now)
              : new TextApplyView(environment, colour);
      Consent consent =
          new Consent(environment, arguments.has(YES.name()), arguments.values(CONFIRM.name()));
      try {
        List<Plan> plans =
            saved.isPresent()
                ? saved.get().stream().map(session.surveyor()::survey).toList()
                : desired.stream().map(session.surveyor()::survey).toList();
        view.planned(plans.stream().map(Report::of).toList());
        List<Approval> approvals = saved.orElseGet(() -> plans.stream().map(Approval::of).toList());
        if (plans.stream().anyMatch(Plan::isBlocked)) {
          return refuse(plans, approvals, session, view);
        }
        obtain(fitting(plans, approvals), consent);
        return apply(approvals, session, view);
      } catch (DiagnosticException e) {
        view.failed(e.diagnostics());
        return ExitStatus.of(e.diagnostics());
      }
    }
  }

  /** A plan that no longer fits what was approved needs no consent: nothing will be sent. */
  private static List<Plan> fitting(List<Plan> plans, List<Approval> approvals) {
    List<Plan> fitting = new ArrayList<>();
    for (int index = 0; index < plans.size(); index++) {
      if (approvals.get(index).covers(plans.get(index))) {
        fitting.add(plans.get(index));
      }
    }
    return fitting;
  }

  /**
   * Begins nothing. An app that is closed is not left so without a word, and is opened again where
   * an earlier apply closed it in vain.
   */
  private static ExitStatus refuse(
      List<Plan> plans, List<Approval> approvals, Session session, ApplyView view) {
    List<Diagnostic> blockers = new ArrayList<>();
    for (int index = 0; index < plans.size(); index++) {
      Plan plan = plans.get(index);
      if (!plan.isBlocked() || !isClosed(plan.basis())) {
        blockers.addAll(plan.blockers());
        continue;
      }
      try {
        view.ended(
            plan.desired(),
            session
                .applier(view.begin(plan.desired()))
                .refuse(approvals.get(index), plan.blockers()));
      } catch (DiagnosticException e) {
        blockers.addAll(plan.blockers());
        blockers.addAll(e.diagnostics());
      }
    }
    if (!blockers.isEmpty()) {
      view.failed(blockers);
    }
    return ExitStatus.of(plans.stream().flatMap(plan -> plan.blockers().stream()).toList());
  }

  private static boolean isClosed(ObservedState now) {
    return now.maintenance()
        || now.formation().values().stream().allMatch(quantity -> quantity == 0);
  }

  private static void obtain(List<Plan> plans, Consent consent) {
    List<String> apps =
        plans.stream()
            .filter(plan -> !plan.isConverged())
            .map(plan -> plan.desired().app().value())
            .distinct()
            .toList();
    if (!apps.isEmpty()) {
      consent.obtain(apps);
    }
  }

  private static ExitStatus apply(List<Approval> approvals, Session session, ApplyView view) {
    for (int index = 0; index < approvals.size(); index++) {
      Approval approval = approvals.get(index);
      ExitStatus status = applyOne(approval, session, view);
      if (status != ExitStatus.DONE) {
        sayNotHandled(approvals.subList(index + 1, approvals.size()), view);
        return status;
      }
    }
    return ExitStatus.DONE;
  }

  private static ExitStatus applyOne(Approval approval, Session session, ApplyView view) {
    try {
      Outcome outcome = session.applier(view.begin(approval.desired())).apply(approval);
      view.ended(approval.desired(), outcome);
      return status(outcome);
    } catch (DiagnosticException e) {
      view.failed(e.diagnostics());
      return ExitStatus.of(e.diagnostics());
    }
  }

  private static void sayNotHandled(List<Approval> rest, ApplyView view) {
    if (!rest.isEmpty()) {
      List<String> apps = rest.stream().map(each -> "`" + each.desired().app() + "`").toList();
      view.failed(
          List.of(Diagnostic.of(Code.ONE_FAILED, "not handled: " + String.join(", ", apps))));
    }
  }

  private static ExitStatus status(Outcome outcome) {
    return switch (outcome.kind()) {
      case NOTHING_TO_DO, CONVERGED -> ExitStatus.DONE;
      case BLOCKED -> ExitStatus.BLOCKED;
      case STALE -> ExitStatus.STALE;
      case INTERRUPTED -> ExitStatus.INTERRUPTED;
      case FAILED -> {
        ExitStatus status = ExitStatus.of(outcome.diagnostics());
        yield status == ExitStatus.DONE ? ExitStatus.FAILED : status;
      }
    };
  }
}
