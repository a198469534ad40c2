package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: no token, password, URL or config value is in a log, a snapshot or a text form. */
final class SecrecyTest {
  @Test
  void secretsStayInTheAnswersTheyBelongTo() {
    Scenario scenario = Caller.bookshopScenario();
    Caller heroku = new Caller(scenario);
    List<String> secrets = new ArrayList<>(List.of("canary-config-value", "canary-token"));
    for (JsonNode value : heroku.get("/apps/bookshop/config-vars")) {
      if (value.asString().startsWith("postgres://")) {
        secrets.add(value.asString());
        secrets.add(value.asString().replaceAll("postgres://[^:]*:([^@]*)@.*", "$1"));
      }
    }
    assertThat(secrets).hasSizeGreaterThan(5);
    String url = secrets.get(2);
    List<SandboxRequest> requests =
        List.of(
            SandboxRequest.of("PATCH", "/apps/bookshop/config-vars")
                .withBody("{\"A\":\"canary-config-value\"}"),
            SandboxRequest.of("POST", "/apps/bookshop/addons")
                .withBody(
                    "{\"plan\":\"heroku-postgresql:premium-0\",\"name\":\"f\",\"config\":{\"follow\":\""
                        + url
                        + "\",\"encryption-key\":\"canary-config-value\"}}"),
            SandboxRequest.of("POST", "/apps/bookshop/addons")
                .withBody(
                    "{\"plan\":\"heroku-postgresql:premium-0\",\"config\":{\"follow\":\""
                        + url.replace("sandbox.example", "elsewhere.example")
                        + "\"}}"),
            SandboxRequest.of("POST", "/client/v11/databases/postgresql-follower-22222/transfers")
                .withBody("{\"from_url\":\"" + url + "\"}"),
            SandboxRequest.of("GET", "/addons/" + url.replace("/", "%2F") + "?x=" + url),
            SandboxRequest.of("POST", "/actions/addons/resolve")
                .withBody("{\"addon\":\"" + url + "\",\"app\":\"bookshop\"}"));
    StringBuilder seen = new StringBuilder(scenario.toString());
    scenario.apps().forEach(seen::append);
    for (SandboxRequest request : requests) {
      SandboxRequest withToken = request.withHeader("Authorization", "Bearer canary-token");
      SandboxResponse response = heroku.sandbox.handle(withToken);
      seen.append(withToken).append(response);
      if (response.status() >= 400) {
        seen.append(response.body());
      }
    }
    heroku.pass(Duration.ofMinutes(10));
    seen.append(heroku.sandbox.snapshot());
    heroku.sandbox.requestLog().entries().forEach(seen::append);
    seen.append(heroku.call("GET", "/sandbox/requests").body());
    seen.append(heroku.call("GET", "/sandbox/world").body());
    for (String secret : secrets) {
      assertThat(seen.toString()).doesNotContain(secret);
    }
    assertThat(seen.toString()).contains("heroku-postgresql:premium-0", "[redacted]");
  }
}
