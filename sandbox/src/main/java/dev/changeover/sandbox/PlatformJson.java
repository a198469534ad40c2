package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Plan;
import dev.changeover.sandbox.scenario.WorldFault;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shapes of the Platform API: every field of the official schema is there, and no other. */
final class PlatformJson {
  private static final String EPOCH = "2012-01-01T12:00:00Z";
  private static final Memo<String, String> FIXED_IDS = new Memo<>(1_000);
  private final World world;

  PlatformJson(World world) {
    this.world = world;
  }

  /** Returns the fixed id of something that has none in the world, such as a plan. */
  static String fixedId(String what) {
    return FIXED_IDS.of(
        what, text -> UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString());
  }

  static ObjectNode ref(App app) {
    return Json.reference(app.id, app.name);
  }

  ObjectNode app(App app, boolean sdk) {
    ObjectNode json = Json.object();
    json.put("acm", false);
    json.putNull("archived_at");
    json.putNull("buildpack_provided_description");
    json.set("build_stack", Json.reference(fixedId("heroku-24"), "heroku-24"));
    json.put("created_at", Json.time(app.createdAt));
    if (sdk) {
      json.put("generation", "cedar");
      json.putNull("base_image_name");
      json.set("buildpacks", Json.array());
      json.putNull("current_build_architecture");
    } else {
      json.set("generation", Json.reference(fixedId("cedar"), "cedar"));
    }
    json.put("git_url", "https://git.heroku.com/" + app.name + ".git");
    json.put("id", app.id);
    json.putNull("internal_routing");
    json.put("maintenance", app.maintenance);
    json.put("name", app.name);
    json.putNull("organization");
    json.set("owner", Json.object().put("email", app.owner).put("id", app.ownerId));
    json.set("region", Json.reference(fixedId("region" + app.region), app.region));
    json.put("released_at", Json.time(app.releasedAt));
    json.put("repo_size", 0);
    json.put("slug_size", 48_234_496);
    json.putNull("space");
    json.set("stack", Json.reference(fixedId("heroku-24"), "heroku-24"));
    json.putNull("team");
    json.put("updated_at", Json.time(app.updatedAt));
    String suffix = app.id.substring(24);
    json.put("web_url", "https://" + app.name + "-" + suffix + ".herokuapp.com/");
    return json;
  }

  ObjectNode addOn(AddOn addOn, Call call) {
    ObjectNode json = Json.object();
    json.set("actions", Json.array());
    ObjectNode service = Json.reference(fixedId(addOn.service), addOn.service);
    if (call.expands("addon_service")) {
      service = service(addOn.service);
    }
    json.set("addon_service", service);
    json.set("app", ref(addOn.app));
    ObjectNode price = price(addOn.plan, call.sdk);
    json.set("billed_price", price);
    json.set("billing_entity", ref(addOn.app).put("type", "app"));
    json.set("config_vars", configVars(addOn));
    json.put("created_at", Json.time(addOn.createdAt));
    json.put("id", addOn.id);
    json.put("name", addOn.name);
    json.set(
        "plan",
        call.expands("plan")
            ? plan(addOn.plan, call.sdk)
            : Json.reference(fixedId(addOn.plan), addOn.plan));
    json.put("provider_id", addOn.providerId);
    boolean suspended = world.faults.isOn(WorldFault.ADDON_SUSPENDED, addOn.name);
    json.put("state", suspended ? "suspended" : addOn.state);
    json.put("updated_at", Json.time(addOn.updatedAt));
    json.putNull("web_url");
    return json;
  }

  private ArrayNode configVars(AddOn addOn) {
    TreeSet<String> names = new TreeSet<>();
    for (Attachment attachment : addOn.app.attachments) {
      if (attachment.addOn == addOn && attachment.url().isPresent()) {
        names.add(attachment.name + "_URL");
      }
    }
    ArrayNode vars = Json.array();
    names.forEach(vars::add);
    return vars;
  }

  ObjectNode price(String fullName, boolean sdk) {
    int cents = 0;
    if (fullName.startsWith(AddOn.POSTGRES + ":")) {
      String slug = fullName.substring(AddOn.POSTGRES.length() + 1);
      cents = world.scenario.plan(slug).map(Plan::cents).orElse(0);
    }
    ObjectNode price = Json.object();
    price.put("cents", cents);
    price.put("contract", false);
    if (sdk) {
      price.put("metered", false);
    }
    return price.put("unit", "month");
  }

  ObjectNode plan(String fullName, boolean sdk) {
    String slug = fullName.substring(fullName.indexOf(':') + 1);
    String service = fullName.substring(0, fullName.indexOf(':'));
    String human = world.scenario.plan(slug).map(Plan::humanName).orElse(slug);
    boolean spaced = slug.startsWith("private") || slug.startsWith("shield");
    ObjectNode json = Json.object();
    json.set("addon_service", Json.reference(fixedId(service), service));
    json.set("compliance", slug.startsWith("shield") ? Json.array().add("HIPAA") : Json.array());
    json.put("created_at", EPOCH);
    json.put("default", slug.equals("essential-0"));
    json.put("description", service + " " + human);
    json.put("human_name", human);
    json.put("id", fixedId(fullName));
    json.put("installable_inside_private_network", !slug.startsWith("essential"));
    json.put("installable_outside_private_network", !spaced);
    json.put("name", fullName);
    json.set("price", price(fullName, sdk));
    json.put("space_default", slug.equals("private-0"));
    json.put("state", "ga");
    json.put("updated_at", EPOCH);
    json.put("visible", true);
    return json;
  }

  ObjectNode service(String name) {
    ObjectNode json = Json.object();
    json.put("cli_plugin_name", name.equals(AddOn.POSTGRES) ? "pg" : name);
    json.put("created_at", EPOCH);
    json.put("human_name", name.equals(AddOn.POSTGRES) ? "Heroku Postgres" : name);
    json.put("id", fixedId(name));
    json.put("name", name);
    json.put("state", "ga");
    json.put("supports_multiple_installations", true);
    json.put("supports_sharing", true);
    json.put("updated_at", EPOCH);
    return json;
  }

  ObjectNode attachment(Attachment attachment, Call call) {
    ObjectNode addOn = Json.reference(attachment.addOn.id, attachment.addOn.name);
    addOn.set("app", ref(attachment.addOn.app));
    if (call.includes("addon:plan")) {
      String plan = attachment.addOn.plan;
      addOn.set("plan", Json.reference(fixedId(plan), plan));
    }
    ObjectNode json = Json.object();
    json.set("addon", addOn);
    json.set("app", ref(attachment.app));
    if (call.includes("config_vars")) {
      ArrayNode vars = Json.array();
      if (attachment.url().isPresent()) {
        vars.add(attachment.name + "_URL");
      }
      json.set("config_vars", vars);
    }
    json.put("created_at", Json.time(attachment.createdAt));
    json.put("id", attachment.id);
    json.putNull("log_input_url");
    json.put("name", attachment.name);
    json.put("namespace", attachment.namespace.orElse(null));
    json.put("updated_at", Json.time(attachment.createdAt));
    json.putNull("web_url");
    return json;
  }

  ObjectNode release(Release release, boolean sdk) {
    App app = release.app;
    ObjectNode json = Json.object();
    json.set("addon_plan_names", Json.array());
    json.set("app", ref(app));
    json.set(
        "artifacts",
        Json.array().add(Json.object().put("id", fixedId(app.id + "slug")).put("type", "slug")));
    json.put("created_at", Json.time(release.createdAt));
    json.put("current", world.processes.current(app) == release);
    json.put("description", description(release));
    json.put("eligible_for_rollback", release.status.equals("succeeded"));
    json.put("id", release.id);
    if (sdk) {
      json.putNull("oci_image");
    }
    json.put(
        "output_stream_url",
        release.phase ? "https://release-output.sandbox.example/streams/" + release.id : null);
    json.set("slug", Json.object().put("id", fixedId(app.id + "slug")));
    json.put("status", release.status);
    json.put("updated_at", Json.time(release.updatedAt));
    json.set("user", user());
    json.put("version", release.version);
    return json;
  }

  ObjectNode user() {
    return Json.object().put("email", world.scenario.email()).put("id", world.accountId);
  }

  ObjectNode formation(App app, App.ProcessType type) {
    ObjectNode json = Json.object();
    json.set("app", ref(app));
    json.put("command", type.command);
    json.put("created_at", Json.time(app.createdAt));
    json.set("dyno_size", Json.reference(fixedId(type.size), type.size));
    json.put("id", type.id);
    json.put("quantity", type.quantity);
    json.put("size", type.size);
    json.put("type", type.type);
    json.put("updated_at", Json.time(app.updatedAt));
    return json;
  }

  /** How a release is described is for people, so another wording must not matter. */
  private String description(Release release) {
    return world.faults.isOn(WorldFault.OTHER_RELEASE_WORDS, "")
        ? release
            .description
            .replaceFirst("^Attach (\\S+) \\(@ref:(.*)\\)$", "Add-on $2 attached as $1")
            .replaceFirst("^Detach (\\S+) \\(@ref:(.*)\\)$", "Add-on $2 detached from $1")
        : release.description;
  }

  ObjectNode dyno(App app, Dyno dyno) {
    ObjectNode json = Json.object();
    json.set("app", ref(app));
    json.putNull("attach_url");
    json.put("command", dyno.command);
    json.put("created_at", Json.time(dyno.createdAt));
    json.set("dyno_size", Json.reference(fixedId(dyno.size), dyno.size));
    json.put("id", dyno.id);
    json.put("name", dyno.name);
    json.set(
        "release", Json.object().put("id", dyno.release.id).put("version", dyno.release.version));
    json.put("size", dyno.size);
    json.put("state", dyno.state);
    json.put("type", dyno.type);
    json.put("updated_at", Json.time(dyno.updatedAt));
    return json;
  }

  ObjectNode account(boolean sdk) {
    ObjectNode json = Json.object();
    json.put("allow_tracking", false);
    json.put("beta", false);
    json.putNull("country_of_residence");
    json.put("created_at", EPOCH);
    json.putNull("default_organization");
    json.putNull("default_team");
    json.putNull("delinquent_at");
    json.put("email", world.scenario.email());
    json.put("federated", false);
    json.put("id", world.accountId);
    json.putNull("identity_provider");
    json.put("last_login", EPOCH);
    json.put("name", "Sandbox");
    json.putNull("sms_number");
    json.putNull("suspended_at");
    json.put("two_factor_authentication", false);
    json.put("updated_at", EPOCH);
    json.put("verified", true);
    if (sdk) {
      json.put("acknowledged_msa", true);
      json.putNull("acknowledged_msa_at");
      json.put("eco_dynos_enabled", false);
      json.put("mfa_enabled", false);
    }
    return json;
  }
}
