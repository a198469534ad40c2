package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.WorldFault;
import java.util.Optional;

/** Attaching and detaching add-ons. */
final class Attachments {
  private static final int MOST = 200;
  private final World world;

  Attachments(World world) {
    this.world = world;
  }

  /**
   * Attaches an add-on to an app. A taken alias is taken over when {@code confirm} names the app.
   *
   * @throws Refusal when the alias, the namespace or the confirmation is not acceptable
   */
  Attachment attach(
      App app,
      AddOn addOn,
      Optional<String> wanted,
      Optional<String> namespace,
      Optional<String> confirm) {
    namespace.ifPresent(chosen -> checkNamespace(addOn, chosen));
    String name = wanted.orElseGet(() -> freeName(app, addOn));
    checkName(app, name);
    Optional<Attachment> taken = app.attachment(name);
    if (taken.isEmpty()) {
      if (app.attachments.size() >= MOST) {
        throw Refusal.invalid("There are too many attachments on " + app.name + ".");
      }
      Attachment made = add(app, addOn, name, namespace);
      world.processes.release(app, "Attach " + name + " (@ref:" + addOn.name + ")");
      return made;
    }
    Attachment before = taken.get();
    if (before.addOn == addOn && before.namespace.equals(namespace)) {
      throw Refusal.invalid("Name is already used by an attachment of this add-on.");
    }
    if (!confirm.equals(Optional.of(app.name))) {
      throw unconfirmed(
          app, confirm, name + " is already in use on " + app.name + " and will be replaced.");
    }
    refuseLastBilling(before);
    return replace(app, addOn, before, namespace);
  }

  /** Returns the refusal of a takeover that is not, or not rightly, confirmed. */
  Refusal unconfirmed(App app, Optional<String> confirm, String message) {
    if (confirm.isPresent() && world.faults.isOn(WorldFault.WRONG_CONFIRM_IS_INVALID, "")) {
      return Refusal.invalid("The confirmation does not match the name of the app.");
    }
    int status = world.faults.isOn(WorldFault.CONFIRMATION_AS_BAD_REQUEST, "") ? 400 : 423;
    return Refusal.confirm(status, app.name, message);
  }

  private Attachment replace(App app, AddOn addOn, Attachment before, Optional<String> namespace) {
    drop(before);
    Release detach =
        world.processes.release(app, "Detach " + before.name + " (@ref:" + before.addOn.name + ")");
    Attachment now = add(app, addOn, before.name, namespace);
    Release attach =
        world.processes.release(app, "Attach " + now.name + " (@ref:" + addOn.name + ")");
    if (attach.status.equals(Release.PENDING)) {
      attach.replacement = Optional.of(new Release.Replacement(now, before, detach));
    }
    return now;
  }

  /**
   * Undoes a replacement whose attach release failed: the former attachment is back, unless its
   * detach release had succeeded; then the app has neither.
   */
  void undo(Release.Replacement replacement) {
    App app = replacement.now().app;
    if (!app.attachments.contains(replacement.now())) {
      return;
    }
    drop(replacement.now());
    Attachment before = replacement.before();
    boolean back =
        !replacement.detach().status.equals("succeeded")
            && world.findAddOn(before.addOn.id).isPresent();
    if (back) {
      app.attachments.add(before);
      world.attachmentsById.put(before.id, before);
      world.happened(Happening.Kind.ATTACHED, app.name, before.addOn.name, before.name, 0);
    }
  }

  void detach(Attachment attachment) {
    refuseLastBilling(attachment);
    drop(attachment);
    world.processes.release(
        attachment.app, "Detach " + attachment.name + " (@ref:" + attachment.addOn.name + ")");
  }

  Attachment add(App app, AddOn addOn, String name, Optional<String> namespace) {
    Attachment made =
        new Attachment(world.minter.uuid(), name, namespace, addOn, app, world.time());
    app.attachments.add(made);
    world.attachmentsById.put(made.id, made);
    world.happened(Happening.Kind.ATTACHED, app.name, addOn.name, name, 0);
    return made;
  }

  void drop(Attachment attachment) {
    attachment.app.attachments.remove(attachment);
    world.attachmentsById.remove(attachment.id);
    world.happened(
        Happening.Kind.DETACHED, attachment.app.name, attachment.addOn.name, attachment.name, 0);
  }

  /** Refuses to remove the last attachment of an add-on on its billing app. */
  void refuseLastBilling(Attachment attachment) {
    AddOn addOn = attachment.addOn;
    if (attachment.app != addOn.app) {
      return;
    }
    long onBillingApp =
        world.attachmentsOf(addOn).stream().filter(other -> other.app == addOn.app).count();
    if (onBillingApp <= 1) {
      throw Refusal.invalid(
          "Cannot remove the last billing attachment of "
              + addOn.name
              + " on "
              + addOn.app.name
              + ". Attach it under another name first, or destroy the add-on.");
    }
  }

  void checkName(App app, String name) {
    if (!name.matches("[A-Z][A-Z0-9_]{0,62}")) {
      throw Refusal.invalid("Name must be capitals, digits and underscores.");
    }
    if (app.config.containsKey(name + "_URL")) {
      throw Refusal.invalid("Config var " + name + "_URL is set by hand on " + app.name + ".");
    }
  }

  private static void checkNamespace(AddOn addOn, String namespace) {
    Optional<Database> database = addOn.database();
    boolean known =
        database.isPresent()
            && (namespace.equals("connection-pooling:default")
                || (namespace.startsWith("credential:")
                    && database
                        .get()
                        .credentials
                        .containsKey(namespace.substring("credential:".length()))));
    if (!known) {
      throw Refusal.invalid("Couldn't find that namespace on " + addOn.name + ".");
    }
  }

  /** Returns the alias Heroku would choose: DATABASE for the first, then a colour. */
  String freeName(App app, AddOn addOn) {
    if (!addOn.isPostgres()) {
      String plain = addOn.service.toUpperCase(java.util.Locale.ROOT).replace('-', '_');
      return app.attachment(plain).isEmpty()
          ? plain
          : plain + "_" + Minter.colour(world.minter.firstColour());
    }
    boolean first = app.attachments.stream().noneMatch(other -> other.addOn.isPostgres());
    if (first && app.attachment("DATABASE").isEmpty()) {
      return "DATABASE";
    }
    int start = world.minter.firstColour();
    for (int i = 0; i < Minter.colours(); i++) {
      String name = "HEROKU_POSTGRESQL_" + Minter.colour(start + i);
      if (app.attachment(name).isEmpty()) {
        return name;
      }
    }
    throw Refusal.invalid("No name is left for another attachment.");
  }
}
