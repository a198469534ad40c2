package dev.changeover.simulation;

import dev.changeover.sandbox.scenario.FaultAction;
import dev.changeover.sandbox.scenario.WorldFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * All that one run depends on. Its text says everything, so that a run can be repeated, shortened
 * and kept.
 *
 * @param seed for what is random inside the world, such as names
 * @param features in what the world and the desired state differ from the plainest ones
 * @param mishaps what goes wrong
 */
record Case(long seed, Map<Feature, String> features, List<Mishap> mishaps) {
  private static final int REQUESTS = 700;
  private static final int WRITES = 16;
  private static final int APPENDS = 45;

  Case {
    Map<Feature, String> unusual = new EnumMap<>(Feature.class);
    features.forEach(
        (feature, value) -> {
          if (!value.equals(feature.usual())) {
            unusual.put(feature, value);
          }
        });
    features = unusual;
    mishaps = List.copyOf(mishaps);
  }

  /** The plainest world, where nothing goes wrong. */
  static Case plain() {
    return plain(1);
  }

  /** The same with other ids. */
  static Case plain(long seed) {
    return new Case(seed, Map.of(), List.of());
  }

  String get(Feature feature) {
    return features.getOrDefault(feature, feature.usual());
  }

  boolean is(Feature feature) {
    return get(feature).equals("yes");
  }

  int number(Feature feature) {
    return Integer.parseInt(get(feature));
  }

  Case with(Feature feature, String value) {
    Map<Feature, String> changed = new EnumMap<>(Feature.class);
    changed.putAll(features);
    changed.put(feature, value);
    return new Case(seed, changed, mishaps);
  }

  Case with(Mishap... more) {
    List<Mishap> all = new ArrayList<>(mishaps);
    all.addAll(List.of(more));
    return new Case(seed, features, all);
  }

  Case withMishaps(List<Mishap> others) {
    return new Case(seed, features, others);
  }

  /** Returns the case that follows from a seed. */
  static Case random(long seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    Map<Feature, String> features = new EnumMap<>(Feature.class);
    boolean plainWorld = random.nextInt(4) == 0;
    for (Feature feature : Feature.values()) {
      String drawn = feature.draw(random);
      features.put(feature, plainWorld && random.nextInt(3) > 0 ? feature.usual() : drawn);
    }
    int operators = "2".equals(features.get(Feature.OPERATORS)) ? 2 : 1;
    List<Mishap> mishaps = new ArrayList<>();
    for (int count = random.nextInt(7); count > 0; count--) {
      mishaps.add(mishap(random, 1 + random.nextInt(operators)));
    }
    for (int count = random.nextInt(3) == 0 ? random.nextInt(4) : 0; count > 0; count--) {
      mishaps.add(Mishap.inWorld(Mishap.Kind.WAY, way(random)));
    }
    for (int count = operators == 2 ? random.nextInt(6) : 0; count > 0; count--) {
      mishaps.add(placed(random, 1 + random.nextInt(2), Mishap.Kind.YIELD, ""));
    }
    return new Case(seed, features, mishaps);
  }

  private static Mishap mishap(Random random, int operator) {
    Mishap.Kind[] kinds = Mishap.Kind.values();
    Mishap.Kind kind = kinds[random.nextInt(kinds.length)];
    return switch (kind.place()) {
      case WORLD ->
          Mishap.inWorld(kind, kind == Mishap.Kind.WAY ? way(random) : worldFault(random));
      case DISK ->
          Mishap.at(
              1 + random.nextInt(APPENDS), operator, kind, String.valueOf(random.nextInt(100)));
      case OTHERS ->
          placed(
              random,
              operator,
              kind,
              kind == Mishap.Kind.PERSON ? person(random) : breakage(random));
      case WIRE -> placed(random, operator, kind, detail(random, kind));
    };
  }

  private static Mishap placed(Random random, int operator, Mishap.Kind kind, String detail) {
    return random.nextBoolean()
        ? Mishap.atWrite(1 + random.nextInt(WRITES), operator, kind, detail)
        : Mishap.at(1 + random.nextInt(REQUESTS), operator, kind, detail);
  }

  private static String detail(Random random, Mishap.Kind kind) {
    return switch (kind) {
      case LATE, UNAVAILABLE_LATE -> String.valueOf(random.nextInt(31));
      case SLOW -> String.valueOf(1 + random.nextInt(70));
      case PAUSE, PAUSE_ACTED -> one(random, "30", "600", "4000", "50000");
      case JUMP -> one(random, "5", "-5", "3700", "-3700", "90000");
      default -> "";
    };
  }

  private static String worldFault(Random random) {
    return random.nextInt(3) == 0 ? requestFault(random) : standingFault(random);
  }

  /** Any answer there is, to some requests from any of them on. */
  private static String requestFault(Random random) {
    FaultAction[] actions = FaultAction.values();
    return "{action: %s, at: '%s', skip: %d, times: %d}"
        .formatted(
            actions[random.nextInt(actions.length)].key(),
            one(
                random,
                "* /**",
                "GET /**",
                "GET /apps/**",
                "GET /addons/**",
                "GET /client/v11/databases/*",
                "GET /client/v11/databases/**",
                "POST /**",
                "PATCH /**",
                "DELETE /**"),
            random.nextBoolean() ? random.nextInt(5) : random.nextInt(300),
            1 + random.nextInt(random.nextBoolean() ? 2 : 12));
  }

  private static String standingFault(Random random) {
    return one(
        random,
        "{world: status-flaps, probability: 0.2}",
        "{world: status-flaps, probability: 0.05}",
        "{world: provisioning-fails, times: 1}",
        "{world: provisioning-never-ends, times: 1}",
        "{world: upgrade-fails, times: 1}",
        "{world: upgrade-never-ends, times: 1}",
        "{world: attach-release-fails, only: DATABASE, times: 1}",
        "{world: detach-release-fails, times: 1}",
        "{world: detach-release-succeeds, times: 1}",
        "{world: release-never-ends, times: 1}",
        "{world: never-catches-up, times: 1}",
        "{world: destroy-takes-time}",
        "{world: names-stay-taken}",
        "{world: fork-follow-unavailable, times: 40}",
        "{world: dynos-do-not-stop, times: 1}",
        "{world: dynos-crash, times: 2}",
        "{world: version-stays, times: 1}",
        "{world: wait-status-error, times: 1}",
        "{world: addon-suspended, only: postgresql-old-11111}",
        "{world: standby-missing}",
        "{world: maintenance-pending}",
        "{action: unavailable, at: '* /**', probability: 0.05, times: 60}",
        "{action: lose-reply, at: '* /**', probability: 0.03, times: 30}",
        "{action: rate-limit, at: '* /**', probability: 0.05, times: 30}",
        "{action: one-per-page, at: 'GET /**'}");
  }

  /** Whatever the contract leaves open may be so in any world. */
  private static String way(Random random) {
    List<String> ways =
        Arrays.stream(WorldFault.values())
            .filter(WorldFault::isLeftOpen)
            .map(WorldFault::key)
            .toList();
    return "{world: " + ways.get(random.nextInt(ways.size())) + "}";
  }

  private static String breakage(Random random) {
    return one(
        random,
        "{world: wait-status-error, only: NEW}",
        "{world: wait-status-error, only: NEW, times: 20}",
        "{world: wait-status-error, only: postgresql-old-11111}",
        "{world: addon-suspended, only: NEW}",
        "{world: dynos-crash, times: 2}");
  }

  private static String person(Random random) {
    return one(
        random,
        "{action: deploy, app: bookshop}",
        "{action: config, app: bookshop, name: COLOUR, value: red}",
        "{action: maintenance, app: bookshop, on: true}",
        "{action: maintenance, app: bookshop, on: false}",
        "{action: scale, app: bookshop, type: web, quantity: 1}",
        "{action: scale, app: bookshop, type: web, quantity: 3}",
        "{action: scale, app: bookshop, type: worker, quantity: 0}",
        "{action: scale, app: bookshop, type: worker, quantity: 1}",
        "{action: attach, app: bookshop, addon: postgresql-old-11111, name: EXTRA}",
        "{action: attach, app: bookshop, addon: NEW, name: DATABASE}",
        "{action: attach, app: bookshop, addon: postgresql-old-11111, name: DATABASE}",
        "{action: detach, app: bookshop, name: DATABASE}",
        "{action: detach, app: bookshop, name: REPORTING}",
        "{action: attach, app: bookshop, addon: NEW, name: EXTRA}",
        "{action: destroy-addon, addon: postgresql-old-11111}",
        "{action: unfollow, addon: NEW}",
        "{action: upgrade, addon: NEW, version: '17'}",
        "{action: destroy-addon, addon: NEW}",
        "{action: plan, addon: postgresql-old-11111, plan: 'heroku-postgresql:premium-2'}");
  }

  private static String one(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  /** Returns the whole case as one line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("seed=" + seed);
    features.forEach(
        (feature, value) -> text.append(' ').append(feature.key()).append('=').append(value));
    mishaps.forEach(mishap -> text.append(" | ").append(mishap));
    return text.toString();
  }

  /** Reads what {@link #toString} wrote. */
  static Case parse(String line) {
    String[] parts = line.split(" \\| ", -1);
    long seed = 1;
    Map<Feature, String> features = new EnumMap<>(Feature.class);
    for (String word : parts[0].strip().split(" ", -1)) {
      int equals = word.indexOf('=');
      String key = equals < 0 ? word : word.substring(0, equals);
      String value = word.substring(equals + 1);
      if (key.equals("seed")) {
        seed = Long.parseLong(value);
      } else {
        features.put(
            Feature.of(key)
                .orElseThrow(() -> new IllegalArgumentException("no feature is called " + key)),
            value);
      }
    }
    List<Mishap> mishaps = new ArrayList<>();
    for (int index = 1; index < parts.length; index++) {
      mishaps.add(Mishap.parse(parts[index]));
    }
    return new Case(seed, features, mishaps);
  }
}
