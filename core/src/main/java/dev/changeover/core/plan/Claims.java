package dev.changeover.core.plan;

import dev.changeover.core.desired.DesiredState.Limits;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.Release;
import dev.changeover.core.observed.Scope;
import dev.changeover.core.observed.Scope.Part;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The claims that steps make about the world, for one changeover. */
final class Claims {
  private static final String UNUSUAL =
      "the add-on is in an unusual state, such as suspended, or listed and yet not found";

  private final Changeover changeover;

  Claims(Changeover changeover) {
    this.changeover = changeover;
  }

  private Limits limits() {
    return changeover.desired().limits();
  }

  private String candidateAlias() {
    return "`" + changeover.candidateAlias() + "`";
  }

  private Scope candidateScope(ObservedState state) {
    return changeover
        .candidate(state)
        .map(candidate -> Scope.of(candidate.id()))
        .orElseGet(() -> Scope.of(Part.ADDONS));
  }

  private static Function<ObservedState, Scope> reading(Part... parts) {
    Scope scope = Scope.of(parts);
    return state -> scope;
  }

  private Verdict onCandidate(ObservedState state, Function<DatabaseDetails, Verdict> test) {
    Optional<Database> candidate = changeover.candidate(state);
    if (candidate.isEmpty()) {
      return Verdict.notYet("the database does not exist yet");
    }
    if (candidate.get().isGoing()) {
      return failed(state, "Heroku could not provision `%s`".formatted(changeover.candidateName()));
    }
    if (candidate.get().state() == Database.State.UNKNOWN) {
      return Verdict.notYet(UNUSUAL);
    }
    if (candidate.get().state() != Database.State.PROVISIONED) {
      return Verdict.notYet("the add-on is being provisioned");
    }
    return candidate
        .get()
        .details()
        .map(details -> failureOf(state, details).orElseGet(() -> test.apply(details)))
        .orElseGet(() -> Verdict.notYet("the database is not known yet"));
  }

  private Optional<Verdict> failureOf(ObservedState state, DatabaseDetails details) {
    if (details.failed() || details.upgrade().failed()) {
      String message = details.failed() ? details.waitMessage() : details.upgrade().message();
      return Optional.of(
          failed(
              state,
              "Heroku reports that `%s`%s failed: %s"
                  .formatted(
                      changeover.candidateName(),
                      changeover.switched(state) ? ", which `" + state.app() + "` uses," : "",
                      message)));
    }
    return details
        .version()
        .filter(version -> version.major().compareTo(changeover.target()) > 0)
        .map(
            version ->
                failed(
                    state,
                    "`%s` is on Postgres %s, and %s is wanted: a version cannot be lowered"
                        .formatted(changeover.candidateName(), version, changeover.target())));
  }

  /** Nobody may be told to destroy what serves the app already. */
  private Verdict failed(ObservedState state, String what) {
    Diagnostic failed = Diagnostic.of(Code.CANDIDATE_FAILED, what);
    if (!changeover.switched(state)) {
      return Verdict.never(failed);
    }
    return Verdict.never(
        failed
            .because("Nothing can take its place without losing what was written to it.")
            .fixedBy(
                ("Do not destroy it. See what `heroku pg:info %s --app %s` tells, ask Heroku about"
                        + " it, and run `apply` again once it is well; that is safe.")
                    .formatted(changeover.candidateName(), state.app())));
  }

  /** The new database exists, and follows the old one. */
  Condition candidateFollows() {
    return new Condition(
        candidateAlias() + " exists and follows `" + changeover.leader().name() + "`",
        limits().provision(),
        Optional.of("limits.provision"),
        Condition.USUAL,
        this::candidateScope,
        state ->
            onCandidate(
                state,
                details ->
                    details.follows()
                        ? followsTheLeader(details)
                        : Verdict.notYet(statusOf(details))));
  }

  private Verdict followsTheLeader(DatabaseDetails details) {
    boolean another = details.leader().filter(id -> !id.equals(changeover.leaderId())).isPresent();
    return another
        ? Verdict.never(
            Diagnostic.of(
                Code.CANDIDATE_CONTRADICTS,
                "`%s` follows another database than `%s`"
                    .formatted(changeover.candidateName(), changeover.leader().name())))
        : Verdict.holds();
  }

  /** The new database follows the old one, now. */
  Condition stillFollows() {
    Condition follows = candidateFollows();
    return Condition.guard(follows.claim(), Condition.USUAL, follows.scope(), follows.test());
  }

  /** The new database serves connections. */
  Condition candidateAvailable() {
    return new Condition(
        candidateAlias() + " is available",
        limits().provision(),
        Optional.of("limits.provision"),
        Condition.USUAL,
        this::candidateScope,
        state -> onCandidate(state, details -> Verdict.of(details.available(), statusOf(details))));
  }

  /** The follower has every commit of the leader. */
  Condition caughtUp() {
    return behindAtMost(0, candidateAlias() + " is 0 commits behind").reading(Condition.CAREFUL);
  }

  /**
   * The follower is so close to the leader that it will have everything soon after the writers
   * stop. While they write it is hardly ever at zero twice in a row.
   */
  Condition nearlyCaughtUp() {
    int most = changeover.desired().cutover().maxLag();
    return behindAtMost(
        most, "%s is at most %,d %s behind".formatted(candidateAlias(), most, commits(most)));
  }

  private Condition behindAtMost(int most, String claim) {
    return new Condition(
        claim,
        limits().catchUp(),
        Optional.of("limits.catchUp"),
        Condition.USUAL,
        this::candidateScope,
        state ->
            onCandidate(
                state,
                details -> {
                  if (details.lag().isEmpty()) {
                    return Verdict.notYet("how far it is behind is not reported");
                  }
                  int lag = details.lag().getAsInt();
                  return lag <= most
                      ? Verdict.holds()
                      : Verdict.notYet("%,d %s behind".formatted(lag, commits(lag)));
                }));
  }

  private static String commits(int number) {
    return number == 1 ? "commit" : "commits";
  }

  /** The new database is writable, and reports the target version. */
  Condition converted() {
    return new Condition(
        candidateAlias() + " is available on Postgres " + changeover.target(),
        limits().upgrade(),
        Optional.of("limits.upgrade"),
        Condition.CAREFUL,
        this::candidateScope,
        state -> onCandidate(state, this::isConverted));
  }

  private Verdict isConverted(DatabaseDetails details) {
    return details.follows() || details.available()
        ? isTarget(details)
        : Verdict.notYet(statusOf(details));
  }

  /**
   * The new database is writable and on the target version. That it serves connections is waited
   * for, because that status flaps.
   */
  List<Condition> ready() {
    Condition converted =
        Condition.guard(
            candidateAlias() + " no longer follows and is on Postgres " + changeover.target(),
            Condition.CAREFUL,
            this::candidateScope,
            state -> onCandidate(state, this::isTarget));
    return List.of(converted, candidateAvailable().within(limits().upgrade(), "limits.upgrade"));
  }

  private Verdict isTarget(DatabaseDetails details) {
    if (details.follows()) {
      return Verdict.notYet("it still follows");
    }
    boolean version =
        details.version().filter(each -> each.major().equals(changeover.target())).isPresent();
    return Verdict.of(
        version,
        "it reports version "
            + details.version().map(Object::toString).orElse("nothing")
            + ", not "
            + changeover.target());
  }

  private static String statusOf(DatabaseDetails details) {
    if (details.upgrade().waiting()) {
      return details.upgrade().message();
    }
    return details.waiting() && !details.waitMessage().isEmpty()
        ? details.waitMessage()
        : details.status().isEmpty() ? "its status is not reported" : details.status();
  }

  /** The main attachment points at the old database, now. */
  Condition servesLeader() {
    return Condition.guard(
        "`" + changeover.main() + "` points at `" + changeover.leader().name() + "`",
        1,
        reading(Part.ADDONS),
        state ->
            Verdict.of(
                changeover.servesLeader(state),
                state
                    .at(changeover.main())
                    .map(each -> "it points at `" + each.name() + "`")
                    .orElse("it is gone")));
  }

  /** The main attachment points at the old database, at the new one, or at nothing, now. */
  Condition servesNothingElse() {
    return Condition.guard(
        "`" + changeover.main() + "` points at no third database",
        1,
        reading(Part.ADDONS),
        state ->
            Verdict.of(
                changeover.servesLeader(state)
                    || changeover.switched(state)
                    || state.at(changeover.main()).isEmpty(),
                state
                    .at(changeover.main())
                    .map(each -> "it points at `" + each.name() + "`")
                    .orElse("")));
  }

  /** Maintenance mode is as given. */
  Condition maintenance(boolean on) {
    return new Condition(
        "maintenance mode is " + (on ? "on" : "off"),
        limits().release(),
        Optional.of("limits.release"),
        1,
        reading(Part.APP),
        state -> Verdict.of(state.maintenance() == on, "it is " + (on ? "off" : "on")));
  }

  /** Nothing that the cut-over stops can write, waited for. */
  Condition closed() {
    return new Condition(
        "the app is closed: no stopped process runs",
        limits().release(),
        Optional.of("limits.release"),
        Condition.USUAL,
        reading(Part.APP, Part.PROCESSES),
        state -> changeover.whyOpen(state).map(Verdict::notYet).orElse(Verdict.holds()));
  }

  /** Nothing that the cut-over stops can write, now. */
  Condition closedNow() {
    Condition closed = closed();
    return Condition.guard(closed.claim(), Condition.USUAL, closed.scope(), closed.test());
  }

  /** No dyno runs that scaling does not stop. */
  Condition noOneOffDynos() {
    return new Condition(
        "no one-off dyno runs",
        changeover.desired().cutover().deadline(),
        Optional.of("cutover.deadline"),
        Condition.USUAL,
        reading(Part.PROCESSES),
        state -> {
          List<Dyno> running = Changeover.oneOffDynos(state);
          return running.isEmpty()
              ? Verdict.holds()
              : Verdict.notYet(
                  "%d running, first `%s`".formatted(running.size(), running.get(0).name()));
        });
  }

  /** The sessions on the old database were ended after the writers stopped. */
  Condition connectionsReset() {
    return Condition.guard(
        "the sessions on `" + changeover.leader().name() + "` were ended after the stop",
        1,
        state -> Scope.NOTHING,
        state -> Verdict.of(state.preImages().connectionsReset(), "not on record"));
  }

  /** The old database has the attachment that it keeps. */
  Condition oldAliasAttached() {
    return new Condition(
        "`" + changeover.oldAlias() + "` points at `" + changeover.leader().name() + "`",
        limits().release(),
        Optional.of("limits.release"),
        1,
        reading(Part.ADDONS),
        state -> Verdict.of(changeover.oldAliasAttached(state), "not attached"));
  }

  /** No release is under way. */
  Condition releasesQuiet() {
    return new Condition(
        "no release is under way",
        limits().release(),
        Optional.of("limits.release"),
        Condition.USUAL,
        reading(Part.RELEASES),
        state ->
            state
                .newestRelease()
                .filter(release -> release.status() == Release.Status.PENDING)
                .map(release -> running("v%d is running".formatted(release.version()), state))
                .orElse(Verdict.holds()));
  }

  /**
   * A release command that hangs keeps the app closed, and Heroku lets it run for an hour (Heroku
   * Dev Center: "Release Phase"). The CLI can stop it.
   */
  private static Verdict running(String what, ObservedState state) {
    return Verdict.notYet(what)
        .advising(
            ("If it is the release phase that hangs, `heroku ps:stop --process-type release --app"
                    + " %s` ends it, and the release fails; repair the phase before you go on.")
                .formatted(state.app()));
  }

  /**
   * The newest release did not fail, unless it is the very switch that is to be made again, or the
   * app has no database: that alone makes releases fail, and the switch is what mends it. Where the
   * attachment points at the new database already, Heroku refuses to make it again.
   */
  Condition releaseSucceeded() {
    return Condition.guard(
        "the newest release succeeded",
        1,
        reading(Part.RELEASES, Part.ADDONS),
        state ->
            newestReleaseFailed(state)
                .filter(release -> !isSwitch(release) || changeover.switched(state))
                .filter(release -> state.attachment(changeover.main()).isPresent())
                .map(
                    release ->
                        Verdict.never(
                            Diagnostic.of(
                                Code.LAST_RELEASE_FAILED,
                                "release v%d (%s) of `%s` failed"
                                    .formatted(
                                        release.version(), release.description(), state.app()))))
                .orElse(Verdict.holds()));
  }

  /** Heroku may choose its words: that both names are there tells what a release is about. */
  private boolean isSwitch(Release release) {
    List<String> words = List.of(release.description().split("[^A-Za-z0-9_-]+", -1));
    return words.contains(changeover.main().value())
        && words.contains(changeover.candidateName().value())
        && words.stream().noneMatch(word -> word.toLowerCase(Locale.ROOT).startsWith("detach"));
  }

  static Optional<Release> newestReleaseFailed(ObservedState state) {
    return state
        .newestRelease()
        .filter(
            release ->
                release.status() == Release.Status.FAILED
                    || release.status() == Release.Status.EXPIRED);
  }

  /** The attachment points at the new database, the app was released with it, and reads its URL. */
  Condition attachedToCandidate(Attachment link) {
    return new Condition(
        "`" + link.alias() + "` points at " + candidateAlias() + " and the app is released with it",
        limits().release(),
        Optional.of("limits.release"),
        Condition.USUAL,
        reading(Part.ADDONS, Part.RELEASES, Part.CONFIG_VARS),
        state ->
            released(state, link).and(pointsAtCandidate(state, link)).and(varSet(state, link)));
  }

  Verdict pointsAtCandidate(ObservedState state, Attachment link) {
    boolean points =
        state
            .attachment(link.alias())
            .flatMap(found -> state.database(found.addon()))
            .filter(each -> each.name().equals(changeover.candidateName()))
            .isPresent();
    return Verdict.of(points, "it does not point there yet");
  }

  private Verdict released(ObservedState state, Attachment link) {
    Optional<Release> newest = state.newestRelease();
    if (newest.filter(each -> each.status() == Release.Status.PENDING).isPresent()) {
      return running("release v%d is running".formatted(newest.get().version()), state);
    }
    return newestReleaseFailed(state)
        .map(
            release ->
                Verdict.never(
                    Diagnostic.of(
                        Code.STEP_FAILED,
                        "release v%d (%s) of `%s` failed, so `%s` may not have reached the app"
                            .formatted(
                                release.version(),
                                release.description(),
                                state.app(),
                                link.alias()),
                        "Look at `heroku releases:output v%d`, repair the release phase, then run"
                                .formatted(release.version())
                            + " `apply` again: it attaches the database once more.")))
        .orElse(Verdict.holds());
  }

  private Verdict varSet(ObservedState state, Attachment link) {
    if (link.namespace().isPresent() || state.urlVars().isEmpty()) {
      return Verdict.holds();
    }
    boolean set =
        Optional.ofNullable(state.urlVars().get().get(link.alias().configVar()))
            .flatMap(state::database)
            .filter(each -> each.name().equals(changeover.candidateName()))
            .isPresent();
    return Verdict.of(set, "`" + link.alias().configVar() + "` has not changed yet");
  }

  /** The app's main attachment points at the new database, now. */
  Condition switched() {
    return Condition.guard(
        "`" + changeover.main() + "` points at " + candidateAlias(),
        Condition.USUAL,
        reading(Part.ADDONS),
        state -> Verdict.of(changeover.switched(state), "it does not"));
  }

  /** The process counts are as they were, and the dynos run. */
  Condition dynosUp(Map<ProcessType, Integer> wanted) {
    return new Condition(
        Changeover.describe(wanted) + " up",
        limits().release(),
        Optional.of("limits.release"),
        1,
        reading(Part.PROCESSES),
        state ->
            Verdict.of(changeover.quantitiesRestored(state), "the formation is not restored")
                .and(allBooted(state, wanted)));
  }

  private static Verdict allBooted(ObservedState state, Map<ProcessType, Integer> wanted) {
    Set<String> starting = new HashSet<>();
    for (Dyno dyno : state.dynos()) {
      if (dyno.state().equals("starting")) {
        starting.add(dyno.name());
      }
    }
    long missing = 0;
    for (Map.Entry<ProcessType, Integer> each : wanted.entrySet()) {
      long there =
          state.dynos().stream()
              .filter(dyno -> dyno.type().equals(each.getKey()))
              .map(Dyno::name)
              .filter(name -> !starting.contains(name))
              .distinct()
              .count();
      missing += Math.max(0, each.getValue() - there);
    }
    return Verdict.of(missing == 0, missing + " dynos are not up yet");
  }

  /** The app is open as it was before. */
  Condition reopened() {
    return Condition.guard(
        "the app is open as it was before",
        Condition.USUAL,
        reading(Part.APP, Part.PROCESSES),
        state -> Verdict.of(changeover.isReopened(state), "it is not"));
  }

  /** No process of the app has crashed: it may be the new database that it cannot work with. */
  Condition noDynoCrashed() {
    return new Condition(
        "no dyno has crashed",
        limits().release(),
        Optional.of("limits.release"),
        Condition.USUAL,
        reading(Part.PROCESSES),
        state -> {
          List<String> crashed =
              state.dynos().stream()
                  .filter(dyno -> state.formation().containsKey(dyno.type()))
                  .filter(dyno -> dyno.state().equals("crashed"))
                  .map(dyno -> "`" + dyno.name() + "`")
                  .limit(10)
                  .toList();
          return Verdict.of(
              crashed.isEmpty(), String.join(", ", crashed) + " crashed; see `heroku logs`");
        });
  }

  /** The old database serves nobody. */
  Condition oldDatabaseUnused() {
    return Condition.guard(
        "`" + changeover.leader().name() + "` serves nobody",
        Condition.USUAL,
        state -> Scope.of(Part.ADDONS).and(Scope.of(changeover.leaderId())),
        this::isUnused);
  }

  private Verdict isUnused(ObservedState state) {
    Optional<Database> old = changeover.leader(state);
    if (old.isEmpty()) {
      return Verdict.holds();
    }
    if (old.get().state() == Database.State.UNKNOWN) {
      return Verdict.notYet(UNUSUAL);
    }
    List<String> links =
        state.attachmentsOf(old.get().id()).stream()
            .filter(
                link ->
                    !link.app().equals(state.app())
                        || !Changeover.isOwnAlias(changeover.main(), link.alias()))
            .map(link -> link.app() + "::" + link.alias())
            .toList();
    if (!links.isEmpty()) {
      return Verdict.notYet("it is attached as " + String.join(", ", links));
    }
    List<String> followers =
        old.get().details().map(DatabaseDetails::followers).orElse(List.of()).stream()
            .filter(name -> !name.equals(changeover.candidateName()))
            .map(Object::toString)
            .toList();
    return Verdict.of(followers.isEmpty(), "it is followed by " + String.join(", ", followers));
  }

  /** The upgraded database has the name of one that is never promoted, or is gone. */
  Condition setAside(AddonId id) {
    return new Condition(
        "the upgraded database is set aside",
        limits().release(),
        Optional.of("limits.release"),
        1,
        reading(Part.ADDONS),
        state ->
            Verdict.of(
                state.database(id).filter(each -> !Names.isSetAside(each.name())).isEmpty(),
                "it still has its name"));
  }

  /** The old database is gone. */
  Condition oldDatabaseGone() {
    return new Condition(
        "`" + changeover.leader().name() + "` is gone",
        limits().release(),
        Optional.of("limits.release"),
        1,
        reading(Part.ADDONS),
        state ->
            changeover
                .leader(state)
                .filter(each -> each.state() != Database.State.DEPROVISIONED)
                .map(each -> Verdict.notYet("it is being removed"))
                .orElse(Verdict.holds()));
  }
}
