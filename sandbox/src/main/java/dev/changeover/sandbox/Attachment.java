package dev.changeover.sandbox;

import java.util.Optional;

/** An alias under which an app uses an add-on. */
final class Attachment {
  final String id;
  final String name;
  final Optional<String> namespace;
  final AddOn addOn;
  final App app;
  final long createdAt;

  Attachment(
      String id, String name, Optional<String> namespace, AddOn addOn, App app, long createdAt) {
    this.id = id;
    this.name = name;
    this.namespace = namespace;
    this.addOn = addOn;
    this.app = app;
    this.createdAt = createdAt;
  }

  /** Returns the value of its config var; empty while the add-on is being provisioned. */
  Optional<String> url() {
    boolean early = addOn.varSetAtOnce && addOn.state.equals("provisioning");
    if (!early && !addOn.state.equals("provisioned")) {
      return Optional.empty();
    }
    return addOn.database().map(database -> database.url(namespace));
  }
}
