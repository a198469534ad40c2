package dev.changeover.core.plan;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.Severity;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.DatabaseDetails.Maintenance;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checks of a plan. They are made whenever a plan is made, so also before every step of an
 * apply; a check speaks only as long as what it guards is still ahead.
 */
final class Preflight {
  private final VersionTable versions;
  private final LocalDate today;
  private final DesiredState desired;
  private final ObservedState observed;
  private final Optional<Changeover> maybeChangeover;
  private final Stage stage;
  private final List<Step> steps;
  private final List<Diagnostic> found = new ArrayList<>();

  Preflight(
      VersionTable versions,
      LocalDate today,
      DesiredState desired,
      ObservedState observed,
      Optional<Changeover> changeover,
      Stage stage,
      List<Step> steps) {
    this.versions = versions;
    this.today = today;
    this.desired = desired;
    this.observed = observed;
    this.maybeChangeover = changeover;
    this.stage = stage;
    this.steps = steps;
  }

  List<Diagnostic> diagnostics() {
    checkClosed();
    if (maybeChangeover.isEmpty()) {
      return found;
    }
    Changeover changeover = maybeChangeover.get();
    if (steps.isEmpty()) {
      // Nothing may be left to do only because nothing tells what there was before.
      checkPreImages(changeover);
      return found;
    }
    if (desired.method().filter(method -> method != DesiredState.Method.FOLLOWER).isPresent()) {
      add(
          Diagnostic.of(
              Code.METHOD_UNAVAILABLE,
              "method `%s` is not available yet"
                  .formatted(desired.method().get().name().toLowerCase(Locale.ROOT))));
    }
    if (!stage.atLeast(Stage.SWITCHED)) {
      checkVersions(changeover);
      checkPlans(changeover);
      checkLeader(changeover);
      checkWriters();
      checkRelease();
    } else {
      checkSwitchedDatabase(changeover);
    }
    checkPreImages(changeover);
    checkAttachments(changeover);
    checkCandidate(changeover);
    checkFollowers(changeover);
    remind(changeover);
    return found;
  }

  private void add(Diagnostic diagnostic) {
    String reason = desired.checks().get(diagnostic.code());
    found.add(
        reason != null && diagnostic.severity() == Severity.BLOCKED
            ? diagnostic.withSeverity(Severity.WARNING).because("allowed by the file: " + reason)
            : diagnostic);
  }

  private void checkVersions(Changeover changeover) {
    Database leader = changeover.leader();
    if (leader.major().isEmpty()) {
      add(
          Diagnostic.of(
              Code.VERSION_UNREADABLE,
              "Heroku does not report the version of `%s`".formatted(leader.name())));
      return;
    }
    int order = desired.version().compareTo(leader.major().get());
    if (order < 0) {
      add(
          Diagnostic.of(
              Code.VERSION_LOWER,
              "`%s` is on Postgres %s, which is higher than %s"
                  .formatted(leader.name(), leader.versionText(), desired.version())));
    } else if (order > 0 && !versions.offers(desired.version())) {
      add(
          Diagnostic.of(
              Code.VERSION_UNSUPPORTED,
              "Postgres %s is not offered; on offer as of %s: %s"
                  .formatted(
                      desired.version(),
                      versions.asOf(),
                      String.join(
                          ", ",
                          versions.retirements().keySet().stream().map(Object::toString).toList())),
              "State one of these versions, or allow it under `checks` if Heroku offers it by now."));
    }
    versions
        .retirement(desired.version())
        .ifPresent(
            day ->
                add(
                    Diagnostic.of(
                        Code.VERSION_RETIRING,
                        "Heroku ends the support of Postgres %s on %s"
                            .formatted(desired.version(), day))));
    if (versions.isOldOn(today)) {
      add(
          Diagnostic.of(
              Code.VERSION_TABLE_OLD,
              "the table of supported versions is of %s".formatted(versions.asOf())));
    }
  }

  private void checkPlans(Changeover changeover) {
    Database leader = changeover.leader();
    unfollowable(leader.plan(), "`" + leader.name() + "`").ifPresent(this::add);
    if (!leader.plan().tier().followable()) {
      return;
    }
    if (!changeover.plan().equals(leader.plan())) {
      unfollowable(changeover.plan(), "the target plan").ifPresent(this::add);
    }
    if (stage.atLeast(Stage.CREATING) || !changeover.plan().tier().followable()) {
      return;
    }
    if (!observed.prices().isEmpty() && !observed.prices().containsKey(changeover.plan())) {
      add(
          Diagnostic.of(
              Code.PLAN_UNKNOWN, "Heroku does not offer plan `%s`".formatted(changeover.plan())));
      return;
    }
    int smallest = smallestFollower(leader.plan().size());
    if (changeover.plan().size() < smallest) {
      add(
          Diagnostic.of(
              Code.PLAN_TOO_SMALL,
              "`%s` is too small to follow a database on `%s`: the size must be at least %d"
                  .formatted(changeover.plan(), leader.plan(), smallest)));
    }
  }

  private static Optional<Diagnostic> unfollowable(PlanSlug plan, String who) {
    Optional<Code> code =
        switch (plan.tier()) {
          case ESSENTIAL -> Optional.of(Code.PLAN_ESSENTIAL);
          case LEGACY -> Optional.of(Code.PLAN_LEGACY);
          case ADVANCED -> Optional.of(Code.PLAN_ADVANCED);
          case UNKNOWN -> Optional.of(Code.PLAN_UNKNOWN);
          case STANDARD, PREMIUM, PRIVATE, SHIELD -> Optional.empty();
        };
    return code.map(
        each ->
            Diagnostic.of(
                each,
                "%s is on `%s`"
                    .formatted(who, plan)
                    .replace("the target plan is on", "the target plan is")));
  }

  /**
   * Returns the smallest size that may follow a leader of {@code size} (Heroku help article:
   * "Choosing the plan of a follower").
   */
  static int smallestFollower(int size) {
    return switch (size) {
      case 3 -> 2;
      case 4, 5, 6, 7 -> 3;
      default -> size >= 8 ? 4 : 0;
    };
  }

  private void checkLeader(Changeover changeover) {
    Database leader = changeover.leader();
    if (leader.follows()) {
      add(Diagnostic.of(Code.LEADER_FOLLOWS, "`%s` is a follower itself".formatted(leader.name())));
    }
    if (!leader.billingApp().equals(observed.app())) {
      add(
          Diagnostic.of(
              Code.OTHER_APP_ATTACHED,
              "`%s` belongs to the app `%s`".formatted(leader.name(), leader.billingApp())));
    }
    if (!leader.plan().tier().followable() || stage.atLeast(Stage.UPGRADING)) {
      return;
    }
    if (leader.details().isEmpty()) {
      add(
          Diagnostic.of(
              Code.LEADER_UNAVAILABLE,
              (leader.state() == Database.State.UNKNOWN
                      ? "the add-on `%s` is in an unusual state, such as suspended, or listed and yet not found"
                      : "Heroku does not say how `%s` is doing")
                  .formatted(leader.name())));
      return;
    }
    DatabaseDetails details = leader.details().get();
    if (details.upgrade().waiting()) {
      add(
          Diagnostic.of(
              Code.UPGRADE_PREPARED,
              "an upgrade of `%s` is under way: %s"
                  .formatted(leader.name(), details.upgrade().message())));
    } else if (!leader.available()) {
      add(
          Diagnostic.of(
              Code.LEADER_UNAVAILABLE, "`%s` is `%s`".formatted(leader.name(), details.status())));
    }
    details
        .highAvailability()
        .filter(text -> !text.startsWith("Available"))
        .ifPresent(
            text ->
                add(
                    Diagnostic.of(
                        Code.LEADER_UNAVAILABLE,
                        "high availability of `%s` is `%s`".formatted(leader.name(), text))));
    details.maintenance().ifPresent(maintenance -> checkMaintenance(leader, maintenance));
    if (!stage.atLeast(Stage.CREATING)
        && details.forkFollow().filter(text -> text.startsWith("Available")).isEmpty()) {
      add(
          Diagnostic.of(
              Code.FORK_FOLLOW_UNAVAILABLE,
              "`Fork/Follow` of `%s` is `%s`"
                  .formatted(leader.name(), details.forkFollow().orElse("not reported"))));
    }
  }

  private void checkMaintenance(Database leader, Maintenance maintenance) {
    boolean upgrade = maintenance.method().equals("inplace_upgrade");
    add(
        Diagnostic.of(
            upgrade ? Code.UPGRADE_PREPARED : Code.MAINTENANCE_PENDING,
            "%s of `%s` is %s"
                .formatted(
                    upgrade
                        ? "an in-place upgrade"
                        : "a maintenance (" + maintenance.method() + ")",
                    leader.name(),
                    maintenance.status())));
  }

  private void checkWriters() {
    if (!desired.cutover().maintenance()) {
      add(
          Diagnostic.of(
              Code.WRITERS_NOT_STOPPED,
              "`cutover.maintenance` is false: requests still reach the app during the switch"));
    }
    List<String> running =
        observed.formation().entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .filter(each -> !desired.cutover().stop().stops(each.getKey()))
            .filter(each -> !each.getKey().equals(ProcessType.RELEASE))
            .map(each -> "`" + each.getKey() + "`")
            .toList();
    if (!running.isEmpty()) {
      add(
          Diagnostic.of(
              Code.WRITERS_NOT_STOPPED,
              "`cutover.stop` leaves %s running during the switch"
                  .formatted(String.join(", ", running))));
    }
    List<Dyno> oneOffs = Changeover.oneOffDynos(observed);
    if (!oneOffs.isEmpty()) {
      Diagnostic warning =
          Diagnostic.of(
              Code.ONE_OFF_DYNOS,
              "%d running, first `%s`".formatted(oneOffs.size(), oneOffs.get(0).name()));
      String reason = desired.checks().get(Code.ONE_OFF_DYNOS);
      add(
          reason == null
              ? warning
              : warning
                  .because("allowed by the file: " + reason)
                  .fixedBy("Nothing; the upgrade does not wait for them."));
    }
    observed.otherServices().stream()
        .filter(service -> service.toLowerCase(Locale.ROOT).matches(".*(scheduler|cron).*"))
        .forEach(
            service ->
                add(
                    Diagnostic.of(
                        Code.SCHEDULER_INSTALLED, "add-on `%s` is installed".formatted(service))));
  }

  /** After the stop a failed release is looked at by the steps themselves, which can repair it. */
  private void checkRelease() {
    if (stage.atLeast(Stage.CLOSED)) {
      return;
    }
    Claims.newestReleaseFailed(observed)
        .ifPresent(
            release ->
                add(
                    Diagnostic.of(
                        Code.LAST_RELEASE_FAILED,
                        "release v%d (%s) failed"
                            .formatted(release.version(), release.description()))));
  }

  private void checkSwitchedDatabase(Changeover changeover) {
    boolean failed =
        changeover
            .candidate(observed)
            .flatMap(Database::major)
            .filter(major -> !major.equals(changeover.target()))
            .isPresent();
    if (failed) {
      add(
          Diagnostic.of(
              Code.CANDIDATE_CONTRADICTS,
              "`%s` points at `%s`, which reports Postgres %s, not %s"
                  .formatted(
                      changeover.main(),
                      changeover.candidateName(),
                      changeover.candidate(observed).map(Database::versionText).orElse("?"),
                      changeover.target()),
              "Heroku can report an old version for some minutes: wait, then run again. If it stays,"
                  + " promote the old database again by hand."));
    }
  }

  /** Users wait at an app that somebody closed for the changeover, and then forgot. */
  private void checkClosed() {
    Optional<Changeover.Before> before = maybeChangeover.map(Changeover::before);
    List<String> how = new ArrayList<>();
    boolean wasOn =
        before.isEmpty() || before.flatMap(Changeover.Before::maintenance).orElse(false);
    if (observed.maintenance() && wasOn) {
      how.add("is in maintenance mode");
    }
    boolean none =
        !observed.formation().isEmpty()
            && observed.formation().values().stream().allMatch(quantity -> quantity == 0);
    if (none
        && !steps.isEmpty()
        && before
            .flatMap(Changeover.Before::quantities)
            .filter(quantities -> quantities.isEmpty())
            .isPresent()) {
      how.add("wants no dynos");
    }
    if (!how.isEmpty()) {
      add(
          Diagnostic.of(
              Code.STAYS_CLOSED,
              "`%s` %s, and stays so".formatted(observed.app(), String.join(" and ", how))));
    }
  }

  private void checkPreImages(Changeover changeover) {
    Changeover.Before before = changeover.before();
    if (before.isUnknown()) {
      String what =
          before.quantities().isEmpty()
              ? "`%s` is closed and nothing tells how many dynos it had"
              : "`%s` is in maintenance mode and nothing tells whether it was before";
      String types =
          observed.formation().keySet().stream()
              .filter(type -> desired.cutover().stop().stops(type))
              .map(type -> type + ": 1")
              .reduce((one, other) -> one + ", " + other)
              .orElse("web: 1");
      add(
          Diagnostic.of(
              Code.PRE_IMAGES_UNKNOWN,
              what.formatted(observed.app()),
              ("Run from the folder that has the journal, apply the plan file, or state"
                      + " `cutover.restore`, for example `restore: {%s}` with the right numbers.")
                  .formatted(types)));
    }
  }

  private void checkAttachments(Changeover changeover) {
    List<Attachment> links = observed.attachmentsOf(changeover.leaderId());
    for (Attachment link : links) {
      if (!link.app().equals(observed.app())) {
        add(
            Diagnostic.of(
                Code.OTHER_APP_ATTACHED,
                "`%s` is attached to the app `%s` as `%s`"
                    .formatted(changeover.leader().name(), link.app(), link.alias())));
      } else if (!link.alias().equals(changeover.main())) {
        checkOwnAttachment(changeover, link);
      }
    }
    boolean taken =
        observed
            .attachment(changeover.oldAlias())
            .filter(link -> !link.addon().equals(changeover.leaderId()))
            .isPresent();
    boolean newTaken =
        observed
            .at(changeover.candidateAlias())
            .filter(each -> !each.name().equals(changeover.candidateName()))
            .isPresent();
    if (taken || newTaken) {
      add(
          Diagnostic.of(
              Code.ALIAS_TAKEN,
              "`%s` is attached to another database"
                  .formatted(taken ? changeover.oldAlias() : changeover.candidateAlias())));
    }
  }

  private void checkOwnAttachment(Changeover changeover, Attachment link) {
    boolean moves = changeover.moves().contains(link);
    boolean foreign = link.namespace().isPresent() && !link.isPooler();
    if (foreign && desired.moveAttachments().moves(link.alias())) {
      add(
          Diagnostic.of(
              Code.CREDENTIAL_ATTACHED,
              "`%s` uses `%s`".formatted(link.alias(), link.namespace().orElseThrow())));
    } else if (!moves) {
      boolean vanishes =
          !desired.keepOldDatabase() && !Changeover.isOwnAlias(changeover.main(), link.alias());
      boolean expected = link.alias().equals(changeover.oldAlias()) && !link.alias().isColour();
      Diagnostic behind =
          Diagnostic.of(
              Code.KEPT_BEHIND,
              "`%s` stays with `%s`%s"
                  .formatted(
                      link.alias(),
                      changeover.leader().name(),
                      desired.keepOldDatabase() ? "" : ", and vanishes with it"));
      if (vanishes) {
        add(behind.withSeverity(Severity.BLOCKED));
      } else if (!expected) {
        add(behind);
      }
    }
  }

  private void checkCandidate(Changeover changeover) {
    Optional<Database> candidate = changeover.candidate(observed);
    if (candidate.isEmpty()) {
      return;
    }
    boolean fork = stage == Stage.UPGRADING || stage == Stage.UPGRADED;
    boolean setAside = changeover.isSetAside() && !changeover.switched(observed);
    if (!fork && !setAside) {
      return;
    }
    Optional<String> whyOpen = changeover.whyOpen(observed);
    if (observed.preImages().reopenedSince() || setAside || whyOpen.isPresent()) {
      String opened = whyOpen.map(why -> "is open: " + why).orElse("was to be opened since then");
      add(
          Diagnostic.of(
              Code.CANDIDATE_MISSED_WRITES,
              (fork
                      ? "`%s` stopped following, and the app %s"
                      : "`%s` was set aside, and the app %s")
                  .formatted(changeover.candidateName(), opened),
              changeover.adopted()
                  ? "Make sure that `%s` serves nobody, destroy it, and adopt another follower or none."
                      .formatted(changeover.candidateName())
                  : ("Make sure that `%s` serves nobody, destroy it (heroku addons:destroy %s --app %s)"
                          + " and run again: a new one is made.")
                      .formatted(
                          changeover.candidateName(), changeover.candidateName(), observed.app())));
    } else if (observed.preImages().cutOffUnseen() && !isTooHigh(candidate.get())) {
      add(
          Diagnostic.of(
              Code.CUT_OFF_UNSEEN,
              "`%s` stopped following, and this machine, which has worked on the changeover, did not do it"
                  .formatted(changeover.candidateName())));
    } else if (observed.preImages().source() != PreImages.Source.JOURNAL) {
      add(
          Diagnostic.of(
              Code.REOPENED_UNSEEN,
              "whether `%s` was opened since `%s` stopped following is not known"
                  .formatted(observed.app(), changeover.candidateName())));
    }
  }

  /** Of what cannot be used at all it does not matter who made it so. */
  private boolean isTooHigh(Database candidate) {
    return candidate.major().filter(major -> major.compareTo(desired.version()) > 0).isPresent();
  }

  private void checkFollowers(Changeover changeover) {
    List<AddonName> followers =
        Stream.concat(
                changeover.leader().details().map(DatabaseDetails::followers).stream()
                    .flatMap(List::stream),
                observed.databases().values().stream()
                    .filter(each -> each.follows(changeover.leaderId()))
                    .map(Database::name))
            .filter(name -> !name.equals(changeover.candidateName()) && !isGoing(name))
            .distinct()
            .sorted()
            .toList();
    if (followers.isEmpty()) {
      return;
    }
    String names = String.join(", ", followers.stream().map(name -> "`" + name + "`").toList());
    add(
        desired.keepOldDatabase()
            ? Diagnostic.of(
                Code.FOLLOWERS_STAY,
                "%s go on following `%s`".formatted(names, changeover.leader().name()))
            : Diagnostic.of(
                Code.OTHER_FOLLOWERS,
                "`%s` is followed by %s".formatted(changeover.leader().name(), names)));
  }

  /** What is being destroyed is cut off by its owner. */
  private boolean isGoing(AddonName name) {
    return observed.databases().values().stream()
        .anyMatch(each -> each.name().equals(name) && each.isGoing());
  }

  /** A changed mind about version or plan leaves a database of another derived name behind. */
  private void checkLeftOvers(Changeover changeover) {
    observed.databases().values().stream()
        .filter(each -> Names.isDerived(each.name()))
        .filter(each -> !each.id().equals(changeover.leaderId()))
        .filter(each -> !each.name().equals(changeover.candidateName()))
        .filter(each -> isHeirOf(each, changeover.leader()))
        .forEach(
            each ->
                add(
                    Diagnostic.of(
                        Code.LEFT_OVER_DATABASE,
                        "`%s` was made from `%s` and is not used"
                            .formatted(each.name(), changeover.leader().name()),
                        "If it is not wanted: heroku addons:destroy %s --app %s"
                            .formatted(each.name(), each.billingApp()))));
  }

  private static boolean isHeirOf(Database candidate, Database leader) {
    return candidate.follows(leader.id())
        || candidate
            .details()
            .flatMap(DatabaseDetails::forkedFrom)
            .filter(from -> from.equals(leader.id().value()) || from.equals(leader.name().value()))
            .isPresent();
  }

  private void remind(Changeover changeover) {
    observed
        .urlVars()
        .ifPresent(
            vars ->
                vars.forEach(
                    (name, id) -> {
                      boolean attached =
                          observed.attachmentsOf(id).stream()
                              .anyMatch(
                                  link ->
                                      link.app().equals(observed.app())
                                          && link.alias().configVar().equals(name));
                      if (id.equals(changeover.leaderId()) && !attached) {
                        add(
                            Diagnostic.of(
                                Code.URL_IN_CONFIG_VAR,
                                "config var `%s` holds the URL of `%s`"
                                    .formatted(name, changeover.leader().name())));
                      }
                    }));
    checkLeftOvers(changeover);
    if (stage.atLeast(Stage.SWITCHED)) {
      return;
    }
    if (desired.cutover().restore().isPresent()
        && observed.preImages().quantities().isEmpty()
        && stage.atLeast(Stage.CLOSED)) {
      add(
          Diagnostic.of(
              Code.PREPARED_ELSEWHERE,
              "process counts are taken from `cutover.restore`: "
                  + Changeover.describe(changeover.before().quantities().orElseThrow())));
    }
    add(
        Diagnostic.of(
            Code.SETTINGS_NOT_CARRIED,
            "backup schedules, settings and the maintenance window of `%s` are not carried over"
                .formatted(changeover.leader().name())));
    add(Diagnostic.of(Code.SQL_NOT_CHECKED, "nothing is checked inside the database"));
    add(
        Diagnostic.of(
            Code.APP_NOT_TESTED,
            "whether `%s` works on Postgres %s is not known"
                .formatted(observed.app(), desired.version())));
  }
}
