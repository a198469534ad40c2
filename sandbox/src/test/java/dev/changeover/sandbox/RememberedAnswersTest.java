package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.Scenario;
import dev.changeover.sandbox.scenario.WorldFault;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds a sandbox that remembers answers to one that makes each anew. */
class RememberedAnswersTest {
  private static final int STEPS = 1500;
  private static final String QUANTITY = "{\"quantity\":";
  private static final String LEADER = "postgresql-rigid-11111";
  private static final List<String> APPS = List.of("bookshop", "reports");
  private static final List<String> DATABASES =
      List.of(
          LEADER,
          "postgresql-follower-22222",
          "reports-small-33333",
          "made-by-test-1",
          "made-by-test-2",
          "unknown");
  private static final List<String> OF_APP =
      List.of(
          "",
          "/addons",
          "/addon-attachments",
          "/config-vars",
          "/dynos",
          "/formation",
          "/formation/web",
          "/releases",
          "/releases/1");
  private static final List<String> OF_DATABASE =
      List.of(
          "/addons/%s",
          "/addons/%s/addon-attachments",
          "/client/v11/databases/%s",
          "/client/v11/databases/%s/followers",
          "/client/v11/databases/%s/wait_status",
          "/client/v11/databases/%s/upgrade/wait_status",
          "/client/v11/databases/%s/transfers",
          "/client/v11/databases/%s/transfer-schedules",
          "/data/maintenances/v1/%s",
          "/postgres/v0/databases/%s/credentials",
          "/postgres/v0/databases/%s/config");
  private static final List<String> OTHERS =
      List.of(
          "/account",
          "/account/rate-limits",
          "/oauth/authorizations",
          "/apps",
          "/addons",
          "/addon-attachments",
          "/addon-services/heroku-postgresql/plans",
          "/data/maintenances/v1/apps/bookshop",
          "/client/v11/apps/bookshop/transfers",
          "/client/v11/apps/bookshop/transfers/1?verbose=true",
          "/client/v11/apps/bookshop/transfers/1",
          "/nothing/here");
  private static final List<String> FAULTS =
      List.of(
          "{'world':'status-flaps'}",
          "{'world':'status-flaps','probability':0.2}",
          "{'world':'wait-status-error','skip':3,'times':2}",
          "{'world':'plan-as-object'}",
          "{'world':'integers-as-values','target':'postgresql-follower-22222'}",
          "{'world':'html-not-found'}",
          "{'world':'upgrade-fails'}",
          "{'world':'fork-follow-unavailable','probability':0.5}",
          "{'action':'one-per-page','path':'/apps/**','skip':2,'times':5}",
          "{'action':'unavailable','path':'/client/**','probability':0.3,'times':20}",
          "{'action':'lose-reply','path':'/**','probability':0.1,'times':20}",
          "{'action':'slow','path':'/addons/**','delay':'2s','times':5}");

  private final Random random = new Random();

  static IntStream seeds() {
    return IntStream.range(1, 13);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void givesTheAnswersThatItWouldGiveWithoutMemory(int seed) {
    random.setSeed(seed);
    Scenario scenario = seed % 2 == 0 ? Caller.bookshopScenario() : quiet();
    WorldClock clock = WorldClock.manual(scenario.start());
    Sandbox remembering = new Sandbox(scenario, clock, seed, true);
    Sandbox forgetful = new Sandbox(scenario, clock, seed, false);
    SandboxRequest before = look();
    String text = "";
    int again = 0;
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(3) == 0) {
        clock.advance(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 1500 : 90_000)));
      }
      SandboxRequest request =
          random.nextInt(3) == 0 ? before : random.nextInt(8) == 0 ? change() : look();
      SandboxResponse one = remembering.handle(request);
      SandboxResponse other = forgetful.handle(request);

      String what = "seed " + seed + ", step " + step + ", " + request;
      assertThat(one.status()).as(what).isEqualTo(other.status());
      assertThat(one.body()).as(what).isEqualTo(other.body());
      assertThat(one.headers()).as(what).isEqualTo(other.headers());
      assertThat(one.delivery()).as(what).isEqualTo(other.delivery());
      assertThat(one.delay()).as(what).isEqualTo(other.delay());
      assertThat(remembering.requestLog().last()).as(what).isEqualTo(forgetful.requestLog().last());
      again += isSame(text, one.body()) ? 1 : 0;
      before = request;
      text = one.body();
    }
    assertThat(remembering.snapshot()).isEqualTo(forgetful.snapshot());
    assertThat(again).as("remembered answers").isGreaterThan(STEPS / 20);
  }

  @SuppressWarnings("ReferenceEquality") // a remembered answer is the very same text
  private static boolean isSame(String one, String other) {
    return one == other;
  }

  /** A world in which nobody writes, so that time alone changes little. */
  private static Scenario quiet() {
    return Scenario.parse(
        """
        format: 1
        start: 2026-01-31T12:00:00Z
        durations: { forkFollowUnavailable: 40m, dataApi404AfterCreate: 30s }
        apps:
          bookshop: { formation: { web: { quantity: 1, writesPerSecond: 0 } } }
          reports: { formation: { clock: { quantity: 1, writesPerSecond: 0 } } }
        databases:
          postgresql-rigid-11111:
            app: bookshop
            plan: premium-0
            version: "15.15"
            attachments: [DATABASE, { app: reports, name: BOOKSHOP }]
          postgresql-follower-22222:
            app: bookshop
            plan: premium-0
            version: "15.15"
            follows: postgresql-rigid-11111
            attachments: [HEROKU_POSTGRESQL_CYAN]
        """);
  }

  private SandboxRequest look() {
    SandboxRequest request = SandboxRequest.of("GET", target());
    if (random.nextInt(8) == 0) {
      request = request.withHeader("Accept", "application/vnd.heroku+json; version=3.sdk");
    }
    if (random.nextInt(8) == 0) {
      request = request.withHeader("Accept-Expansion", "addon_service,plan");
    }
    if (random.nextInt(8) == 0) {
      request = request.withHeader("Accept-Inclusion", "addon:plan,config_vars");
    }
    if (random.nextInt(8) == 0) {
      request =
          request.withHeader(
              "Range", one(List.of("name ..; max=1", "id ..; max=2", "version ..; order=desc")));
    }
    if (random.nextInt(8) == 0) {
      request = request.withHeader("Authorization", "Bearer " + one(List.of("other", "another")));
    }
    if (random.nextInt(4) > 0) {
      request = request.withHeader("User-Agent", one(List.of("one/1", "one/2 (Linux)", "other/1")));
    }
    return random.nextInt(4) == 0 ? request : request.withHeader("Request-Id", id());
  }

  /** Mostly one of a few targets, so that many are asked for again soon. */
  private String target() {
    int kind = random.nextInt(10);
    if (kind < 4) {
      return one(OF_DATABASE).formatted(one(DATABASES));
    }
    return kind < 8 ? "/apps/" + one(APPS) + one(OF_APP) : one(OTHERS);
  }

  private SandboxRequest change() {
    String database = one(DATABASES);
    return switch (random.nextInt(14)) {
      case 0 -> request("POST", "/sandbox/faults", one(FAULTS));
      case 1 -> request("DELETE", "/sandbox/faults", "");
      case 2 ->
          request(
              "POST",
              "/sandbox/human",
              "{'do':'scale','app':'bookshop','type':'web','quantity':" + random.nextInt(3) + "}");
      case 3 -> request("PATCH", "/apps/bookshop", "{'maintenance':" + random.nextBoolean() + "}");
      case 4 ->
          request(
              "PATCH",
              "/apps/bookshop/formation",
              "{'updates':[{'type':'web','quantity':" + random.nextInt(3) + "}]}");
      case 5, 6 ->
          request(
              "POST",
              "/apps/bookshop/addons",
              "{'plan':'heroku-postgresql:premium-0','name':'made-by-test-"
                  + (1 + random.nextInt(2))
                  + "','config':{'follow':'DATABASE_URL'}}");
      case 7 -> request("POST", "/client/v11/databases/" + database + "/upgrade/run", "");
      case 8 -> request("PUT", "/client/v11/databases/" + database + "/unfollow", "");
      case 9 -> request("POST", "/client/v11/databases/" + database + "/backups", "");
      case 10 ->
          request(
              "POST",
              "/addon-attachments",
              "{'addon':'" + database + "','app':'reports','name':'SPARE','confirm':'reports'}");
      case 11 ->
          request("PATCH", "/apps/bookshop/config-vars", "{'LEVEL':'" + random.nextInt(9) + "'}");
      case 12 ->
          request(
              "PATCH",
              "/postgres/v0/databases/" + database + "/config",
              "{'log_lock_waits':" + random.nextBoolean() + "}");
      default ->
          request("DELETE", "/apps/bookshop/addons/made-by-test-" + (1 + random.nextInt(2)), "");
    };
  }

  private SandboxRequest request(String method, String target, String body) {
    return SandboxRequest.of(method, target)
        .withHeader("Request-Id", id())
        .withBody(body.replace('\'', '"'));
  }

  private String id() {
    return "request-" + random.nextInt(1_000_000);
  }

  private <T> T one(List<T> many) {
    return many.get(random.nextInt(many.size()));
  }

  @Test
  void writesAnAnswerOnceWhileNothingChanges() {
    Caller caller = Caller.bookshop();
    String first = caller.call("GET", "/apps/bookshop").body();

    assertThat(caller.call("GET", "/apps/bookshop").body()).isSameAs(first);

    caller.patch("/apps/bookshop", "{'maintenance':true}");

    assertThat(caller.call("GET", "/apps/bookshop").body()).contains("\"maintenance\":true");
  }

  @Test
  void noticesWhatBecomesPossibleThroughTimeAlone() {
    Caller caller = new Caller(quiet());
    String database = "/client/v11/databases/postgresql-follower-22222";
    caller.call("PUT", database + "/unfollow", "");
    caller.clock.advance(Duration.ofMinutes(1));
    String early = caller.call("GET", database).body();

    caller.clock.advance(Duration.ofMinutes(20));
    assertThat(caller.call("GET", database).body()).isSameAs(early).contains("Temporarily");

    caller.clock.advance(Duration.ofMinutes(20));
    assertThat(caller.call("GET", database).body()).doesNotContain("Temporarily");
  }

  @Test
  void tellsOfDynosAndTheirSessionsAsTheyMoveByThemselves() {
    List<SandboxRequest> changes =
        List.of(
            SandboxRequest.of("DELETE", "/apps/bookshop/dynos"),
            SandboxRequest.of("PATCH", "/apps/bookshop/formation/web").withBody(QUANTITY + "0}"),
            SandboxRequest.of("PATCH", "/apps/bookshop/formation/web").withBody(QUANTITY + "2}"));
    for (String path : List.of("/apps/bookshop/dynos", "/client/v11/databases/" + LEADER)) {
      SandboxRequest look = SandboxRequest.of("GET", path);
      Scenario scenario = quiet();
      WorldClock clock = WorldClock.manual(scenario.start());
      Sandbox remembering = new Sandbox(scenario, clock, 1, true);
      Sandbox forgetful = new Sandbox(scenario, clock, 1, false);
      Set<String> told = new HashSet<>();
      for (SandboxRequest change : changes) {
        remembering.handle(change);
        forgetful.handle(change);
        for (int tick = 0; tick < 300; tick++) {
          String text = remembering.handle(look).body();
          assertThat(text).as(path + " at " + clock.now()).isEqualTo(forgetful.handle(look).body());
          told.add(text);
          clock.advance(Duration.ofMillis(400));
        }
      }
      assertThat(told).as(path).hasSizeGreaterThan(4);
    }
  }

  @Test
  void forgetsWhatWasNotAskedForLongest() {
    Caller caller = Caller.bookshop();
    String first = caller.call("GET", "/apps/bookshop").body();
    for (int number = 0; number < 200; number++) {
      caller.call("GET", "/addon-services/service-" + number);
    }

    assertThat(caller.call("GET", "/apps/bookshop").body()).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  void holdsNoAnswerPastACountedOccasion() {
    World world =
        new World(
            Caller.bookshopScenario()
                .withFaults(List.of(Fault.inWorld(WorldFault.WAIT_STATUS_ERROR))),
            WorldClock.manual(Caller.bookshopScenario().start()),
            1);
    long before = world.revision(Area.ALL);

    assertThat(world.faulty(WorldFault.UPGRADE_FAILS, "any")).isFalse();
    assertThat(world.revision(Area.ALL)).isEqualTo(before);
    assertThat(world.faulty(WorldFault.WAIT_STATUS_ERROR, "any")).isTrue();
    assertThat(world.revision(Area.ALL)).isGreaterThan(before);
  }

  @Test
  void takesTreesAsAlikeOnlyIfTheirTextsAre() {
    List<String> texts =
        List.of(
            "{}",
            "[]",
            "[[]]",
            "[{}]",
            "null",
            "true",
            "1",
            "1.0",
            "\"1\"",
            "[1,2]",
            "[2,1]",
            "[1]",
            "{\"a\":1}",
            "{\"a\":null}",
            "{\"a\":1,\"b\":2}",
            "{\"b\":2,\"a\":1}",
            "{\"a\":{\"b\":[1,2]}}",
            "{\"a\":{\"b\":[1,3]}}",
            "{\"a\":{\"c\":[1,2]}}");
    for (String one : texts) {
      for (String other : texts) {
        assertThat(Json.isWrittenAlike(Caller.parse(one), Caller.parse(other)))
            .as(one + " and " + other)
            .isEqualTo(one.equals(other));
      }
    }
  }
}
