package dev.changeover.sandbox;

import dev.changeover.sandbox.Route.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Add-ons, plans, attachments and the finding of them by name. */
final class AddOnRoutes {
  private static final int MOST = 200;
  private static final List<String> BY_NAME = List.of("name", "id", "updated_at");
  private final World world;
  private final PlatformJson json;

  /** Plans never change, so their list is made once for each of the two kinds of clients. */
  private final Map<Boolean, ArrayNode> plans = new HashMap<>();

  AddOnRoutes(World world) {
    this.world = world;
    json = new PlatformJson(world);
  }

  List<Route> routes() {
    return List.of(
        new Route("add-ons", "GET", "/addons", Source.CLIENT_SOURCE, this::all),
        new Route("add-on", "GET", "/addons/{addon}", Source.VERIFIED, this::one),
        new Route("add-ons of app", "GET", "/apps/{app}/addons", Source.VERIFIED, this::ofApp),
        new Route("create add-on", "POST", "/apps/{app}/addons", Source.VERIFIED, this::create),
        new Route(
            "add-on of app", "GET", "/apps/{app}/addons/{addon}", Source.VERIFIED, this::oneOfApp),
        new Route(
            "change add-on", "PATCH", "/apps/{app}/addons/{addon}", Source.VERIFIED, this::change),
        new Route(
            "destroy add-on",
            "DELETE",
            "/apps/{app}/addons/{addon}",
            Source.VERIFIED,
            this::destroy),
        new Route(
            "provisioned by provider",
            "POST",
            "/addons/{addon}/actions/provision",
            Source.SCHEMA,
            call -> provider(call, world.postgres::provisionNow)),
        new Route(
            "deprovisioned by provider",
            "POST",
            "/addons/{addon}/actions/deprovision",
            Source.SCHEMA,
            call -> provider(call, world.postgres::deprovisionNow)),
        new Route("config of add-on", "GET", "/addons/{addon}/config", Source.SCHEMA, this::config),
        new Route(
            "config of credential",
            "GET",
            "/addons/{addon}/config/{namespace}",
            Source.CLIENT_TESTS,
            this::namespaceConfig),
        new Route(
            "attachments of add-on",
            "GET",
            "/addons/{addon}/addon-attachments",
            Source.VERIFIED,
            this::attachmentsOfAddOn),
        new Route(
            "attachments", "GET", "/addon-attachments", Source.VERIFIED, this::allAttachments),
        new Route("attach", "POST", "/addon-attachments", Source.VERIFIED, this::attach),
        new Route(
            "attachment",
            "GET",
            "/addon-attachments/{attachment}",
            Source.VERIFIED,
            this::attachment),
        new Route(
            "detach", "DELETE", "/addon-attachments/{attachment}", Source.VERIFIED, this::detach),
        new Route(
            "attachments of app",
            "GET",
            "/apps/{app}/addon-attachments",
            Source.VERIFIED,
            this::attachmentsOfApp),
        new Route(
            "attachment of app",
            "GET",
            "/apps/{app}/addon-attachments/{attachment}",
            Source.VERIFIED,
            this::attachmentOfApp),
        new Route(
            "resolve add-on", "POST", "/actions/addons/resolve", Source.VERIFIED, this::resolve),
        new Route(
            "resolve attachment",
            "POST",
            "/actions/addon-attachments/resolve",
            Source.VERIFIED,
            this::resolveAttachment),
        new Route("plans", "GET", "/addon-services/{service}/plans", Source.VERIFIED, this::plans),
        new Route("plan", "GET", "/plans/{plan}", Source.SCHEMA, this::plan),
        new Route(
            "add-on service", "GET", "/addon-services/{service}", Source.SCHEMA, this::service));
  }

  private SandboxResponse all(Call call) {
    return Pages.answer(
        call, Json.array(world.addOns(), addOn -> json.addOn(addOn, call)), BY_NAME);
  }

  private SandboxResponse one(Call call) {
    AddOn addOn = call.about(world.addOn(call.variable("addon")));
    return SandboxResponse.json(200, json.addOn(addOn, call));
  }

  private SandboxResponse ofApp(Call call) {
    App app = call.app();
    Set<AddOn> found = new LinkedHashSet<>();
    for (AddOn addOn : world.addOns()) {
      if (addOn.app == app) {
        found.add(addOn);
      }
    }
    app.attachments.forEach(attachment -> found.add(attachment.addOn));
    return Pages.answer(call, Json.array(found, addOn -> json.addOn(addOn, call)), BY_NAME);
  }

  private SandboxResponse oneOfApp(Call call) {
    AddOn addOn = call.about(world.addOn(call.app(), call.variable("addon")));
    return SandboxResponse.json(200, json.addOn(addOn, call));
  }

  private SandboxResponse create(Call call) {
    App app = call.app();
    String plan = call.named("plan").orElseThrow(() -> Refusal.invalid("The key plan is missing."));
    Optional<String> name = call.text("name");
    if (world.addOns().size() >= MOST) {
      throw Refusal.invalid("There are too many add-ons in this sandbox.");
    }
    Postgres.Wish wish =
        new Postgres.Wish(
            plan(plan, app), name, alias(call), call.text("confirm"), call.map("config"));
    AddOn made = call.about(world.postgres.create(app, wish));
    call.changes("create-addon");
    ObjectNode body = json.addOn(made, call);
    body.put(
        "provision_message",
        made.isPostgres()
            ? "The database should be available in a few minutes. Run `heroku pg:wait` to track it."
            : "");
    return SandboxResponse.json(201, body);
  }

  private static Optional<String> alias(Call call) {
    JsonNode attachment = call.body().get("attachment");
    if (attachment == null || !attachment.isObject() || !attachment.path("name").isString()) {
      return Optional.empty();
    }
    return Optional.of(Call.bounded("name", attachment.get("name").asString()));
  }

  /** Returns the full name of a plan given by name or id. */
  private String plan(String asked, App app) {
    if (asked.equals(AddOn.POSTGRES)) {
      return AddOn.POSTGRES + ":essential-0";
    }
    for (dev.changeover.sandbox.scenario.Plan plan : world.scenario.plans()) {
      if (PlatformJson.fixedId(plan.fullName()).equals(asked)) {
        return plan.fullName();
      }
    }
    if (!asked.contains(":")) {
      throw Refusal.invalid(
          "Couldn't find either the add-on service or the add-on plan of \""
              + Redaction.text(asked)
              + "\" for "
              + app.name
              + ".");
    }
    return asked;
  }

  private SandboxResponse change(Call call) {
    AddOn addOn = call.about(world.addOn(call.app(), call.variable("addon")));
    Optional<String> plan = call.named("plan");
    Optional<String> name = call.text("name");
    if (plan.isEmpty() && name.isEmpty()) {
      throw Refusal.invalid("The key plan is missing.");
    }
    name.filter(wanted -> !wanted.equals(addOn.name)).ifPresent(this::checkName);
    if (plan.isPresent() && !plan.get().equals(addOn.plan)) {
      world.postgres.changePlan(addOn, plan(plan.get(), addOn.app));
      call.changes("plan-change");
    }
    if (name.isPresent() && !name.get().equals(addOn.name)) {
      rename(addOn, name.get());
      call.changes("rename-addon");
    }
    ObjectNode body = json.addOn(addOn, call);
    body.put("provision_message", "");
    return SandboxResponse.json(200, body);
  }

  private void checkName(String name) {
    if (!name.matches("[a-zA-Z][A-Za-z0-9_-]{0,254}") || world.addOnsByName.containsKey(name)) {
      throw Refusal.invalid("Name is already taken");
    }
  }

  private void rename(AddOn addOn, String name) {
    world.happened(Happening.Kind.RENAMED, addOn, name, 0);
    world.addOnsByName.remove(addOn.name);
    addOn.name = name;
    world.addOnsByName.put(name, addOn);
  }

  private SandboxResponse destroy(Call call) {
    App app = call.app();
    AddOn addOn = call.about(world.addOn(app, call.variable("addon")));
    if (addOn.app != app) {
      throw Refusal.invalid(addOn.name + " is billed to another app.");
    }
    boolean slow = world.postgres.destroy(addOn, call.flag("force"));
    call.changes("destroy-addon");
    return SandboxResponse.json(slow ? 202 : 200, json.addOn(addOn, call));
  }

  /** What only the provider of an add-on does: it ends the states that take a while. */
  private SandboxResponse provider(Call call, Consumer<AddOn> action) {
    AddOn addOn = call.about(world.addOn(call.variable("addon")));
    action.accept(addOn);
    call.changes("provider-action");
    return SandboxResponse.json(200, json.addOn(addOn, call));
  }

  private SandboxResponse config(Call call) {
    AddOn addOn = call.about(world.addOn(call.variable("addon")));
    return SandboxResponse.json(200, entries(addOn, Optional.empty()));
  }

  private SandboxResponse namespaceConfig(Call call) {
    AddOn addOn = call.about(world.addOn(call.variable("addon")));
    return SandboxResponse.json(200, entries(addOn, Optional.of(call.variable("namespace"))));
  }

  private static ArrayNode entries(AddOn addOn, Optional<String> namespace) {
    ArrayNode entries = Json.array();
    if (addOn.database().isEmpty() || !addOn.state.equals("provisioned")) {
      return entries;
    }
    Database database = addOn.database().get();
    String kind = namespace.orElse("");
    boolean known =
        kind.isEmpty()
            || kind.equals("connection-pooling:default")
            || (kind.startsWith("credential:")
                && database.credentials.containsKey(kind.substring("credential:".length())));
    if (known) {
      entries.add(Json.object().put("name", "url").put("value", database.url(namespace)));
    }
    return entries;
  }

  private SandboxResponse list(Call call, List<Attachment> attachments, List<String> order) {
    return Pages.answer(call, Json.array(attachments, one -> json.attachment(one, call)), order);
  }

  private SandboxResponse attachmentsOfAddOn(Call call) {
    AddOn addOn = call.about(world.addOn(call.variable("addon")));
    return list(call, world.attachmentsOf(addOn), List.of("id"));
  }

  private SandboxResponse allAttachments(Call call) {
    List<Attachment> all = new ArrayList<>();
    world.apps().forEach(app -> all.addAll(app.attachments));
    return list(call, all, List.of("id"));
  }

  private SandboxResponse attachmentsOfApp(Call call) {
    return list(call, call.app().attachments, List.of("name", "id"));
  }

  private Attachment find(String id) {
    Attachment found = world.attachmentsById.get(id);
    if (found == null) {
      throw Refusal.notFound("add_on attachment");
    }
    return found;
  }

  private SandboxResponse attachment(Call call) {
    return SandboxResponse.json(200, json.attachment(find(call.variable("attachment")), call));
  }

  private SandboxResponse attachmentOfApp(Call call) {
    App app = call.app();
    String asked = call.variable("attachment");
    for (Attachment attachment : app.attachments) {
      if (attachment.name.equals(asked) || attachment.id.equals(asked)) {
        return SandboxResponse.json(200, json.attachment(attachment, call));
      }
    }
    throw Refusal.notFound("add_on attachment");
  }

  private SandboxResponse attach(Call call) {
    App app =
        call.about(
            world.app(
                call.named("app").orElseThrow(() -> Refusal.invalid("The key app is missing."))));
    AddOn addOn =
        call.about(
            world.addOn(
                call.named("addon")
                    .orElseThrow(() -> Refusal.invalid("The key addon is missing."))));
    Attachment made =
        world.attachments.attach(
            app, addOn, call.text("name"), call.text("namespace"), call.text("confirm"));
    call.changes("attach");
    return SandboxResponse.json(201, json.attachment(made, call));
  }

  private SandboxResponse detach(Call call) {
    Attachment attachment = find(call.variable("attachment"));
    call.about(attachment.app);
    call.about(attachment.addOn);
    world.attachments.detach(attachment);
    call.changes("detach");
    return SandboxResponse.json(200, json.attachment(attachment, call));
  }

  private Optional<App> context(Call call) {
    return call.text("app").map(world::app).map(call::about);
  }

  private SandboxResponse resolve(Call call) {
    Optional<App> app = context(call);
    Optional<String> service = call.text("addon_service");
    List<AddOn> found = new ArrayList<>(new Resolver(world).addOns(call.need("addon"), app));
    found.removeIf(addOn -> service.isPresent() && !addOn.service.equals(service.get()));
    if (found.isEmpty()) {
      throw Refusal.notFound("add_on");
    }
    return SandboxResponse.json(200, Json.array(found, addOn -> json.addOn(addOn, call)));
  }

  private SandboxResponse resolveAttachment(Call call) {
    Optional<App> app = context(call);
    Optional<String> service = call.text("addon_service");
    List<Attachment> found =
        new ArrayList<>(new Resolver(world).attachments(call.need("addon_attachment"), app));
    found.removeIf(one -> service.isPresent() && !one.addOn.service.equals(service.get()));
    if (found.isEmpty()) {
      throw Refusal.notFound("add_on attachment");
    }
    return SandboxResponse.json(200, Json.array(found, one -> json.attachment(one, call)));
  }

  private SandboxResponse plans(Call call) {
    if (!call.variable("service").equals(AddOn.POSTGRES)) {
      throw Refusal.notFound("add_on service");
    }
    ArrayNode list =
        plans.computeIfAbsent(
            call.sdk,
            sdk -> Json.array(world.scenario.plans(), plan -> json.plan(plan.fullName(), sdk)));
    return Pages.answer(call, list, List.of("name", "id"));
  }

  private SandboxResponse plan(Call call) {
    String name = call.variable("plan");
    boolean known = world.scenario.plans().stream().anyMatch(plan -> plan.fullName().equals(name));
    if (!known) {
      throw Refusal.notFound("plan");
    }
    return SandboxResponse.json(200, json.plan(name, call.sdk));
  }

  private SandboxResponse service(Call call) {
    Map<String, String> variables = call.variables;
    return SandboxResponse.json(200, json.service(String.valueOf(variables.get("service"))));
  }
}
