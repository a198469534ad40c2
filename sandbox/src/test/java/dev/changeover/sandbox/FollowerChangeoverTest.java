package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.WorldFault;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: the published procedure works, and each way to do it wrong loses what it would lose. */
final class FollowerChangeoverTest {
  private static final String APP = "projectify-backend";
  private static final String OLD = "postgresql-curved-12345";
  private static final String NEW = "pg15";

  @Test
  void theWholeProcedureLosesNothing() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    heroku.close(APP);
    heroku.passSeconds(45);
    assertThat(heroku.get("/apps/" + APP + "/dynos")).isEmpty();
    assertThat(heroku.behind(NEW)).isZero();

    heroku.post("/client/v11/databases/" + NEW + "/upgrade/run", "{'version':'15'}");
    heroku.pass(Duration.ofMinutes(7));
    assertThat(heroku.waits(NEW, "upgrade/wait_status")).isFalse();
    heroku.attach(APP, OLD, "OLD_DATABASE");
    heroku.attach(APP, NEW, "DATABASE");
    heroku.passSeconds(90);
    heroku.patch("/apps/" + APP + "/formation", "{'updates':[{'type':'web','quantity':1}]}");
    heroku.patch("/apps/" + APP, "{'maintenance':false}");
    heroku.passSeconds(60);
    heroku.delete("/apps/" + APP + "/addons/" + OLD);
    heroku.passSeconds(60);

    assertThat(heroku.attached(APP, "DATABASE")).isEqualTo(NEW);
    assertThat(heroku.info(NEW, "PG Version")).isEqualTo("15.5");
    assertThat(heroku.call("GET", "/addons/" + OLD).status()).isEqualTo(404);
    assertThat(heroku.missingWrites(APP)).isZero();
    assertThat(heroku.acknowledgedWrites(APP)).isPositive();
    assertThat(heroku.effects())
        .containsExactly(
            "create-addon",
            "maintenance",
            "scale",
            "upgrade-run",
            "attach",
            "attach",
            "scale",
            "maintenance",
            "destroy-addon");
  }

  @Test
  void anUpgradeWhileTheAppWritesLosesWrites() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    heroku.post("/client/v11/databases/" + NEW + "/upgrade/run", "{'version':'15'}");
    heroku.pass(Duration.ofMinutes(7));
    heroku.attach(APP, OLD, "OLD_DATABASE");
    heroku.attach(APP, NEW, "DATABASE");
    heroku.passSeconds(90);

    assertThat(heroku.missingWrites(APP)).isGreaterThan(500);
    JsonNode ranges = heroku.app(APP).get("writes").get("missingRanges");
    assertThat(ranges).hasSize(1);
    assertThat(ranges.get(0).get("acknowledgedBy").asString()).isEqualTo(OLD);
  }

  @Test
  void maintenanceModeAloneDoesNotStopTheWorker() {
    Caller heroku = Caller.projectify();
    heroku.patch("/apps/" + APP, "{'maintenance':true}");
    long before = heroku.acknowledgedWrites(APP);
    heroku.passSeconds(100);
    assertThat(heroku.acknowledgedWrites(APP) - before).isEqualTo(50);
  }

  @Test
  void goingBackToTheOldDatabaseLosesWhatTheNewOneServed() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    heroku.close(APP);
    heroku.passSeconds(45);
    heroku.post("/client/v11/databases/" + NEW + "/upgrade/run", "{'version':'15'}");
    heroku.pass(Duration.ofMinutes(7));
    heroku.attach(APP, OLD, "OLD_DATABASE");
    heroku.attach(APP, NEW, "DATABASE");
    heroku.passSeconds(90);
    heroku.patch("/apps/" + APP, "{'maintenance':false}");
    heroku.patch("/apps/" + APP + "/formation", "{'updates':[{'type':'web','quantity':1}]}");
    heroku.passSeconds(100);
    assertThat(heroku.missingWrites(APP)).isZero();
    heroku.attach(APP, OLD, "DATABASE");
    assertThat(heroku.missingWrites(APP)).isGreaterThan(100);
  }

  @Test
  void lagGoesUpAndDownWhileTheAppWritesAndEndsSoonAfterItStops() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    Set<Boolean> zero = new HashSet<>();
    for (int second = 0; second < 30; second++) {
      heroku.pass(Duration.ofMillis(700));
      zero.add(heroku.behind(NEW) == 0);
    }
    assertThat(zero).containsExactlyInAnyOrder(true, false);
    heroku.close(APP);
    heroku.passSeconds(40);
    for (int second = 0; second < 30; second++) {
      heroku.pass(Duration.ofMillis(700));
      assertThat(heroku.behind(NEW)).isZero();
    }
  }

  @Test
  void stoppedDynosWriteOnUntilTheyAreGoneAndTheirSessionsLinger() {
    Caller heroku = Caller.bookshop();
    heroku.patch(
        "/apps/bookshop/formation",
        "{'updates':[{'type':'web','quantity':0},{'type':'worker','quantity':0}]}");
    long before = heroku.acknowledgedWrites("bookshop");
    heroku.passSeconds(14);
    assertThat(heroku.get("/apps/bookshop/dynos"))
        .allMatch(dyno -> dyno.get("type").asString().equals("run"));
    long lingering = heroku.acknowledgedWrites("bookshop");
    assertThat(lingering - before).isGreaterThan(4 * 13);
    heroku.call("POST", "/client/v11/databases/postgresql-rigid-11111/connection_reset");
    long reset = heroku.acknowledgedWrites("bookshop");
    heroku.passSeconds(100);
    assertThat(heroku.acknowledgedWrites("bookshop") - reset)
        .as("only the console is left, with a write every five seconds")
        .isBetween(19L, 21L);
  }

  @Test
  void aFollowerIsKnownToTheDataApiOnlyAfterSomeSeconds() {
    Caller heroku = Caller.projectify();
    heroku.post(
        "/apps/" + APP + "/addons",
        "{'plan':'heroku-postgresql:standard-0','name':'pg15','config':{'follow':'DATABASE'}}");
    SandboxResponse early = heroku.call("GET", "/client/v11/databases/pg15/wait_status");
    assertThat(early.status()).isEqualTo(404);
    assertThat(early.body()).isEqualTo("{\"error\":\"not found\"}");
    heroku.passSeconds(9);
    JsonNode database = heroku.get("/client/v11/databases/pg15");
    assertThat(database.get("postgres_version").isNull()).isTrue();
    assertThat(heroku.info(NEW, "Status")).isEqualTo("Preparing");
    assertThat(heroku.get("/addons/pg15").get("state").asString()).isEqualTo("provisioning");
    heroku.passSeconds(250);
    assertThat(heroku.get("/addons/pg15").get("state").asString()).isEqualTo("provisioned");
    assertThat(heroku.behind(NEW)).isGreaterThan(100);
    assertThat(heroku.waits(NEW, "wait_status")).isTrue();
  }

  @Test
  void anUpgradedFollowerNamesItsOriginAndCannotBeFollowedForAWhile() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    JsonNode before = heroku.get("/client/v11/databases/pg15");
    assertThat(before.get("leader").get("name").asString()).isEqualTo(OLD);
    assertThat(before.get("following").asString()).startsWith("postgres://");
    heroku.post("/client/v11/databases/pg15/upgrade/run", "{'version':'15'}");
    JsonNode during = heroku.get("/client/v11/databases/pg15");
    assertThat(during.get("following").isNull()).isTrue();
    assertThat(during.has("leader")).isFalse();
    assertThat(heroku.get("/client/v11/databases/pg15/upgrade/wait_status").get("step").asString())
        .isEqualTo("1/3");
    heroku.pass(Duration.ofMinutes(7));
    String origin = heroku.get("/addons/" + OLD).get("id").asString();
    assertThat(heroku.get("/client/v11/databases/pg15").get("forked_from").asString())
        .isEqualTo(origin);
    assertThat(heroku.info(NEW, "Fork/Follow")).isEqualTo("Temporarily Unavailable");
    Caller.refused(
        heroku.call(
            "POST",
            "/apps/" + APP + "/addons",
            "{'plan':'heroku-postgresql:standard-0','config':{'follow':'pg15'}}"),
        422,
        "invalid_params");
  }

  @Test
  void aFailedUpgradeLeavesAnIndependentDatabaseOfTheOldVersion() {
    Caller heroku = Caller.projectify(Fault.inWorld(WorldFault.UPGRADE_FAILS, NEW));
    heroku.followed(APP, NEW);
    heroku.post("/client/v11/databases/pg15/upgrade/run", "{'version':'15'}");
    heroku.pass(Duration.ofMinutes(7));
    JsonNode status = heroku.get("/client/v11/databases/pg15/upgrade/wait_status");
    assertThat(status.get("error?").booleanValue()).isTrue();
    assertThat(heroku.get("/client/v11/databases/pg15").get("following").isNull()).isTrue();
    assertThat(heroku.info(NEW, "PG Version")).isEqualTo("13.13");
  }

  @Test
  void destroyingTheLeaderLeavesTheFollowerOnItsOwn() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    heroku.attach(APP, NEW, "DATABASE_NEXT");
    heroku.delete("/apps/" + APP + "/addons/" + OLD);
    assertThat(heroku.get("/client/v11/databases/pg15").get("following").isNull()).isTrue();
    assertThat(heroku.get("/apps/" + APP + "/config-vars").has("DATABASE_URL")).isFalse();
  }

  @Test
  void unfollowingKeepsExactlyWhatWasReplayed() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    heroku.close(APP);
    heroku.passSeconds(60);
    heroku.call("PUT", "/client/v11/databases/pg15/unfollow");
    assertThat(heroku.waits(NEW, "wait_status")).isTrue();
    heroku.passSeconds(30);
    assertThat(heroku.waits(NEW, "wait_status")).isFalse();
    assertThat(databaseMissing(heroku)).isZero();
    Caller.refused(
        heroku.call("PUT", "/client/v11/databases/pg15/unfollow"), 422, "unprocessable_entity");
  }

  private static long databaseMissing(Caller heroku) {
    for (JsonNode addOn : heroku.world().get("addOns")) {
      if (addOn.get("name").asString().equals(NEW)) {
        return addOn.get("database").get("writesMissing").get(APP).asLong();
      }
    }
    throw new AssertionError("no " + NEW);
  }

  @Test
  void aFollowerThatNeverCatchesUpStaysBehindAfterTheStop() {
    Caller heroku = Caller.projectify(Fault.inWorld(WorldFault.NEVER_CATCHES_UP));
    heroku.followed(APP, NEW);
    heroku.close(APP);
    heroku.pass(Duration.ofHours(1));
    assertThat(heroku.behind(NEW)).isGreaterThan(1000);
  }

  @Test
  void anUpgradeOfAFollowerThatIsBehindLosesExactlyTheDifference() {
    Caller heroku = Caller.projectify(Fault.inWorld(WorldFault.NEVER_CATCHES_UP));
    heroku.followed(APP, NEW);
    heroku.close(APP);
    heroku.passSeconds(60);
    long behind = databaseMissing(heroku);
    assertThat(behind).isGreaterThan(100);
    heroku.post("/client/v11/databases/pg15/upgrade/run", "{'version':'15'}");
    heroku.pass(Duration.ofMinutes(7));
    assertThat(databaseMissing(heroku)).isEqualTo(behind);
  }

  @Test
  void anUpgradeWhileCatchingUpKeepsOnlyWhatWasReplayedByThen() {
    Caller heroku = Caller.projectify();
    heroku.post(
        "/apps/" + APP + "/addons",
        "{'plan':'heroku-postgresql:standard-0','name':'pg15','config':{'follow':'DATABASE'}}");
    heroku.passSeconds(275);
    assertThat(heroku.waits(NEW, "wait_status")).isTrue();
    long behind = databaseMissing(heroku);
    heroku.post("/client/v11/databases/pg15/upgrade/run", "{'version':'15'}");
    assertThat(databaseMissing(heroku)).isEqualTo(behind).isPositive();
  }
}
