package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: the Data API shows, upgrades and carries what the contract says. */
final class DataApiTest {
  private static final String LEADER = "/client/v11/databases/postgresql-rigid-11111";
  private static final String FOLLOWER = "/client/v11/databases/postgresql-follower-22222";
  private static final String SMALL = "/client/v11/databases/reports-small-33333";

  @Test
  void aLeaderIsUpgradedOnlyWhenPrepared() {
    Caller heroku = Caller.bookshop();
    Caller.refused(
        heroku.call("POST", LEADER + "/upgrade/run", "{'version':'17'}"), 400, "bad_request");
    heroku.post(LEADER + "/upgrade/prepare", "{'version':'17'}");
    Caller.refused(
        heroku.call("POST", LEADER + "/upgrade/prepare", "{'version':'17'}"),
        422,
        "unprocessable_entity");
    Caller.refused(heroku.call("POST", LEADER + "/upgrade/run", "{}"), 400, "bad_request");
    heroku.pass(Duration.ofMinutes(3));
    JsonNode record = heroku.get("/data/maintenances/v1/postgresql-rigid-11111");
    assertThat(record.get("method").asString()).isEqualTo("inplace_upgrade");
    assertThat(record.get("status").asString()).isEqualTo("ready");
    heroku.post(LEADER + "/upgrade/run", "{}");
    Caller.refused(
        heroku.call("POST", LEADER + "/upgrade/dry_run", "{}"), 422, "unprocessable_entity");
    heroku.pass(Duration.ofMinutes(7));
    assertThat(heroku.info("postgresql-rigid-11111", "PG Version")).isEqualTo("17.7");
    assertThat(heroku.info("postgresql-follower-22222", "PG Version")).isEqualTo("17.7");
    Caller.refused(heroku.call("POST", LEADER + "/upgrade/cancel"), 422, "bad_request");
  }

  @Test
  void aPreparedUpgradeCanBeCanceled() {
    Caller heroku = Caller.bookshop();
    heroku.post(LEADER + "/upgrade/prepare", "{'version':'17'}");
    heroku.post(LEADER + "/upgrade/cancel", "{}");
    Caller.refused(heroku.call("POST", LEADER + "/upgrade/run", "{}"), 400, "bad_request");
  }

  @Test
  void essentialDatabasesAreUpgradedAtOnceAndShowLess() {
    Caller heroku = Caller.bookshop();
    JsonNode small = heroku.get(SMALL);
    assertThat(small.has("following")).isFalse();
    assertThat(small.get("standalone?").booleanValue()).isTrue();
    heroku.post(SMALL + "/upgrade/run", "{'version':'17'}");
    assertThat(heroku.waits("reports-small-33333", "upgrade/wait_status")).isTrue();
    heroku.pass(Duration.ofMinutes(7));
    assertThat(heroku.info("reports-small-33333", "PG Version")).isEqualTo("17.7");
    assertThat(heroku.info("reports-small-33333", "Fork/Follow")).isEqualTo("Unsupported");
  }

  @Test
  void versionsThatAreUnsupportedOrNotNewerAreRefused() {
    Caller heroku = Caller.bookshop();
    for (String version : List.of("14", "15", "99", "x")) {
      SandboxResponse refused =
          heroku.call("POST", FOLLOWER + "/upgrade/run", "{'version':'" + version + "'}");
      Caller.refused(refused, 422, "invalid_params");
      assertThat(refused.body()).contains("15, 16, 17");
    }
    assertThat(heroku.get(FOLLOWER).get("following").isNull()).isFalse();
  }

  @Test
  void waitingWithoutAnyUpgradeIsOver() {
    Caller heroku = Caller.bookshop();
    JsonNode status = heroku.get(LEADER + "/upgrade/wait_status");
    assertThat(status.get("waiting?").booleanValue()).isFalse();
    assertThat(status.get("message").asString()).isNotEmpty();
  }

  @Test
  void followersAreListed() {
    Caller heroku = Caller.bookshop();
    JsonNode followers = heroku.get(LEADER + "/followers");
    assertThat(followers).hasSize(1);
    assertThat(followers.get(0).get("name").asString()).isEqualTo("postgresql-follower-22222");
    for (String field : List.of("formation", "heroku_resource_id", "metaas_source")) {
      assertThat(followers.get(0).has(field)).isTrue();
    }
  }

  @Test
  void unknownDatabasesHaveNoMessage() {
    Caller heroku = Caller.bookshop();
    for (String path : List.of("", "/wait_status", "/upgrade/wait_status", "/nothing")) {
      SandboxResponse response = heroku.call("GET", "/client/v11/databases/nobody" + path);
      assertThat(response.status()).isEqualTo(404);
      assertThat(response.body()).isEqualTo("{\"error\":\"not found\"}");
    }
  }

  @Test
  void aPlanChangeTakesAWhileAndKeepsTheVersion() {
    Caller heroku = Caller.bookshop();
    heroku.patch(
        "/apps/bookshop/addons/postgresql-rigid-11111",
        "{'plan':{'name':'heroku-postgresql:premium-2'}}");
    assertThat(heroku.waits("postgresql-rigid-11111", "wait_status")).isTrue();
    heroku.pass(Duration.ofMinutes(3));
    assertThat(heroku.waits("postgresql-rigid-11111", "wait_status")).isFalse();
    assertThat(heroku.get(LEADER).get("plan").asString()).isEqualTo("premium-2");
    assertThat(heroku.info("postgresql-rigid-11111", "PG Version")).isEqualTo("15.15");
  }

  @Test
  void settingsAreAnsweredWholeAndBlockEachOtherForAMoment() {
    Caller heroku = Caller.bookshop();
    String path = "/postgres/v0/databases/postgresql-rigid-11111/config";
    assertThat(heroku.get(path)).hasSize(20);
    JsonNode changed = heroku.patch(path, "{'log_statement':'all'}");
    assertThat(changed).hasSize(20);
    assertThat(changed.get("log_statement").get("value").asString()).isEqualTo("all");
    assertThat(changed.get("log_lock_waits").get("value").booleanValue()).isFalse();
    assertThat(heroku.call("PATCH", path, "{'log_statement':'ddl'}").status()).isEqualTo(422);
    heroku.passSeconds(6);
    assertThat(heroku.call("PATCH", path, "{'log_statement':'nonsense'}").status()).isEqualTo(422);
    assertThat(heroku.call("PATCH", path, "{'nonsense':1}").status()).isEqualTo(422);
  }

  @Test
  void schedulesAreKeptReplacedAndDropped() {
    Caller heroku = Caller.bookshop();
    String path = LEADER + "/transfer-schedules";
    assertThat(heroku.get(path).get(0).get("hour").asInt()).isEqualTo(3);
    JsonNode made =
        heroku.post(path, "{'hour':'2','timezone':'UTC','schedule_name':'DATABASE_URL'}");
    assertThat(heroku.get(path)).hasSize(1);
    heroku.delete(path + "/" + made.get("uuid").asString());
    assertThat(heroku.get(path)).isEmpty();
    assertThat(heroku.call("POST", path, "{'hour':25}").status()).isEqualTo(422);
  }

  @Test
  void aBackupEndsAndACopyCarriesTheWrites() {
    Caller heroku = Caller.bookshop();
    JsonNode backup = heroku.post(LEADER + "/backups", "");
    String one = "/client/v11/apps/bookshop/transfers/" + backup.get("uuid").asString();
    assertThat(heroku.get(one).get("finished_at").isNull()).isTrue();
    heroku.passSeconds(61);
    assertThat(heroku.get(one + "?verbose=true").get("logs")).hasSize(1);
    assertThat(heroku.get(one).get("succeeded").booleanValue()).isTrue();
    heroku.post("/apps/bookshop/addons", "{'plan':'heroku-postgresql:premium-0','name':'copy'}");
    heroku.pass(Duration.ofMinutes(5));
    heroku.patch("/apps/bookshop", "{'maintenance':true}");
    heroku.patch("/apps/bookshop/formation/worker", "{'quantity':0}");
    heroku.passSeconds(60);
    String source = heroku.get(LEADER).get("resource_url").asString();
    heroku.post(
        "/client/v11/databases/copy/transfers",
        "{'from_name':'DATABASE','from_url':'" + source + "','to_name':'COPY','to_url':null}");
    long before = heroku.acknowledgedWrites("bookshop");
    heroku.passSeconds(61);
    JsonNode world = heroku.world();
    for (JsonNode addOn : world.get("addOns")) {
      if (addOn.get("name").asString().equals("copy")) {
        assertThat(addOn.get("database").get("writesMissing").get("bookshop").asLong())
            .isLessThanOrEqualTo(heroku.acknowledgedWrites("bookshop") - before);
      }
    }
  }

  @Test
  void aForkCannotBeFollowedForAWhileAndCopiesTheData() {
    Caller heroku = Caller.bookshop();
    heroku.post(
        "/apps/bookshop/addons",
        "{'plan':'heroku-postgresql:premium-0','name':'fork','config':{'fork':'DATABASE','fast':true}}");
    heroku.pass(Duration.ofMinutes(5));
    assertThat(heroku.info("fork", "Fork/Follow")).isEqualTo("Temporarily Unavailable");
    assertThat(heroku.get("/client/v11/databases/fork").get("following").isNull()).isTrue();
    heroku.pass(Duration.ofHours(2));
    assertThat(heroku.info("fork", "Fork/Follow")).isEqualTo("Available");
  }

  @Test
  void credentialsLinksAndWindowsCanBeChanged() {
    Caller heroku = Caller.bookshop();
    String credentials = "/postgres/v0/databases/postgresql-rigid-11111/credentials";
    heroku.post(credentials, "{'name':'writer'}");
    assertThat(heroku.get(credentials)).hasSize(3);
    assertThat(heroku.get(credentials).get(0).get("port").isInt()).isTrue();
    heroku.delete(credentials + "/writer");
    assertThat(heroku.call("POST", credentials, "{'name':'Not Good'}").status()).isEqualTo(400);
    heroku.post(LEADER + "/links", "{'target':'reports-small-33333','as':'reports'}");
    assertThat(heroku.get(LEADER + "/links").get(0).get("remote_name").asString())
        .isEqualTo("reports-small-33333");
    heroku.delete(LEADER + "/links/reports");
    assertThat(heroku.get(LEADER + "/links")).isEmpty();
    JsonNode window =
        heroku.post(
            "/data/maintenances/v1/postgresql-rigid-11111/window",
            "{'day_of_week':'saturday','time_of_day':'22:30'}");
    assertThat(window.get("window").asString()).isEqualTo("Saturdays 22:30 to Sundays 02:30 UTC");
    assertThat(heroku.info("postgresql-rigid-11111", "Maintenance window"))
        .isEqualTo("Saturdays 22:30 to Sundays 02:30 UTC");
  }

  @Test
  void aPlanThatIsTooSmallCannotFollow() {
    Caller heroku = Caller.bookshop();
    heroku.patch(
        "/apps/bookshop/addons/postgresql-rigid-11111", "{'plan':'heroku-postgresql:premium-4'}");
    heroku.pass(Duration.ofMinutes(5));
    SandboxResponse refused =
        heroku.call(
            "POST",
            "/apps/bookshop/addons",
            "{'plan':'heroku-postgresql:premium-2','config':{'follow':'DATABASE'}}");
    Caller.refused(refused, 422, "invalid_params");
    assertThat(refused.body()).contains("premium-3");
  }
}
