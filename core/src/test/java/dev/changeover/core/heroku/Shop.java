package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** An app with a leader, its follower, a scheduler, and a second app that reads the leader. */
final class Shop {
  static final String TOKEN = "HRKU-canary-token-1f2e3d";
  static final String PASSWORD = "canaryPassw0rd";
  static final AppName APP = new AppName("shop");
  static final Alias DATABASE = new Alias("DATABASE");
  static final AddonId OLD = new AddonId("0de2b6f4-0000-4000-8000-000000000001");
  static final AddonId NEW = new AddonId("b1a7c2de-0000-4000-8000-000000000002");
  static final AddonName OLD_NAME = new AddonName("postgresql-curved-12345");
  static final AddonName NEW_NAME = new AddonName("pg15-3f9a1c77b2");
  static final String SCHEDULER = "cccccccc-0000-4000-8000-000000000003";
  static final String OLD_INFO = "/client/v11/databases/" + OLD;
  static final String NEW_INFO = "/client/v11/databases/" + NEW;
  static final String OLD_URL = "postgres://u1:" + PASSWORD + "@db-old.example.net:5432/d1";
  static final String NEW_URL = "postgres://u2:" + PASSWORD + "@db-new.example.net:5432/d2";
  static final Map<String, String> SANDBOX =
      Map.of("HEROKU_HOST", "http://127.0.0.1:5999", "HEROKU_DATA_HOST", "127.0.0.1");

  private Shop() {}

  static WireScript wire() {
    WireScript wire = new WireScript();
    json().forEach(wire::on);
    return wire;
  }

  /** Returns what is answered by path. */
  static Map<String, String> json() {
    return Map.ofEntries(
        Map.entry(
            "/apps/shop",
            "{\"id\":\"3f9f2b1e-6f0c-4f5e-8a9e-0d4f7a1b2c3d\",\"name\":\"shop\",\"maintenance\":false,"
                + "\"generation\":{\"name\":\"cedar\"},\"space\":null}"),
        Map.entry(
            "/apps/shop/addons",
            list(
                addon(OLD.value(), OLD_NAME.value(), "heroku-postgresql:standard-0", 5000),
                addon(NEW.value(), NEW_NAME.value(), "heroku-postgresql:standard-0", 5000),
                addon(SCHEDULER, "scheduler-round-1", "scheduler:standard", 0))),
        Map.entry(
            "/apps/shop/addon-attachments",
            list(
                attachment("DATABASE", OLD.value(), OLD_NAME.value(), "shop", "null"),
                attachment(
                    "HEROKU_POSTGRESQL_AMBER", OLD.value(), OLD_NAME.value(), "shop", "null"),
                attachment(
                    "DATABASE_READONLY",
                    OLD.value(),
                    OLD_NAME.value(),
                    "shop",
                    "\"credential:readonly\""),
                attachment("DATABASE_PG15", NEW.value(), NEW_NAME.value(), "shop", "null"))),
        Map.entry(
            "/addons/" + OLD + "/addon-attachments",
            list(
                attachment("DATABASE", OLD.value(), OLD_NAME.value(), "shop", "null"),
                attachment("SHOP_DB", OLD.value(), OLD_NAME.value(), "reports", "null"))),
        Map.entry(
            "/addons/" + NEW + "/addon-attachments",
            list(attachment("DATABASE_PG15", NEW.value(), NEW_NAME.value(), "shop", "null"))),
        Map.entry(
            "/addons/" + OLD,
            addon(OLD.value(), OLD_NAME.value(), "heroku-postgresql:standard-0", 5000)),
        Map.entry(
            "/addons/" + NEW,
            addon(NEW.value(), NEW_NAME.value(), "heroku-postgresql:standard-0", 5000)),
        Map.entry(
            "/apps/shop/formation",
            "[{\"type\":\"web\",\"quantity\":2,\"size\":\"Standard-1X\"},"
                + "{\"type\":\"worker\",\"quantity\":1}]"),
        Map.entry(
            "/apps/shop/dynos",
            "[{\"name\":\"web.1\",\"type\":\"web\",\"state\":\"up\"},"
                + "{\"name\":\"web.2\",\"type\":\"web\",\"state\":\"starting\"},"
                + "{\"name\":\"run.1234\",\"type\":\"run\",\"state\":\"up\"}]"),
        Map.entry(
            "/apps/shop/releases",
            "[{\"version\":42,\"status\":\"succeeded\",\"current\":true,"
                + "\"description\":\"Attach DATABASE_PG15 (@ref:pg15-3f9a1c77b2)\"},"
                + "{\"version\":41,\"status\":\"failed\",\"description\":\"Deploy 1234abcd\"}]"),
        Map.entry(
            "/apps/shop/config-vars",
            "{\"DATABASE_URL\":\"%s\",\"DATABASE_PG15_URL\":\"%s\",\"LEGACY\":\"%s\",\"OTHER\":\"%s\",\"N\":null}"
                .formatted(
                    OLD_URL,
                    NEW_URL,
                    "postgresql://someone:" + PASSWORD + "@DB-OLD.example.net/d1?sslmode=require",
                    "postgres://u:" + PASSWORD + "@elsewhere.example.net:5432/d1")),
        Map.entry(
            "/addon-services/heroku-postgresql/plans",
            "[{\"name\":\"heroku-postgresql:standard-0\",\"price\":{\"cents\":5000,\"contract\":false,\"unit\":\"month\"}},"
                + "{\"name\":\"heroku-postgresql:premium-0\",\"price\":{\"cents\":20000,\"unit\":\"month\",\"metered\":true}}]"),
        Map.entry(OLD_INFO, leader()),
        Map.entry(NEW_INFO, follower()),
        Map.entry(OLD_INFO + "/wait_status", "{\"waiting?\":false,\"message\":\"available\"}"),
        Map.entry(NEW_INFO + "/wait_status", "{\"waiting?\":false,\"message\":\"available\"}"),
        Map.entry(OLD_INFO + "/upgrade/wait_status", "{\"waiting?\":false,\"message\":\"none\"}"),
        Map.entry(
            NEW_INFO + "/upgrade/wait_status",
            "{\"waiting?\":true,\"message\":\"upgrading\",\"step\":\"2/3\"}"),
        Map.entry(
            "/data/maintenances/v1/" + OLD,
            "{\"status\":\"pending\",\"method\":\"changeover\",\"completed_at\":null,\"window\":null}"),
        Map.entry(OLD_INFO + "/followers", "[" + follower() + "]"));
  }

  static String leader() {
    return """
        {"addon_id":"%s","name":"%s","plan":"standard-0","following":null,"leader":null,
         "forked_from":null,"hot_standby?":true,"waiting?":false,"postgres_version":"13.13",
         "num_bytes":6139601775,"credentials":1,"port":5432,"database_name":"d1",
         "database_user":"u1","database_password":"%s","resource_url":"%s",
         "info":[{"name":"Plan","values":["Standard 0"]},{"name":"Status","values":["Available"]},
                 {"name":"Tables","values":[48]},{"name":"PG Version","values":["13.13"]},
                 {"name":"HA Status","values":["Available"]},
                 {"name":"Fork/Follow","values":["Temporarily Unavailable"]},
                 {"name":"Followers","values":["postgres://db-new.example.net:5432/d2"],"resolve_db_name":true}]}
        """
        .formatted(OLD, OLD_NAME, PASSWORD, OLD_URL);
  }

  static String follower() {
    return """
        {"addon_id":"%s","name":"%s","plan":"standard-0","following":"%s",
         "leader":{"addon_id":"%s","name":"%s"},"forked_from":null,"postgres_version":"13.13",
         "num_bytes":6139601775,"database_password":"%s","resource_url":"%s",
         "info":[{"name":"Status","values":["Available"]},
                 {"name":"Fork/Follow","values":["Unavailable on followers"]},
                 {"name":"Following","values":["%s"],"resolve_db_name":true},
                 {"name":"Behind By","values":["1,204 commits"]}]}
        """
        .formatted(NEW, NEW_NAME, OLD_URL, OLD, OLD_NAME, PASSWORD, NEW_URL, OLD_URL);
  }

  static String addon(String id, String name, String plan, int cents) {
    return addon(id, name, plan, cents, "shop");
  }

  static String addon(String id, String name, String plan, int cents, String app) {
    return """
        {"id":"%s","name":"%s","app":{"id":"x","name":"%s"},"state":"provisioned","config_vars":[],
         "addon_service":{"id":"y","name":"%s"},"plan":{"id":"z","name":"%s"},
         "billed_price":{"cents":%d,"contract":false,"unit":"month"}}
        """
        .formatted(id, name, app, plan.substring(0, plan.indexOf(':')), plan, cents);
  }

  static String attachment(String alias, String id, String name, String app, String namespace) {
    return attachment(alias, id, name, app, namespace, "shop", "heroku-postgresql:standard-0");
  }

  static String attachment(
      String alias,
      String id,
      String name,
      String app,
      String namespace,
      String owner,
      String plan) {
    return """
        {"id":"a","name":"%s","namespace":%s,"app":{"id":"x","name":"%s"},"config_vars":["%s_URL"],
         "addon":{"id":"%s","name":"%s","app":{"id":"x","name":"%s"},"plan":{"id":"z","name":"%s"}}}
        """
        .formatted(alias, namespace, app, alias, id, name, owner, plan);
  }

  static String list(String... elements) {
    return "[" + String.join(",", elements) + "]";
  }

  static HerokuClient client(Transport wire, VirtualTiming timing) {
    return new HerokuClient(
        wire,
        Hosts.fromEnvironment(SANDBOX),
        new Credentials.Token(TOKEN),
        timing,
        new SplittableRandom(7),
        "changeover/test");
  }

  static ObservedState observe(WireScript wire) {
    return observe(wire, database -> List.of());
  }

  static ObservedState observe(WireScript wire, Function<Database, List<AddonName>> names) {
    VirtualTiming timing = new VirtualTiming();
    return client(wire, timing)
        .observe(APP, DATABASE, names, PreImages.NONE, timing.in(Duration.ofSeconds(30)));
  }
}
