package dev.changeover.simulation;

import com.google.errorprone.annotations.Immutable;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * One thing in which worlds and desired states differ. A new one is a line here, and the place in
 * {@link Setting} that heeds it.
 */
enum Feature {
  WEB("web", "1", r -> number(r, 0, 2)),
  WORKER("worker", "1", r -> number(r, 0, 2)),
  CLOCK("clock", "0", r -> number(r, 0, 1)),
  /** A release phase: none, one that fails without a database, or one that does not care. */
  RELEASE("release", "none", r -> one(r, "none", "needy", "easy")),
  /** Writes a second of each dyno. */
  RATE("rate", "2", r -> one(r, "0.5", "2", "40")),
  CLOSED("closed", "no", r -> rarely(r, 15)),
  AMBER("amber", "no", r -> one(r, "no", "yes")),
  REPORTING("reporting", "no", r -> rarely(r, 3)),
  POOL("pool", "no", r -> rarely(r, 6)),
  READER("reader", "no", r -> rarely(r, 10)),
  SHARED("shared", "no", r -> rarely(r, 30)),
  BYSTANDER("bystander", "no", r -> rarely(r, 4)),
  /** The app has a second database that has nothing to do with the first. */
  SPARE("spare", "no", r -> rarely(r, 4)),
  LEADER_PLAN("leaderPlan", "standard-0", r -> one(r, "standard-0", "premium-0", "standard-2")),
  PROVISIONING("provisioning", "20", r -> number(r, 1, 60)),
  CATCH_UP("catchUp", "5", r -> number(r, 0, 40)),
  UPGRADE("upgrade", "20", r -> number(r, 5, 90)),
  PHASE("phase", "5", r -> number(r, 1, 30)),
  DYNO_STOP("dynoStop", "2", r -> number(r, 0, 30)),
  DYNO_DOWN("dynoDown", "1", r -> one(r, "0", "1", "1", "90")),
  DYNO_BOOT("dynoBoot", "2", r -> number(r, 0, 20)),
  LINGER("linger", "2", r -> one(r, "0", "5", "60", "300")),
  VERSION_LAG("versionLag", "0", r -> one(r, "0", "0", "45", "300")),
  UNAWARE("unaware", "8", r -> number(r, 0, 15)),
  REPLAY("replay", "3", r -> number(r, 1, 30)),
  DEPROVISIONING("deprovisioning", "15", r -> one(r, "1", "15", "15", "300")),

  KEEP("keep", "no", r -> one(r, "no", "no", "yes")),
  /** The target version; 15 is the one that the old database has. */
  VERSION("version", "17", r -> one(r, "17", "17", "17", "16", "15")),
  /** The target plan, or a dash for the one that the old database has. */
  PLAN("plan", "-", r -> one(r, "-", "-", "standard-0", "premium-0")),
  ADOPT("adopt", "no", r -> rarely(r, 8)),
  MAINTENANCE("maintenance", "yes", r -> "yes"),
  MOVE("move", "all", r -> one(r, "all", "all", "none")),
  DEADLINE("deadline", "3600", r -> one(r, "3600", "1200", "1200", "120", "30")),
  /** How many commits the follower may be behind when the app is closed. */
  MAX_LAG("maxLag", "5000", r -> r.nextInt(9) > 0 ? "5000" : one(r, "0", "1000")),
  /** The limits of single waits; short ones are missed sooner, which makes a run shorter too. */
  LIMITS("limits", "usual", r -> one(r, "usual", "short", "short", "short")),

  OPERATORS("operators", "1", r -> one(r, "1", "1", "2")),
  /** The request of the first operator at which the second begins. */
  SECOND_AT("secondAt", "1", r -> number(r, 1, 500)),
  SECOND_MACHINE("secondMachine", "other", r -> one(r, "other", "other", "same")),
  /** Whether the second operator has the plan file, or makes a plan of its own. */
  SECOND_HAS("secondHas", "plan", r -> one(r, "plan", "nothing")),
  /**
   * What is there after a kill: the same machine, another one with the plan file, one with nothing,
   * these in turn, or two machines with the plan file by turns.
   */
  RESUME("resume", "plan", r -> one(r, "same", "plan", "nothing", "turns", "back")),
  /** Whether several requests of one reading are under way at once, as over a real network. */
  AHEAD("ahead", "no", r -> one(r, "no", "yes"));

  /** How a value is drawn. */
  @Immutable
  private interface Draw {
    String from(Random random);
  }

  private final String key;
  private final String usual;
  private final Draw draw;

  Feature(String key, String usual, Draw draw) {
    this.key = key;
    this.usual = usual;
    this.draw = draw;
  }

  String key() {
    return key;
  }

  String usual() {
    return usual;
  }

  String draw(Random random) {
    return draw.from(random);
  }

  static Optional<Feature> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  private static String number(Random random, int least, int most) {
    return String.valueOf(least + random.nextInt(most - least + 1));
  }

  private static String one(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }

  private static String rarely(Random random, int times) {
    return random.nextInt(times) == 0 ? "yes" : "no";
  }
}
