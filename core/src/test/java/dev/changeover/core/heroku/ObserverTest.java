package dev.changeover.core.heroku;

import static dev.changeover.core.heroku.Shop.NEW;
import static dev.changeover.core.heroku.Shop.NEW_INFO;
import static dev.changeover.core.heroku.Shop.NEW_NAME;
import static dev.changeover.core.heroku.Shop.OLD;
import static dev.changeover.core.heroku.Shop.OLD_INFO;
import static dev.changeover.core.heroku.Shop.OLD_NAME;
import static dev.changeover.core.heroku.Shop.addon;
import static dev.changeover.core.heroku.Shop.attachment;
import static dev.changeover.core.heroku.Shop.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PgVersion;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.DatabaseDetails.Maintenance;
import dev.changeover.core.observed.DatabaseDetails.Upgrade;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Release;
import dev.changeover.core.observed.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

class ObserverTest {
  private static final String FOREIGN = "dddddddd-0000-4000-8000-000000000004";
  private static final String FOREIGN_NAME = "postgresql-foreign-1";

  private final WireScript wire = Shop.wire();

  @Test
  void readsEverythingThatAPlanDependsOn() {
    ObservedState state = Shop.observe(wire);

    assertThat(state)
        .isEqualTo(
            new ObservedState(
                Shop.APP,
                "3f9f2b1e-6f0c-4f5e-8a9e-0d4f7a1b2c3d",
                false,
                Map.of(OLD, leader(), NEW, follower()),
                Set.of(
                    link("shop", "DATABASE", OLD, null),
                    link("shop", "HEROKU_POSTGRESQL_AMBER", OLD, null),
                    link("shop", "DATABASE_READONLY", OLD, "credential:readonly"),
                    link("shop", "DATABASE_PG15", NEW, null),
                    link("reports", "SHOP_DB", OLD, null)),
                Map.of(new ProcessType("web"), 2, new ProcessType("worker"), 1),
                Set.of(
                    new Dyno("web.1", new ProcessType("web"), "up"),
                    new Dyno("web.2", new ProcessType("web"), "starting"),
                    new Dyno("run.1234", new ProcessType("run"), "up")),
                List.of(
                    new Release(
                        42,
                        Release.Status.SUCCEEDED,
                        "Attach DATABASE_PG15 (@ref:pg15-3f9a1c77b2)"),
                    new Release(41, Release.Status.FAILED, "Deploy 1234abcd")),
                Set.of("scheduler"),
                Optional.of(Map.of("DATABASE_URL", OLD, "DATABASE_PG15_URL", NEW, "LEGACY", OLD)),
                Map.of(
                    new PlanSlug("standard-0"), new Money(5000),
                    new PlanSlug("premium-0"), new Money(20000)),
                Set.of(),
                PreImages.NONE));
  }

  @Test
  void doesNotDependOnTheOrderOfLists() {
    ObservedState expected = Shop.observe(Shop.wire());
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      WireScript shuffled = new WireScript();
      Shop.json().forEach((path, body) -> shuffled.on(path, shuffle(body, random)));

      assertThat(Shop.observe(shuffled)).isEqualTo(expected);
    }
  }

  @Test
  void doesNotDependOnPages() {
    WireScript paged = new WireScript();
    Shop.json().forEach((path, body) -> paged.on(path, body));
    for (String path :
        List.of(
            "/apps/shop/addons",
            "/apps/shop/addon-attachments",
            "/addons/" + OLD + "/addon-attachments",
            "/apps/shop/formation",
            "/apps/shop/dynos",
            "/addon-services/heroku-postgresql/plans")) {
      JsonNode all = new JsonMapper().readTree(body(path));
      paged.on(
          path,
          request -> {
            int at = Integer.parseInt(request.headers().getOrDefault("Range", "id 0").substring(3));
            String page = "[" + all.get(at) + "]";
            return at + 1 < all.size()
                ? WireScript.answer(206, page, "next-range", "id " + (at + 1))
                : WireScript.answer(200, page);
          });
    }

    assertThat(Shop.observe(paged)).isEqualTo(Shop.observe(Shop.wire()));
  }

  @Test
  void readsOneAfterAnotherInAFixedOrder() {
    WireScript again = Shop.wire();
    Shop.observe(wire);
    Shop.observe(again);

    assertThat(again.paths()).isEqualTo(wire.paths()).doesNotHaveDuplicates().hasSizeLessThan(25);
    assertThat(wire.requests).allMatch(request -> request.method().equals("GET"));
  }

  // Databases that others own.

  @Test
  void readsADatabaseThatAnotherAppOwns() {
    attachForeign("heroku-postgresql:premium-0");
    wire.on(
        "/addons/" + FOREIGN,
        addon(FOREIGN, FOREIGN_NAME, "heroku-postgresql:premium-0", 20000, "owner"));
    wire.on("/addons/" + FOREIGN + "/addon-attachments", "[]");

    Database foreign = Shop.observe(wire).database(new AddonId(FOREIGN)).orElseThrow();

    assertThat(foreign)
        .isEqualTo(
            new Database(
                new AddonId(FOREIGN),
                new AddonName(FOREIGN_NAME),
                new AppName("owner"),
                new PlanSlug("premium-0"),
                Optional.of(new Money(20000)),
                Database.State.PROVISIONED,
                Optional.empty()));
  }

  @Test
  void keepsADatabaseThatItMayNotRead() {
    attachForeign("heroku-postgresql:premium-0");
    wire.on("/addons/" + FOREIGN, 403, "{\"id\":\"forbidden\",\"message\":\"No.\"}");

    ObservedState state = Shop.observe(wire);

    Database foreign = state.database(new AddonId(FOREIGN)).orElseThrow();
    assertThat(foreign.billingApp()).isEqualTo(new AppName("owner"));
    assertThat(foreign.state()).isEqualTo(Database.State.UNKNOWN);
    assertThat(foreign.details()).isEmpty();
    assertThat(state.at(new Alias("ANALYTICS"))).contains(foreign);
    assertThat(wire.paths())
        .doesNotContain(
            "/client/v11/databases/" + FOREIGN, "/addons/" + FOREIGN + "/addon-attachments");
  }

  @Test
  void passesOverAttachmentsOfOtherServices() {
    attachForeign("heroku-redis:mini");

    ObservedState state = Shop.observe(wire);

    assertThat(state.databases()).containsOnlyKeys(OLD, NEW);
    assertThat(state.otherServices()).containsExactly("heroku-redis", "scheduler");
    assertThat(wire.paths()).doesNotContain("/addons/" + FOREIGN);
  }

  @Test
  void asksForTheAddonWhenAnAttachmentDoesNotNameItsPlan() {
    wire.on(
        "/apps/shop/addon-attachments",
        body("/apps/shop/addon-attachments").replaceAll(",\"plan\":\\{[^}]*}", ""));

    assertThat(Shop.observe(wire).attachments()).hasSize(5);
  }

  @Test
  void takesOnlyTheAppsOwnAnswerForTheAppsAttachments() {
    // The attachment moved between the two answers; it must not appear in both places.
    wire.on(
        "/addons/" + NEW + "/addon-attachments",
        list(attachment("DATABASE", NEW.value(), NEW_NAME.value(), "shop", "null")));

    assertThat(Shop.observe(wire).at(Shop.DATABASE).map(Database::id)).contains(OLD);
    assertThat(Shop.observe(wire).attachmentsOf(NEW))
        .containsExactly(link("shop", "DATABASE_PG15", NEW, null));
  }

  // What the Data API says.

  @ParameterizedTest
  @CsvSource({
    "404, '{\"error\":\"not found\"}'",
    "404, '<h1>Not Found</h1>'",
    "404, ''",
    "404, '{\"id\":\"not_found\",\"message\":\"No such database\"}'",
    "410, '{\"id\":\"gone\",\"message\":\"Gone\"}'",
  })
  void leavesDetailsOutWhileTheDataApiKnowsNothing(int status, String body) {
    wire.on(NEW_INFO, status, body);

    Database unknown = Shop.observe(wire).database(NEW).orElseThrow();

    assertThat(unknown.details()).isEmpty();
    assertThat(unknown.available()).isFalse();
    assertThat(wire.paths()).doesNotContain(NEW_INFO + "/wait_status");
  }

  @Test
  void callsADatabaseWithoutWaitStatusNotReady() {
    wire.on(NEW_INFO + "/wait_status", 404, "<h1>Not Found</h1>");

    DatabaseDetails details = details(NEW);

    assertThat(details.waiting()).isTrue();
    assertThat(details.available()).isFalse();
  }

  @Test
  void readsAWaitThatFailed() {
    wire.on(
        NEW_INFO + "/wait_status", "{\"waiting?\":false,\"error?\":true,\"message\":\"broken\"}");

    assertThat(details(NEW).failed()).isTrue();
    assertThat(details(NEW).waitMessage()).isEqualTo("broken");
  }

  @Test
  void takesAMissingUpgradeStatusForNoUpgrade() {
    wire.on(OLD_INFO + "/upgrade/wait_status", 404, "{\"id\":\"not_found\",\"message\":\"x\"}");

    assertThat(details(OLD).upgrade()).isEqualTo(Upgrade.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "404, '{\"message\":\"none\"}', , ",
    "422, '{\"id\":\"unprocessable_entity\"}', , ",
    "400, '<h1>', , ",
    "200, '{\"status\":\"none\"}', , ",
    "200, '{\"status\":null,\"method\":null}', , ",
    "200, '{\"status\":\"completed\",\"method\":\"changeover\"}', , ",
    "200, '{\"status\":\"running\",\"method\":\"x\",\"completed_at\":\"2026-01-31 22:00:00 +0000\"}', , ",
    "200, '{\"status\":\"running\",\"method\":\"changeover\"}', changeover, running",
    "200, '{\"status\":\"ready\",\"method\":null}', maintenance, ready",
    "200, '{\"status\":\"none\",\"method\":\"inplace_upgrade\",\"completed_at\":null}', inplace_upgrade, none",
  })
  void readsAMaintenanceThatIsNotOver(int status, String body, String method, String state) {
    wire.on("/data/maintenances/v1/" + OLD, status, body);

    assertThat(details(OLD).maintenance())
        .isEqualTo(Optional.ofNullable(method).map(each -> new Maintenance(each, state)));
  }

  @Test
  void doesNotTakeAForbiddenMaintenanceForNone() {
    wire.on("/data/maintenances/v1/" + OLD, 403, "{\"id\":\"forbidden\"}");

    assertThat(code()).isEqualTo(Code.FORBIDDEN);
  }

  @ParameterizedTest
  @CsvSource({
    "'0 commits', 0",
    "'5 commits', 5",
    "'1 commit', 1",
    "'1,204 commits', 1204",
    "'1 204 commits', 1204",
    "'1.204 commits', 1204",
    "'12,345,678 commits', 12345678",
    "' 7', 7",
    "'99999999999 commits', 2147483647",
    "'999,999,999,999,999,999,999 commits', 2147483647",
    "'0.5 commits', -1",
    "'1,20 commits', -1",
    "'-3 commits', -1",
    "'about 3 commits', -1",
    "'unknown', -1",
    "'', -1",
    "'99999999999999999999999', -1",
  })
  void readsTheLagFromText(String text, int lag) {
    assertThat(Lag.commits(text)).isEqualTo(lag < 0 ? OptionalInt.empty() : OptionalInt.of(lag));
  }

  @Test
  void readsTheLagFromANumberToo() {
    wire.on(NEW_INFO, Shop.follower().replace("\"1,204 commits\"", "1204"));

    assertThat(details(NEW).lag()).hasValue(1204);
  }

  @Test
  void takesAMissingLagForUnknown() {
    wire.on(NEW_INFO, Shop.follower().replace("Behind By", "Behind"));
    assertThat(details(NEW).lag()).isEmpty();

    wire.on(NEW_INFO, Shop.follower().replace("[\"1,204 commits\"]", "[]"));
    assertThat(details(NEW).lag()).isEmpty();
  }

  @Test
  void takesOnlyASetFollowingForAFollower() {
    wire.on(
        NEW_INFO,
        Shop.follower().replace("\"following\":\"" + Shop.OLD_URL + "\"", "\"following\":null"));

    DatabaseDetails upgraded = details(NEW);

    assertThat(upgraded.follows()).isFalse();
    assertThat(upgraded.leader()).isEmpty();
  }

  @Test
  void readsTheRowWhenTheFieldIsLeftOut() {
    wire.on(NEW_INFO, Shop.follower().replace("\"following\":", "\"x\":"));
    wire.on(OLD_INFO, Shop.leader().replace("\"following\":", "\"x\":"));

    assertThat(details(NEW).follows()).isTrue();
    assertThat(details(OLD).follows()).isFalse();
  }

  @Test
  void findsTheLeaderByItsUrlWhenItIsNotNamed() {
    wire.on(NEW_INFO, Shop.follower().replace("\"leader\":", "\"x\":"));

    assertThat(details(NEW).leader()).contains(OLD);
  }

  @Test
  void namesNoLeaderThatItCannotTell() {
    wire.on(
        NEW_INFO, Shop.follower().replace("\"leader\":", "\"x\":").replace("db-old", "db-unknown"));

    assertThat(details(NEW).follows()).isTrue();
    assertThat(details(NEW).leader()).isEmpty();
  }

  @Test
  void tellsWhereAForkCameFromHoweverHerokuNamesIt() {
    for (String from :
        List.of(OLD.value(), OLD_NAME.value(), "postgres://db-old.example.net:5432/d1")) {
      wire.on(
          NEW_INFO,
          Shop.follower().replace("\"forked_from\":null", "\"forked_from\":\"" + from + "\""));
      assertThat(details(NEW).forkedFrom()).contains(OLD.value());
    }
    wire.on(
        NEW_INFO,
        Shop.follower()
            .replace("\"name\":\"Following\"", "\"name\":\"Forked From\"")
            .replace("\"following\":\"" + Shop.OLD_URL + "\"", "\"following\":null"));
    assertThat(details(NEW).forkedFrom()).contains(OLD.value());

    wire.on(
        NEW_INFO,
        Shop.follower().replace("\"forked_from\":null", "\"forked_from\":\"some-old-name\""));
    assertThat(details(NEW).forkedFrom()).contains("some-old-name");

    wire.on(
        NEW_INFO,
        Shop.follower()
            .replace(
                "\"forked_from\":null", "\"forked_from\":\"postgres://u:canaryPassw0rd@x/y\""));
    assertThat(details(NEW).forkedFrom()).isEmpty();
  }

  @Test
  void readsFollowersOnlyWhereThereMayBeSome() {
    assertThat(details(OLD).followers()).containsExactly(NEW_NAME);
    assertThat(wire.paths()).doesNotContain(NEW_INFO + "/followers");

    wire.on(OLD_INFO, Shop.leader().replace("[\"postgres://db-new.example.net:5432/d2\"]", "[]"));
    wire.requests.clear();
    assertThat(details(OLD).followers()).isEmpty();
    assertThat(wire.paths()).doesNotContain(OLD_INFO + "/followers");

    wire.on(OLD_INFO, Shop.leader().replace("\"Followers\"", "\"Other\""));
    assertThat(details(OLD).followers()).containsExactly(NEW_NAME);
  }

  @Test
  void toleratesAPreparingDatabase() {
    wire.on(
        NEW_INFO,
        """
        {"addon_id":"%s","following":null,"postgres_version":null,"num_bytes":null,
         "resource_url":null,"plan":{"id":1,"name":"Standard 0"},
         "info":[{"name":"Status","values":["Preparing"]},{"name":"PG Version","values":[]}]}
        """
            .formatted(NEW));

    DatabaseDetails details = details(NEW);

    assertThat(details.status()).isEqualTo("Preparing");
    assertThat(details.version()).isEmpty();
    assertThat(details.bytes()).isEmpty();
    assertThat(details.available()).isFalse();
  }

  @Test
  void toleratesADatabaseWithoutRows() {
    wire.on(NEW_INFO, "{}");

    assertThat(details(NEW).status()).isEqualTo("unknown");
    assertThat(details(NEW).available()).isFalse();
    assertThat(details(NEW).follows()).isFalse();
  }

  @Test
  void readsTheVersionFromTheRowWhenThereIsNoField() {
    wire.on(
        OLD_INFO,
        Shop.leader().replace("\"postgres_version\":\"13.13\"", "\"postgres_version\":null"));

    assertThat(details(OLD).version()).contains(new PgVersion(new PgMajor(13), "13.13"));
  }

  @Test
  void refusesAnAnswerAboutAnotherDatabase() {
    wire.on(OLD_INFO, Shop.follower());

    assertThat(code()).isEqualTo(Code.UNEXPECTED_ANSWER);
  }

  @Test
  void callsNoClassicEndpointForTheAdvancedTier() {
    wire.on(
        "/apps/shop/addons",
        list(addon(OLD.value(), OLD_NAME.value(), "heroku-postgresql:advanced", 5000)));

    Database advanced = Shop.observe(wire).database(OLD).orElseThrow();

    assertThat(advanced.details()).isEmpty();
    assertThat(wire.paths())
        .noneMatch(path -> path.contains(OLD.value()) && !path.startsWith("/addons/"));
  }

  // Shapes.

  @ParameterizedTest
  @CsvSource({
    "'\"plan\":\"heroku-postgresql:standard-0\"', standard-0",
    "'\"plan\":{\"name\":\"heroku-postgresql:Standard 0\"}', standard-0",
    "'\"plan\":{\"name\":\"heroku-postgresql:Hobby-dev\"}', hobby-dev",
    "'\"plan\":{\"name\":\"standard-0\",\"price\":{\"cents\":5000}}', standard-0",
    "'\"plan\":\"Hobby-dev\"', hobby-dev",
  })
  void readsPlansInAllShapes(String plan, String slug) {
    String shaped =
        addon(OLD.value(), OLD_NAME.value(), "heroku-postgresql:x", 1)
            .replaceAll("\"plan\":\\{[^}]*}", plan);
    wire.on("/apps/shop/addons", list(shaped));

    assertThat(Shop.observe(wire).databases().get(OLD))
        .extracting(Database::plan)
        .isEqualTo(new PlanSlug(slug));
  }

  @Test
  void readsThePriceOfTheBillElseOfThePlan() {
    String addon = addon(OLD.value(), OLD_NAME.value(), "heroku-postgresql:standard-0", 4200);
    assertThat(price(addon)).contains(new Money(4200));
    String plan =
        "\"plan\":{\"name\":\"heroku-postgresql:standard-0\",\"price\":{\"cents\":5100,\"unit\":\"month\",\"metered\":false}}";
    String unbilled =
        addon
            .replaceAll("\"billed_price\":\\{[^}]*}", "\"billed_price\":null")
            .replaceAll("\"plan\":\\{[^}]*}", plan);
    assertThat(price(unbilled)).contains(new Money(5100));
    assertThat(price(addon.replace("\"month\"", "\"hour\""))).isEmpty();
    assertThat(price(addon.replace("4200", "-1"))).isEmpty();
    assertThat(price(addon.replace("4200", "1e400"))).isEmpty();
  }

  @Test
  void readsTheOtherVersionsBodies() {
    wire.on(
        "/apps/shop",
        "{\"id\":\"3f9f2b1e-6f0c-4f5e-8a9e-0d4f7a1b2c3d\",\"name\":\"shop\",\"maintenance\":true,"
            + "\"generation\":\"cedar\",\"base_image_name\":null,\"buildpacks\":[],\"team\":null}");
    wire.on(
        "/apps/shop/formation",
        "[{\"type\":\"web\",\"quantity\":\"2\",\"dyno_size\":{\"name\":\"Eco\"}}]");
    wire.on(
        "/apps/shop/releases",
        "[{\"version\":1,\"status\":\"odd\",\"description\":null,\"oci_image\":null,\"artifacts\":[]},"
            + "{\"version\":2,\"status\":\"pending\"},{\"version\":3,\"status\":\"expired\"}]");

    ObservedState state = Shop.observe(wire);

    assertThat(state.maintenance()).isTrue();
    assertThat(state.formation()).containsEntry(new ProcessType("web"), 2);
    assertThat(state.releases())
        .extracting(Release::status)
        .containsExactly(Release.Status.EXPIRED, Release.Status.PENDING, Release.Status.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "provisioning, PROVISIONING",
    "provisioned, PROVISIONED",
    "deprovisioning, DEPROVISIONING",
    "deprovisioned, DEPROVISIONED",
    "suspended, UNKNOWN",
  })
  void readsTheLifeOfAnAddon(String word, Database.State state) {
    wire.on(
        "/apps/shop/addons",
        list(
            addon(OLD.value(), OLD_NAME.value(), "heroku-postgresql:standard-0", 1)
                .replace("\"provisioned\"", "\"" + word + "\"")));

    assertThat(Shop.observe(wire).databases().get(OLD))
        .extracting(Database::state)
        .isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"id\":\"not-a-uuid\",\"name\":\"x\",\"app\":{\"name\":\"shop\"},\"state\":\"x\",\"plan\":\"heroku-postgresql:standard-0\"}]",
        "[{\"name\":\"x\",\"app\":{\"name\":\"shop\"},\"state\":\"x\",\"plan\":\"heroku-postgresql:standard-0\"}]",
        "[{\"plan\":7}]",
        "[null]",
        "[[]]",
        "{}",
        "7",
      })
  void doesNotGuessAtAddons(String body) {
    wire.on("/apps/shop/addons", body);

    assertThat(code()).isEqualTo(Code.UNEXPECTED_ANSWER);
  }

  @Test
  void passesOverPlansThatItCannotName() {
    wire.on(
        "/addon-services/heroku-postgresql/plans",
        "[{\"name\":\"heroku-postgresql:premium.x!\",\"price\":{\"cents\":1}},"
            + "{\"name\":\"heroku-postgresql:standard-0\",\"price\":{\"cents\":5000,\"unit\":\"month\"}},"
            + "{\"name\":\"heroku-postgresql:standard-2\",\"price\":null}]");

    assertThat(Shop.observe(wire).prices())
        .containsExactly(Map.entry(new PlanSlug("standard-0"), new Money(5000)));
  }

  // Config vars.

  @Test
  void knowsThatConfigVarsCouldNotBeRead() {
    wire.on("/apps/shop/config-vars", 403, "{\"id\":\"forbidden\",\"message\":\"No.\"}");
    assertThat(Shop.observe(wire).urlVars()).isEmpty();

    wire.on("/apps/shop/config-vars", 403, "{\"id\":\"two_factor\",\"message\":\"No.\"}");
    assertThat(code()).isEqualTo(Code.TWO_FACTOR);
  }

  @ParameterizedTest
  @CsvSource({
    "postgres://u:p@db-old.example.net:5432/d1, true",
    "postgresql://other@DB-old.example.net/d1?sslmode=require#x, true",
    "postgres://db-old.example.net/d1, true",
    "postgres://u:p@with/slash@db-old.example.net:5432/d1, false",
    "postgres://u:p@at@db-old.example.net:5432/d1, true",
    "postgres://u:p@db-old.example.net:5433/d1, false",
    "postgres://u:p@db-old.example.net:5432/d1x, false",
    "postgres://u:p@db-old.example.net:5432, false",
    "mysql://u:p@db-old.example.net:5432/d1, false",
    "see postgres://u:p@db-old.example.net:5432/d1, false",
    "'', false",
  })
  void comparesUrlsWithoutUserAndPassword(String url, boolean same) {
    wire.on("/apps/shop/config-vars", "{\"X\":\"" + url + "\"}");

    assertThat(Shop.observe(wire).urlVars()).contains(same ? Map.of("X", OLD) : Map.of());
  }

  // Names for a new database.

  @Test
  void looksForNamesUntilOneIsFree() {
    AddonName ours = new AddonName("pg15-ours");
    AddonName theirs = new AddonName("pg15-theirs");
    AddonName hidden = new AddonName("pg15-hidden");
    AddonName free = new AddonName("pg15-free");
    AddonName late = new AddonName("pg15-late");
    String id = "eeeeeeee-0000-4000-8000-000000000005";
    wire.on("/addons/pg15-ours", addon(id, "pg15-ours", "heroku-postgresql:standard-0", 5000));
    wire.on("/addons/" + id + "/addon-attachments", "[]");
    wire.on(
        "/addons/pg15-theirs",
        addon(FOREIGN, "pg15-theirs", "heroku-postgresql:standard-0", 1, "other"));
    wire.on("/addons/pg15-hidden", 403, "{\"id\":\"forbidden\"}");
    List<Database> asked = new ArrayList<>();

    ObservedState state =
        Shop.observe(
            wire,
            database -> {
              asked.add(database);
              return List.of(NEW_NAME, ours, theirs, hidden, free, late);
            });

    assertThat(asked).containsExactly(leader());
    assertThat(state.databases()).containsOnlyKeys(OLD, NEW, new AddonId(id));
    assertThat(state.takenNames()).containsExactly(hidden, theirs);
    assertThat(wire.paths())
        .contains("/addons/pg15-free", "/client/v11/databases/" + id)
        .doesNotContain("/addons/" + NEW_NAME, "/addons/pg15-late");
  }

  @Test
  void takesANameOfAnotherServiceOrOfSomethingGoneForTaken() {
    wire.on("/addons/redis-name", addon(FOREIGN, "redis-name", "heroku-redis:mini", 1));
    wire.on("/addons/gone-name", 410, "{\"id\":\"gone\"}");

    ObservedState state =
        Shop.observe(
            wire, database -> List.of(new AddonName("redis-name"), new AddonName("gone-name")));

    assertThat(state.takenNames())
        .containsExactly(new AddonName("gone-name"), new AddonName("redis-name"));
  }

  @Test
  void asksForNoNamesWithoutADatabase() {
    wire.on("/apps/shop/addon-attachments", "[]");

    ObservedState state =
        Shop.observe(
            wire,
            database -> {
              throw new AssertionError("there is no database behind the attachment");
            });

    assertThat(state.attachments()).containsExactly(link("reports", "SHOP_DB", OLD, null));
  }

  @Test
  void refusesAnotherAddonThanTheOneNamed() {
    wire.on("/addons/pg15-x", addon(FOREIGN, "pg15-xy", "heroku-postgresql:standard-0", 1));

    DiagnosticException problem =
        catchThrowableOfType(
            DiagnosticException.class,
            () -> Shop.observe(wire, database -> List.of(new AddonName("pg15-x"))));

    assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.UNEXPECTED_ANSWER);
  }

  // Reading parts again.

  @Test
  void readsOnlyThePartsAskedFor() {
    assertThat(pathsOf(Scope.NOTHING)).isEmpty();
    assertThat(pathsOf(Scope.of(Scope.Part.APP))).containsExactly("/apps/shop");
    assertThat(pathsOf(Scope.of(Scope.Part.PROCESSES)))
        .containsExactly("/apps/shop/formation", "/apps/shop/dynos");
    assertThat(pathsOf(Scope.of(Scope.Part.RELEASES))).containsExactly("/apps/shop/releases");
    assertThat(pathsOf(Scope.of(Scope.Part.CONFIG_VARS))).containsExactly("/apps/shop/config-vars");
    assertThat(pathsOf(Scope.of(NEW)))
        .containsExactly(
            "/addons/" + NEW,
            NEW_INFO,
            NEW_INFO + "/wait_status",
            NEW_INFO + "/upgrade/wait_status");
    assertThat(pathsOf(Scope.of(Scope.Part.ADDONS)))
        .containsExactly(
            "/apps/shop/addons",
            "/apps/shop/addon-attachments",
            "/addons/" + OLD + "/addon-attachments",
            "/addons/" + NEW + "/addon-attachments");
  }

  @Test
  void keepsEverythingThatItDoesNotReadAgain() {
    VirtualTiming timing = new VirtualTiming();
    HerokuClient client = Shop.client(wire, timing);
    PreImages preImages =
        new PreImages(
            PreImages.Source.JOURNAL, Optional.of(true), Optional.of(Map.of()), true, true, true);
    ObservedState before =
        client.observe(
            Shop.APP,
            Shop.DATABASE,
            database -> List.of(),
            preImages,
            timing.in(Duration.ofSeconds(30)));

    for (Scope scope :
        List.of(
            Scope.NOTHING,
            Scope.of(Scope.Part.values()),
            Scope.of(OLD),
            Scope.of(Scope.Part.values()).and(Scope.of(NEW)))) {
      assertThat(client.refresh(before, scope, timing.in(Duration.ofSeconds(30))))
          .isEqualTo(before);
    }
  }

  @Test
  void noticesWhatChanged() {
    ObservedState before = Shop.observe(wire);
    wire.on("/apps/shop/dynos", "[]");
    wire.on("/apps/shop/formation", "[{\"type\":\"web\",\"quantity\":0}]");
    wire.on(NEW_INFO, Shop.follower().replace("1,204", "0"));

    ObservedState after = refresh(before, Scope.of(Scope.Part.PROCESSES).and(Scope.of(NEW)));

    assertThat(after.dynos()).isEmpty();
    assertThat(after.formation()).containsExactly(Map.entry(new ProcessType("web"), 0));
    assertThat(after.named(NEW_NAME).flatMap(Database::details).map(DatabaseDetails::lag))
        .contains(OptionalInt.of(0));
  }

  @Test
  void forgetsADatabaseThatIsGone() {
    ObservedState before = Shop.observe(wire);
    wire.on(
        "/addons/" + OLD, 404, "{\"id\":\"not_found\",\"resource\":\"add_on\",\"message\":\"x\"}");

    ObservedState after = refresh(before, Scope.of(OLD));

    assertThat(after.databases()).containsOnlyKeys(NEW);
    assertThat(after.attachmentsOf(OLD)).isEmpty();
    assertThat(after.urlVars()).contains(Map.of("DATABASE_PG15_URL", NEW));
  }

  @Test
  void asksForADatabaseThatAListLeavesOut() {
    ObservedState before = Shop.observe(wire);
    wire.on(
        "/apps/shop/addons",
        list(addon(OLD.value(), OLD_NAME.value(), "heroku-postgresql:standard-0", 5000)));
    wire.on("/apps/shop/addon-attachments", "[]");

    assertThat(refresh(before, Scope.of(Scope.Part.ADDONS)).databases()).containsKey(NEW);

    wire.on("/addons/" + NEW, 404, "{\"id\":\"not_found\"}");
    assertThat(refresh(before, Scope.of(Scope.Part.ADDONS)).databases()).containsOnlyKeys(OLD);
  }

  @Test
  void readsDetailsOfADatabaseThatIsNew() {
    WireScript early = Shop.wire();
    early.on(
        "/apps/shop/addons",
        list(addon(OLD.value(), OLD_NAME.value(), "heroku-postgresql:standard-0", 5000)));
    early.on(
        "/apps/shop/addon-attachments",
        list(attachment("DATABASE", OLD.value(), OLD_NAME.value(), "shop", "null")));
    ObservedState before = Shop.observe(early);

    ObservedState after = refresh(before, Scope.of(Scope.Part.ADDONS));

    assertThat(before.databases()).containsOnlyKeys(OLD);
    assertThat(after.named(NEW_NAME)).contains(follower());
  }

  private static Database leader() {
    return new Database(
        OLD,
        OLD_NAME,
        Shop.APP,
        new PlanSlug("standard-0"),
        Optional.of(new Money(5000)),
        Database.State.PROVISIONED,
        Optional.of(
            new DatabaseDetails(
                Optional.of(new PgVersion(new PgMajor(13), "13.13")),
                "Available",
                false,
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                false,
                "available",
                false,
                new Upgrade(false, false, "none"),
                Optional.of("Temporarily Unavailable"),
                Optional.of("Available"),
                Optional.of(new Maintenance("changeover", "pending")),
                List.of(NEW_NAME),
                OptionalLong.of(6139601775L))));
  }

  private static Database follower() {
    return new Database(
        NEW,
        NEW_NAME,
        Shop.APP,
        new PlanSlug("standard-0"),
        Optional.of(new Money(5000)),
        Database.State.PROVISIONED,
        Optional.of(
            new DatabaseDetails(
                Optional.of(new PgVersion(new PgMajor(13), "13.13")),
                "Available",
                true,
                Optional.of(OLD),
                Optional.empty(),
                OptionalInt.of(1204),
                false,
                "available",
                false,
                new Upgrade(true, false, "upgrading"),
                Optional.of("Unavailable on followers"),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                OptionalLong.of(6139601775L))));
  }

  private void attachForeign(String plan) {
    wire.on(
        "/apps/shop/addon-attachments",
        list(
            attachment("DATABASE", OLD.value(), OLD_NAME.value(), "shop", "null"),
            attachment("ANALYTICS", FOREIGN, FOREIGN_NAME, "shop", "null", "owner", plan)));
  }

  private static Attachment link(
      String app,
      String alias,
      AddonId addon,
      @org.jspecify.annotations.Nullable String namespace) {
    return new Attachment(
        new AppName(app), new Alias(alias), addon, Optional.ofNullable(namespace));
  }

  private DatabaseDetails details(AddonId id) {
    return Shop.observe(wire).database(id).flatMap(Database::details).orElseThrow();
  }

  private Optional<Money> price(String addon) {
    wire.on("/apps/shop/addons", list(addon));
    return Shop.observe(wire).database(OLD).flatMap(Database::price);
  }

  private Code code() {
    return catchThrowableOfType(DiagnosticException.class, () -> Shop.observe(wire))
        .diagnostics()
        .get(0)
        .code();
  }

  private List<String> pathsOf(Scope scope) {
    VirtualTiming timing = new VirtualTiming();
    HerokuClient client = Shop.client(wire, timing);
    ObservedState before =
        client.observe(
            Shop.APP,
            Shop.DATABASE,
            database -> List.of(),
            PreImages.NONE,
            timing.in(Duration.ofSeconds(30)));
    wire.requests.clear();
    client.refresh(before, scope, timing.in(Duration.ofSeconds(30)));
    return wire.paths();
  }

  private ObservedState refresh(ObservedState before, Scope scope) {
    VirtualTiming timing = new VirtualTiming();
    return Shop.client(wire, timing).refresh(before, scope, timing.in(Duration.ofSeconds(30)));
  }

  private static String body(String path) {
    return java.util.Objects.requireNonNull(Shop.json().get(path), path);
  }

  private static String shuffle(String body, Random random) {
    JsonMapper mapper = new JsonMapper();
    JsonNode root = mapper.readTree(body);
    if (!root.isArray()) {
      return body;
    }
    List<JsonNode> elements = new ArrayList<>();
    root.forEach(elements::add);
    Collections.shuffle(elements, random);
    ArrayNode shuffled = mapper.createArrayNode();
    elements.forEach(shuffled::add);
    return shuffled.toString();
  }
}
