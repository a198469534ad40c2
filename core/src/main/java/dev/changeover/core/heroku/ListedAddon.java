package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.observed.Database;
import java.util.Optional;

/**
 * One add-on as the Platform API lists it.
 *
 * @param service for example {@code heroku-postgresql}
 * @param database the database, without details; absent for other services
 */
record ListedAddon(String service, Optional<Database> database) {

  static ListedAddon of(Json addon) {
    String service = service(addon);
    return new ListedAddon(
        service,
        service.equals(PlanSlug.SERVICE) ? Optional.of(database(addon)) : Optional.empty());
  }

  private static String service(Json addon) {
    return addon
        .find("addon_service")
        .map(service -> service.isText() ? service.words() : service.get("name").words())
        .orElseGet(() -> Plans.service(Plans.name(addon.get("plan"))));
  }

  private static Database database(Json addon) {
    return new Database(
        addon.get("id").as(AddonId::new),
        addon.get("name").as(AddonName::new),
        addon.get("app").get("name").as(AppName::new),
        Plans.slug(addon.get("plan")),
        price(addon),
        state(addon.get("state").text()),
        Optional.empty());
  }

  private static Optional<Money> price(Json addon) {
    Optional<Money> billed = addon.find("billed_price").flatMap(Plans::price);
    return billed.or(() -> Plans.priceOf(addon.get("plan")));
  }

  private static Database.State state(String word) {
    return switch (word) {
      case "provisioning" -> Database.State.PROVISIONING;
      case "provisioned" -> Database.State.PROVISIONED;
      case "deprovisioning" -> Database.State.DEPROVISIONING;
      case "deprovisioned" -> Database.State.DEPROVISIONED;
      default -> Database.State.UNKNOWN;
    };
  }
}
