package dev.changeover.sandbox;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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
    assertThat(heroku.world().get("history").size()).isLessThanOrEqualTo(5_000);
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

  @Test
  void theLogKeepsOnlySoMuchTextInAll() {
    Caller heroku = Caller.bookshop();
    String body = "{'addon':'" + "x".repeat(1900) + "','app':'" + "y".repeat(1900) + "'}";
    for (int i = 0; i < 5000; i++) {
      heroku.passSeconds(1);
      heroku.call("POST", "/actions/addons/resolve", body);
    }
    RequestLog log = heroku.sandbox.requestLog();
    long text = log.entries().stream().mapToLong(RequestLog.Entry::length).sum();
    assertThat(text).isBetween(RequestLog.MOST_TEXT - 10_000, RequestLog.MOST_TEXT);
    assertThat(log.last().number()).isEqualTo(5000);
    assertThat(log.entries()).hasSizeBetween(2900, 3300);
  }

  @Test
  void aPageOfTheLogHasOnlySoMuchTextAndTheRestFollows() {
    Caller heroku = Caller.bookshop();
    String body = "{'addon':'" + "x".repeat(1900) + "','app':'" + "y".repeat(1900) + "'}";
    for (int i = 0; i < 400; i++) {
      heroku.call("POST", "/actions/addons/resolve", body);
    }
    JsonNode page = heroku.get("/sandbox/requests");
    int first = page.get("requests").size();
    assertThat(page.toString()).hasSizeLessThan(1_200_000);
    assertThat(page.get("more").booleanValue()).isTrue();
    JsonNode rest = heroku.get("/sandbox/requests?after=" + first);
    assertThat(first + rest.get("requests").size()).isEqualTo(400);
    assertThat(rest.get("more").booleanValue()).isFalse();
  }

  @Test
  void everyLostWriteIsCountedHoweverManyDatabasesWereErased() {
    Caller heroku = Caller.bookshop();
    heroku.passSeconds(1000);
    heroku.call("PUT", "/client/v11/databases/postgresql-follower-22222/unfollow");
    long copied =
        heroku.acknowledgedWrites("bookshop") - missing(heroku, "postgresql-follower-22222");
    assertThat(copied).isGreaterThan(100);
    long before = 0;
    for (int i = 0; i < 450; i++) {
      long all = heroku.acknowledgedWrites("bookshop");
      assertThat(all).isGreaterThan(before);
      assertThat(missing(heroku, "postgresql-follower-22222")).isEqualTo(all - copied);
      Caller.ok(heroku.call("PUT", "/client/v11/databases/postgresql-rigid-11111/reset"));
      assertThat(heroku.missingWrites("bookshop")).isEqualTo(all);
      before = all;
      heroku.passSeconds(100);
      assertThat(heroku.missingWrites("bookshop")).isEqualTo(all);
    }
    assertThat(heroku.missingWrites("reports")).isZero();
    assertThat(heroku.acknowledgedWrites("reports")).isEqualTo(4_600);
    JsonNode ranges = heroku.app("bookshop").get("writes").get("missingRanges");
    assertThat(ranges.size()).isBetween(90, 201);
  }

  @Test
  void writesOfDatabasesThatAreGoneStayInTheOnesThatCopiedThem() {
    Caller heroku = Caller.projectify();
    heroku.passSeconds(1000);
    for (int i = 0; i < 230; i++) {
      String old = heroku.attached("projectify-backend", "DATABASE");
      heroku.followed("projectify-backend", "next-" + i);
      heroku.close("projectify-backend");
      heroku.pass(Duration.ofMinutes(5));
      assertThat(heroku.behind("next-" + i)).isZero();
      heroku.call("PUT", "/client/v11/databases/next-" + i + "/unfollow");
      heroku.pass(Duration.ofMinutes(5));
      heroku.attach("projectify-backend", old, "OLD");
      heroku.attach("projectify-backend", "next-" + i, "DATABASE");
      heroku.pass(Duration.ofMinutes(5));
      heroku.delete("/apps/projectify-backend/addons/" + old);
      heroku.patch("/apps/projectify-backend", "{'maintenance':false}");
      heroku.patch(
          "/apps/projectify-backend/formation",
          "{'updates':[{'type':'web','quantity':1},{'type':'worker','quantity':1}]}");
      heroku.call("DELETE", "/addon-attachments/" + attachment(heroku, "UPGRADE"));
      heroku.pass(Duration.ofDays(1));
      assertThat(heroku.missingWrites("projectify-backend")).as("round %d", i).isZero();
    }
    assertThat(heroku.acknowledgedWrites("projectify-backend")).isGreaterThan(40_000_000);
  }

  private static String attachment(Caller heroku, String alias) {
    for (JsonNode attachment : heroku.get("/apps/projectify-backend/addon-attachments")) {
      if (attachment.get("name").asString().equals(alias)) {
        return attachment.get("id").asString();
      }
    }
    throw new AssertionError("no attachment " + alias);
  }

  private static long missing(Caller heroku, String database) {
    for (JsonNode addOn : heroku.world().get("addOns")) {
      if (addOn.get("name").asString().equals(database)) {
        return addOn.get("database").get("writesMissing").get("bookshop").asLong();
      }
    }
    throw new AssertionError("no database " + database);
  }

  @Test
  void releasesShareConfigVarsThatDidNotChange() {
    Caller heroku = Caller.bookshop();
    String large = "x".repeat(30_000);
    heroku.patch("/apps/bookshop/config-vars", "{'LARGE':'" + large + "'}");
    for (int i = 0; i < 1000; i++) {
      heroku.passSeconds(10);
      heroku.patch("/apps/bookshop/config-vars", "{'SMALL':'" + i + "'}");
    }
    assertThat(all(heroku, "/apps/bookshop/releases")).isGreaterThan(1000);
    for (int i = 0; i < 300; i++) {
      heroku.passSeconds(10);
      heroku.patch("/apps/bookshop/config-vars", "{'LARGE':'" + i + large + "'}");
    }
    assertThat(all(heroku, "/apps/bookshop/releases")).isBetween(100, 160);
    JsonNode releases = heroku.app("bookshop").get("releases");
    int newest = releases.get(releases.size() - 1).get("version").asInt();
    JsonNode vars = heroku.get("/apps/bookshop/releases/" + newest + "/config-vars");
    assertThat(vars.get("LARGE").asString()).hasSize(30_003).startsWith("299x");
    assertThat(vars.get("SMALL").asString()).isEqualTo("999");
  }

  @Test
  void descriptionsAndNotesAreCut() {
    Caller heroku = Caller.bookshop();
    String names =
        IntStream.range(0, 1000).mapToObj(i -> "'NAME" + i + "':'x'").collect(joining(","));
    heroku.patch("/apps/bookshop/config-vars", "{" + names + "}");
    List<String> releases = heroku.releases("bookshop");
    assertThat(releases.get(releases.size() - 1)).contains("NAME1, NAME2").hasSizeLessThan(320);
    heroku
        .world()
        .get("history")
        .forEach(note -> assertThat(note.get("what").asString()).hasSizeLessThan(302));
  }

  @Test
  void textsThatAreTooLongAreRefused() {
    Caller heroku = Caller.bookshop();
    String longText = "x".repeat(600);
    String database = "/client/v11/databases/postgresql-rigid-11111";
    for (SandboxResponse refused :
        List.of(
            heroku.call(
                "POST",
                database + "/links",
                "{'target':'reports-small-33333','as':'" + longText + "'}"),
            heroku.call(
                "POST",
                database + "/transfers",
                "{'from_url':'reports-small-33333','from_name':'" + longText + "'}"),
            heroku.call(
                "PATCH",
                "/apps/bookshop/formation",
                "{'updates':[{'type':'web','size':'" + longText + "'}]}"),
            heroku.call(
                "POST",
                "/sandbox/human",
                "{'action':'deploy','app':'bookshop','description':'" + longText + "'}"))) {
      Caller.refused(refused, 422, "invalid_params");
    }
    Caller.refused(
        heroku.call("POST", "/sandbox/faults", "{'action':'slow','at':'GET /" + longText + "'}"),
        400,
        "bad_request");
  }

  @Test
  void peopleCannotSetMoreConfigVarsThanTheApi() {
    Caller heroku = Caller.bookshop();
    int refused = 0;
    for (int i = 0; i < 120; i++) {
      SandboxResponse response =
          heroku.call(
              "POST",
              "/sandbox/human",
              "{'action':'config','app':'bookshop','name':'N"
                  + i
                  + "','value':'"
                  + "x".repeat(450)
                  + "'}");
      refused += response.status() == 422 ? 1 : 0;
    }
    assertThat(refused).isBetween(30, 60);
  }

  @Test
  void whenTooMuchIsUnderWayChangesWaitForTheClock() {
    Caller heroku = Caller.projectify();
    String deploy = "{'action':'deploy','app':'projectify-backend'}";
    int accepted = 0;
    SandboxResponse response = heroku.call("POST", "/sandbox/human", deploy);
    while (response.status() == 200 && accepted < 30_000) {
      accepted++;
      response = heroku.call("POST", "/sandbox/human", deploy);
    }
    assertThat(accepted).isBetween(5_000, 20_000);
    Caller.refused(response, 503, "service_unavailable");
    Caller.refused(
        heroku.call("PATCH", "/apps/projectify-backend", "{'maintenance':true}"),
        503,
        "service_unavailable");
    heroku.get("/apps/projectify-backend");
    heroku.pass(Duration.ofDays(30));
    heroku.patch("/apps/projectify-backend", "{'maintenance':true}");
  }
}
