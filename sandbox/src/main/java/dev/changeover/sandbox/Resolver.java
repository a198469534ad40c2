package dev.changeover.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds add-ons and attachments by what people type. */
final class Resolver {
  private final World world;

  Resolver(World world) {
    this.world = world;
  }

  /** Returns the attachments meant by a name, id, config var, or the name of an add-on. */
  List<Attachment> attachments(String asked, Optional<App> app) {
    Attachment byId = world.attachmentsById.get(asked);
    if (byId != null) {
      return List.of(byId);
    }
    List<Attachment> exact = new ArrayList<>();
    List<Attachment> partial = new ArrayList<>();
    String upper = asked.toUpperCase(Locale.ROOT);
    String alias = upper.endsWith("_URL") ? upper.substring(0, upper.length() - 4) : upper;
    for (Attachment attachment : visible(app)) {
      AddOn addOn = attachment.addOn;
      boolean byAlias = app.isPresent() && attachment.name.equals(alias);
      if (byAlias || addOn.name.equals(asked) || addOn.id.equals(asked)) {
        exact.add(attachment);
      } else if (app.isPresent()
          && asked.length() > 2
          && (attachment.name.contains(alias) || addOn.name.contains(asked))) {
        partial.add(attachment);
      }
    }
    return exact.isEmpty() ? partial : exact;
  }

  private List<Attachment> visible(Optional<App> app) {
    if (app.isPresent()) {
      return List.copyOf(app.get().attachments);
    }
    return List.copyOf(world.attachmentsById.values());
  }

  /** Returns the add-ons meant by a name, id, alias, config var, or the name of a service. */
  List<AddOn> addOns(String asked, Optional<App> app) {
    Optional<AddOn> named = world.findAddOn(asked);
    if (named.isPresent()) {
      return List.of(named.get());
    }
    Set<AddOn> found = new LinkedHashSet<>();
    if (app.isPresent()) {
      for (Attachment attachment : app.get().attachments) {
        if (attachment.addOn.service.equals(asked)) {
          found.add(attachment.addOn);
        }
      }
    }
    if (found.isEmpty()) {
      attachments(asked, app).forEach(attachment -> found.add(attachment.addOn));
    }
    return List.copyOf(found);
  }

  /** Returns the database meant by a name, alias, config var, URL, or {@code app::NAME}. */
  Optional<Database> database(App app, String asked) {
    if (asked.startsWith("postgres://") || asked.startsWith("postgresql://")) {
      return byUrl(asked);
    }
    App context = app;
    String name = asked;
    int colons = asked.indexOf("::");
    if (colons > 0) {
      context = world.app(asked.substring(0, colons));
      name = asked.substring(colons + 2);
    }
    List<AddOn> found = addOns(name, Optional.of(context));
    return found.size() == 1 ? found.get(0).database() : Optional.empty();
  }

  private Optional<Database> byUrl(String url) {
    int at = url.indexOf('@');
    String location = url.substring(at < 0 ? url.indexOf("//") + 2 : at + 1);
    for (Database database : world.databases()) {
      if (location.startsWith(database.host + ":")
          && location.endsWith("/" + database.databaseName)) {
        return Optional.of(database);
      }
    }
    return Optional.empty();
  }
}
