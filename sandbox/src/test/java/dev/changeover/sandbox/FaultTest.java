package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.FaultAction;
import dev.changeover.sandbox.scenario.WorldFault;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: everything that can go wrong does go wrong when it is asked to, and only then. */
final class FaultTest {
  private static final String CREATE =
      "{'plan':'heroku-postgresql:premium-0','name':'fresh','config':{'follow':'DATABASE'}}";

  @Test
  void aLostReplyMeansTheRequestWasActedOn() {
    Caller heroku =
        Caller.bookshop(
            Fault.onRequest(FaultAction.LOSE_REPLY, "POST", "/apps/*/addons").onlyNth(1));
    SandboxResponse lost = heroku.call("POST", "/apps/bookshop/addons", CREATE);
    assertThat(lost.delivery()).isEqualTo(Delivery.RESET_AFTER);
    assertThat(heroku.get("/addons/fresh").get("state").asString()).isEqualTo("provisioning");
    Caller.refused(heroku.call("POST", "/apps/bookshop/addons", CREATE), 422, "invalid_params");
    assertThat(heroku.effects()).containsExactly("create-addon");
  }

  @Test
  void aStatusThatFlapsIsNeverWrongThreeTimesInARow() {
    Caller heroku = Caller.bookshop(Fault.inWorld(WorldFault.STATUS_FLAPS));
    String status = "/client/v11/databases/postgresql-rigid-11111/wait_status";
    int wrong = 0;
    int most = 0;
    int right = 0;
    for (int reading = 0; reading < 300; reading++) {
      boolean waiting = heroku.get(status).get("waiting?").booleanValue();
      wrong = waiting ? wrong + 1 : 0;
      right += waiting ? 0 : 1;
      most = Math.max(most, wrong);
    }
    assertThat(most).isEqualTo(2);
    assertThat(right).isBetween(100, 250);
  }

  @Test
  void aLostRequestMeansItWasNot() {
    Caller heroku =
        Caller.bookshop(
            Fault.onRequest(FaultAction.LOSE_REQUEST, "POST", "/apps/*/addons").onlyNth(1));
    SandboxResponse lost = heroku.call("POST", "/apps/bookshop/addons", CREATE);
    assertThat(lost.delivery()).isEqualTo(Delivery.LOST_BEFORE);
    assertThat(heroku.call("GET", "/addons/fresh").status()).isEqualTo(404);
    heroku.post("/apps/bookshop/addons", CREATE);
  }

  @Test
  void requestFaultsAnswerAsTheirNamesSay() {
    assertThat(status(FaultAction.RATE_LIMIT)).isEqualTo(429);
    assertThat(status(FaultAction.UNAVAILABLE)).isEqualTo(503);
    assertThat(status(FaultAction.SERVER_ERROR)).isEqualTo(500);
    assertThat(status(FaultAction.NOT_FOUND)).isEqualTo(404);
    assertThat(status(FaultAction.CONFIRMATION_REQUIRED)).isEqualTo(423);
    assertThat(status(FaultAction.FORBIDDEN)).isEqualTo(403);
    assertThat(status(FaultAction.UNAUTHORIZED)).isEqualTo(401);
    SandboxResponse factor = answer(FaultAction.TWO_FACTOR);
    assertThat(Caller.parse(factor.body()).get("app").get("name").asString()).isEqualTo("bookshop");
    assertThat(answer(FaultAction.BARE_NOT_FOUND).body()).isEqualTo("{\"error\":\"not found\"}");
    SandboxResponse html = answer(FaultAction.HTML);
    assertThat(html.body()).isEqualTo("<h1>Not Found</h1>");
    assertThat(html.header("Content-Type").orElse("")).contains("json");
    assertThat(answer(FaultAction.SLOW).delay()).isEqualTo(Duration.ZERO);
  }

  private static SandboxResponse answer(FaultAction action) {
    Caller heroku = Caller.bookshop(Fault.onRequest(action, "GET", "/apps/*"));
    assertThat(heroku.call("GET", "/apps/bookshop/dynos").status()).isEqualTo(200);
    return heroku.call("GET", "/apps/bookshop");
  }

  private static int status(FaultAction action) {
    return answer(action).status();
  }

  @Test
  void aSlowAnswerIsHeldBackByTheServerNotByTheWorld() {
    Caller heroku =
        Caller.bookshop(
            Fault.onRequest(FaultAction.SLOW, "*", "/account").withDelay(Duration.ofSeconds(65)));
    assertThat(heroku.call("GET", "/account").delay()).isEqualTo(Duration.ofSeconds(65));
  }

  @Test
  void faultsCountTheirOccasions() {
    Caller heroku =
        Caller.bookshop(
            Fault.onRequest(FaultAction.UNAVAILABLE, "GET", "/account").atMost(2),
            Fault.onRequest(FaultAction.SERVER_ERROR, "GET", "/account").onlyNth(4));
    int[] expected = {503, 503, 200, 500, 200};
    for (int status : expected) {
      assertThat(heroku.call("GET", "/account").status()).isEqualTo(status);
    }
  }

  @Test
  void aChanceIsDrawnFromTheSeed() {
    Fault fault = Fault.onRequest(FaultAction.UNAVAILABLE, "GET", "/account").withProbability(0.5);
    Caller first = Caller.bookshop(fault);
    Caller second = Caller.bookshop(fault);
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      int status = first.call("GET", "/account").status();
      seen.add(status);
      assertThat(second.call("GET", "/account").status()).isEqualTo(status);
    }
    assertThat(seen).containsExactlyInAnyOrder(200, 503);
  }

  @Test
  void provisioningCanFail() {
    Caller heroku = Caller.bookshop(Fault.inWorld(WorldFault.PROVISIONING_FAILS));
    heroku.post("/apps/bookshop/addons", CREATE);
    heroku.pass(Duration.ofMinutes(5));
    assertThat(heroku.get("/addons/fresh").get("state").asString()).isEqualTo("deprovisioned");
    JsonNode status = heroku.get("/client/v11/databases/fresh/wait_status");
    assertThat(status.get("error?").booleanValue()).isTrue();
  }

  @Test
  void someThingsNeverEnd() {
    Caller heroku =
        Caller.bookshop(
            Fault.inWorld(WorldFault.PROVISIONING_NEVER_ENDS),
            Fault.inWorld(WorldFault.UPGRADE_NEVER_ENDS),
            Fault.inWorld(WorldFault.DYNOS_DO_NOT_STOP, "worker"));
    heroku.post("/apps/bookshop/addons", CREATE);
    heroku.post("/client/v11/databases/reports-small-33333/upgrade/run", "{'version':'17'}");
    heroku.patch("/apps/bookshop/formation/worker", "{'quantity':0}");
    heroku.pass(Duration.ofHours(11));
    assertThat(heroku.get("/addons/fresh").get("state").asString()).isEqualTo("provisioning");
    assertThat(heroku.waits("reports-small-33333", "upgrade/wait_status")).isTrue();
    assertThat(heroku.get("/apps/bookshop/dynos/worker.1").get("state").asString()).isEqualTo("up");
    heroku.pass(Duration.ofHours(1));
    assertThat(heroku.get("/addons/fresh").get("state").asString()).isEqualTo("deprovisioned");
    heroku.call("DELETE", "/apps/bookshop/dynos/worker.1");
    assertThat(heroku.call("GET", "/apps/bookshop/dynos/worker.1").status()).isEqualTo(404);
  }

  @Test
  void aReleasePhaseCanHang() {
    Caller heroku = Caller.projectify(Fault.inWorld(WorldFault.RELEASE_NEVER_ENDS));
    heroku.patch("/apps/projectify-backend/config-vars", "{'A':'b'}");
    heroku.pass(Duration.ofHours(1));
    assertThat(heroku.releases("projectify-backend")).last().asString().startsWith("pending");
  }

  @Test
  void destructionCanTakeTime() {
    Caller heroku = Caller.bookshop(Fault.inWorld(WorldFault.DESTROY_TAKES_TIME));
    SandboxResponse response =
        heroku.call("DELETE", "/apps/bookshop/addons/postgresql-follower-22222");
    assertThat(response.status()).isEqualTo(202);
    assertThat(heroku.get("/addons/postgresql-follower-22222").get("state").asString())
        .isEqualTo("deprovisioning");
    heroku.passSeconds(20);
    assertThat(heroku.call("GET", "/addons/postgresql-follower-22222").status()).isEqualTo(404);
  }

  @Test
  void readingsCanFlapWithoutTheWorldChanging() {
    Caller heroku = Caller.bookshop(Fault.inWorld(WorldFault.STATUS_FLAPS));
    Set<Boolean> waiting = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      waiting.add(heroku.waits("postgresql-rigid-11111", "wait_status"));
    }
    assertThat(waiting).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void theOldShapesOfTheDataApiCanBeHad() {
    Caller object = Caller.bookshop(Fault.inWorld(WorldFault.PLAN_AS_OBJECT));
    String path = "/client/v11/databases/postgresql-rigid-11111";
    assertThat(object.get(path).get("plan").get("name").asString()).isEqualTo("premium-0");
    Caller words = Caller.bookshop(Fault.inWorld(WorldFault.PLAN_AS_WORDS));
    assertThat(words.get(path).get("plan").asString()).isEqualTo("Premium 0");
    Caller html = Caller.bookshop(Fault.inWorld(WorldFault.HTML_NOT_FOUND));
    assertThat(html.call("GET", "/client/v11/databases/nobody").body())
        .isEqualTo("<h1>Not Found</h1>");
    Caller stays = Caller.bookshop(Fault.inWorld(WorldFault.NAMES_STAY_TAKEN));
    stays.delete("/apps/bookshop/addons/postgresql-follower-22222");
    Caller.refused(
        stays.call(
            "POST",
            "/apps/bookshop/addons",
            "{'plan':'heroku-postgresql:premium-0','name':'postgresql-follower-22222'}"),
        422,
        "invalid_params");
    Caller version = Caller.bookshop(Fault.inWorld(WorldFault.VERSION_STAYS));
    version.post("/client/v11/databases/reports-small-33333/upgrade/run", "{'version':'17'}");
    version.pass(Duration.ofHours(1));
    assertThat(version.info("reports-small-33333", "PG Version")).isEqualTo("16.11");
  }
}
