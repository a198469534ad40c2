package dev.changeover.simulation;

import dev.changeover.sandbox.Happening;
import dev.changeover.sandbox.RequestLog;
import dev.changeover.sandbox.Sandbox;
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

  private static final String OWN_ALIAS =
      "(HEROKU_POSTGRESQL_.+|DATABASE_(PG(\\d\\d|OLD)|(STANDARD|PREMIUM|PRIVATE|SHIELD)_.+)(_\\d)?)";

  private final Case run;
  private final Sandbox sandbox;
  private final Ledger ledger = new Ledger();
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, Object> machines = new HashMap<>();
  private final Set<String> alive = new LinkedHashSet<>();
  private final Map<String, Integer> writesBy = new HashMap<>();
  private final Set<String> attachedByProgram = new HashSet<>();
  private final Set<Integer> states = new HashSet<>();
  private final Map<String, Long> quantitiesBefore = new HashMap<>();
  private boolean maintenanceBefore;
  private boolean saidToHaveBeenOpen;
  private boolean programHasWritten;
  private boolean personMeddled;
  private boolean switched;
  private long happenings;
  private long requests;

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

  void violated(Invariant invariant, String what) {
    if (violations.size() < 20) {
      violations.add(new Violation(invariant, what));
    }
  }

  /** A process begins to apply. */
  void begins(String agent, Object machine) {
    machines.put(agent, machine);
    alive.add(agent);
  }

  /** It has ended, or was killed. */
  void ends(String agent) {
    alive.remove(agent);
  }

  /** A person is about to do something by hand. */
  void personMeddles() {
    catchUp();
    personMeddled = true;
  }

  /** Judges what has happened since the last time. */
  void judge() {
    List<RequestLog.Entry> entries = sandbox.requestLog().after(requests);
    if (entries.isEmpty()) {
      catchUp();
      return;
    }
    for (RequestLog.Entry entry : entries) {
      requests = entry.number();
      if (entry.changedTheWorld()) {
        judge(entry);
      }
    }
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
    Map<String, Set<String>> links =
        entry.effect().equals("destroy-addon")
            ? ledger.aliasesOf(entry.target().orElse(""))
            : Map.of();
    for (Happening happening : news) {
      happenings = happening.number();
      boolean own = happening.at().equals(entry.at());
      enter(happening, own ? Cause.PROGRAM : Cause.WORLD, own ? entry : null, links);
    }
    othersUntouched(entry);
    nothingLost();
  }

  /** A person has stated what to restore, and so that maintenance mode was off before. */
  void saidToHaveBeenOpen() {
    saidToHaveBeenOpen = true;
    maintenanceBefore = false;
  }

  private void remember() {
    Ledger.App app = ledger.app(Setting.APP);
    quantitiesBefore.putAll(app.quantities);
    maintenanceBefore = app.maintenance && !saidToHaveBeenOpen;
  }

  private void enter(Happening happening, Cause cause, RequestLog.@Nullable Entry entry) {
    enter(happening, cause, entry, Map.of());
  }

  private void enter(
      Happening happening,
      Cause cause,
      RequestLog.@Nullable Entry entry,
      Map<String, Set<String>> links) {
    if (cause == Cause.PROGRAM && entry != null) {
      judge(happening, entry, links);
    }
    ledger.enter(happening);
    if (cause == Cause.PROGRAM && happening.kind() == Happening.Kind.CREATED) {
      ledger.addOn(happening.addOn()).ifPresent(addOn -> addOn.madeByProgram = true);
    }
    states.add(state());
  }

  private void judge(Happening happening, RequestLog.Entry entry, Map<String, Set<String>> links) {
    switch (happening.kind()) {
      case CREATED -> created(happening);
      case ATTACHED -> {
        if (entry.effect().equals("attach")) {
          attached(happening);
        }
      }
      case STOPPED_FOLLOWING -> {
        if (entry.effect().equals("upgrade-run") || entry.effect().equals("unfollow")) {
          stoppedFollowing(happening);
        }
      }
      case UPGRADE_STARTED -> {
        ledger
            .addOn(happening.addOn())
            .filter(addOn -> ++addOn.upgradesByProgram > 1)
            .ifPresent(addOn -> violated(Invariant.I8, addOn.name + " is upgraded a second time"));
      }
      case DESTROYED -> {
        if (entry.effect().equals("destroy-addon")) {
          destroyed(happening, links);
        }
      }
      default -> {}
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
    boolean adopts = ledger.addOn(Setting.HELPER).filter(Ledger.AddOn::lives).isPresent();
    if (adopts) {
      violated(Invariant.I8, created.addOn() + " is made though " + Setting.HELPER + " is adopted");
    }
  }

  /** What still follows, is not there, or has the wrong version, is never promoted. */
  private void attached(Happening attached) {
    Ledger.App app = ledger.app(attached.app());
    String alias = attached.about();
    attachedByProgram.add(alias);
    boolean ownAlias = alias.matches(OWN_ALIAS) && !alias.equals("HEROKU_POSTGRESQL_AMBER");
    if (ownAlias) {
      return;
    }
    Optional<Ledger.AddOn> target = ledger.addOn(attached.addOn());
    if (target.isEmpty() || !target.get().lives() || !target.get().provisioned) {
      violated(Invariant.I2, alias + " is pointed at " + attached.addOn() + ", which is not there");
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
    if (!candidate.major().equals(run.get(Feature.VERSION))) {
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
    if (!app.maintenance) {
      violated(Invariant.I3, stopped.addOn() + " is cut off while maintenance mode is off");
    }
    if (app.wantsDynos()) {
      violated(Invariant.I3, stopped.addOn() + " is cut off while wanted: " + app.quantities);
    }
    if (app.runs()) {
      violated(Invariant.I3, stopped.addOn() + " is cut off while these run: " + app.dynos);
    }
    if (stopped.amount() != 0) {
      violated(
          Invariant.I3, stopped.addOn() + " is cut off " + stopped.amount() + " commits behind");
    }
    if (!stopped.about().equals(app.main().orElse(""))) {
      violated(Invariant.I3, stopped.addOn() + " did not follow what serves the app");
    }
  }

  private void destroyed(Happening destroyed, Map<String, Set<String>> links) {
    String name = destroyed.addOn();
    Ledger.App app = ledger.app(Setting.APP);
    links.forEach(
        (other, aliases) ->
            aliases.forEach(
                alias -> {
                  if (!other.equals(Setting.APP) || !alias.matches(OWN_ALIAS)) {
                    violated(
                        Invariant.I1,
                        name + " is destroyed while it serves " + other + "::" + alias);
                  }
                }));
    String successor = app.main().flatMap(ledger::addOn).map(each -> each.origin).orElse("");
    if (!successor.equals(name)) {
      violated(
          Invariant.I1,
          "%s is destroyed, but %s did not come from it".formatted(name, app.main().orElse("?")));
    }
    if (run.is(Feature.KEEP)) {
      violated(Invariant.I6, name + " is destroyed though it is to be kept");
    }
    if (!personMeddled && app.maintenance != maintenanceBefore) {
      violated(Invariant.I7, name + " is destroyed while maintenance mode is not as before");
    }
    if (!personMeddled && !app.quantities.equals(quantitiesBefore)) {
      violated(
          Invariant.I7,
          "%s is destroyed while wanted is %s, not %s"
              .formatted(name, app.quantities, quantitiesBefore));
    }
    for (Ledger.AddOn other : ledger.addOns()) {
      if (other.lives() && other.follows.equals(name)) {
        violated(Invariant.I7, name + " is destroyed while " + other.name + " follows it");
      }
    }
  }

  /** Nothing outside the app is touched. */
  private void othersUntouched(RequestLog.Entry entry) {
    boolean otherApp = entry.app().filter(app -> !app.equals(Setting.APP)).isPresent();
    String target = entry.target().orElse("");
    if (otherApp || target.equals(Setting.BYSTANDER) || target.equals(Setting.READER)) {
      violated(Invariant.I1, entry.method() + " " + entry.path() + " touches another's");
    }
  }

  /** Two applies on one machine never interleave their writes. */
  private void oneApplyAtATime(RequestLog.Entry entry) {
    String agent = entry.agent();
    writesBy.merge(agent, 1, Integer::sum);
    Object machine = machines.get(agent);
    for (String other : alive) {
      if (!other.equals(agent) && machines.get(other) == machine && writesBy.containsKey(other)) {
        violated(Invariant.I11, agent + " writes while " + other + " does, on the same machine");
      }
    }
  }

  /** No acknowledged write is missing from the database that serves the app. */
  void nothingLost() {
    if (personMeddled) {
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
        || (app.maintenance == maintenanceBefore && app.quantities.equals(quantitiesBefore));
  }

  /** Returns whether users meet maintenance mode or no process that did run before. */
  boolean isClosed() {
    catchUp();
    Ledger.App app = ledger.app(Setting.APP);
    boolean stopped =
        quantitiesBefore.values().stream().anyMatch(quantity -> quantity > 0) && !app.wantsDynos();
    return programHasWritten && ((app.maintenance && !maintenanceBefore) || stopped);
  }

  /** Returns whether the app is attached to a database that was made for it. */
  boolean isSwitched() {
    catchUp();
    return ledger
        .app(Setting.APP)
        .main()
        .flatMap(ledger::addOn)
        .filter(each -> !each.origin.isEmpty())
        .isPresent();
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
