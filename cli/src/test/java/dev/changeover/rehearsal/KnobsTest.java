package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.SendResult;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both answers to everything that is not certain about Heroku, and everything that can go wrong,
 * tried with the classes that ship. The page docs/sandbox-knobs.md names these tests.
 */
class KnobsTest {
  private static final String LEADER = "postgresql-curved-12345";
  private static final List<String> EXAMPLES =
      List.of("projectify", "adopt-follower", "change-plan");
  private static final Map<String, List<String>> USUAL_EFFECTS = new TreeMap<>();

  private final MemoryJournals machine = new MemoryJournals();

  private static String world(String example) {
    Path root = Path.of(System.getProperty("changeover.root", ".."));
    try {
      return Files.readString(root.resolve("examples").resolve(example).resolve("world.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DesiredState desired() {
    return ProjectifyTest.desired(false);
  }

  private static DesiredState desired(String example) {
    return example.equals("projectify") ? desired() : ExamplesTest.desired(example);
  }

  /** The world of the example with a leader on another plan. */
  private static Rehearsal onPlan(String plan) {
    String world = world("projectify");
    assertThat(world).contains("plan: standard-0");
    return Rehearsal.of(world.replace("plan: standard-0", "plan: " + plan));
  }

  private static Rehearsal with(String... faults) {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    for (String fault : faults) {
      rehearsal.fault(fault);
    }
    return rehearsal;
  }

  /** The name that the new database will have in the world of the example. */
  private static String candidate(Rehearsal rehearsal) {
    Plan plan = rehearsal.plan(desired(), new MemoryJournals());
    return plan.changeover().orElseThrow().candidateName().value();
  }

  private static List<Code> codes(Outcome outcome) {
    return outcome.diagnostics().stream().map(Diagnostic::code).toList();
  }

  private static String what(Outcome outcome) {
    return String.join("\n", outcome.diagnostics().stream().map(Diagnostic::what).toList());
  }

  private static List<String> effectsOfConverging(
      Rehearsal rehearsal, DesiredState desired, MemoryJournals machine) {
    Outcome outcome = rehearsal.apply(desired, machine);
    assertThat(outcome.diagnostics()).as(String.join("\n", rehearsal.heard)).isEmpty();
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.CONVERGED);
    assertThat(rehearsal.missingWrites()).isZero();
    assertThat(rehearsal.plan(desired, machine).isConverged()).isTrue();
    return rehearsal.effects();
  }

  private static List<String> usualEffects(String example) {
    return USUAL_EFFECTS.computeIfAbsent(
        example,
        each ->
            effectsOfConverging(Rehearsal.ofExample(each), desired(each), new MemoryJournals()));
  }

  private void assertConverges(Rehearsal rehearsal) {
    assertThat(effectsOfConverging(rehearsal, desired(), machine))
        .isEqualTo(usualEffects("projectify"));
  }

  private static void assertOpenOn(Rehearsal rehearsal, String version) {
    rehearsal.timing.sleep(Duration.ofMinutes(1));
    ObservedState now = rehearsal.plan(desired(), new MemoryJournals()).basis();
    assertThat(now.maintenance()).isFalse();
    assertThat(now.formation().values()).contains(1);
    assertThat(now.at(desired().attachment()).orElseThrow().versionText()).startsWith(version);
    assertThat(rehearsal.missingWrites()).isZero();
  }

  /** A switch that does not happen: the app is open on the old database again. */
  private Outcome assertReopened(Rehearsal rehearsal) {
    Outcome outcome = rehearsal.apply(desired(), machine);
    assertThat(outcome.kind()).as(what(outcome)).isEqualTo(Outcome.Kind.FAILED);
    assertThat(codes(outcome)).as(what(outcome)).hasSize(2).endsWith(Code.REOPENED);
    assertOpenOn(rehearsal, "13");
    return outcome;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wait-ends-early",
        "upgrade-status-not-found",
        "upgrade-status-unknown",
        "upgrade-status-late",
        "status-stays-available",
        "follows-while-upgrading",
        "following-without-credentials",
        "following-absent",
        "leader-absent",
        "forked-from-absent",
        "target-transaction-absent",
        "var-set-at-once",
        "provisioning-without-release",
        "destroy-without-release",
        "other-release-words",
        "rate-limit-on-data",
        "request-id-absent-on-data",
        "dynos-idle",
        "destroy-takes-time",
        "plan-as-object",
        "plan-as-words",
        "integers-as-values",
        "html-not-found",
        "detach-release-fails",
        "detach-release-succeeds",
        "following-absent leader-absent",
        "following-without-credentials leader-absent",
        "following-absent leader-absent forked-from-absent upgrade-status-late"
            + " status-stays-available follows-while-upgrading wait-ends-early"
      })
  void whatIsNotCertainDecidesNothing(String knobs) {
    for (String example : EXAMPLES) {
      Rehearsal rehearsal = Rehearsal.ofExample(example);
      for (String knob : knobs.split(" ", -1)) {
        rehearsal.fault("{world: " + knob + "}");
      }
      assertThat(effectsOfConverging(rehearsal, desired(example), new MemoryJournals()))
          .as(example)
          .isEqualTo(usualEffects(example));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "provisioning, 1s, 2h",
    "catchUp, 1s, 20m",
    "replayInterval, 1s, 30s",
    "upgrade, 1s, 30m",
    "releasePhase, 1s, 10m",
    "dynoStop, 1s, 5m",
    "dynoDown, 0s, 5m",
    "dynoBoot, 0s, 5m",
    "sessionLinger, 0s, 5m",
    "dataApi404AfterCreate, 0s, 30m",
    "forkFollowUnavailable, 0s, 10h",
    "versionLag, 0s, 10m"
  })
  void whatTakesTimeMayTakeMoreOrLess(String activity, String little, String much) {
    String plain = world("projectify").replaceAll("(?m)^durations:\\n(  .*\\n)+", "");
    for (String duration : List.of(little, much)) {
      Rehearsal rehearsal =
          Rehearsal.of(plain + "\ndurations: {%s: %s}\n".formatted(activity, duration));
      assertThat(effectsOfConverging(rehearsal, desired(), new MemoryJournals()))
          .isEqualTo(usualEffects("projectify"));
    }
  }

  @Test
  void aBusyAppWhoseFollowerIsAlwaysBehindIsClosedWhereTheFileAllowsForIt() {
    String busy =
        world("projectify")
            .replace("dynoBoot: 8s", "replayInterval: 60s")
            .replace("writesPerSecond: 2 }", "writesPerSecond: 1000 }");
    DesiredState usual = desired();
    Outcome never = Rehearsal.of(busy).apply(usual, machine);
    assertThat(codes(never)).as(what(never)).containsExactly(Code.DEADLINE_MISSED);
    assertThat(never.diagnostics().get(0).fix()).contains("raise `cutover.maxLag`");
    DesiredState.Cutover cutover = usual.cutover();
    DesiredState allowing =
        ProjectifyTest.closing(
            usual,
            new DesiredState.Cutover(
                cutover.maintenance(),
                cutover.stop(),
                cutover.restore(),
                cutover.deadline(),
                20_000));
    assertThat(effectsOfConverging(Rehearsal.of(busy), allowing, new MemoryJournals()))
        .isEqualTo(usualEffects("projectify"));
  }

  @Test
  void aDestructionThatTakesLongIsWaitedFor() {
    for (String duration : List.of("1s", "15m")) {
      String world = world("projectify").replace("dynoBoot: 8s", "deprovisioning: " + duration);
      assertThat(world).contains("deprovisioning");
      Rehearsal rehearsal = Rehearsal.of(world);
      rehearsal.fault("{world: destroy-takes-time}");
      assertThat(effectsOfConverging(rehearsal, desired(), new MemoryJournals()))
          .isEqualTo(usualEffects("projectify"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "delinquent, REFUSED",
    "suspended, FORBIDDEN",
    "forbidden, FORBIDDEN",
    "two-factor, TWO_FACTOR",
    "unauthorized, UNAUTHORISED",
    "verification-needed, REFUSED",
    "conflict, REFUSED",
    "gone, REFUSED",
    "multiple-matches, REFUSED",
    "confirmation-required, REFUSED",
    "not-found, REFUSED",
    "bare-not-found, REFUSED",
    "html, REFUSED"
  })
  void aRefusedCreateLeavesTheAppAloneAndTheNextRunConverges(String action, Code code) {
    Rehearsal rehearsal =
        with("{action: %s, at: 'POST /apps/*/addons', times: 1}".formatted(action));
    Outcome outcome = rehearsal.apply(desired(), machine);
    assertThat(codes(outcome)).as(what(outcome)).containsExactly(code);
    boolean named = !List.of("bare-not-found", "html").contains(action);
    assertThat(what(outcome)).contains(named ? action.replace('-', '_') : "status 404");
    assertThat(rehearsal.effects()).isEmpty();
    assertOpenOn(rehearsal, "13");
    assertConverges(rehearsal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delinquent",
        "suspended",
        "forbidden",
        "two-factor",
        "unauthorized",
        "verification-needed",
        "conflict",
        "gone",
        "not-found",
        "bare-not-found",
        "html",
        "confirmation-required"
      })
  void aRefusalDuringTheCutOverOpensTheAppAgain(String action) {
    for (String request :
        List.of("POST /client/v11/databases/*/upgrade/run", "POST /addon-attachments")) {
      Rehearsal rehearsal = with("{action: %s, at: '%s', times: 1}".formatted(action, request));
      Outcome outcome = rehearsal.apply(desired(), new MemoryJournals());
      assertThat(codes(outcome)).as(what(outcome)).hasSize(2).endsWith(Code.REOPENED);
      assertOpenOn(rehearsal, "13");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"not-found", "bare-not-found", "html", "gone"})
  void aDatabaseThatTheDataApiDoesNotFindIsLookedForAgain(String action) {
    Rehearsal first =
        with("{action: %s, at: 'GET /client/v11/databases/*', times: 1}".formatted(action));
    assertThat(first.plan(desired(), machine).blockers().stream().map(Diagnostic::code))
        .contains(Code.LEADER_UNAVAILABLE);
    for (int skip : new int[] {1, 20, 60, 100}) {
      Rehearsal rehearsal =
          with(
              "{action: %s, at: 'GET /client/v11/databases/*', skip: %d, times: 2}"
                  .formatted(action, skip));
      assertThat(effectsOfConverging(rehearsal, desired(), new MemoryJournals()))
          .isEqualTo(usualEffects("projectify"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"not-found", "bare-not-found", "html", "gone"})
  void nothingIsDoneToADatabaseWhoseUsersAreNotKnown(String action) {
    Rehearsal first =
        with("{action: %s, at: 'GET /addons/*/addon-attachments', times: 1}".formatted(action));
    assertThat(first.plan(desired(), machine).blockers().stream().map(Diagnostic::code))
        .contains(Code.LEADER_UNAVAILABLE);
    for (int skip = 1; skip < 64; skip += 7) {
      Rehearsal rehearsal =
          with(
              "{action: %s, at: 'GET /addons/*/addon-attachments', skip: %d, times: 2}"
                  .formatted(action, skip));
      assertThat(effectsOfConverging(rehearsal, desired(), new MemoryJournals()))
          .isEqualTo(usualEffects("projectify"));
    }
  }

  @Test
  void aNameThatIsGoneIsNotTakenAgain() {
    String usual = candidate(with());
    Rehearsal rehearsal = with("{action: gone, at: 'GET /addons/%s'}".formatted(usual));
    assertThat(candidate(rehearsal)).isEqualTo(usual + "-2");
    assertConverges(rehearsal);
  }

  @Test
  void namesOfDestroyedDatabasesMayBeHadAgainOrNot() {
    for (boolean taken : List.of(false, true)) {
      MemoryJournals journals = new MemoryJournals();
      Rehearsal rehearsal = with("{world: provisioning-fails, times: 1}");
      if (taken) {
        rehearsal.fault("{world: names-stay-taken}");
      }
      String name = candidate(rehearsal);
      assertThat(codes(rehearsal.apply(desired(), journals)))
          .containsExactly(Code.CANDIDATE_FAILED);
      rehearsal.human("{action: destroy-addon, addon: %s}".formatted(name));
      Outcome second = rehearsal.apply(desired(), journals);
      if (taken) {
        assertThat(codes(second)).containsExactly(Code.REFUSED);
        assertThat(second.diagnostics().get(0).fix()).contains("name it under `adopt`");
        assertOpenOn(rehearsal, "13");
      } else {
        assertThat(second.kind()).as(what(second)).isEqualTo(Outcome.Kind.CONVERGED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{action: warning, at: '* /**'}",
        "{action: one-per-page, at: 'GET /**'}",
        "{action: slow, at: 'GET /apps/**', times: 3}",
        "{action: rate-limit, at: '* /apps/**', times: 3}",
        "{action: unavailable, at: '* /apps/**', times: 3}",
        "{action: server-error, at: '* /apps/**', times: 3}",
        "{action: lose-request, at: '* /apps/**', times: 3}",
        "{action: lose-reply, at: '* /apps/**', times: 3}"
      })
  void whatPassesIsEndured(String fault) {
    assertConverges(with());
    assertThat(effectsOfConverging(with(fault), desired(), new MemoryJournals()))
        .isEqualTo(usualEffects("projectify"));
  }

  @ParameterizedTest
  @CsvSource({"false, 422", "true, 400"})
  void aVersionThatHerokuDoesNotOfferOpensTheAppAgain(boolean badRequest, int status) {
    DesiredState tooNew =
        DesiredState.of(desired().app(), new PgMajor(17)).withKeepOldDatabase(false);
    Rehearsal rehearsal = badRequest ? with("{world: unsupported-as-bad-request}") : with();
    Outcome outcome = rehearsal.apply(tooNew, machine);
    assertThat(codes(outcome)).containsExactly(Code.REFUSED, Code.REOPENED);
    assertThat(what(outcome)).contains("Unsupported version: 17", "status " + status);
    assertOpenOn(rehearsal, "13");
  }

  private static ApiCall create(String name, String version) {
    return new ApiCall(
        ApiCall.Host.PLATFORM,
        ApiCall.Method.POST,
        "/apps/projectify-backend/addons",
        Map.of(
            "plan",
            Map.of("name", "heroku-postgresql:standard-0"),
            "name",
            name,
            "config",
            Map.of("follow", LEADER, "version", version)));
  }

  @Test
  void aVersionForAFollowerIsIgnoredOrRefused() {
    Rehearsal usual = with();
    assertThat(usual.send(create("follower", "15")).kind()).isEqualTo(SendResult.Kind.ACCEPTED);
    Rehearsal refusing = with("{world: follower-version-refused}");
    SendResult refused = refusing.send(create("follower", "15"));
    assertThat(refused.kind()).isEqualTo(SendResult.Kind.REFUSED);
    assertThat(refused.status()).isEqualTo(422);
    // No version is ever sent with a follower.
    assertConverges(refusing);
  }

  private static ApiCall takeOver(Map<String, Object> confirm) {
    Map<String, Object> body = new TreeMap<>(confirm);
    body.put("addon", Map.of("name", "follower"));
    body.put("app", Map.of("name", "projectify-backend"));
    body.put("name", "DATABASE");
    return new ApiCall(ApiCall.Host.PLATFORM, ApiCall.Method.POST, "/addon-attachments", body);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 423, 423",
    "confirmation-as-bad-request, 400, 400",
    "wrong-confirm-is-invalid, 423, 422"
  })
  void anAttachmentIsNeverTakenOverWithoutTheRightConfirmation(
      String knob, int missing, int wrong) {
    Rehearsal rehearsal = knob.isEmpty() ? with() : with("{world: " + knob + "}");
    assertThat(rehearsal.send(create("follower", "13")).kind()).isEqualTo(SendResult.Kind.ACCEPTED);
    SendResult without = rehearsal.send(takeOver(Map.of()));
    assertThat(without.kind()).isEqualTo(SendResult.Kind.REFUSED);
    assertThat(without.status()).isEqualTo(missing);
    SendResult other = rehearsal.send(takeOver(Map.of("confirm", "another-app")));
    assertThat(other.kind()).isEqualTo(SendResult.Kind.REFUSED);
    assertThat(other.status()).isEqualTo(wrong);
    assertThat(rehearsal.effects()).containsExactly("create-addon");
    assertThat(knob.isEmpty() ? with() : with("{world: " + knob + "}"))
        .satisfies(this::assertConverges);
  }

  @ParameterizedTest
  @CsvSource({"'', 201", "cancel-answers-transfer, 200"})
  void aCancelledTransferIsUnderstoodEitherWay(String knob, int status) {
    Rehearsal rehearsal = knob.isEmpty() ? with() : with("{world: " + knob + "}");
    ApiCall backup =
        new ApiCall(
            ApiCall.Host.DATA,
            ApiCall.Method.POST,
            "/client/v11/databases/" + LEADER + "/backups",
            Map.of());
    ApiCall cancel =
        new ApiCall(
            ApiCall.Host.DATA,
            ApiCall.Method.POST,
            "/client/v11/apps/projectify-backend/transfers/1/actions/cancel",
            Map.of());
    assertThat(rehearsal.send(backup).kind()).isEqualTo(SendResult.Kind.ACCEPTED);
    SendResult result = rehearsal.send(cancel);
    assertThat(result.kind()).isEqualTo(SendResult.Kind.ACCEPTED);
    assertThat(result.status()).isEqualTo(status);
  }

  @Test
  void aLeaderWithoutItsStandbyIsLeftAlone() {
    Rehearsal there = onPlan("premium-0");
    assertThat(effectsOfConverging(there, desired(), new MemoryJournals()))
        .isEqualTo(usualEffects("projectify"));
    Rehearsal missing = onPlan("premium-0");
    missing.fault("{world: standby-missing}");
    Outcome outcome = missing.apply(desired(), machine);
    assertThat(codes(outcome)).containsExactly(Code.LEADER_UNAVAILABLE);
    assertThat(what(outcome)).contains("high availability");
    assertThat(missing.writes()).isZero();
  }

  @Test
  void aMaintenanceAheadOfTheLeaderIsWaitedForByPeople() {
    Outcome outcome = with("{world: maintenance-pending}").apply(desired(), machine);
    assertThat(codes(outcome)).containsExactly(Code.MAINTENANCE_PENDING);
    assertConverges(with());
  }

  @ParameterizedTest
  @ValueSource(strings = {"standby-missing", "maintenance-pending"})
  void anUnreadyFollowerIsUpgradedOrTheAppIsOpenedAgain(String reason) {
    for (boolean refused : List.of(false, true)) {
      Rehearsal rehearsal = onPlan("premium-0");
      rehearsal.fault("{world: %s, only: %s}".formatted(reason, candidate(rehearsal)));
      if (!refused) {
        assertThat(effectsOfConverging(rehearsal, desired(), new MemoryJournals()))
            .isEqualTo(usualEffects("projectify"));
        continue;
      }
      rehearsal.fault("{world: unready-upgrade-refused}");
      Outcome outcome = assertReopened(rehearsal);
      assertThat(what(outcome)).contains("status 422", "standby is missing");
    }
  }

  @Test
  void aSuspendedDatabaseIsNamedSoAndLeftAlone() {
    Rehearsal leader = with("{world: addon-suspended, only: %s}".formatted(LEADER));
    Outcome outcome = leader.apply(desired(), machine);
    assertThat(codes(outcome)).contains(Code.LEADER_UNAVAILABLE);
    assertThat(what(outcome)).contains("such as suspended");
    assertThat(leader.writes()).isZero();
    Rehearsal follower = with();
    follower.fault("{world: addon-suspended, only: %s}".formatted(candidate(follower)));
    Outcome late = follower.apply(desired(), new MemoryJournals());
    assertThat(codes(late)).containsExactly(Code.DEADLINE_MISSED);
    assertThat(what(late)).contains("limits.provision", "such as suspended");
    assertThat(follower.effects()).containsExactly("create-addon");
    assertOpenOn(follower, "13");
    follower.clearFaults();
    assertConverges(follower);
  }

  @Test
  void anAppThatCrashesOnTheNewDatabaseKeepsTheOldOne() {
    Rehearsal rehearsal = with("{world: dynos-crash, only: web}");
    Outcome outcome = rehearsal.apply(desired(), machine);
    assertThat(codes(outcome)).containsExactly(Code.DEADLINE_MISSED);
    assertThat(what(outcome)).contains("`web.1` crashed");
    assertThat(rehearsal.effects()).doesNotContain("destroy-addon");
    assertOpenOn(rehearsal, "15");
    rehearsal.clearFaults();
    rehearsal.human("{action: deploy, app: projectify-backend}");
    rehearsal.timing.sleep(Duration.ofMinutes(2));
    assertConverges(rehearsal);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDatabaseThatAnotherAppCameToUseIsNotDestroyedWhetherHerokuWouldOrNot(boolean unforced) {
    Rehearsal rehearsal =
        Rehearsal.of(
            world("projectify").replace("\napps:\n", "\napps:\n  reports: {}\n")
                + "\nhumans:\n  - {afterRequest: 'PATCH /apps/projectify-backend', nth: 2,"
                + " action: attach, with: {app: reports, addon: "
                + LEADER
                + ", name: BOOKS}}\n");
    if (unforced) {
      rehearsal.fault("{world: destroy-needs-no-force}");
    }
    Outcome outcome = rehearsal.apply(desired(), machine);
    assertThat(what(outcome)).contains("reports");
    assertThat(rehearsal.effects()).contains("upgrade-run").doesNotContain("destroy-addon");
    ApiCall destroy =
        new ApiCall(
            ApiCall.Host.PLATFORM,
            ApiCall.Method.DELETE,
            "/apps/projectify-backend/addons/" + LEADER,
            Map.of("force", false));
    assertThat(rehearsal.send(destroy).kind())
        .isEqualTo(unforced ? SendResult.Kind.ACCEPTED : SendResult.Kind.REFUSED);
  }

  @Test
  void aProvisioningThatNeverEndsMissesItsDeadlineWithTheAppAlone() {
    Rehearsal rehearsal = with("{world: provisioning-never-ends}");
    Outcome outcome = rehearsal.apply(desired(), machine);
    assertThat(codes(outcome)).containsExactly(Code.DEADLINE_MISSED);
    assertThat(what(outcome)).contains("limits.provision");
    assertThat(rehearsal.effects()).containsExactly("create-addon");
    assertOpenOn(rehearsal, "13");
    assertConverges(with());
  }

  @Test
  void aFollowerWhoseWaitStatusReportsAnErrorIsNotUsed() {
    Rehearsal rehearsal = with();
    rehearsal.fault("{world: wait-status-error, only: %s}".formatted(candidate(rehearsal)));
    Outcome outcome = rehearsal.apply(desired(), machine);
    assertThat(codes(outcome)).containsExactly(Code.CANDIDATE_FAILED);
    assertThat(rehearsal.effects()).containsExactly("create-addon");
    assertOpenOn(rehearsal, "13");
    rehearsal.clearFaults();
    assertConverges(rehearsal);
  }

  @Test
  void aVersionThatIsNeverReportedIsNotPromoted() {
    Rehearsal rehearsal = with("{world: version-stays}");
    assertThat(codes(assertReopened(rehearsal)).get(0)).isEqualTo(Code.DEADLINE_MISSED);
    assertThat(rehearsal.effects()).doesNotContain("attach");
    assertConverges(with());
  }

  @Test
  void aReleaseThatNeverEndsLeavesTheOldDatabaseAndTheNextRunGoesOn() {
    Rehearsal rehearsal = with("{world: release-never-ends, only: DATABASE}");
    Outcome outcome = rehearsal.apply(desired(), machine);
    assertThat(codes(outcome)).as(what(outcome)).contains(Code.DEADLINE_MISSED);
    assertThat(what(outcome)).contains("limits.release", "is running");
    assertThat(outcome.diagnostics().get(0).fix())
        .contains("`heroku ps:stop --process-type release --app projectify-backend` ends it");
    assertThat(rehearsal.effects()).doesNotContain("destroy-addon");
    assertThat(rehearsal.missingWrites()).isZero();
    rehearsal.clearFaults();
    rehearsal.human("{action: deploy, app: projectify-backend}");
    rehearsal.timing.sleep(Duration.ofMinutes(2));
    Outcome second = rehearsal.apply(desired(), machine);
    assertThat(second.kind()).as(what(second)).isEqualTo(Outcome.Kind.CONVERGED);
    assertOpenOn(rehearsal, "15");
  }

  @Test
  void aFailedAttachReleaseIsRepairedHoweverReleasesAreDescribed() {
    for (boolean other : List.of(false, true)) {
      MemoryJournals journals = new MemoryJournals();
      Rehearsal rehearsal = with("{world: attach-release-fails, only: DATABASE, times: 1}");
      if (other) {
        rehearsal.fault("{world: other-release-words}");
      }
      assertThat(codes(rehearsal.apply(desired(), journals))).containsExactly(Code.STEP_FAILED);
      Outcome second = rehearsal.apply(desired(), journals);
      assertThat(second.kind()).as(what(second)).isEqualTo(Outcome.Kind.CONVERGED);
      assertOpenOn(rehearsal, "15");
    }
  }

  @Test
  void aLeaderThatCannotBeFollowedNowBlocksThePlan() {
    Rehearsal rehearsal = with("{world: fork-follow-unavailable}");
    assertThat(codes(rehearsal.apply(desired(), machine)))
        .containsExactly(Code.FORK_FOLLOW_UNAVAILABLE);
    assertThat(rehearsal.writes()).isZero();
    rehearsal.clearFaults();
    assertConverges(rehearsal);
  }

  @Test
  void anAdvancedDatabaseIsNamedAndLeftAlone() {
    Rehearsal rehearsal =
        Rehearsal.of(
            world("projectify").replace("plan: standard-0", "plan: advanced")
                + "\nplans: {advanced: {cents: 1}}\n");
    Outcome outcome = rehearsal.apply(desired(), machine);
    assertThat(codes(outcome)).contains(Code.PLAN_ADVANCED);
    assertThat(rehearsal.writes()).isZero();
  }
}
