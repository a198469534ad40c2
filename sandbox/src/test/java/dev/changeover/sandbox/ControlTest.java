package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: people and tests can look at the world, move its clock, and meddle. */
final class ControlTest {
  @Test
  void theClockCanBeMoved() {
    Caller heroku = Caller.bookshop();
    assertThat(heroku.post("/sandbox/clock/advance", "{'seconds':90}").get("now").asString())
        .isEqualTo("2026-01-31T12:01:30Z");
    assertThat(heroku.get("/sandbox/clock").get("now").asString())
        .isEqualTo("2026-01-31T12:01:30Z");
    for (String bad : List.of("{}", "{'seconds':-1}", "{'seconds':'x'}", "nonsense", "[]")) {
      assertThat(heroku.call("POST", "/sandbox/clock/advance", bad).status()).isEqualTo(400);
    }
  }

  @Test
  void controlNeitherCountsNorNeedsAToken() {
    Caller heroku = Caller.bookshop();
    SandboxResponse world =
        heroku.sandbox.handle(
            SandboxRequest.of("GET", "/sandbox/world").withHeader("Authorization", ""));
    assertThat(world.status()).isEqualTo(200);
    assertThat(heroku.sandbox.requestLog().count()).isZero();
    assertThat(heroku.get("/account/rate-limits").get("remaining").asInt()).isEqualTo(4500);
    assertThat(heroku.call("GET", "/sandbox/nothing").status()).isEqualTo(404);
  }

  @Test
  void requestsAreListedAfterANumber() {
    Caller heroku = Caller.bookshop();
    heroku.get("/account");
    heroku.call("GET", "/apps/nothing");
    JsonNode second = heroku.get("/sandbox/requests?after=1").get("requests");
    assertThat(second).hasSize(1);
    assertThat(second.get(0).get("path").asString()).isEqualTo("/apps/nothing");
    assertThat(second.get(0).get("status").asInt()).isEqualTo(404);
    assertThat(second.get(0).get("error").asString()).isEqualTo("not_found");
    assertThat(second.get(0).get("effect").asString()).isEqualTo("none");
    assertThat(heroku.call("GET", "/sandbox/requests?after=x").status()).isEqualTo(400);
  }

  @Test
  void faultsComeAndGo() {
    Caller heroku = Caller.bookshop();
    heroku.post("/sandbox/faults", "{'at':'GET /account','action':'unavailable'}");
    heroku.post("/sandbox/faults", "{'faults':[{'world':'upgrade-fails','only':'pg15'}]}");
    assertThat(heroku.get("/sandbox/faults").get("faults")).hasSize(2);
    assertThat(heroku.call("GET", "/account").status()).isEqualTo(503);
    heroku.delete("/sandbox/faults");
    assertThat(heroku.call("GET", "/account").status()).isEqualTo(200);
    for (String bad :
        List.of("{}", "{'action':'explode'}", "{'action':'slow','at':'GET'}", "{'x':1}", "")) {
      assertThat(heroku.call("POST", "/sandbox/faults", bad).status()).isEqualTo(400);
    }
  }

  @Test
  void peopleEditMeanwhile() {
    Caller heroku = Caller.bookshop();
    String human = "/sandbox/human";
    heroku.post(human, "{'action':'scale','app':'bookshop','type':'web','quantity':5}");
    heroku.post(human, "{'action':'maintenance','app':'bookshop','on':true}");
    heroku.post(
        human,
        "{'action':'attach','app':'reports','addon':'postgresql-follower-22222','name':'F'}");
    heroku.post(human, "{'action':'detach','app':'reports','name':'BOOKSHOP'}");
    heroku.post(human, "{'action':'config','app':'bookshop','name':'A','value':'b'}");
    heroku.post(human, "{'action':'deploy','app':'bookshop'}");
    heroku.post(
        human,
        "{'action':'plan','addon':'postgresql-rigid-11111','plan':'heroku-postgresql:premium-2'}");
    heroku.post(human, "{'action':'unfollow','addon':'postgresql-follower-22222'}");
    heroku.pass(Duration.ofMinutes(1));
    heroku.post(human, "{'action':'upgrade','addon':'reports-small-33333','version':'17'}");
    heroku.post(human, "{'action':'destroy-addon','addon':'postgresql-follower-22222'}");
    JsonNode app = heroku.app("bookshop");
    assertThat(app.get("formation").get("web").asInt()).isEqualTo(5);
    assertThat(app.get("maintenance").booleanValue()).isTrue();
    assertThat(heroku.attached("reports", "BOOKSHOP")).isEmpty();
    assertThat(heroku.call("GET", "/addons/postgresql-follower-22222").status()).isEqualTo(404);
    assertThat(heroku.call("POST", human, "{'action':'fly'}").status()).isEqualTo(400);
    assertThat(heroku.call("POST", human, "{'action':'scale'}").status()).isEqualTo(400);
    assertThat(
            heroku
                .call("POST", human, "{'action':'scale','app':'x','type':'y','quantity':1}")
                .status())
        .isEqualTo(404);
  }

  @Test
  void peopleOfAScenarioActAtTheirTimeOrAfterARequest() {
    Scenario scenario =
        Scenario.parse(
            """
            apps: { shop: { formation: { web: { quantity: 1 } } } }
            humans:
              - { after: 30s, action: maintenance, with: { app: shop, on: true } }
              - { afterRequest: GET /account, nth: 2, action: scale, with: { app: shop, type: web, quantity: 4 } }
              - { after: 40s, action: destroy-addon, with: { addon: nothing } }
            """);
    Caller heroku = new Caller(scenario);
    heroku.passSeconds(29);
    assertThat(heroku.app("shop").get("maintenance").booleanValue()).isFalse();
    heroku.passSeconds(20);
    assertThat(heroku.app("shop").get("maintenance").booleanValue()).isTrue();
    heroku.get("/account");
    assertThat(heroku.app("shop").get("formation").get("web").asInt()).isEqualTo(1);
    heroku.get("/account");
    assertThat(heroku.app("shop").get("formation").get("web").asInt()).isEqualTo(4);
  }
}
