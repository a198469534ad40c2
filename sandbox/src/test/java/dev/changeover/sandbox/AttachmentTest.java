package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.WorldFault;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Goal: attachments decide what an app uses, as they do on Heroku. */
final class AttachmentTest {
  private static final String APP = "projectify-backend";
  private static final String OLD = "postgresql-curved-12345";
  private static final String NEW = "pg15";

  private static SandboxResponse attach(Caller heroku, String confirm) {
    return heroku.call(
        "POST",
        "/addon-attachments",
        "{'addon':'pg15','app':'projectify-backend','name':'DATABASE'" + confirm + "}");
  }

  @Test
  void takingOverAnAliasNeedsConfirmation() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    heroku.attach(APP, OLD, "OLD_DATABASE");
    for (String confirm : List.of("", ",'confirm':'another-app'")) {
      SandboxResponse response = attach(heroku, confirm);
      Caller.refused(response, 423, "confirmation_required");
      assertThat(response.header("X-Confirmation-Required")).contains(APP);
    }
    assertThat(heroku.attached(APP, "DATABASE")).isEqualTo(OLD);
    assertThat(attach(heroku, ",'confirm':'projectify-backend'").status()).isEqualTo(201);
    assertThat(heroku.attached(APP, "DATABASE")).isEqualTo(NEW);
  }

  @Test
  void theLastAttachmentOnTheBillingAppStays() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    Caller.refused(attach(heroku, ",'confirm':'projectify-backend'"), 422, "invalid_params");
    String id = heroku.get("/apps/" + APP + "/addon-attachments/DATABASE").get("id").asString();
    Caller.refused(heroku.call("DELETE", "/addon-attachments/" + id), 422, "invalid_params");
    assertThat(heroku.attached(APP, "DATABASE")).isEqualTo(OLD);
  }

  @Test
  void replacingMakesADetachAndAnAttachReleaseAndTheFirstFailsHarmlessly() {
    Caller heroku = Caller.projectify();
    heroku.followed(APP, NEW);
    heroku.attach(APP, OLD, "OLD_DATABASE");
    heroku.attach(APP, NEW, "DATABASE");
    heroku.passSeconds(5);
    assertThat(heroku.releases(APP))
        .endsWith(
            "pending Detach DATABASE (@ref:" + OLD + ")", "pending Attach DATABASE (@ref:pg15)");
    heroku.passSeconds(90);
    assertThat(heroku.releases(APP))
        .endsWith(
            "failed Detach DATABASE (@ref:" + OLD + ")", "succeeded Attach DATABASE (@ref:pg15)");
  }

  @Test
  void afterAFailedAttachReleaseTheFormerAttachmentIsBack() {
    Caller heroku = Caller.projectify(Fault.inWorld(WorldFault.ATTACH_RELEASE_FAILS, "DATABASE"));
    heroku.followed(APP, NEW);
    heroku.attach(APP, OLD, "OLD_DATABASE");
    heroku.attach(APP, NEW, "DATABASE");
    heroku.passSeconds(90);
    assertThat(heroku.attached(APP, "DATABASE")).isEqualTo(OLD);
  }

  @Test
  void whenOnlyTheDetachReleaseSucceedsTheAppHasNoDatabase() {
    Caller heroku =
        Caller.projectify(
            Fault.inWorld(WorldFault.ATTACH_RELEASE_FAILS, "DATABASE"),
            Fault.inWorld(WorldFault.DETACH_RELEASE_SUCCEEDS));
    heroku.followed(APP, NEW);
    heroku.attach(APP, OLD, "OLD_DATABASE");
    heroku.attach(APP, NEW, "DATABASE");
    heroku.passSeconds(90);
    assertThat(heroku.attached(APP, "DATABASE")).isEmpty();
    assertThat(heroku.get("/apps/" + APP + "/config-vars").has("DATABASE_URL")).isFalse();
  }

  @Test
  void anotherAttachmentGetsAColourAndTheFirstIsCalledDatabase() {
    Caller heroku = Caller.bookshop();
    JsonNode second =
        heroku.post(
            "/addon-attachments",
            "{'addon':{'name':'postgresql-rigid-11111'},'app':{'name':'bookshop'}}");
    assertThat(second.get("name").asString()).matches("HEROKU_POSTGRESQL_[A-Z]+");
    heroku.delete("/apps/reports/addons/reports-small-33333");
    String bookshop = heroku.get("/apps/reports/addon-attachments/BOOKSHOP").get("id").asString();
    heroku.delete("/addon-attachments/" + bookshop);
    heroku.post("/apps/reports/addons", "{'plan':'heroku-postgresql:essential-0'}");
    assertThat(heroku.attached("reports", "DATABASE")).startsWith("postgresql-");
  }

  @Test
  void namespacesHaveTheirOwnUrls() {
    Caller heroku = Caller.bookshop();
    heroku.post(
        "/client/v11/databases/postgresql-rigid-11111/connection-pooling",
        "{'app':'bookshop','credential':'default'}");
    JsonNode vars = heroku.get("/apps/bookshop/config-vars");
    String plain = vars.get("DATABASE_URL").asString();
    assertThat(vars.get("HEROKU_POSTGRESQL_NAVY_URL").asString()).isEqualTo(plain);
    assertThat(vars.get("READONLY_URL").asString()).isNotEqualTo(plain);
    assertThat(vars.get("DATABASE_CONNECTION_POOL_URL").asString()).isNotEqualTo(plain);
    Caller.refused(
        heroku.call(
            "POST",
            "/addon-attachments",
            "{'addon':'postgresql-rigid-11111','app':'bookshop','namespace':'credential:nobody'}"),
        422,
        "invalid_params");
  }

  @Test
  void anAddOnThatOtherAppsUseIsDestroyedOnlyByForce() {
    Caller heroku = Caller.bookshop();
    String path = "/apps/bookshop/addons/postgresql-rigid-11111";
    Caller.refused(heroku.call("DELETE", path, "{'force':false}"), 422, "invalid_params");
    assertThat(heroku.call("DELETE", path, "{'force':true}").status()).isEqualTo(200);
    assertThat(heroku.attached("reports", "BOOKSHOP")).isEmpty();
    assertThat(heroku.releases("reports")).last().asString().contains("Detach BOOKSHOP");
  }

  @Test
  void everythingPeopleTypeIsResolved() {
    Caller heroku = Caller.bookshop();
    String id = heroku.get("/addons/postgresql-rigid-11111").get("id").asString();
    for (String typed :
        List.of("DATABASE", "DATABASE_URL", "postgresql-rigid-11111", id, "rigid", "READONLY")) {
      JsonNode found =
          heroku.post(
              "/actions/addon-attachments/resolve",
              "{'addon_attachment':'" + typed + "','app':'bookshop'}");
      assertThat(found.get(0).get("addon").get("id").asString()).as(typed).isEqualTo(id);
      JsonNode addOns =
          heroku.post("/actions/addons/resolve", "{'addon':'" + typed + "','app':'bookshop'}");
      assertThat(addOns.get(0).get("id").asString()).as(typed).isEqualTo(id);
    }
    assertThat(
            heroku.post(
                "/actions/addons/resolve", "{'addon':'heroku-postgresql','app':'bookshop'}"))
        .hasSize(2);
    assertThat(
            heroku.post(
                "/actions/addon-attachments/resolve",
                "{'addon_attachment':'postgresql-rigid-11111','app':'bookshop'}"))
        .hasSize(3);
    SandboxResponse unknown =
        heroku.call(
            "POST",
            "/actions/addon-attachments/resolve",
            "{'addon_attachment':'NOTHING','app':'bookshop'}");
    Caller.refused(unknown, 404, "not_found");
    assertThat(Caller.parse(unknown.body()).get("resource").asString())
        .isEqualTo("add_on attachment");
  }
}
