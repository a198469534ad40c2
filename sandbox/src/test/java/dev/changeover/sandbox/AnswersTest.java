package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.FaultAction;
import dev.changeover.sandbox.scenario.Scenario;
import dev.changeover.sandbox.scenario.WorldFault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: where Heroku may answer in two ways, both can be had, and only the chosen one shows. */
final class AnswersTest {
  private static final String LEADER = "/client/v11/databases/postgresql-rigid-11111";
  private static final String FOLLOWER = "/client/v11/databases/postgresql-follower-22222";
  private static final String OWN =
      "{'plan':'heroku-postgresql:standard-0','name':'own','attachment':{'name':'OWN'}}";

  private static Caller with(WorldFault... faults) {
    return Caller.bookshop(
        List.of(faults).stream().map(Fault::inWorld).toList().toArray(new Fault[0]));
  }

  @Test
  void refusalsOfAccountsAndConflictsHaveTheirStatus() {
    record Expected(FaultAction action, int status, String id) {}
    for (Expected each :
        List.of(
            new Expected(FaultAction.DELINQUENT, 402, "delinquent"),
            new Expected(FaultAction.SUSPENDED, 403, "suspended"),
            new Expected(FaultAction.CONFLICT, 409, "conflict"),
            new Expected(FaultAction.GONE, 410, "gone"),
            new Expected(FaultAction.VERIFICATION_NEEDED, 422, "verification_needed"),
            new Expected(FaultAction.MULTIPLE_MATCHES, 422, "multiple_matches"))) {
      Caller heroku = Caller.bookshop(Fault.onRequest(each.action(), "GET", "/apps/*"));
      Caller.refused(heroku.call("GET", "/apps/bookshop"), each.status(), each.id());
    }
  }

  @Test
  void aFollowerNamesItsLeaderInManyWays() {
    JsonNode usual = with().get(FOLLOWER);
    assertThat(usual.get("following").asString()).contains("@");
    assertThat(usual.get("leader").get("name").asString()).isEqualTo("postgresql-rigid-11111");
    assertThat(usual.get("target_transaction").isNumber()).isTrue();
    Caller plain = with(WorldFault.FOLLOWING_WITHOUT_CREDENTIALS);
    assertThat(plain.get(FOLLOWER).get("following").asString())
        .startsWith("postgres://ec2-")
        .doesNotContain("@");
    assertThat(plain.info("postgresql-follower-22222", "Following")).doesNotContain("@");
    Caller absent = with(WorldFault.FOLLOWING_ABSENT, WorldFault.LEADER_ABSENT);
    assertThat(absent.get(FOLLOWER).has("following")).isFalse();
    assertThat(absent.get(FOLLOWER).has("leader")).isFalse();
    assertThat(absent.info("postgresql-follower-22222", "Following")).contains("@");
    assertThat(
            with(WorldFault.TARGET_TRANSACTION_ABSENT)
                .get(FOLLOWER)
                .get("target_transaction")
                .isNull())
        .isTrue();
  }

  @Test
  void anUpgradeShowsInManyWays() {
    Caller usual = upgrading();
    assertThat(usual.get(FOLLOWER).get("following").isNull()).isTrue();
    assertThat(usual.get(FOLLOWER).get("forked_from").isNull()).isFalse();
    assertThat(usual.info("postgresql-follower-22222", "Status")).isEqualTo("Upgrading");
    assertThat(usual.waits("postgresql-follower-22222", "upgrade/wait_status")).isTrue();
    assertThat(usual.get(LEADER + "/followers")).isEmpty();
    Caller follows = upgrading(WorldFault.FOLLOWS_WHILE_UPGRADING);
    assertThat(follows.get(FOLLOWER).get("following").isNull()).isFalse();
    assertThat(follows.get(FOLLOWER).get("forked_from").isNull()).isTrue();
    assertThat(follows.get(LEADER + "/followers")).hasSize(1);
    follows.pass(Duration.ofMinutes(30));
    assertThat(follows.get(FOLLOWER).get("following").isNull()).isTrue();
    Caller untold = upgrading(WorldFault.FORKED_FROM_ABSENT, WorldFault.STATUS_STAYS_AVAILABLE);
    assertThat(untold.get(FOLLOWER).has("forked_from")).isFalse();
    assertThat(untold.info("postgresql-follower-22222", "Forked From")).isEmpty();
    assertThat(untold.info("postgresql-follower-22222", "Status")).isEqualTo("Available");
    Caller late = upgrading(WorldFault.UPGRADE_STATUS_LATE);
    assertThat(late.waits("postgresql-follower-22222", "upgrade/wait_status")).isFalse();
    late.passSeconds(61);
    assertThat(late.waits("postgresql-follower-22222", "upgrade/wait_status")).isTrue();
  }

  private static Caller upgrading(WorldFault... faults) {
    Caller heroku = with(faults);
    heroku.post(FOLLOWER + "/upgrade/run", "{'version':'16'}");
    return heroku;
  }

  @Test
  void anUpgradeThatNeverRanHasAStatusOrNone() {
    String status = LEADER + "/upgrade/wait_status";
    assertThat(with().get(status).get("waiting?").booleanValue()).isFalse();
    Caller.refused(with(WorldFault.UPGRADE_STATUS_NOT_FOUND).call("GET", status), 404, "not_found");
    SandboxResponse bare = with(WorldFault.UPGRADE_STATUS_UNKNOWN).call("GET", status);
    assertThat(bare.status()).isEqualTo(404);
    assertThat(bare.body()).doesNotContain("message");
    Caller ran = with(WorldFault.UPGRADE_STATUS_NOT_FOUND, WorldFault.UPGRADE_STATUS_UNKNOWN);
    ran.post(FOLLOWER + "/upgrade/run", "{'version':'16'}");
    assertThat(ran.waits("postgresql-follower-22222", "upgrade/wait_status")).isTrue();
  }

  @Test
  void aNewFollowerComesIntoBeingInManyWays() {
    String follower =
        "{'plan':'heroku-postgresql:premium-0','name':'fresh','attachment':{'name':'FRESH'},"
            + "'config':{'follow':'DATABASE','version':'17'}}";
    Caller usual = with();
    usual.post("/apps/bookshop/addons", follower);
    assertThat(usual.get("/addons/fresh").get("config_vars")).isEmpty();
    usual.passSeconds(250);
    assertThat(usual.waits("fresh", "wait_status")).isTrue();
    assertThat(usual.releases("bookshop")).anyMatch(each -> each.contains("provisioning"));
    Caller.refused(
        with(WorldFault.FOLLOWER_VERSION_REFUSED).call("POST", "/apps/bookshop/addons", follower),
        422,
        "invalid_params");
    Caller other =
        with(
            WorldFault.VAR_SET_AT_ONCE,
            WorldFault.PROVISIONING_WITHOUT_RELEASE,
            WorldFault.WAIT_ENDS_EARLY);
    other.post("/apps/bookshop/addons", follower);
    assertThat(other.get("/addons/fresh").get("config_vars").get(0).asString())
        .isEqualTo("FRESH_URL");
    other.passSeconds(250);
    assertThat(other.waits("fresh", "wait_status")).isFalse();
    assertThat(other.releases("bookshop")).noneMatch(each -> each.contains("provisioning"));
  }

  @Test
  void refusalsOfVersionsAndConfirmationsDiffer() {
    String version = "{'version':'99'}";
    Caller.refused(with().call("POST", FOLLOWER + "/upgrade/run", version), 422, "invalid_params");
    Caller.refused(
        with(WorldFault.UNSUPPORTED_AS_BAD_REQUEST)
            .call("POST", FOLLOWER + "/upgrade/run", version),
        400,
        "bad_request");
    String take =
        "{'addon':{'name':'postgresql-follower-22222'},'app':{'name':'bookshop'},'name':'DATABASE'";
    String wrong = take + ",'confirm':'another'}";
    String id = "confirmation_required";
    Caller.refused(with().call("POST", "/addon-attachments", wrong), 423, id);
    Caller.refused(with().call("POST", "/addon-attachments", take + "}"), 423, id);
    Caller.refused(
        with(WorldFault.WRONG_CONFIRM_IS_INVALID).call("POST", "/addon-attachments", wrong),
        422,
        "invalid_params");
    SandboxResponse bad =
        with(WorldFault.CONFIRMATION_AS_BAD_REQUEST).call("POST", "/addon-attachments", take + "}");
    Caller.refused(bad, 400, id);
    assertThat(bad.header("X-Confirmation-Required")).contains("bookshop");
  }

  @Test
  void anUnreadyDatabaseIsUpgradedUnlessThatIsRefused() {
    Caller missing = with(WorldFault.STANDBY_MISSING);
    assertThat(with().info("postgresql-follower-22222", "HA Status")).isEqualTo("Available");
    assertThat(missing.info("postgresql-follower-22222", "HA Status"))
        .isEqualTo("Temporarily Unavailable");
    missing.post(FOLLOWER + "/upgrade/run", "{'version':'16'}");
    for (WorldFault reason : List.of(WorldFault.STANDBY_MISSING, WorldFault.MAINTENANCE_PENDING)) {
      Caller refusing = with(reason, WorldFault.UNREADY_UPGRADE_REFUSED);
      for (String request : List.of("/upgrade/prepare", "/upgrade/dry_run")) {
        Caller.refused(refusing.call("POST", LEADER + request, "{}"), 422, "unprocessable_entity");
      }
      Caller.refused(
          refusing.call("POST", FOLLOWER + "/upgrade/run", "{'version':'16'}"),
          422,
          "unprocessable_entity");
    }
    with(WorldFault.UNREADY_UPGRADE_REFUSED).post(FOLLOWER + "/upgrade/run", "{'version':'16'}");
  }

  @Test
  void aMaintenanceAheadCanBePutOffAndRun() {
    Caller heroku = with(WorldFault.MAINTENANCE_PENDING);
    String maintenance = "/data/maintenances/v1/postgresql-rigid-11111";
    assertThat(heroku.get(maintenance).get("status").asString()).isEqualTo("pending");
    String due = heroku.get(maintenance).get("scheduled_for").asString();
    heroku.post(maintenance + "/schedule", "{'delay_weeks':'3'}");
    assertThat(heroku.get(maintenance).get("scheduled_for").asString()).isGreaterThan(due);
    assertThat(heroku.info("postgresql-rigid-11111", "Maintenance"))
        .startsWith(
            "required by "
                + heroku.get(maintenance).get("scheduled_for").asString().substring(0, 16));
    heroku.post(maintenance + "/run", "{}");
    assertThat(heroku.get(maintenance).get("status").asString()).isEqualTo("completed");
    assertThat(heroku.info("postgresql-rigid-11111", "Maintenance")).isEqualTo("not required");
  }

  @Test
  void destroyingWhatOthersUseNeedsForceOrNot() {
    String path = "/apps/bookshop/addons/postgresql-rigid-11111";
    Caller.refused(with().call("DELETE", path, "{'force':false}"), 422, "invalid_params");
    Caller usual = with();
    Caller.ok(usual.call("DELETE", path, "{'force':true}"));
    assertThat(usual.releases("bookshop")).anyMatch(each -> each.contains("Detach DATABASE "));
    Caller other = with(WorldFault.DESTROY_NEEDS_NO_FORCE, WorldFault.DESTROY_WITHOUT_RELEASE);
    int releases = other.releases("bookshop").size();
    Caller.ok(other.call("DELETE", path, "{'force':false}"));
    assertThat(other.releases("bookshop")).hasSize(releases);
  }

  @Test
  void releasesAreDescribedInOtherWords() {
    Caller heroku = with(WorldFault.OTHER_RELEASE_WORDS);
    heroku.attach("bookshop", "postgresql-follower-22222", "DATABASE");
    assertThat(heroku.releases("bookshop"))
        .contains(
            "succeeded Add-on postgresql-rigid-11111 detached from DATABASE",
            "succeeded Add-on postgresql-follower-22222 attached as DATABASE");
  }

  @Test
  void aCancelledTransferAnswersWithATimeOrAsAWhole() {
    for (boolean whole : List.of(true, false)) {
      Caller heroku = whole ? with(WorldFault.CANCEL_ANSWERS_TRANSFER) : with();
      heroku.call("POST", LEADER + "/backups");
      SandboxResponse answer =
          heroku.call("POST", "/client/v11/apps/bookshop/transfers/1/actions/cancel");
      assertThat(answer.status()).isEqualTo(whole ? 200 : 201);
      assertThat(Caller.parse(answer.body()).propertyNames())
          .containsExactlyInAnyOrderElementsOf(
              whole ? List.of("uuid", "num", "from_type", "to_type") : List.of("canceled_at"));
    }
  }

  @Test
  void headersOfTheDataApiComeAndGo() {
    SandboxResponse usual = with().call("GET", LEADER);
    assertThat(usual.header("Request-Id")).isPresent();
    assertThat(usual.header("RateLimit-Remaining")).isEmpty();
    Caller other = with(WorldFault.REQUEST_ID_ABSENT_ON_DATA, WorldFault.RATE_LIMIT_ON_DATA);
    assertThat(other.call("GET", LEADER).header("Request-Id")).isEmpty();
    assertThat(other.call("GET", LEADER).header("RateLimit-Remaining")).isPresent();
    assertThat(other.call("GET", "/account").header("Request-Id")).isPresent();
  }

  @Test
  void addOnsAreSuspendedAndDynosCrashOrIdle() {
    Caller heroku =
        Caller.bookshop(
            Fault.inWorld(WorldFault.ADDON_SUSPENDED, "postgresql-rigid-11111"),
            Fault.inWorld(WorldFault.DYNOS_CRASH, "web"),
            Fault.inWorld(WorldFault.DYNOS_IDLE, "worker"));
    assertThat(heroku.get("/addons/postgresql-rigid-11111").get("state").asString())
        .isEqualTo("suspended");
    assertThat(heroku.get("/addons/reports-small-33333").get("state").asString())
        .isEqualTo("provisioned");
    assertThat(heroku.get("/apps/bookshop/dynos/web.1").get("state").asString())
        .isEqualTo("crashed");
    assertThat(heroku.get("/apps/bookshop/dynos/worker.1").get("state").asString())
        .isEqualTo("idle");
    assertThat(heroku.get("/apps/reports/dynos/clock.1").get("state").asString()).isEqualTo("up");
    long before = heroku.acknowledgedWrites("bookshop");
    heroku.pass(Duration.ofMinutes(1));
    assertThat(heroku.acknowledgedWrites("bookshop") - before).isBetween(1L, 30L);
  }

  @Test
  void aProviderEndsWhatTakesAWhile() {
    Caller heroku = with(WorldFault.DESTROY_TAKES_TIME);
    heroku.post("/apps/bookshop/addons", OWN);
    assertThat(heroku.post("/addons/own/actions/provision", "{}").get("state").asString())
        .isEqualTo("provisioned");
    Caller.refused(
        heroku.call("POST", "/addons/own/actions/provision", "{}"), 422, "invalid_params");
    heroku.passSeconds(600);
    assertThat(heroku.releases("bookshop").stream().filter(each -> each.contains("@ref:own comp")))
        .hasSize(1);
    Caller.ok(heroku.call("DELETE", "/apps/bookshop/addons/own", "{'force':false}"));
    heroku.post("/addons/own/actions/deprovision", "{}");
    Caller.refused(heroku.call("GET", "/addons/own"), 404, "not_found");
  }

  @Test
  void theKeyOfABastionStaysOutOfLogAndSnapshot() {
    Caller heroku = with();
    Caller.refused(heroku.call("GET", LEADER + "/bastion"), 404, "not_found");
    heroku.post("/apps/bookshop/addons", OWN.replace("standard-0", "shield-0"));
    heroku.passSeconds(600);
    JsonNode bastion = heroku.get("/client/v11/databases/own/bastion");
    String key = bastion.get("private_key").asString();
    assertThat(bastion.propertyNames()).containsExactlyInAnyOrder("host", "private_key");
    assertThat(key).hasSizeGreaterThan(30);
    assertThat(heroku.sandbox.snapshot()).doesNotContain(key);
    assertThat(heroku.sandbox.requestLog().entries().toString()).doesNotContain(key);
    assertThat(heroku.call("GET", "/sandbox/requests").body()).doesNotContain(key);
  }

  @Test
  void advancedDatabasesHaveAnApiOfTheirOwn() {
    Caller heroku =
        new Caller(
            Scenario.parse(
                "{plans: {advanced: {cents: 1}}, apps: {shop: {}}, databases: {big: {app: shop,"
                    + " plan: advanced, version: '16', attachments: [DATABASE]}}}"));
    assertThat(heroku.get("/apps/shop/addons").get(0).get("plan").get("name").asString())
        .isEqualTo("heroku-postgresql:advanced");
    assertThat(heroku.call("GET", "/client/v11/databases/big").status()).isEqualTo(404);
    assertThat(heroku.get("/data/postgres/v1/big/info").get("version").asString()).isEqualTo("16");
    SandboxResponse upgrade =
        heroku.call("POST", "/data/postgres/v1/big/upgrade/run", "{'version':'17'}");
    assertThat(upgrade.status()).isEqualTo(202);
    JsonNode wait = heroku.get("/data/postgres/v1/big/wait_status");
    assertThat(wait.get("waiting").booleanValue()).isTrue();
    assertThat(wait.propertyNames()).containsExactlyInAnyOrder("waiting", "message");
    Caller.refused(
        heroku.call("POST", "/data/postgres/v1/big/upgrade/run", "{'version':'17'}"),
        422,
        "unprocessable_entity");
    Caller.refused(
        heroku.call(
            "POST",
            "/apps/shop/addons",
            "{'plan':'heroku-postgresql:standard-0','config':{'follow':'big'}}"),
        422,
        "invalid_params");
    Caller classic = with();
    assertThat(classic.call("GET", "/data/postgres/v1/postgresql-rigid-11111/info").status())
        .isEqualTo(404);
  }
}
