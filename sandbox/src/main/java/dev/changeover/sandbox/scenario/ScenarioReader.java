package dev.changeover.sandbox.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Turns YAML into a scenario. */
final class ScenarioReader {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  private static final Map<Integer, String> MINORS =
      Map.of(13, "13.13", 14, "14.20", 15, "15.15", 16, "16.11", 17, "17.7", 18, "18.1");

  Scenario read(String yaml) {
    Keys root = new Keys("", tree(yaml));
    if (root.number("format", 1, 1, 1) != 1) {
      throw root.wrongAt("format", "the format is unknown", "Write 1");
    }
    TreeMap<Integer, String> versions = new TreeMap<>();
    int newest = readVersions(root, versions);
    Scenario scenario =
        new Scenario(
            root.instant("start", START),
            root.text("account", "dev@example.com"),
            root.texts("tokens"),
            versions,
            newest,
            readPlans(root),
            readTiming(root),
            readApps(root),
            readDatabases(root),
            readAddOns(root),
            readFaultList(root),
            readHumans(root));
    root.done();
    check(scenario);
    return scenario;
  }

  List<Fault> readFaults(String text) {
    JsonNode tree = tree(text);
    if (tree.isObject() && tree.has("faults")) {
      Keys keys = new Keys("", tree);
      List<Fault> faults = readFaultList(keys);
      keys.done();
      return faults;
    }
    return List.of(readFault("fault", tree));
  }

  private static JsonNode tree(String yaml) {
    try {
      return new YAMLMapper().readTree(yaml);
    } catch (JacksonException bad) {
      String line =
          bad.getLocation() == null ? "scenario" : "line " + bad.getLocation().getLineNr();
      ScenarioException failure =
          new ScenarioException(line, "this is no YAML", "Check indentation and quotes");
      failure.initCause(bad);
      throw failure;
    }
  }

  private static int readVersions(Keys root, NavigableMap<Integer, String> versions) {
    Optional<JsonNode> node = root.find("postgres");
    if (node.isEmpty()) {
      List.of(15, 16, 17, 18).forEach(major -> versions.put(major, MINORS.get(major)));
      return 18;
    }
    Keys keys = root.child("postgres", node.get());
    for (Map.Entry<String, JsonNode> entry : keys.entries("supported").entrySet()) {
      String place = keys.at("supported") + "." + entry.getKey();
      String full = Keys.scalar(place, entry.getValue());
      if (!entry.getKey().matches("\\d{1,2}") || !full.startsWith(entry.getKey() + ".")) {
        throw Keys.wrong(place, "this is no version", "Write a major and its minor, 15: \"15.5\"");
      }
      versions.put(Integer.parseInt(entry.getKey()), full);
    }
    if (versions.isEmpty()) {
      throw keys.wrongAt("supported", "no version is supported", "State at least one");
    }
    int standard = keys.number("default", versions.lastKey(), 1, 99);
    if (!versions.containsKey(standard)) {
      throw keys.wrongAt("default", "the version is not supported", "Choose a supported one");
    }
    keys.done();
    return standard;
  }

  private static List<Plan> readPlans(Keys root) {
    Map<String, Plan> plans = new LinkedHashMap<>();
    Catalogue.standard().forEach(plan -> plans.put(plan.slug(), plan));
    for (Map.Entry<String, JsonNode> entry : root.entries("plans").entrySet()) {
      Keys keys = new Keys("plans." + entry.getKey(), entry.getValue());
      Plan plan =
          checked(
              keys.place(),
              () ->
                  new Plan(
                      entry.getKey(),
                      keys.number("cents", 0, 0, 100_000_000),
                      keys.number("gigabytes", 64, 1, 1_000_000),
                      keys.number("connections", 120, 1, 10_000)));
      keys.done();
      plans.put(plan.slug(), plan);
    }
    return List.copyOf(plans.values());
  }

  private static Timing readTiming(Keys root) {
    Map<Timing.Activity, Span> spans = new EnumMap<>(Timing.Activity.class);
    Optional<JsonNode> node = root.find("durations");
    if (node.isPresent()) {
      Keys keys = root.child("durations", node.get());
      for (Timing.Activity activity : Timing.Activity.values()) {
        keys.span(activity.key()).ifPresent(span -> spans.put(activity, span));
      }
      keys.done();
    }
    return new Timing(spans);
  }

  private static List<AppSpec> readApps(Keys root) {
    List<AppSpec> apps = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.entries("apps").entrySet()) {
      Keys keys = new Keys("apps." + entry.getKey(), entry.getValue());
      Map<String, AppSpec.ProcessSpec> formation = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> type : keys.entries("formation").entrySet()) {
        String place = keys.at("formation") + "." + type.getKey();
        formation.put(type.getKey(), readProcess(new Keys(place, type.getValue()), type.getKey()));
      }
      Map<String, String> config = new LinkedHashMap<>();
      keys.entries("config")
          .forEach((key, value) -> config.put(key, Keys.scalar(keys.at("config." + key), value)));
      apps.add(
          checked(
              keys.place(),
              () ->
                  new AppSpec(
                      entry.getKey(),
                      keys.text("region", "eu"),
                      keys.text("owner", "dev@example.com"),
                      keys.flag("maintenance", false),
                      formation,
                      keys.texts("oneOffs"),
                      config,
                      keys.number("releases", 12, 1, 100_000),
                      keys.flag("releaseNeedsDatabase", true))));
      keys.done();
    }
    return apps;
  }

  private static AppSpec.ProcessSpec readProcess(Keys keys, String type) {
    double writes =
        switch (type) {
          case "web" -> 2;
          case "release" -> 0;
          default -> 1;
        };
    AppSpec.ProcessSpec process =
        new AppSpec.ProcessSpec(
            keys.number("quantity", type.equals("release") ? 0 : 1, 0, 1000),
            keys.text("size", "Standard-1X"),
            keys.text("command", "bin/" + type),
            keys.decimal("writesPerSecond", writes, 0, 1000));
    keys.done();
    return process;
  }

  private static List<DatabaseSpec> readDatabases(Keys root) {
    List<DatabaseSpec> databases = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.entries("databases").entrySet()) {
      Keys keys = new Keys("databases." + entry.getKey(), entry.getValue());
      String app = keys.required("app");
      Map<String, String> settings = new LinkedHashMap<>();
      keys.entries("settings")
          .forEach(
              (key, value) -> settings.put(key, Keys.scalar(keys.at("settings." + key), value)));
      String version = keys.required("version");
      if (!version.matches("\\d{1,2}(\\.\\d{1,3})?")) {
        throw keys.wrongAt("version", "this is no Postgres version", "Write it like \"13.13\"");
      }
      databases.add(
          new DatabaseSpec(
              entry.getKey(),
              app,
              keys.text("plan", "standard-0"),
              version,
              keys.instant("created", Instant.parse("2022-06-30T09:12:00Z")),
              keys.bytes("size", 1_288_490_189L),
              keys.number("tables", 40, 0, 1_000_000),
              keys.text("follows"),
              keys.text("forkedFrom"),
              readAttachments(keys, app),
              keys.texts("credentials"),
              readSchedules(keys),
              settings,
              keys.text("window", "Sundays 22:30 to Mondays 02:30 UTC")));
      keys.done();
    }
    return databases;
  }

  private static List<DatabaseSpec.Attached> readAttachments(Keys owner, String app) {
    List<DatabaseSpec.Attached> attachments = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : owner.list("attachments").entrySet()) {
      if (entry.getValue().isString()) {
        attachments.add(
            new DatabaseSpec.Attached(app, entry.getValue().asString(), Optional.empty()));
        continue;
      }
      Keys keys = new Keys(entry.getKey(), entry.getValue());
      attachments.add(
          new DatabaseSpec.Attached(
              keys.text("app", app), keys.required("name"), keys.text("namespace")));
      keys.done();
    }
    return attachments;
  }

  private static List<DatabaseSpec.Schedule> readSchedules(Keys owner) {
    List<DatabaseSpec.Schedule> schedules = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : owner.list("schedules").entrySet()) {
      Keys keys = new Keys(entry.getKey(), entry.getValue());
      schedules.add(
          new DatabaseSpec.Schedule(
              keys.text("name", "DATABASE_URL"),
              keys.number("hour", 2, 0, 23),
              keys.text("timezone", "UTC")));
      keys.done();
    }
    return schedules;
  }

  private static List<AddOnSpec> readAddOns(Keys root) {
    List<AddOnSpec> addOns = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.entries("addOns").entrySet()) {
      Keys keys = new Keys("addOns." + entry.getKey(), entry.getValue());
      String app = keys.required("app");
      addOns.add(
          checked(
              keys.place(),
              () ->
                  new AddOnSpec(
                      entry.getKey(), app, keys.required("plan"), readAttachments(keys, app))));
      keys.done();
    }
    return addOns;
  }

  private static List<Fault> readFaultList(Keys root) {
    List<Fault> faults = new ArrayList<>();
    root.list("faults").forEach((place, node) -> faults.add(readFault(place, node)));
    return faults;
  }

  private static Fault readFault(String place, JsonNode node) {
    Keys keys = new Keys(place, node);
    Optional<FaultAction> action =
        keys.text("action")
            .map(key -> choose(keys.at("action"), key, FaultAction.values(), FaultAction::key));
    Optional<WorldFault> world =
        keys.text("world")
            .map(key -> choose(keys.at("world"), key, WorldFault.values(), WorldFault::key));
    String[] target = target(keys, "at");
    Optional<String> only = keys.text("only");
    int nth = keys.number("nth", 0, 0, 1_000_000);
    int skip = keys.number("skip", nth > 0 ? nth - 1 : 0, 0, 1_000_000);
    int times = keys.number("times", nth > 0 ? 1 : Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
    double probability = keys.decimal("probability", 1, 0, 1);
    Duration delay = keys.duration("delay").orElse(Duration.ofSeconds(65));
    keys.done();
    return checked(
        place,
        () ->
            new Fault(action, world, target[0], target[1], only, skip, times, probability, delay));
  }

  private static String[] target(Keys keys, String key) {
    String[] parts = keys.text(key, "* /**").split(" ", -1);
    if (parts.length != 2 || !parts[1].startsWith("/")) {
      throw keys.wrongAt(key, "this names no request", "Write it like POST /apps/*/addons");
    }
    return parts;
  }

  private static <T> T choose(
      String place, String key, T[] values, java.util.function.Function<T, String> name) {
    List<String> names = new ArrayList<>();
    for (T value : values) {
      if (name.apply(value).equals(key)) {
        return value;
      }
      names.add(name.apply(value));
    }
    throw Keys.wrong(place, "the name is unknown", "Use one of " + String.join(", ", names));
  }

  private static List<HumanEdit> readHumans(Keys root) {
    List<HumanEdit> humans = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : root.list("humans").entrySet()) {
      Keys keys = new Keys(entry.getKey(), entry.getValue());
      Optional<Duration> after = keys.duration("after");
      String[] target = target(keys, "afterRequest");
      int nth = keys.number("nth", 1, 1, 1_000_000);
      String action = keys.required("action");
      Map<String, String> details = new LinkedHashMap<>();
      keys.entries("with")
          .forEach((key, value) -> details.put(key, Keys.scalar(keys.at("with." + key), value)));
      keys.done();
      humans.add(new HumanEdit(after, target[0], target[1], nth, action, details));
    }
    return humans;
  }

  private static <T> T checked(String place, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException bounds) {
      throw Keys.wrong(place, String.valueOf(bounds.getMessage()), "Correct the value");
    }
  }

  private static void check(Scenario scenario) {
    Set<String> apps = new HashSet<>();
    scenario.apps().forEach(app -> apps.add(app.name()));
    if (apps.isEmpty()) {
      throw Keys.wrong("apps", "the world has no app", "Describe at least one");
    }
    Set<String> names = new HashSet<>();
    for (DatabaseSpec database : scenario.databases()) {
      String place = "databases." + database.name();
      checkOwner(place, database.app(), database.attachments(), apps);
      if (scenario.plan(database.plan()).isEmpty()) {
        throw Keys.wrong(place + ".plan", "the plan is unknown", "Choose one of the catalogue");
      }
      names.add(database.name());
    }
    for (DatabaseSpec database : scenario.databases()) {
      for (Optional<String> other : List.of(database.follows(), database.forkedFrom())) {
        if (other.isPresent()
            && (!names.contains(other.get()) || other.get().equals(database.name()))) {
          throw Keys.wrong(
              "databases." + database.name(),
              "the database it refers to is unknown",
              "Name another database of the scenario");
        }
      }
    }
    for (AddOnSpec addOn : scenario.addOns()) {
      checkOwner("addOns." + addOn.name(), addOn.app(), addOn.attachments(), apps);
      if (!names.add(addOn.name())) {
        throw Keys.wrong("addOns." + addOn.name(), "the name is taken", "Choose another");
      }
    }
  }

  private static void checkOwner(
      String place, String app, List<DatabaseSpec.Attached> attachments, Set<String> apps) {
    if (!apps.contains(app)) {
      throw Keys.wrong(place + ".app", "the app is unknown", "Name an app of the scenario");
    }
    boolean home = false;
    for (DatabaseSpec.Attached attached : attachments) {
      if (!apps.contains(attached.app())) {
        throw Keys.wrong(
            place + ".attachments", "an app is unknown", "Name an app of the scenario");
      }
      home |= attached.app().equals(app);
    }
    if (!home) {
      throw Keys.wrong(
          place + ".attachments", "there is none on the billing app", "Add one, such as DATABASE");
    }
  }
}
