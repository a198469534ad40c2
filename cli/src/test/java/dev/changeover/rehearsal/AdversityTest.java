package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.Transport;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.plan.Plan;
import dev.changeover.sandbox.RequestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Heroku, the network and people do to a changeover that is under way. */
class AdversityTest {
  private static final DesiredState DESIRED = ProjectifyTest.desired(false);

  private final MemoryJournals machine = new MemoryJournals();

  private static Rehearsal withFaults(String... faults) {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    for (String fault : faults) {
      rehearsal.fault(fault);
    }
    return rehearsal;
  }

  private static List<Code> codes(Outcome outcome) {
    return outcome.diagnostics().stream().map(Diagnostic::code).toList();
  }

  private static void assertOpenOn(Rehearsal rehearsal, Outcome outcome, String version) {
    ObservedState now = rehearsal.plan(DESIRED, new MemoryJournals()).basis();
    assertThat(now.maintenance()).as(outcome.toString()).isFalse();
    assertThat(now.formation().get(new ProcessType("web"))).isEqualTo(1);
    assertThat(now.formation().get(new ProcessType("worker"))).isEqualTo(1);
    assertThat(now.at(DESIRED.attachment()).orElseThrow().versionText()).startsWith(version);
    assertThat(rehearsal.missingWrites()).isZero();
  }

  private static void assertDoneOnce(Rehearsal rehearsal, Outcome outcome) {
    assertThat(outcome.diagnostics()).as(String.join("\n", rehearsal.heard)).isEmpty();
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CONVERGED);
    for (String once : List.of("create-addon", "upgrade-run", "destroy-addon")) {
      assertThat(rehearsal.effects().stream().filter(once::equals)).as(once).hasSize(1);
    }
    assertOpenOn(rehearsal, outcome, "15");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /apps/*/addons",
    "PATCH, /apps/*",
    "PATCH, /apps/*/formation",
    "POST, /client/v11/databases/*/connection_reset",
    "POST, /client/v11/databases/*/upgrade/run",
    "POST, /addon-attachments",
    "DELETE, /apps/*/addons/*"
  })
  void aWriteThatIsLostLimitedOrAnsweredLateIsMadeGood(String method, String path) {
    for (String action :
        List.of(
            "lose-request", "lose-reply", "unavailable", "server-error", "rate-limit", "slow")) {
      Rehearsal rehearsal =
          withFaults("{action: %s, at: '%s %s', times: 1}".formatted(action, method, path));
      assertDoneOnce(rehearsal, rehearsal.apply(DESIRED, machine));
    }
  }

  /** Once the app is open again, Heroku's wait status reads otherwise. */
  private static final class WaitStatusOnceOpen implements Rehearsal.Wiretap {
    private final String status;
    private int switches;

    WaitStatusOnceOpen(String status) {
      this.status = status;
    }

    @Override
    public void sees(Transport.Request request) {
      boolean maintenance =
          request.method().equals("PATCH")
              && request.uri().getPath().equals("/apps/projectify-backend");
      switches += maintenance ? 1 : 0;
    }

    @Override
    public Transport.Answer passes(Transport.Request request, Transport.Answer answer) {
      return switches == 2 && request.uri().getPath().endsWith("/wait_status")
          ? new Transport.Answer(
              answer.status(),
              answer.headers(),
              answer.body().replace("\"waiting?\":false", status))
          : answer;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"waiting?\":true | DEADLINE_MISSED | limits.",
        "\"waiting?\":false,\"error?\":true | CANDIDATE_FAILED | which `projectify-backend` uses"
      })
  void nobodyIsToldToDestroyADatabaseThatServesTheApp(String status, Code code, String told) {
    Rehearsal rehearsal = withFaults();
    rehearsal.through(new WaitStatusOnceOpen(status));
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(codes(outcome)).as(outcome.toString()).containsExactly(code);
    Diagnostic diagnostic = outcome.diagnostics().get(0);
    assertThat(diagnostic.what()).contains(told);
    assertThat(diagnostic.fix().replace("Do not destroy it", "")).doesNotContain("estroy");
    rehearsal.through(new Rehearsal.Wiretap() {});
    assertOpenOn(rehearsal, outcome, "15");
  }

  @Test
  void aVersionThatSomebodyRaisedTooFarIsNotWaitedFor() {
    Rehearsal first = withFaults();
    Plan plan = first.plan(DESIRED, machine);
    Approval approval = Approval.of(plan);
    first.through(
        new Rehearsal.Wiretap() {
          @Override
          public void sees(Transport.Request request) {
            if (request.uri().getPath().endsWith("/connection_reset")) {
              throw new Killed();
            }
          }
        });
    assertThatThrownBy(() -> first.apply(approval, machine)).isInstanceOf(Killed.class);
    Rehearsal second = first.restart().through(new Rehearsal.Wiretap() {});
    second.human(
        "{action: upgrade, addon: %s, version: '16'}"
            .formatted(plan.changeover().orElseThrow().candidateName()));
    second.timing.sleep(Duration.ofMinutes(20));
    Instant begin = second.timing.now();
    Outcome outcome = second.apply(approval, machine);
    assertThat(codes(outcome)).containsExactly(Code.CANDIDATE_FAILED, Code.REOPENED);
    assertThat(outcome.diagnostics().get(0).what()).contains("cannot be lowered");
    assertThat(outcome.diagnostics().get(0).fix()).contains("serves nobody, destroy it");
    assertThat(Duration.between(begin, second.timing.now())).isLessThan(Duration.ofMinutes(5));
    assertOpenOn(second, outcome, "13");
  }

  @Test
  void aLongWaitLeavesTheAccountsRequestsToOthersAndTellsTheWayOut() {
    Rehearsal rehearsal = withFaults("{world: provisioning-never-ends, times: 1}");
    Instant begin = rehearsal.timing.now();
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(codes(outcome)).containsExactly(Code.DEADLINE_MISSED);
    assertThat(outcome.diagnostics().get(0).what()).contains("limits.provision");
    assertThat(outcome.diagnostics().get(0).fix()).contains("destroy it by its name");
    Duration waited = Duration.between(begin, rehearsal.timing.now());
    assertThat(waited).isGreaterThan(Duration.ofMinutes(30));
    // Heroku grants 75 requests a minute to all that use the account.
    assertThat(rehearsal.sandbox.requestLog().count()).isLessThan(waited.toMinutes() * 75 / 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{action: lose-reply, at: 'GET /**', probability: 0.1}",
        "{action: unavailable, at: 'GET /**', probability: 0.1}",
        "{action: rate-limit, at: 'GET /**', probability: 0.02}",
        "{action: one-per-page, at: 'GET /**'}",
        "{action: slow, at: 'GET /**', probability: 0.02}",
        "{world: status-flaps, probability: 0.25}",
        "{world: destroy-takes-time}",
        "{world: plan-as-object}",
        "{world: plan-as-words}",
        "{world: integers-as-values}",
        "{world: html-not-found}",
        "{world: detach-release-succeeds}"
      })
  void aNoisyHerokuIsEndured(String fault) {
    Rehearsal rehearsal = withFaults(fault);
    assertDoneOnce(rehearsal, rehearsal.apply(DESIRED, machine));
  }

  @Test
  void aStatusThatNeverSettlesEndsWithTheAppOpenAndNothingLost() {
    Rehearsal rehearsal = withFaults("{world: status-flaps}");
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    boolean converged = outcome.kind() == Outcome.Kind.CONVERGED;
    assertOpenOn(rehearsal, outcome, converged ? "15" : "13");
  }

  @Test
  void aFollowerThatStaysFarBehindEndsBeforeTheAppIsClosed() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify", "faults: [{world: never-catches-up}]");
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(codes(outcome)).containsExactly(Code.DEADLINE_MISSED);
    assertThat(outcome.diagnostics().get(0).what()).contains("limits.catchUp", "behind");
    assertThat(rehearsal.effects()).containsExactly("create-addon");
    assertOpenOn(rehearsal, outcome, "13");
  }

  @Test
  void anUpgradeThatCouldNotEndInTimeIsNotBegun() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    Rehearsal.Wiretap sessionsEndLate =
        new Rehearsal.Wiretap() {
          @Override
          public Transport.Answer passes(Transport.Request request, Transport.Answer answer) {
            if (request.uri().getPath().endsWith("/connection_reset")) {
              rehearsal.timing.sleep(DESIRED.cutover().deadline());
            }
            return answer;
          }
        };
    rehearsal.through(sessionsEndLate);
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(codes(outcome)).containsExactly(Code.DEADLINE_MISSED, Code.REOPENED);
    assertThat(outcome.diagnostics().get(0).what()).contains("cutover.deadline", "upgrade");
    assertThat(rehearsal.effects()).doesNotContain("upgrade-run");
    assertOpenOn(rehearsal, outcome, "13");
    rehearsal.through(new Rehearsal.Wiretap() {});
    assertDoneOnce(rehearsal, rehearsal.apply(DESIRED, machine));
  }

  @ParameterizedTest
  @ValueSource(strings = {"upgrade-fails", "upgrade-never-ends", "dynos-do-not-stop"})
  void aSwitchThatCannotHappenOpensTheAppOnTheOldDatabaseAgain(String fault) {
    Rehearsal rehearsal = withFaults("{world: " + fault + "}");
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.FAILED);
    assertThat(codes(outcome)).contains(Code.REOPENED);
    assertThat(outcome.appState()).contains("is open").contains("13.13");
    assertOpenOn(rehearsal, outcome, "13");
  }

  @Test
  void dynosThatDoNotStopAreNotTakenForSomebodyElsesWork() {
    Rehearsal rehearsal = withFaults("{world: dynos-do-not-stop}");
    assertThat(codes(rehearsal.apply(DESIRED, machine))).contains(Code.DEADLINE_MISSED);
    assertThat(rehearsal.heard)
        .anyMatch(line -> line.contains("scale-down"))
        .noneMatch(line -> line.contains("reset-connections") && line.startsWith("step"));
  }

  @Test
  void anOldDynoThatDoesNotStopIsNotTakenForTheNewOneOfItsName() {
    Rehearsal rehearsal = withFaults("{world: dynos-do-not-stop, times: 1, only: web}");
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(codes(outcome)).contains(Code.REOPENED);
    assertThat(rehearsal.heard).anyMatch(line -> line.endsWith("up: 2 dynos are not up yet"));
  }

  /** Suspends the old database in the first readings; each begins with the app. */
  private static Rehearsal.Wiretap suspendedFor(Rehearsal rehearsal, int readings) {
    rehearsal.fault("{world: addon-suspended, only: postgresql-curved-12345}");
    return new Rehearsal.Wiretap() {
      private int seen;

      @Override
      public void sees(Transport.Request request) {
        boolean begins =
            request.method().equals("GET")
                && request.uri().getPath().equals("/apps/projectify-backend");
        if (begins && ++seen > readings) {
          rehearsal.clearFaults();
        }
      }
    };
  }

  @Test
  void whatBlocksForAMomentDoesNotLeaveAClosedAppBehind() {
    Rehearsal rehearsal = withFaults();
    rehearsal.through(
        new Rehearsal.Wiretap() {
          @Override
          public void sees(Transport.Request request) {
            if (request.uri().getPath().endsWith("/connection_reset")) {
              rehearsal.timing.requestStop();
            }
          }
        });
    Approval approval = Approval.of(rehearsal.plan(DESIRED, machine));
    assertThat(rehearsal.apply(approval, machine).kind()).isEqualTo(Outcome.Kind.INTERRUPTED);
    rehearsal.timing.forgetStop();
    rehearsal.through(suspendedFor(rehearsal, 5));
    assertDoneOnce(rehearsal, rehearsal.apply(approval, machine));
  }

  @Test
  void whatBlocksBeforeTheFirstStepIsSaidSoon() {
    Rehearsal rehearsal = withFaults();
    Approval approval = Approval.of(rehearsal.plan(DESIRED, machine));
    rehearsal.through(suspendedFor(rehearsal, 5));
    Outcome outcome = rehearsal.apply(approval, machine);
    assertThat(codes(outcome)).contains(Code.LEADER_UNAVAILABLE);
    assertThat(rehearsal.effects()).isEmpty();
  }

  @Test
  void aForkThatMissedWritesIsNeverPromoted() {
    Rehearsal rehearsal = withFaults("{world: upgrade-never-ends}");
    assertThat(codes(rehearsal.apply(DESIRED, machine))).contains(Code.REOPENED);
    rehearsal.clearFaults();
    Plan open = rehearsal.plan(DESIRED, machine);
    assertThat(open.blockers().stream().map(Diagnostic::code))
        .contains(Code.CANDIDATE_MISSED_WRITES);
    // Closed by hand again, only the journal still knows that the app was open in between.
    rehearsal.human("{action: maintenance, app: projectify-backend, on: true}");
    for (String type : List.of("web", "worker")) {
      rehearsal.human(
          "{action: scale, app: projectify-backend, type: %s, quantity: 0}".formatted(type));
    }
    rehearsal.timing.sleep(Duration.ofMinutes(5));
    assertThat(rehearsal.plan(DESIRED, machine).blockers().stream().map(Diagnostic::code))
        .contains(Code.CANDIDATE_MISSED_WRITES);
  }

  @Test
  void aFailedAttachReleaseStopsBeforeTheAppIsOpenedAndIsRepairedByTheNextRun() {
    Rehearsal rehearsal = withFaults("{world: attach-release-fails, only: DATABASE, times: 1}");
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(outcome.kind())
        .as(String.join("\n", rehearsal.heard))
        .isEqualTo(Outcome.Kind.FAILED);
    assertThat(codes(outcome))
        .as(String.join("\n", rehearsal.heard))
        .containsExactly(Code.STEP_FAILED);
    assertThat(outcome.appState()).contains("CLOSED");
    rehearsal.clearFaults();
    Outcome second = rehearsal.apply(DESIRED, machine);
    assertThat(second.diagnostics()).as(String.join("\n", rehearsal.heard)).isEmpty();
    assertOpenOn(rehearsal, second, "15");
  }

  @Test
  void aProvisioningThatFailsLeavesTheAppAloneAndTheNextRunTakesAnotherName() {
    Rehearsal rehearsal = withFaults("{world: provisioning-fails, times: 1}");
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(codes(outcome)).containsExactly(Code.CANDIDATE_FAILED);
    assertOpenOn(rehearsal, outcome, "13");
    rehearsal.clearFaults();
    Outcome second = rehearsal.apply(DESIRED, machine);
    assertThat(second.diagnostics()).as(String.join("\n", rehearsal.heard)).isEmpty();
    assertOpenOn(rehearsal, second, "15");
  }

  @Test
  void aPersonWhoOpensTheAppDuringTheUpgradeStopsThePromotion() {
    Rehearsal rehearsal =
        Rehearsal.ofExample(
            "projectify",
            "humans:\n  - {afterRequest: 'POST /client/v11/databases/*/upgrade/run',"
                + " action: maintenance, with: {app: projectify-backend, on: false}}");
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(outcome.kind()).isNotEqualTo(Outcome.Kind.CONVERGED);
    assertThat(
            rehearsal.sandbox.requestLog().entries().stream()
                .filter(RequestLog.Entry::changedTheWorld)
                .filter(entry -> entry.body().orElse("").contains("\"name\":\"DATABASE\"")))
        .isEmpty();
  }

  @Test
  void anApprovedPlanThatNoLongerFitsSendsNothing() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    Approval approval = Approval.of(rehearsal.plan(DESIRED, machine));
    rehearsal.human("{action: scale, app: projectify-backend, type: web, quantity: 3}");
    Outcome outcome = rehearsal.apply(approval, machine);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.STALE);
    assertThat(outcome.diagnostics().get(0).what()).contains("web 3");
    assertThat(rehearsal.writes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{action: plan, addon: postgresql-curved-12345, plan: 'heroku-postgresql:standard-2'}",
        "{action: maintenance, app: projectify-backend, on: true}"
      })
  void aWorldThatChangedInWhatMattersSendsNothing(String edit) {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    Approval approval = Approval.of(rehearsal.plan(DESIRED, machine));
    rehearsal.human(edit);
    Outcome outcome = rehearsal.apply(approval, machine);
    assertThat(outcome.kind()).as(edit).isIn(Outcome.Kind.STALE, Outcome.Kind.BLOCKED);
    assertThat(rehearsal.writes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{action: attach, app: bookshop, addon: postgresql-rugged-58231, name: DATABASE}",
        "{action: destroy-addon, addon: postgresql-rugged-58231}"
      })
  void anotherPrimaryOrADestroyedFollowerSendsNothing(String edit) {
    Rehearsal rehearsal = Rehearsal.ofExample("adopt-follower");
    DesiredState adopting = ExamplesTest.desired("adopt-follower");
    Approval approval = Approval.of(rehearsal.plan(adopting, machine));
    rehearsal.human("{action: attach, app: bookshop, addon: postgresql-shallow-40417, name: OLD}");
    rehearsal.human(edit);
    Outcome outcome = rehearsal.apply(approval, machine);
    assertThat(outcome.kind()).as(edit).isIn(Outcome.Kind.STALE, Outcome.Kind.BLOCKED);
    assertThat(rehearsal.writes()).isZero();
  }

  @Test
  void aDeployBetweenPlanAndApplyDoesNotMatter() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    Approval approval = Approval.of(rehearsal.plan(DESIRED, machine));
    rehearsal.human("{action: deploy, app: projectify-backend}");
    rehearsal.timing.sleep(Duration.ofMinutes(5));
    assertDoneOnce(rehearsal, rehearsal.apply(approval, machine));
  }

  @Test
  void aRequestToStopEndsBetweenTwoCallsAndTheNextRunGoesOn() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    rehearsal.stopAtRequest(300);
    Outcome outcome = rehearsal.apply(DESIRED, machine);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.INTERRUPTED);
    rehearsal.restart();
    assertDoneOnce(rehearsal, rehearsal.apply(DESIRED, machine));
  }

  @Test
  void nothingOnRecordAsksForTheProcessCountsAndGivingThemConverges() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    rehearsal.stopAtRequest(300);
    rehearsal.apply(DESIRED, machine);
    rehearsal.restart();
    MemoryJournals elsewhere = new MemoryJournals();
    Plan blocked = rehearsal.plan(DESIRED, elsewhere);
    assertThat(blocked.blockers().stream().map(Diagnostic::code))
        .containsExactly(Code.PRE_IMAGES_UNKNOWN);
    assertThat(blocked.blockers().get(0).fix()).contains("restore: {web: 1, worker: 1}");
    DesiredState told = ProjectifyTest.restoring(DESIRED, 1, 1);
    Outcome outcome = rehearsal.apply(told, elsewhere);
    assertDoneOnce(rehearsal, outcome);
  }
}
