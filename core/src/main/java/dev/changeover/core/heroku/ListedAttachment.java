package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attachment as the Platform API lists it. What only matters for Postgres is read on demand,
 * once.
 */
final class ListedAttachment {
  private final Json json;
  private @Nullable AddonId addon;
  private @Nullable Attachment attachment;

  ListedAttachment(Json json) {
    this.json = json;
  }

  AddonId addon() {
    if (addon == null) {
      addon = json.get("addon").get("id").as(AddonId::new);
    }
    return addon;
  }

  /** Returns the name of the plan with its service, if the answer has it. */
  Optional<String> plan() {
    return json.get("addon").find("plan").map(Plans::name);
  }

  Attachment attachment() {
    if (attachment == null) {
      attachment =
          new Attachment(
              json.get("app").get("name").as(AppName::new),
              json.get("name").as(Alias::new),
              addon(),
              json.find("namespace").map(Json::words));
    }
    return attachment;
  }

  /** Returns what this tells of its database, for the case that it may not be read itself. */
  Database hiddenDatabase() {
    Json addon = json.get("addon");
    return new Database(
        addon(),
        addon.get("name").as(AddonName::new),
        addon.get("app").get("name").as(AppName::new),
        Plans.slug(addon.get("plan")),
        Optional.empty(),
        Database.State.UNKNOWN,
        Optional.empty());
  }
}
