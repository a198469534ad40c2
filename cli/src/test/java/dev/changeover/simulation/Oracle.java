package dev.changeover.simulation;

import dev.changeover.sandbox.Happening;
import dev.changeover.sandbox.RequestLog;
import dev.changeover.sandbox.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges a run by the sandbox's request log, its history and its count of writes alone. It shares
 * no code with what it judges, and takes no word of it but how an apply says that it ended.
 *
 * <p>A new invariant is a method here that is called from {@link #judge}, and its line in {@link
 * Invariant}.
 */
final class Oracle {
  /** Who caused something. */
  private enum Cause {
    PROGRAM,
    PERSON,
    WORLD
  }

  /** What it may take to open the app when the deadline has passed. */
  private static final Duration SLACK = Duration.ofMinutes(20);

  /** How long after a call was decided on it may still take effect. */
  private static final Duration LATEST = Duration.ofMinutes(2);

  private static final String OWN_ALIAS =
      "(HEROKU_POSTGRESQL_.+|DATABASE_(PG(\\d\\d|OLD)|(STANDARD|PREMIUM|PRIVATE|SHIELD)_.+)(_\\d)?)";

  private final Case run;
  private final Sandbox sandbox;
  private final Ledger ledger = new Ledger();
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Object> machines = new HashMap<>();
  private final Map<String, List<String>> approvals = new HashMap<>();
  private final Set<String> alive = new LinkedHashSet<>();
  private final Map<String, Instant> attachmentsRead = new HashMap<>();
  private final Map<String, Instant> relinkedAt = new HashMap<>();
  private final Map<String, Integer> writesBy = new HashMap<>();
  private final Set<String> attachedByProgram = new HashSet<>();
  private final Set<Integer> states = new HashSet<>();
  private final Map<String, Long> quantitiesBefore = new HashMap<>();
  private boolean maintenanceBefore;
  private @Nullable Instant closedSince;

  /** When users last began to notice that the app was closed, and when that ended. */
  private @Nullable Instant keptOutFrom;

  private @Nullable Instant keptOutTo;

  /** Whether something but the world itself can have kept an apply from opening the app in time. */
  private boolean disturbed;

  private boolean saidToHaveBeenOpen;
  private boolean programHasWritten;
  private boolean personMeddled;
  private boolean personOpened;
  private boolean personCutOff;
  private boolean personMovedMain;
  private final Set<String> sawTheCutOff = new HashSet<>();

  /** Machines that had worked on the changeover before a person cut the new database off. */
  private final Set<Object> knowing = new HashSet<>();

  /** Whether an apply has moved the main attachment that began after somebody cut off. */
  private boolean switchedUnknowing;

  private boolean adoptionDropped;
  private boolean switched;
  private long happenings;
  private long requests;

  /** What there was before a database was destroyed. */
  private record Before(Map<String, Set<String>> links, List<String> followers) {
    static final Before NOTHING = new Before(Map.of(), List.of());
  }

  /** What went wrong with the program, if anything ever does. */
  record Violation(Invariant invariant, String what) {
    @Override
    public String toString() {
      return invariant + ": " + what;
    }
  }

  Oracle(Case run, Sandbox sandbox) {
    this.run = run;
    this.sandbox = sandbox;
    disturbed =
        run.number(Feature.OPERATORS) > 1
            || run.mishaps().stream().anyMatch(each -> each.kind().place() != Mishap.Place.WORLD);
    catchUp();
  }

  List<Violation> violations() {
    return violations;
  }

  /** Returns in how many different states the world was seen. */
  Set<Integer> states() {
    return states;
  }

  Ledger ledger() {
    return ledger;
  }

  boolean personMeddled() {
    return personMeddled;
  }

  /** A person has done without the follower that was to be adopted, as the program said. */
  void adoptionIsDropped() {
    adoptionDropped = true;
    remember();
  }

  boolean programHasWritten() {
    return programHasWritten;
  }

  void violated(Invariant invariant, String what) {
    if (violations.size() < 20) {
      violations.add(new Violation(invariant, what));
    }
  }

  /** A process begins to apply what was approved, step by step. */
  void begins(String agent, Object machine, List<String> approved) {
    approvals.put(agent, approved);
    machines.put(agent, machine);
    alive.add(agent);
  }

  /** It has ended, or was killed. */
  void ends(String agent) {
    alive.remove(agent);
  }

  /** A person is about to do something by hand, which may let writers in. */
  void personMeddles(boolean opens) {
    catchUp();
    personMeddled = true;
    personOpened |= opens;
  }

  /**
   * A person is about to cut off the new database. An apply that sees it happen must not use that
   * database any more, nor one on a machine that had worked on it before; one that begins later,
   * where nothing is on record, cannot know who did it.
   */
  void personCutsOff() {
    personCutOff = true;
    sawTheCutOff.addAll(alive);
    writesBy.keySet().forEach(agent -> knowing.add(machines.get(agent)));
  }

  boolean personCutOff() {
    return personCutOff;
  }

  /** A person is about to point the app at another database, with whatever that one lacks. */
  void personMovesMain() {
    personMovedMain = true;
  }

  private boolean mayNotKnowWhoCutOff() {
    return personCutOff && switchedUnknowing;
  }

  /** Judges what has happened since the last time. */
  void judge() {
    for (RequestLog.Entry entry : sandbox.requestLog().after(requests)) {
      requests = entry.number();
      if (entry.changedTheWorld()) {
        judge(entry);
      } else if (entry.path().endsWith("/addon-attachments")) {
        attachmentsRead.put(entry.agent(), entry.at());
      }
    }
    catchUp();
  }

  private void catchUp() {
    for (Happening happening : sandbox.history(happenings)) {
      happenings = happening.number();
      enter(happening, Cause.WORLD, null);
    }
  }

  private void judge(RequestLog.Entry entry) {
    boolean program = entry.agent().startsWith("changeover/");
    if (!program) {
      catchUp();
      return;
    }
    oneApplyAtATime(entry);
    List<Happening> news = sandbox.history(happenings);
    boolean first = !programHasWritten;
    if (first) {
      remember();
      programHasWritten = true;
    }
    // What a database served, and who followed it, is gone as soon as it is.
    Before before =
        entry.effect().equals("destroy-addon")
            ? new Before(
                ledger.aliasesOf(entry.target().orElse("")),
                ledger.followersOf(entry.target().orElse("")))
            : Before.NOTHING;
    for (Happening happening : news) {
      happenings = happening.number();
      boolean own = happening.at().equals(entry.at());
      enter(happening, own ? Cause.PROGRAM : Cause.WORLD, own ? entry : null, before);
    }
    othersUntouched(entry);
    nothingLost();
    openInTime(entry);
  }

  /** A person has stated what to restore; where no journal knows better, the app was open then. */
  void saidToHaveBeenOpen() {
    saidToHaveBeenOpen = true;
  }

  private boolean isMaintenanceAsBefore(Ledger.App app) {
    return app.maintenance == maintenanceBefore || (saidToHaveBeenOpen && !app.maintenance);
  }

  private void remember() {
    Ledger.App app = ledger.app(Setting.APP);
    quantitiesBefore.putAll(app.quantities);
    maintenanceBefore = app.maintenance;
  }

  private void enter(Happening happening, Cause cause, RequestLog.@Nullable Entry entry) {
    enter(happening, cause, entry, Before.NOTHING);
  }

  private void enter(
      Happening happening, Cause cause, RequestLog.@Nullable Entry entry, Before before) {
    if (cause == Cause.PROGRAM && entry != null) {
      judge(happening, entry, before);
    }
    boolean detachedByOthers =
        cause != Cause.PROGRAM && happening.kind() == Happening.Kind.DETACHED;
    if (happening.kind() == Happening.Kind.ATTACHED || detachedByOthers) {
      relinkedAt.put(happening.app() + "::" + happening.about(), happening.at());
    }
    ledger.enter(happening);
    if (cause == Cause.PROGRAM && happening.kind() == Happening.Kind.CREATED) {
      ledger.addOn(happening.addOn()).ifPresent(addOn -> addOn.madeByProgram = true);
    }
    states.add(state());
  }

  private void judge(Happening happening, RequestLog.Entry entry, Before before) {
    switch (happening.kind()) {
      case CREATED -> {
        approved(entry, "create-follower " + happening.addOn() + " ");
        created(happening);
      }
      case ATTACHED -> {
        if (entry.effect().equals("attach")) {
          switchedUnknowing |=
              personCutOff
                  && happening.about().equals("DATABASE")
                  && !sawTheCutOff.contains(entry.agent())
                  && !knowing.contains(machines.get(entry.agent()));
          attached(happening);
        }
      }
      case STOPPED_FOLLOWING -> {
        if (entry.effect().equals("upgrade-run") || entry.effect().equals("unfollow")) {
          stoppedFollowing(happening);
        }
      }
      case UPGRADE_STARTED -> {
        approved(entry, "upgrade " + happening.addOn() + " ");
        ledger
            .addOn(happening.addOn())
            .filter(addOn -> ++addOn.upgradesByProgram > 1)
            .ifPresent(addOn -> violated(Invariant.I8, addOn.name + " is upgraded a second time"));
      }
      case DESTROYED -> {
        if (entry.effect().equals("destroy-addon")) {
          approved(entry, "destroy-old ");
          destroyed(happening, entry, before);
        }
      }
      default -> {}
    }
  }

  /** What cannot be undone is done only if a step says so that somebody has agreed to. */
  private void approved(RequestLog.Entry entry, String step) {
    List<String> approved = approvals.getOrDefault(entry.agent(), List.of());
    if (approved.stream().noneMatch(each -> each.startsWith(step))) {
      violated(Invariant.APPROVED, step + "is not in " + approved);
    }
  }

  /** At most one candidate exists per database. */
  private void created(Happening created) {
    for (Ledger.AddOn other : ledger.addOns()) {
      boolean candidate =
          other.madeByProgram && other.lives() && other.origin.equals(created.about());
      if (candidate && !personMeddled) {
        violated(
            Invariant.I8,
            created.addOn() + " is made for " + created.about() + " beside " + other.name);
      }
    }
    boolean helper = ledger.addOn(Setting.HELPER).filter(Ledger.AddOn::lives).isPresent();
    if (helper && !adoptionDropped) {
      violated(Invariant.I8, created.addOn() + " is made though " + Setting.HELPER + " is adopted");
    }
  }

  /** What still follows, is not there, or has the wrong version, is never promoted. */
  private void attached(Happening attached) {
    Ledger.App app = ledger.app(attached.app());
    String alias = attached.about();
    attachedByProgram.add(alias);
    boolean ownAlias = alias.matches(OWN_ALIAS) && !alias.equals("HEROKU_POSTGRESQL_AMBER");
    if (ownAlias || (personMeddled && !alias.equals("DATABASE"))) {
      return;
    }
    Optional<Ledger.AddOn> target = ledger.addOn(attached.addOn());
    if (target.isEmpty() || !target.get().lives() || !target.get().provisioned) {
      // Somebody may have destroyed it since it was looked at.
      if (!personMeddled) {
        violated(
            Invariant.I2, alias + " is pointed at " + attached.addOn() + ", which is not there");
      }
      return;
    }
    Ledger.AddOn candidate = target.get();
    String name = candidate.name;
    if (!candidate.follows.isEmpty()) {
      violated(Invariant.I2, alias + " is pointed at " + name + ", which follows");
    }
    if (candidate.upgrading || candidate.upgradeFailed) {
      violated(Invariant.I2, alias + " is pointed at " + name + ", which is being upgraded");
    }
    if (!candidate.major().equals(run.get(Feature.VERSION)) && !mayNotKnowWhoCutOff()) {
      violated(Invariant.I2, alias + " is pointed at " + name + " on version " + candidate.version);
    }
    if (alias.equals("DATABASE")) {
      promoted(app, candidate);
    }
  }

  private void promoted(Ledger.App app, Ledger.AddOn candidate) {
    if (candidate.origin.isEmpty()) {
      violated(
          Invariant.I4, "DATABASE is pointed at " + candidate.name + ", which is no successor");
    }
    if (switched && !personMeddled && candidate.name.equals(Setting.OLD)) {
      violated(Invariant.I4, "the old database is made the primary again");
    }
    if (candidate.lacksWrites) {
      violated(Invariant.I3, candidate.name + " is promoted though it was cut off too early");
    }
    if (!personMeddled && (app.runs() || app.wantsDynos())) {
      violated(Invariant.I3, "DATABASE is moved while processes run: " + app.quantities);
    }
    switched = true;
  }

  /** Writers are stopped, and everything they wrote is there, when a follower is cut off. */
  private void stoppedFollowing(Happening stopped) {
    if (personMeddled) {
      return;
    }
    Ledger.App app = ledger.app(Setting.APP);
    List<String> wrong = new ArrayList<>();
    if (!app.maintenance) {
      wrong.add("maintenance mode is off");
    }
    if (app.wantsDynos()) {
      wrong.add("wanted is " + app.quantities);
    }
    if (app.runs()) {
      wrong.add("these run: " + app.dynos.values());
    }
    if (stopped.amount() != 0) {
      wrong.add("it is " + stopped.amount() + " commits behind");
    }
    if (!stopped.about().equals(app.main().orElse(""))) {
      wrong.add("it did not follow what serves the app");
    }
    if (wrong.isEmpty()) {
      return;
    }
    // No lock is shared by two machines: one may open the app while the other's call is on its way.
    // That does no harm as long as this database is never promoted.
    if (run.number(Feature.OPERATORS) == 2 && Set.copyOf(machines.values()).size() > 1) {
      ledger.addOn(stopped.addOn()).ifPresent(addOn -> addOn.lacksWrites = true);
    } else {
      violated(Invariant.I3, stopped.addOn() + " is cut off while " + String.join(", ", wrong));
    }
  }

  /** Returns when a program last read the attachments before it sent what takes effect now. */
  private Instant lookedBefore(RequestLog.Entry entry) {
    Instant looked = attachmentsRead.getOrDefault(entry.agent(), Instant.MAX);
    boolean late =
        run.mishaps().stream()
            .anyMatch(
                each ->
                    each.kind() == Mishap.Kind.LATE || each.kind() == Mishap.Kind.UNAVAILABLE_LATE);
    Instant sent = entry.at().minus(LATEST);
    return late && looked.isAfter(sent) ? sent : looked;
  }

  private void destroyed(Happening destroyed, RequestLog.Entry entry, Before before) {
    String name = destroyed.addOn();
    Ledger.App app = ledger.app(Setting.APP);
    Instant looked = lookedBefore(entry);
    before.links.forEach(
        (other, aliases) ->
            aliases.forEach(
                alias -> {
                  boolean own = other.equals(Setting.APP) && alias.matches(OWN_ALIAS);
                  // What somebody attached since it last looked cannot be known.
                  String link = other + "::" + alias;
                  boolean seen = relinkedAt.getOrDefault(link, Instant.MIN).isBefore(looked);
                  if (!own && seen) {
                    violated(Invariant.I1, name + " is destroyed while it serves " + link);
                  }
                }));
    String successor = app.main().flatMap(ledger::addOn).map(each -> each.origin).orElse("");
    boolean moved =
        !relinkedAt.getOrDefault(Setting.APP + "::DATABASE", Instant.MIN).isBefore(looked);
    if (!successor.equals(name) && !moved) {
      violated(
          Invariant.I1,
          "%s is destroyed, but %s did not come from it".formatted(name, app.main().orElse("?")));
    }
    if (run.is(Feature.KEEP)) {
      violated(Invariant.I6, name + " is destroyed though it is to be kept");
    }
    boolean known = !personMeddled && !adoptionDropped;
    if (known && !isMaintenanceAsBefore(app)) {
      violated(Invariant.I7, name + " is destroyed while maintenance mode is not as before");
    }
    if (known && !app.quantities.equals(quantitiesBefore)) {
      violated(
          Invariant.I7,
          "%s is destroyed while wanted is %s, not %s"
              .formatted(name, app.quantities, quantitiesBefore));
    }
    for (String other : before.followers) {
      violated(Invariant.I7, name + " is destroyed while " + other + " follows it");
    }
  }

  /** Nothing is touched but the database that is upgraded and the one that is made for it. */
  private void othersUntouched(RequestLog.Entry entry) {
    boolean otherApp = entry.app().filter(app -> !app.equals(Setting.APP)).isPresent();
    String target = entry.target().orElse("");
    if (otherApp || Set.of(Setting.BYSTANDER, Setting.READER, Setting.SPARE).contains(target)) {
      violated(Invariant.I1, entry.method() + " " + entry.path() + " touches what it must not");
    }
  }

  /** Where the switch takes too long, the app is opened again soon after the deadline. */
  private void openInTime(RequestLog.Entry entry) {
    Ledger.App app = ledger.app(Setting.APP);
    boolean keptOut = keepsOut(app, !maintenanceBefore);
    if (keptOut && (keptOutFrom == null || keptOutTo != null)) {
      keptOutFrom = entry.at();
      keptOutTo = null;
    } else if (!keptOut && keptOutTo == null) {
      keptOutTo = entry.at();
    }
    if (!app.maintenance) {
      if (closedSince != null
          && !disturbed
          && app.main().orElse("").equals(Setting.OLD)
          && entry
              .at()
              .isAfter(closedSince.plusSeconds(run.number(Feature.DEADLINE)).plus(SLACK))) {
        violated(Invariant.I9, "the app was closed since " + closedSince + " until " + entry.at());
      }
      closedSince = null;
    } else if (closedSince == null && entry.effect().equals("maintenance")) {
      closedSince = entry.at();
    }
  }

  /** From now on it does not count any more when the app is opened. */
  void timeDoesNotCount() {
    disturbed = true;
  }

  /** Two applies on one machine never interleave their writes. */
  private void oneApplyAtATime(RequestLog.Entry entry) {
    String agent = entry.agent();
    writesBy.merge(agent, 1, Integer::sum);
    if (!alive.contains(agent)) {
      return; // What takes effect late was sent before it ended.
    }
    Object machine = machines.get(agent);
    for (String other : alive) {
      if (!other.equals(agent) && machines.get(other) == machine && writesBy.containsKey(other)) {
        violated(Invariant.I11, agent + " writes while " + other + " does, on the same machine");
      }
    }
  }

  /** No acknowledged write is missing from the database that serves the app. */
  void nothingLost() {
    if (personOpened || personMovedMain || mayNotKnowWhoCutOff()) {
      return;
    }
    OptionalLong missing = sandbox.missingWrites(Setting.APP);
    if (missing.isPresent() && missing.getAsLong() > 0) {
      violated(Invariant.I5, missing.getAsLong() + " acknowledged writes are missing");
    }
  }

  /** Returns whether the app is as open as it was before anything was done. */
  boolean isOpen() {
    catchUp();
    Ledger.App app = ledger.app(Setting.APP);
    return !programHasWritten
        || (isMaintenanceAsBefore(app) && app.quantities.equals(quantitiesBefore));
  }

  /** Returns whether users meet maintenance mode or no process that did run before. */
  boolean isClosed() {
    catchUp();
    return programHasWritten
        && keepsOut(ledger.app(Setting.APP), !maintenanceBefore || saidToHaveBeenOpen);
  }

  private boolean keepsOut(Ledger.App app, boolean byMaintenance) {
    boolean stopped =
        quantitiesBefore.values().stream().anyMatch(quantity -> quantity > 0) && !app.wantsDynos();
    return (app.maintenance && byMaintenance) || stopped;
  }

  /** Returns how long users met a closed app the last time, up to now if they still do. */
  Duration lastClosure(Instant now) {
    catchUp();
    if (keptOutFrom == null) {
      return Duration.ZERO;
    }
    return Duration.between(keptOutFrom, keptOutTo == null ? now : keptOutTo);
  }

  /** Returns the names of databases that were made from another and serve nobody yet. */
  List<String> candidates() {
    String main = ledger.app(Setting.APP).main().orElse("");
    return ledger.addOns().stream()
        .filter(addOn -> addOn.lives() && !addOn.origin.isEmpty())
        .map(addOn -> addOn.name)
        .filter(name -> !name.equals(main) && !name.equals(Setting.READER))
        .toList();
  }

  /** Returns the name of the database that serves the app, if it was made from another. */
  Optional<String> servingCandidate() {
    catchUp();
    return ledger
        .app(Setting.APP)
        .main()
        .flatMap(ledger::addOn)
        .filter(each -> !each.origin.isEmpty())
        .map(each -> each.name);
  }

  /** Returns the name of the newest database that was made from another, serving or not. */
  Optional<String> made() {
    return servingCandidate().or(() -> candidates().stream().findFirst());
  }

  /** Returns what of the desired state does not hold; empty if all of it does. */
  Optional<String> notThere() {
    catchUp();
    Ledger.App app = ledger.app(Setting.APP);
    String main = app.main().orElse("");
    String version = ledger.addOn(main).map(Ledger.AddOn::major).orElse("");
    if (!version.equals(run.get(Feature.VERSION))) {
      return Optional.of("DATABASE is " + main + " on version " + version);
    }
    if (app.mainRelease.equals("failed")) {
      return Optional.of("the release that attached " + main + " failed");
    }
    boolean replaced = !main.equals(Setting.OLD);
    boolean lives = ledger.addOn(Setting.OLD).filter(Ledger.AddOn::lives).isPresent();
    if (replaced && lives != run.is(Feature.KEEP)) {
      return Optional.of(Setting.OLD + (lives ? " is still there" : " is gone"));
    }
    String reporting = app.attachments.getOrDefault("REPORTING", main);
    return run.get(Feature.MOVE).equals("all") && !reporting.equals(main)
        ? Optional.of("REPORTING is " + reporting)
        : Optional.empty();
  }

  private int state() {
    Ledger.App app = ledger.app(Setting.APP);
    int hash = app.maintenance ? 1 : 0;
    hash = hash * 31 + app.quantities.hashCode();
    hash = hash * 31 + (app.runs() ? 1 : 0);
    hash = hash * 31 + app.attachments.keySet().hashCode();
    hash = hash * 31 + (app.main().orElse("").equals(Setting.OLD) ? 1 : 0);
    for (Ledger.AddOn addOn : ledger.addOns()) {
      int bits =
          (addOn.provisioned ? 1 : 0)
              + (addOn.failed ? 2 : 0)
              + (addOn.destroyed ? 4 : 0)
              + (addOn.upgrading ? 8 : 0)
              + (addOn.upgradeFailed ? 16 : 0)
              + (addOn.follows.isEmpty() ? 32 : 0);
      hash = hash * 31 + bits;
      hash = hash * 31 + addOn.major().hashCode();
    }
    return hash;
  }
}
