package dev.changeover.sandbox;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: whatever is sent, and however often, what the sandbox keeps stays bounded. */
final class BoundsTest {
  @Test
  void theLogKeepsTheNewestRequestsAndOnlySoMuchOfEach() {
    Caller heroku = Caller.bookshop();
    String many = IntStream.range(0, 5000).mapToObj(i -> "'k" + i + "':1").collect(joining(","));
    heroku.call("POST", "/actions/addons/resolve?a=" + "x".repeat(64_000), "{" + many + "}");
    RequestLog.Entry entry = heroku.sandbox.requestLog().last();
    assertThat(entry.body().orElse("")).hasSizeLessThan(4100).endsWith("[cut]");
    assertThat(entry.query().get("a")).hasSizeLessThan(4100);
    for (int i = 0; i < RequestLog.CAPACITY + 10; i++) {
      heroku.sandbox.handle(SandboxRequest.of("GET", "/nothing"));
    }
    RequestLog log = heroku.sandbox.requestLog();
    assertThat(log.entries()).hasSize(RequestLog.CAPACITY);
    assertThat(log.count()).isEqualTo(RequestLog.CAPACITY + 11);
    assertThat(log.entries().get(0).number()).isEqualTo(12);
  }

  @Test
  void historyReleasesAndTransfersAreForgottenInTheEnd() {
    Caller heroku = Caller.bookshop();
    for (int i = 0; i < 2100; i++) {
      heroku.pass(Duration.ofMinutes(1));
      heroku.patch("/apps/bookshop/config-vars", "{'ROUND':'" + i + "'}");
      heroku.post("/client/v11/databases/postgresql-rigid-11111/backups", "{}");
    }
    assertThat(heroku.world().get("history").size()).isLessThanOrEqualTo(10_000);
    assertThat(all(heroku, "/client/v11/apps/bookshop/transfers")).isEqualTo(500);
    assertThat(all(heroku, "/apps/bookshop/releases")).isEqualTo(2000);
  }

  /** Counts by asking for the longest page again and again. */
  private static int all(Caller heroku, String path) {
    int count = 0;
    String range = path.endsWith("releases") ? "version ..; max=1000" : "num ..; max=1000";
    while (true) {
      SandboxResponse page =
          heroku.sandbox.handle(SandboxRequest.of("GET", path).withHeader("Range", range));
      assertThat(page.status()).isIn(200, 206);
      JsonNode list = Caller.parse(page.body());
      count += list.size();
      if (page.status() == 200) {
        return count;
      }
      range = page.header("Next-Range").orElseThrow();
    }
  }

  @Test
  void configVarsAreLimitedAsOnHeroku() {
    Caller heroku = Caller.bookshop();
    heroku.patch("/apps/bookshop/config-vars", "{'A':'" + "x".repeat(30_000) + "'}");
    Caller.refused(
        heroku.call("PATCH", "/apps/bookshop/config-vars", "{'B':'" + "x".repeat(3_000) + "'}"),
        422,
        "invalid_params");
    heroku.patch("/apps/bookshop/config-vars", "{'A':null,'B':'" + "x".repeat(3_000) + "'}");
  }

  @Test
  void attachmentsCredentialsAndAddOnsHaveLimits() {
    Caller heroku = Caller.bookshop();
    int attached = 0;
    int credentials = 0;
    int addOns = 0;
    for (int i = 0; i < 300; i++) {
      heroku.passSeconds(10);
      attached +=
          created(
              heroku.call(
                  "POST",
                  "/addon-attachments",
                  "{'addon':'postgresql-rigid-11111','app':'bookshop','name':'A" + i + "'}"));
      credentials +=
          created(
              heroku.call(
                  "POST",
                  "/postgres/v0/databases/postgresql-rigid-11111/credentials",
                  "{'name':'c" + i + "'}"));
      addOns +=
          created(
              heroku.call(
                  "POST",
                  "/apps/reports/addons",
                  "{'plan':'heroku-postgresql:standard-0','attachment':{'name':'B" + i + "'}}"));
    }
    assertThat(attached).isBetween(190, 200);
    assertThat(credentials).isBetween(90, 100);
    assertThat(addOns).isBetween(190, 200);
  }

  private static int created(SandboxResponse response) {
    assertThat(response.status()).isIn(200, 201, 400, 422);
    return response.status() < 300 ? 1 : 0;
  }
}
