package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.FaultAction;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: the Platform API answers in the official shapes and refuses what Heroku refuses. */
final class PlatformApiTest {
  private static SandboxRequest request(String method, String target) {
    return SandboxRequest.of(method, target);
  }

  @Test
  void aMissingOrUndefinedTokenIsUnauthorized() {
    Caller heroku = Caller.bookshop();
    for (String header : List.of("", "Bearer undefined", "Bearer ", "Basic !!", "Basic Og==")) {
      SandboxResponse response =
          heroku.sandbox.handle(request("GET", "/account").withHeader("Authorization", header));
      Caller.refused(response, 401, "unauthorized");
    }
    String basic = "Basic " + Base64.getEncoder().encodeToString(":token".getBytes(UTF_8));
    assertThat(
            heroku
                .sandbox
                .handle(request("GET", "/account").withHeader("Authorization", basic))
                .status())
        .isEqualTo(200);
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  @Test
  void theTwoVersionsOfTheApiDiffer() {
    Caller heroku = Caller.bookshop();
    JsonNode plain = heroku.get("/apps/bookshop");
    JsonNode sdk =
        Caller.ok(
            heroku.sandbox.handle(
                request("GET", "/apps/bookshop")
                    .withHeader("Accept", "application/vnd.heroku+json; version=3.sdk")));
    assertThat(plain.get("generation").get("name").asString()).isEqualTo("cedar");
    assertThat(sdk.get("generation").asString()).isEqualTo("cedar");
    assertThat(plain.has("base_image_name")).isFalse();
    assertThat(sdk.has("base_image_name")).isTrue();
    Caller.refused(
        heroku.sandbox.handle(
            request("GET", "/apps/bookshop")
                .withHeader("Accept", "application/vnd.heroku+json; version=2")),
        406,
        "not_acceptable");
  }

  @Test
  void expansionAndInclusionAddWhatTheyName() {
    Caller heroku = Caller.bookshop();
    JsonNode plain = heroku.get("/addons/postgresql-rigid-11111");
    assertThat(plain.get("plan").has("price")).isFalse();
    JsonNode expanded =
        Caller.ok(
            heroku.sandbox.handle(
                request("GET", "/addons/postgresql-rigid-11111")
                    .withHeader("Accept-Expansion", "addon_service,plan")));
    assertThat(expanded.get("plan").get("price").get("cents").asInt()).isEqualTo(20_000);
    assertThat(expanded.get("addon_service").get("human_name").asString())
        .isEqualTo("Heroku Postgres");
    JsonNode included =
        Caller.ok(
            heroku.sandbox.handle(
                request("GET", "/apps/bookshop/addon-attachments")
                    .withHeader("Accept-Inclusion", "addon:plan,config_vars")));
    assertThat(included.get(0).get("addon").get("plan").get("name").asString())
        .isEqualTo("heroku-postgresql:premium-0");
    assertThat(included.get(0).get("config_vars").get(0).asString()).isEqualTo("DATABASE_URL");
  }

  @Test
  void listsAreCutAndGoOnWhereTheyWereCut() {
    Caller heroku = Caller.bookshop();
    for (int number = 0; number < 6; number++) {
      heroku.patch("/apps/bookshop/config-vars", "{'A" + number + "':'x'}");
    }
    List<Integer> versions = new ArrayList<>();
    Optional<String> range = Optional.of("version ..; max=3, order=desc");
    while (range.isPresent()) {
      SandboxResponse page =
          heroku.sandbox.handle(
              request("GET", "/apps/bookshop/releases").withHeader("Range", range.get()));
      Caller.parse(page.body()).forEach(release -> versions.add(release.get("version").asInt()));
      range = page.header("Next-Range");
      assertThat(page.status()).isEqualTo(range.isPresent() ? 206 : 200);
      assertThat(page.header("Content-Range")).isPresent();
    }
    assertThat(versions).containsExactly(18, 17, 16, 15, 14, 13, 12);
    SandboxResponse complete = heroku.call("GET", "/apps/bookshop/addons");
    assertThat(complete.header("Accept-Ranges").orElse("")).contains("name");
    assertThat(complete.header("Next-Range")).isEmpty();
    for (String bad : List.of("nonsense", "colour ..", "version ..; max=0", "version ..; up=1")) {
      Caller.refused(
          heroku.sandbox.handle(request("GET", "/apps/bookshop/releases").withHeader("Range", bad)),
          416,
          "requested_range_not_satisfiable");
    }
  }

  @Test
  void everyListCanBeCutAfterEachElement() {
    Caller heroku = Caller.bookshop(Fault.onRequest(FaultAction.ONE_PER_PAGE, "GET", "/**"));
    for (String list :
        List.of(
            "/addons",
            "/addon-attachments",
            "/apps/bookshop/addon-attachments",
            "/addons/postgresql-rigid-11111/addon-attachments",
            "/apps/bookshop/dynos",
            "/apps/bookshop/formation")) {
      int expected = countPages(Caller.bookshop(), list);
      assertThat(countPages(heroku, list)).as(list).isGreaterThan(1);
      assertThat(expected).isEqualTo(1);
    }
  }

  private static int countPages(Caller heroku, String list) {
    Optional<String> range = Optional.empty();
    int pages = 0;
    do {
      SandboxRequest request = request("GET", list);
      SandboxResponse page =
          heroku.sandbox.handle(
              range.isPresent() ? request.withHeader("Range", range.get()) : request);
      pages++;
      range = page.header("Next-Range");
    } while (range.isPresent() && pages < 50);
    return pages;
  }

  @Test
  void theBudgetIsSpentAndComesBack() {
    Caller heroku = Caller.bookshop();
    for (int number = 0; number < 4500; number++) {
      heroku.get("/account");
    }
    Caller.refused(heroku.call("GET", "/account"), 429, "rate_limit");
    assertThat(heroku.get("/account/rate-limits").get("remaining").asInt()).isZero();
    assertThat(heroku.call("GET", "/client/v11/databases/postgresql-rigid-11111").status())
        .isEqualTo(200);
    heroku.passSeconds(60);
    SandboxResponse after = heroku.call("GET", "/account");
    assertThat(after.header("RateLimit-Remaining")).contains("74");
  }

  @Test
  void requestIdsAreEchoedBeforeTheOwn() {
    Caller heroku = Caller.bookshop();
    SandboxResponse response =
        heroku.sandbox.handle(request("GET", "/account").withHeader("Request-Id", "a,b"));
    assertThat(response.header("request-id").orElse("")).matches("a,b,[0-9a-f-]{36}");
  }

  @Test
  void quantitiesAreTextOrNumbersAndMayBeRelative() {
    Caller heroku = Caller.bookshop();
    for (String quantity : List.of("'3'", "'+1'", "2", "'-1'")) {
      heroku.patch(
          "/apps/bookshop/formation", "{'updates':[{'type':'web','quantity':" + quantity + "}]}");
    }
    assertThat(heroku.get("/apps/bookshop/formation/web").get("quantity").asInt()).isEqualTo(1);
    for (String quantity : List.of("'-9'", "'many'", "{}", "1.5", "4711")) {
      SandboxResponse refused =
          heroku.call(
              "PATCH",
              "/apps/bookshop/formation",
              "{'updates':[{'type':'web','quantity':" + quantity + "}]}");
      assertThat(refused.status()).as(quantity).isEqualTo(422);
    }
    assertThat(
            heroku
                .call(
                    "PATCH",
                    "/apps/bookshop/formation",
                    "{'updates':[{'type':'web','quantity':0},{'type':'nothing','quantity':0}]}")
                .status())
        .isEqualTo(404);
    assertThat(heroku.get("/apps/bookshop/formation/web").get("quantity").asInt())
        .as("all or nothing")
        .isEqualTo(1);
  }

  @Test
  void dynosBootAndStopInTheirOwnTime() {
    Caller heroku = Caller.bookshop();
    heroku.patch("/apps/bookshop/formation/worker", "{'quantity':2,'dyno_size':'Standard-1X'}");
    assertThat(state(heroku, "worker.2")).isEqualTo("starting");
    heroku.passSeconds(6);
    assertThat(state(heroku, "worker.2")).isEqualTo("up");
    heroku.patch("/apps/bookshop/formation/worker", "{'quantity':1}");
    heroku.passSeconds(9);
    assertThat(state(heroku, "worker.2")).isEqualTo("up");
    heroku.pass(java.time.Duration.ofMillis(1500));
    assertThat(state(heroku, "worker.2")).isEqualTo("down");
    heroku.passSeconds(1);
    assertThat(heroku.call("GET", "/apps/bookshop/dynos/worker.2").status()).isEqualTo(404);
  }

  private static String state(Caller heroku, String dyno) {
    return heroku.get("/apps/bookshop/dynos/" + dyno).get("state").asString();
  }

  @Test
  void configVarsOfAttachmentsBelongToThem() {
    Caller heroku = Caller.bookshop();
    Caller.refused(
        heroku.call("PATCH", "/apps/bookshop/config-vars", "{'DATABASE_URL':'x'}"),
        422,
        "invalid_params");
    JsonNode vars = heroku.patch("/apps/bookshop/config-vars", "{'FOO':'bar','RAILS_ENV':null}");
    assertThat(vars.get("FOO").asString()).isEqualTo("bar");
    assertThat(vars.has("RAILS_ENV")).isFalse();
    assertThat(heroku.releases("bookshop")).last().isEqualTo("succeeded Set FOO config vars");
  }

  @Test
  void maintenanceMakesNoReleaseAndSettingItAgainChangesNothing() {
    Caller heroku = Caller.bookshop();
    int releases = heroku.releases("bookshop").size();
    heroku.patch("/apps/bookshop", "{'maintenance':true}");
    heroku.patch("/apps/bookshop", "{'maintenance':true}");
    assertThat(heroku.releases("bookshop")).hasSize(releases);
    assertThat(heroku.effects()).containsExactly("maintenance");
  }

  @Test
  void takenNamesUnknownPlansAndUnknownVersionsAreRefused() {
    Caller heroku = Caller.bookshop();
    for (String body :
        List.of(
            "{'plan':'heroku-postgresql:standard-0','name':'postgresql-rigid-11111'}",
            "{'plan':'heroku-postgresql:nothing-0'}",
            "{'plan':'nothing'}",
            "{}",
            "{'plan':'heroku-postgresql:standard-0','config':{'version':'9'}}",
            "{'plan':'heroku-postgresql:standard-0','name':'9 lives'}",
            "{'plan':'heroku-postgresql:premium-0','config':{'follow':'reports::DATABASE'}}",
            "{'plan':'heroku-postgresql:essential-0','config':{'follow':'DATABASE'}}",
            "{'plan':'heroku-postgresql:premium-0','config':{'follow':'HEROKU_POSTGRESQL_CYAN'}}",
            "{'plan':'heroku-postgresql:premium-0','config':{'follow':'NOTHING'}}",
            "{'plan':'heroku-postgresql:premium-0','attachment':{'name':'HEROKU_POSTGRESQL_CYAN'},'confirm':'bookshop'}")) {
      Caller.refused(heroku.call("POST", "/apps/bookshop/addons", body), 422, "invalid_params");
    }
    assertThat(heroku.effects()).isEmpty();
    assertThat(heroku.get("/addons")).hasSize(4);
  }

  @Test
  void aLeaderIsFoundInEveryDocumentedForm() {
    Caller heroku = Caller.bookshop();
    String url = heroku.get("/apps/bookshop/config-vars").get("DATABASE_URL").asString();
    int number = 0;
    for (String leader :
        List.of(
            "DATABASE",
            "DATABASE_URL",
            "HEROKU_POSTGRESQL_NAVY_URL",
            "postgresql-rigid-11111",
            "bookshop::DATABASE",
            "reports::BOOKSHOP",
            url)) {
      String name = "follower-" + number++;
      heroku.post(
          "/apps/bookshop/addons",
          "{'plan':'heroku-postgresql:premium-0','name':'"
              + name
              + "','config':{'follow':'"
              + leader
              + "'}}");
      heroku.passSeconds(10);
      assertThat(heroku.get("/client/v11/databases/" + name).get("leader").get("name").asString())
          .isEqualTo("postgresql-rigid-11111");
    }
  }

  @Test
  void unknownThingsAreNamedByResource() {
    Caller heroku = Caller.bookshop();
    assertThat(resource(heroku, "/apps/nothing")).isEqualTo("app");
    assertThat(resource(heroku, "/apps/bookshop/addons/nothing")).isEqualTo("add_on");
    assertThat(resource(heroku, "/addons/nothing")).isEqualTo("add_on");
    assertThat(resource(heroku, "/apps/bookshop/addon-attachments/NOTHING"))
        .isEqualTo("add_on attachment");
    Caller.refused(heroku.call("GET", "/nothing/at/all"), 404, "not_found");
    Caller.refused(heroku.call("PUT", "/apps/bookshop/formation"), 405, "method_not_allowed");
  }

  private static String resource(Caller heroku, String path) {
    SandboxResponse response = heroku.call("GET", path);
    Caller.refused(response, 404, "not_found");
    return Caller.parse(response.body()).get("resource").asString();
  }

  @Test
  void namesOfDestroyedAddOnsAreFreeAgain() {
    Caller heroku = Caller.bookshop();
    heroku.delete("/apps/bookshop/addons/postgresql-follower-22222");
    heroku.post(
        "/apps/bookshop/addons",
        "{'plan':'heroku-postgresql:premium-0','name':'postgresql-follower-22222'}");
    assertThat(heroku.get("/addons/postgresql-follower-22222").get("state").asString())
        .isEqualTo("provisioning");
  }
}
