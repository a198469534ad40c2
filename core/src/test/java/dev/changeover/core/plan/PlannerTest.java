package dev.changeover.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.Severity;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Release;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is planned, and what forbids it, in the situations that people meet. */
class PlannerTest {
  private static final DesiredState TO_16 = Given.desired(16);
  private static final String CANDIDATE = Given.candidateName(16);

  private static Plan plan(DesiredState desired, Given given) {
    return Given.PLANNER.plan(desired, given.observed());
  }

  private static List<String> ids(Plan plan) {
    return plan.steps().stream().map(Step::id).toList();
  }

  private static List<Code> blockers(DesiredState desired, Given given) {
    return plan(desired, given).blockers().stream().map(Diagnostic::code).toList();
  }

  private static Given running() {
    return Given.anApp().running("web", 2).running("worker", 1);
  }

  private static PreImages onRecord(boolean reset, boolean reopened, boolean completed) {
    return new PreImages(
        PreImages.Source.JOURNAL,
        Optional.of(false),
        Optional.of(Map.of(new ProcessType("web"), 2, new ProcessType("worker"), 1)),
        reset,
        reopened,
        completed);
  }

  private static Given closed() {
    return Given.anApp()
        .running("web", 0)
        .running("worker", 0)
        .maintenance(true)
        .leader("15.4", "DATABASE");
  }

  private static Given closedWithout() {
    return Given.anApp()
        .running("web", 0)
        .running("worker", 0)
        .maintenance(true)
        .onRecord(onRecord(true, false, false));
  }

  @Test
  void theWholeProcedureHasItsOrder() {
    Plan plan = plan(Given.destroyingTheOld(TO_16), running().leader("15.4", "DATABASE"));
    assertThat(ids(plan))
        .containsExactly(
            "create-follower",
            "maintenance-on",
            "scale-down",
            "reset-connections",
            "upgrade",
            "attach-old",
            "promote",
            "scale-up",
            "maintenance-off",
            "destroy-old");
    assertThat(plan.pointOfNoReturn()).contains(7);
    assertThat(plan.isBlocked()).isFalse();
  }

  @Test
  void anAliasThatHerokuMadeUpStaysWithTheOldDatabase() {
    Given given = running().leader("15.4", "DATABASE", "HEROKU_POSTGRESQL_AMBER");
    assertThat(ids(plan(TO_16, given))).doesNotContain("attach-old", "destroy-old");
    assertThat(plan(TO_16, given).diagnostics()).anyMatch(each -> each.code() == Code.KEPT_BEHIND);
  }

  @Test
  void theOldDatabaseOfAFinishedChangeoverIsProvenByTheNameOfTheNewOne() {
    Given given =
        running()
            .leader("15.4", "DATABASE_PG15")
            .with(
                CANDIDATE,
                "standard-0",
                Given.forkDetails("16.1", "old-1"),
                "DATABASE",
                "DATABASE_PG16");
    assertThat(plan(TO_16, given).isConverged()).isTrue();
    assertThat(ids(plan(Given.destroyingTheOld(TO_16), given))).containsExactly("destroy-old");
  }

  @Test
  void theOldDatabaseIsNotDestroyedWhileADynoHasCrashedOnTheNewOne() {
    Given given =
        running()
            .leader("15.4", "DATABASE_PG15")
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE");
    assertThat(whyNotDestroyed(given)).isEmpty();
    assertThat(whyNotDestroyed(given.crashed("clock")))
        .containsExactly("`clock.1` crashed; see `heroku logs`");
  }

  private static List<String> whyNotDestroyed(Given given) {
    Plan plan = plan(Given.destroyingTheOld(TO_16), given);
    assertThat(ids(plan)).containsExactly("destroy-old");
    return plan.steps().get(0).preconditions().stream()
        .map(condition -> condition.verdict(given.observed()))
        .filter(verdict -> !verdict.isHolding())
        .map(Verdict::whyNot)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "Attach DATABASE (@ref:%s), true",
    "Add-on %s attached as DATABASE, true",
    "Deploy 1234, false",
    "Detach DATABASE (@ref:%s), false",
    "Attach DATABASE_PG16 (@ref:%s), false",
    "Attach DATABASE (@ref:%s-2), false"
  })
  void onlyAFailedReleaseOfTheSwitchItselfIsMadeAgain(String description, boolean again) {
    Given given =
        closed()
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE_PG16")
            .onRecord(onRecord(true, false, false))
            .release(Release.Status.FAILED, description.formatted(CANDIDATE));
    Step promote =
        plan(TO_16, given).steps().stream()
            .filter(step -> step.id().equals("promote"))
            .findFirst()
            .orElseThrow();
    assertThat(
            promote.preconditions().stream()
                .flatMap(each -> each.verdict(given.observed()).failure().stream())
                .map(Diagnostic::code))
        .isEqualTo(again ? List.of() : List.of(Code.LAST_RELEASE_FAILED));
  }

  @Test
  void aDatabaseThatOnlyClaimsToBeTheSuccessorIsNotBelieved() {
    Given given =
        running()
            .leader("15.4", "DATABASE_PG15")
            .with("third", "standard-0", Given.leaderDetails("15.4"), "OTHER")
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "third"), "DATABASE");
    assertThat(blockers(Given.destroyingTheOld(TO_16), given))
        .containsExactly(Code.CANDIDATE_CONTRADICTS);
    assertThat(ids(plan(Given.destroyingTheOld(TO_16), given))).isEmpty();
  }

  @Test
  void aForkThatAPersonMadeAndPromotedProvesNothing() {
    Given given =
        running()
            .leader("15.4", "DATABASE_PG15")
            .with("by-hand", "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE");
    Plan plan = plan(Given.destroyingTheOld(TO_16), given);
    assertThat(plan.isConverged()).isTrue();
    // Named in the file it is the one that was adopted, and Heroku's record is the proof.
    assertThat(ids(plan(Given.destroyingTheOld(Given.adopting(TO_16, "by-hand")), given)))
        .containsExactly("destroy-old");
  }

  @Test
  void anOpenAppAfterTheForkForbidsThePromotion() {
    Given given =
        running()
            .leader("15.4", "DATABASE")
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE_PG16");
    assertThat(blockers(TO_16, given)).contains(Code.CANDIDATE_MISSED_WRITES);
  }

  @Test
  void aRecordThatTheAppWasOpenForbidsThePromotionEvenIfItIsClosedNow() {
    Given fork =
        closed().with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE_PG16");
    assertThat(blockers(TO_16, fork.onRecord(onRecord(true, false, false)))).isEmpty();
    assertThat(blockers(TO_16, fork.onRecord(onRecord(true, true, false))))
        .containsExactly(Code.CANDIDATE_MISSED_WRITES);
  }

  @Test
  void countsThatNothingTellsAreAskedFor() {
    Given given =
        closed()
            .with(
                CANDIDATE,
                "standard-0",
                Given.followerDetails("15.4", "old-1", 0),
                "DATABASE_PG16");
    Plan plan = plan(TO_16, given);
    assertThat(plan.blockers()).hasSize(1);
    assertThat(plan.blockers().get(0).code()).isEqualTo(Code.PRE_IMAGES_UNKNOWN);
    assertThat(plan.blockers().get(0).fix()).contains("restore: {web: 1, worker: 1}");
    assertThat(ids(plan(TO_16, given.onRecord(onRecord(false, false, false)))))
        .containsExactly(
            "reset-connections", "upgrade", "attach-old", "promote", "scale-up", "maintenance-off");
  }

  @Test
  void sessionsThatWereEndedBeforeAPersonOpenedTheAppAreEndedAgain() {
    Given reopened =
        running()
            .leader("15.4", "DATABASE")
            .with(
                CANDIDATE, "standard-0", Given.followerDetails("15.4", "old-1", 3), "DATABASE_PG16")
            .onRecord(onRecord(true, false, false));
    assertThat(ids(plan(TO_16, reopened))).contains("reset-connections");
  }

  @Test
  void whatHappensAfterACompletedChangeoverIsTheOwnersBusiness() {
    Given given =
        closed().with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "PLACEHOLDER");
    Given switched =
        Given.anApp()
            .running("web", 0)
            .maintenance(true)
            .leader("15.4", "DATABASE_PG15", "ARCHIVE")
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE");
    assertThat(plan(TO_16, switched).isBlocked()).isTrue();
    assertThat(plan(TO_16, switched.onRecord(onRecord(false, false, true))).isConverged()).isTrue();
    assertThat(given.observed().databases()).hasSize(2);
  }

  @Test
  void aPromoteThatLeftTheAppWithoutADatabaseIsMadeGood() {
    Given given =
        Given.anApp()
            .running("web", 0)
            .maintenance(true)
            .leader("15.4", "DATABASE_PG15")
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE_PG16")
            .onRecord(
                new PreImages(
                    PreImages.Source.JOURNAL,
                    Optional.of(false),
                    Optional.of(Map.of(new ProcessType("web"), 2)),
                    true,
                    false,
                    false));
    assertThat(ids(plan(TO_16, given))).containsExactly("promote", "scale-up", "maintenance-off");
  }

  @Test
  void anAppWithoutADatabaseIsSwitchedThoughItsReleasesFail() {
    Given given =
        closedWithout()
            .leader("15.4", "REPORTING")
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE_PG16")
            .release(Release.Status.FAILED, "Deploy 1234");
    Plan plan = plan(TO_16, given);
    assertThat(ids(plan)).startsWith("attach-old", "promote", "move-attachment");
    assertThat(plan.blockers()).isEmpty();
    ObservedState state = given.observed();
    for (Step step : plan.steps().subList(0, 2)) {
      for (Condition condition : step.preconditions()) {
        assertThat(condition.verdict(state).isHolding())
            .as(step.id() + ": " + condition.claim())
            .isTrue();
      }
      state = step.predict(state);
    }
  }

  @Test
  void whoSwitchesByHandMayLeaveTheOldDatabaseOneAttachmentThatIsToMove() {
    Given switched =
        closedWithout()
            .leader("15.4", "REPORTING")
            .with(
                CANDIDATE,
                "standard-0",
                Given.forkDetails("16.1", "old-1"),
                "DATABASE_PG16",
                "DATABASE");
    assertThat(ids(plan(TO_16, switched))).startsWith("attach-old", "move-attachment");
    Given withAnother =
        closedWithout()
            .leader("15.4", "REPORTING", "HEROKU_POSTGRESQL_AMBER")
            .with(
                CANDIDATE,
                "standard-0",
                Given.forkDetails("16.1", "old-1"),
                "DATABASE_PG16",
                "DATABASE");
    assertThat(ids(plan(TO_16, withAnother))).startsWith("move-attachment");
  }

  @Test
  void aClosedAppIsNotSaidToBeDoneWhereNothingTellsHowItRanBefore() {
    Given switched =
        Given.anApp()
            .running("web", 0)
            .maintenance(true)
            .leader("15.4", "DATABASE_PG15")
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE");
    assertThat(ids(plan(TO_16, switched))).isEmpty();
    assertThat(blockers(TO_16, switched)).containsExactly(Code.PRE_IMAGES_UNKNOWN);
  }

  @Test
  void whoStatesWhatToRestoreSaysThatTheAppWasOpenAlsoBeforeAnythingIsMade() {
    DesiredState restoring =
        Given.closing(
            TO_16,
            new DesiredState.Cutover(
                true,
                DesiredState.Stop.ALL,
                Optional.of(Map.of(new ProcessType("web"), 2)),
                Duration.ofHours(1),
                5_000));
    assertThat(ids(plan(restoring, closed()))).contains("scale-up", "maintenance-off");
    assertThat(ids(plan(TO_16, closed()))).doesNotContain("scale-up", "maintenance-off");
  }

  @Test
  void aDatabaseThatWasSetAsideIsNeverPromotedAndNoneIsMadeBesideIt() {
    Given given =
        closed()
            .with(
                CANDIDATE + "-missed-12ab",
                "standard-0",
                Given.forkDetails("16.1", "old-1"),
                "DATABASE_PG16")
            .onRecord(onRecord(true, false, false));
    assertThat(blockers(TO_16, given)).containsExactly(Code.CANDIDATE_MISSED_WRITES);
    assertThat(ids(plan(TO_16, given))).doesNotContain("create-follower");
  }

  @Test
  void aDatabaseThatWasSetAsideIsOfNoUseThoughItStillSeemsToFollow() {
    Given given =
        running()
            .leader("15.4", "DATABASE")
            .with(
                CANDIDATE + "-missed-12ab",
                "standard-0",
                Given.followerDetails("15.4", "old-1", 0),
                "DATABASE_PG16");
    assertThat(blockers(TO_16, given)).containsExactly(Code.CANDIDATE_MISSED_WRITES);
  }

  @Test
  void aDatabaseThatWasPromotedAtTheMomentWhenItWasSetAsideIsStillTheSuccessor() {
    Given given =
        running()
            .leader("15.4", "DATABASE_PG15")
            .with(
                CANDIDATE + "-missed-12ab",
                "standard-0",
                Given.forkDetails("16.1", "old-1"),
                "DATABASE");
    assertThat(ids(plan(Given.destroyingTheOld(TO_16), given))).containsExactly("destroy-old");
  }

  @Test
  void goingBackSetsAsideWhatWasCutOffBeforeItOpensTheApp() {
    Given cutOff =
        closed()
            .with(CANDIDATE, "standard-0", Given.forkDetails("16.1", "old-1"), "DATABASE_PG16")
            .onRecord(onRecord(true, false, false));
    List<Step> back = plan(TO_16, cutOff).goBack();
    assertThat(back.stream().map(Step::id))
        .containsExactly("set-aside-back", "scale-up-back", "maintenance-off-back");
    Given following =
        closed()
            .with(CANDIDATE, "standard-0", Given.followerDetails("15.4", "old-1", 0), "X")
            .onRecord(onRecord(true, false, false));
    assertThat(plan(TO_16, following).goBack().stream().map(Step::id))
        .containsExactly("scale-up-back", "maintenance-off-back");
  }

  @Test
  void databasesThatCannotBeFollowedAreNamed() {
    for (Map.Entry<String, Code> each :
        Map.of(
                "essential-1", Code.PLAN_ESSENTIAL,
                "mini", Code.PLAN_LEGACY,
                "advanced-private", Code.PLAN_ADVANCED,
                "gold-1", Code.PLAN_UNKNOWN)
            .entrySet()) {
      Given given = running().with("old-1", each.getKey(), Given.leaderDetails("15.4"), "DATABASE");
      assertThat(blockers(TO_16, given)).as(each.getKey()).contains(each.getValue());
    }
  }

  @Test
  void versionsThatCannotBeReachedAreNamed() {
    assertThat(blockers(TO_16, running().leader("17.2", "DATABASE"))).contains(Code.VERSION_LOWER);
    assertThat(blockers(Given.desired(14), running().leader("13.2", "DATABASE")))
        .contains(Code.VERSION_UNSUPPORTED);
    assertThat(blockers(TO_16, running().leader("unheard of", "DATABASE")))
        .contains(Code.VERSION_UNREADABLE);
  }

  @Test
  void aFollowerAsPrimaryIsNamed() {
    Given given =
        running()
            .with("old-1", "standard-0", Given.followerDetails("15.4", "other", 0), "DATABASE");
    assertThat(blockers(TO_16, given)).contains(Code.LEADER_FOLLOWS);
  }

  @Test
  void anotherAppAndAnotherCredentialAreNeverIgnored() {
    Given other = running().leader("15.4", "DATABASE");
    other.attached("old-1", new AppName("reports"), "BOOKSHOP", Optional.empty());
    assertThat(blockers(TO_16, other)).containsExactly(Code.OTHER_APP_ATTACHED);
    Given credential = running().leader("15.4", "DATABASE");
    credential.attached("old-1", Given.APP, "READONLY", Optional.of("credential:readonly"));
    assertThat(blockers(TO_16, credential)).containsExactly(Code.CREDENTIAL_ATTACHED);
  }

  @Test
  void aFollowerOfTheOldDatabaseForbidsItsEndButNotTheSwitch() {
    Given given =
        running()
            .leader("15.4", "DATABASE")
            .with("reader", "standard-0", Given.followerDetails("15.4", "old-1", 0), "READER");
    assertThat(blockers(TO_16, given)).isEmpty();
    assertThat(blockers(Given.destroyingTheOld(TO_16), given))
        .containsExactly(Code.OTHER_FOLLOWERS);
    assertThat(blockers(Given.destroyingTheOld(TO_16), given.going("reader"))).isEmpty();
  }

  @Test
  void whatAnAppInMaintenanceModeStillDoesGoesOnUntilTheFollowerIsNear() {
    String near = "`DATABASE_PG16` is at most 5,000 commits behind";
    Given all = running().maintenance(true).leader("15.4", "DATABASE");
    Plan fromTheStart = plan(TO_16, all);
    assertThat(ids(fromTheStart)).startsWith("create-follower", "scale-down");
    assertThat(waits(fromTheStart)).contains(near, "maintenance mode is on");
    Given follower =
        all.with(
            CANDIDATE, "standard-0", Given.followerDetails("15.4", "old-1", 0), "DATABASE_PG16");
    Plan halfClosed = plan(TO_16, follower.onRecord(onRecord(false, false, false)));
    assertThat(ids(halfClosed)).startsWith("scale-down");
    assertThat(waits(halfClosed)).doesNotContain(near).contains("maintenance mode is on");
  }

  @Test
  void howFarBehindTheFollowerMayBeIsUpToTheFile() {
    Given given = running().leader("15.4", "DATABASE");
    DesiredState.Cutover usual = TO_16.cutover();
    for (int most : new int[] {0, 1, 20_000}) {
      DesiredState desired =
          Given.closing(
              TO_16,
              new DesiredState.Cutover(
                  usual.maintenance(), usual.stop(), usual.restore(), usual.deadline(), most));
      assertThat(waits(plan(desired, given)))
          .contains(
              "`DATABASE_PG16` is at most %,d commit%s behind"
                  .formatted(most, most == 1 ? "" : "s"));
    }
  }

  @Test
  void aFailedReleaseForbidsTheStart() {
    Given given = running().leader("15.4", "DATABASE").release(Release.Status.FAILED);
    assertThat(blockers(TO_16, given)).containsExactly(Code.LAST_RELEASE_FAILED);
  }

  @Test
  void processesThatAreLeftRunningForbidTheStartUnlessTheFileSaysWhy() {
    DesiredState leaving =
        Given.closing(
            TO_16,
            new DesiredState.Cutover(
                true,
                new DesiredState.Stop(false, Set.of(new ProcessType("web"))),
                Optional.empty(),
                TO_16.cutover().deadline(),
                TO_16.cutover().maxLag()));
    Given given = running().leader("15.4", "DATABASE");
    assertThat(blockers(leaving, given)).containsExactly(Code.WRITERS_NOT_STOPPED);
    DesiredState allowed = Given.allowing(leaving, Code.WRITERS_NOT_STOPPED, "it only reads");
    assertThat(blockers(allowed, given)).isEmpty();
    assertThat(plan(allowed, given).diagnostics())
        .anyMatch(
            each ->
                each.code() == Code.WRITERS_NOT_STOPPED
                    && each.severity() == Severity.WARNING
                    && each.why().contains("it only reads"));
  }

  @Test
  void aTakenNameGetsASuffix() {
    Given given = running().leader("15.4", "DATABASE").taken(CANDIDATE);
    assertThat(plan(TO_16, given).steps().get(0).summary()).contains(CANDIDATE + "-2");
  }

  private static List<String> staysClosed(DesiredState desired, Given given) {
    return plan(desired, given).diagnostics().stream()
        .filter(each -> each.code() == Code.STAYS_CLOSED && each.severity() == Severity.WARNING)
        .map(Diagnostic::what)
        .toList();
  }

  @Test
  void anAppThatIsClosedAllAlongIsSaidToStaySo() {
    assertThat(staysClosed(TO_16, running().maintenance(true).leader("15.4", "DATABASE")))
        .containsExactly("`bookshop` is in maintenance mode, and stays so");
    assertThat(staysClosed(TO_16, closed()))
        .containsExactly("`bookshop` is in maintenance mode and wants no dynos, and stays so");
    assertThat(staysClosed(TO_16, running().maintenance(true).leader("16.1", "DATABASE")))
        .containsExactly("`bookshop` is in maintenance mode, and stays so");
    assertThat(staysClosed(TO_16, running().leader("15.4", "DATABASE"))).isEmpty();
    assertThat(staysClosed(TO_16, closed().onRecord(onRecord(false, false, false)))).isEmpty();
  }

  @Test
  void aNameThatIsFreeAgainDoesNotLeadToASecondNewDatabase() {
    Given given =
        running()
            .leader("15.4", "DATABASE")
            .with(
                CANDIDATE + "-2",
                "standard-0",
                Given.followerDetails("15.4", "old-1", 0),
                "DATABASE_PG16");
    assertThat(ids(plan(TO_16, given))).doesNotContain("create-follower");
    assertThat(plan(TO_16, given).changeover().orElseThrow().candidateName())
        .hasToString(CANDIDATE + "-2");
  }

  @Test
  void aDatabaseOfAChangedMindIsShown() {
    String abandoned = Given.candidateName(17);
    Given given =
        running()
            .leader("15.4", "DATABASE")
            .with(
                abandoned,
                "standard-0",
                Given.followerDetails("15.4", "old-1", 0),
                "DATABASE_PG17");
    assertThat(plan(TO_16, given).diagnostics())
        .anyMatch(
            each -> each.code() == Code.LEFT_OVER_DATABASE && each.what().contains(abandoned));
  }

  @Test
  void aFollowerMayBeSomeSizesSmaller() {
    assertThat(Preflight.smallestFollower(0)).isZero();
    assertThat(Preflight.smallestFollower(2)).isZero();
    assertThat(Preflight.smallestFollower(3)).isEqualTo(2);
    assertThat(Preflight.smallestFollower(7)).isEqualTo(3);
    assertThat(Preflight.smallestFollower(9)).isEqualTo(4);
  }

  @Test
  void oneOffDynosAreWaitedForUnlessTheFileSaysWhyNot() {
    ObservedState observed = running().leader("15.4", "DATABASE").oneOff("run.1234").observed();
    Plan plan = Given.PLANNER.plan(TO_16, observed);
    assertThat(plan.diagnostics()).anyMatch(each -> each.code() == Code.ONE_OFF_DYNOS);
    assertThat(waits(plan)).contains("no one-off dyno runs");
    DesiredState allowed = Given.allowing(TO_16, Code.ONE_OFF_DYNOS, "a read-only console");
    assertThat(waits(Given.PLANNER.plan(allowed, observed))).doesNotContain("no one-off dyno runs");
  }

  @Test
  void theUpgradeWaitsForEverythingThatProtectsTheWrites() {
    Given lagging =
        closed()
            .with(
                CANDIDATE, "standard-0", Given.followerDetails("15.4", "old-1", 7), "DATABASE_PG16")
            .onRecord(onRecord(false, false, false));
    Plan plan = plan(TO_16, lagging);
    Step upgrade =
        plan.steps().stream().filter(step -> step.id().equals("upgrade")).findFirst().orElseThrow();
    List<String> open =
        upgrade.preconditions().stream()
            .filter(each -> !each.verdict(lagging.observed()).isHolding())
            .map(Condition::claim)
            .toList();
    assertThat(open)
        .containsExactly(
            "the sessions on `old-1` were ended after the stop",
            "`DATABASE_PG16` is 0 commits behind");
    assertThat(upgrade.preconditions().stream().map(Condition::claim))
        .contains("the app is closed: no stopped process runs");
    assertThat(upgrade.preconditions())
        .filteredOn(each -> each.claim().endsWith("0 commits behind"))
        .allMatch(each -> each.readings() >= 3);
  }

  private static List<String> waits(Plan plan) {
    return plan.steps().stream()
        .flatMap(step -> step.preconditions().stream())
        .map(Condition::claim)
        .toList();
  }
}
