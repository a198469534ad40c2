package dev.changeover.simulation;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import dev.changeover.sandbox.scenario.AppSpec;
import dev.changeover.sandbox.scenario.DatabaseSpec;
import dev.changeover.sandbox.scenario.DatabaseSpec.Attached;
import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.Scenario;
import dev.changeover.sandbox.scenario.Span;
import dev.changeover.sandbox.scenario.Timing;
import dev.changeover.sandbox.scenario.Timing.Activity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The world and the desired state of a case. */
final class Setting {
  static final String APP = "bookshop";
  static final String OTHER_APP = "newsstand";
  static final String OLD = "postgresql-old-11111";
  static final String READER = "postgresql-reader-22222";
  static final String HELPER = "postgresql-helper-33333";

  /** How the name of what a person makes begins, where the program cannot. */
  static final String BY_HAND = "postgresql-by-hand-";

  static final String SPARE = "postgresql-spare-55555";
  static final String BYSTANDER = "postgresql-next-door-44444";
  private static final DesiredState.Limits SHORT =
      new DesiredState.Limits(
          Duration.ofMinutes(15),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(5));
  private static final String OLD_VERSION = "15.15";
  private static final Scenario EMPTY =
      Scenario.parse("format: 1\nstart: 2026-10-05T22:00:00Z\napps: {nothing: {}}\n");

  private static final Map<Activity, Feature> LASTING =
      Map.ofEntries(
          Map.entry(Activity.PROVISIONING, Feature.PROVISIONING),
          Map.entry(Activity.CATCH_UP, Feature.CATCH_UP),
          Map.entry(Activity.REPLAY_INTERVAL, Feature.REPLAY),
          Map.entry(Activity.UPGRADE, Feature.UPGRADE),
          Map.entry(Activity.RELEASE_PHASE, Feature.PHASE),
          Map.entry(Activity.DYNO_STOP, Feature.DYNO_STOP),
          Map.entry(Activity.DYNO_DOWN, Feature.DYNO_DOWN),
          Map.entry(Activity.DYNO_BOOT, Feature.DYNO_BOOT),
          Map.entry(Activity.SESSION_LINGER, Feature.LINGER),
          Map.entry(Activity.VERSION_LAG, Feature.VERSION_LAG),
          Map.entry(Activity.DATA_API_UNAWARE, Feature.UNAWARE),
          Map.entry(Activity.DEPROVISIONING, Feature.DEPROVISIONING));

  private Setting() {}

  /** Returns how many dynos of each type the app has before anything happens, above zero. */
  static Map<ProcessType, Integer> quantities(Case run) {
    Map<ProcessType, Integer> quantities = new TreeMap<>();
    for (Feature feature : List.of(Feature.WEB, Feature.WORKER, Feature.CLOCK)) {
      if (run.number(feature) > 0) {
        quantities.put(new ProcessType(feature.key()), run.number(feature));
      }
    }
    return quantities;
  }

  static DesiredState desired(
      Case run,
      Optional<Map<ProcessType, Integer>> restore,
      Optional<String> adopt,
      Map<Code, String> checks) {
    DesiredState.Cutover cutover =
        new DesiredState.Cutover(
            true,
            DesiredState.Stop.ALL,
            restore,
            Duration.ofSeconds(run.number(Feature.DEADLINE)),
            run.number(Feature.MAX_LAG));
    String plan = run.get(Feature.PLAN);
    return DesiredState.of(new AppName(APP), new PgMajor(run.number(Feature.VERSION)))
        .withPlan(plan.equals("-") ? Optional.empty() : Optional.of(new PlanSlug(plan)))
        .withKeepOldDatabase(run.is(Feature.KEEP))
        .withAdopt(adopt)
        .withMoveAttachments(
            run.get(Feature.MOVE).equals("all")
                ? DesiredState.MoveAttachments.ALL
                : DesiredState.MoveAttachments.NONE)
        .withCutover(cutover)
        .withLimits(run.get(Feature.LIMITS).equals("short") ? SHORT : DesiredState.Limits.DEFAULT)
        .withChecks(checks);
  }

  static Scenario scenario(Case run) {
    List<Fault> faults = new ArrayList<>();
    for (Mishap mishap : run.mishaps()) {
      if (mishap.kind().place() == Mishap.Place.WORLD) {
        faults.addAll(Scenario.parseFaults(mishap.detail()));
      }
    }
    return new Scenario(
        EMPTY.start(),
        EMPTY.email(),
        EMPTY.tokens(),
        EMPTY.versions(),
        EMPTY.defaultVersion(),
        EMPTY.plans(),
        timing(run),
        apps(run),
        databases(run),
        List.of(),
        faults,
        List.of());
  }

  private static Timing timing(Case run) {
    Map<Activity, Span> spans = new EnumMap<>(Activity.class);
    LASTING.forEach((activity, feature) -> spans.put(activity, Span.seconds(run.number(feature))));
    return new Timing(spans);
  }

  private static List<AppSpec> apps(Case run) {
    Map<String, AppSpec.ProcessSpec> formation = new LinkedHashMap<>();
    double rate = Double.parseDouble(run.get(Feature.RATE));
    for (Feature feature : List.of(Feature.WEB, Feature.WORKER, Feature.CLOCK)) {
      formation.put(feature.key(), process(run.number(feature), rate));
    }
    if (run.number(Feature.CLOCK) == 0) {
      formation.remove(Feature.CLOCK.key());
    }
    String release = run.get(Feature.RELEASE);
    if (!release.equals("none")) {
      formation.put("release", process(0, 0));
    }
    List<AppSpec> apps = new ArrayList<>();
    apps.add(app(APP, formation, run.is(Feature.CLOSED), release.equals("needy")));
    if (run.is(Feature.BYSTANDER) || run.is(Feature.SHARED)) {
      apps.add(app(OTHER_APP, Map.of("web", process(1, rate)), false, false));
    }
    return apps;
  }

  private static AppSpec.ProcessSpec process(int quantity, double rate) {
    return new AppSpec.ProcessSpec(quantity, "Standard-1X", "run", rate);
  }

  private static AppSpec app(
      String name,
      Map<String, AppSpec.ProcessSpec> formation,
      boolean maintenance,
      boolean needsDatabase) {
    return new AppSpec(
        name, "eu", EMPTY.email(), maintenance, formation, List.of(), Map.of(), 10, needsDatabase);
  }

  private static List<DatabaseSpec> databases(Case run) {
    List<Attached> links = new ArrayList<>();
    links.add(link(APP, "DATABASE"));
    if (run.is(Feature.AMBER)) {
      links.add(link(APP, "HEROKU_POSTGRESQL_AMBER"));
    }
    if (run.is(Feature.REPORTING)) {
      links.add(link(APP, "REPORTING"));
    }
    if (run.is(Feature.POOL)) {
      links.add(
          new Attached(APP, "DATABASE_CONNECTION_POOL", Optional.of("connection-pooling:default")));
    }
    if (run.is(Feature.SHARED)) {
      links.add(link(OTHER_APP, "SHARED"));
    }
    String plan = run.get(Feature.LEADER_PLAN);
    List<DatabaseSpec> databases = new ArrayList<>();
    databases.add(database(OLD, APP, plan, Optional.empty(), links));
    if (run.is(Feature.READER)) {
      List<Attached> reader = List.of(link(APP, "HEROKU_POSTGRESQL_TEAL"));
      databases.add(database(READER, APP, plan, Optional.of(OLD), reader));
    }
    if (run.is(Feature.ADOPT)) {
      String helper = run.get(Feature.PLAN).equals("-") ? plan : run.get(Feature.PLAN);
      databases.add(database(HELPER, APP, helper, Optional.of(OLD), List.of(link(APP, "HELPER"))));
    }
    if (run.is(Feature.SPARE)) {
      List<Attached> spare = List.of(link(APP, "SPARE"));
      databases.add(database(SPARE, APP, plan, Optional.empty(), spare));
    }
    if (run.is(Feature.BYSTANDER)) {
      List<Attached> own = List.of(link(OTHER_APP, "DATABASE"));
      databases.add(database(BYSTANDER, OTHER_APP, plan, Optional.empty(), own));
    }
    return databases;
  }

  private static Attached link(String app, String alias) {
    return new Attached(app, alias, Optional.empty());
  }

  private static DatabaseSpec database(
      String name, String app, String plan, Optional<String> follows, List<Attached> links) {
    return new DatabaseSpec(
        name,
        app,
        plan,
        OLD_VERSION,
        EMPTY.start().minus(Duration.ofDays(400)),
        1_000_000_000L,
        20,
        follows,
        Optional.empty(),
        links,
        List.of(),
        List.of(),
        Map.of(),
        "Sundays 22:30 to Mondays 02:30 UTC");
  }
}
