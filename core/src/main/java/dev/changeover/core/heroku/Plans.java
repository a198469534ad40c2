package dev.changeover.core.heroku;

import dev.changeover.core.model.Money;
import dev.changeover.core.model.PlanSlug;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads plans in all the shapes that Heroku writes them: an object, a text, with and without
 * service.
 */
final class Plans {
  private static final long MOST_CENTS = 100_000_000;

  private Plans() {}

  /** Returns a plan's name, for example {@code heroku-postgresql:standard-0}. */
  static String name(Json plan) {
    return (plan.isText() ? plan : plan.get("name")).text();
  }

  /** Returns the service part of a plan's name, else the whole name. */
  static String service(String name) {
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  /** Returns the slug of a Postgres plan; old answers write {@code Hobby-dev}. */
  static PlanSlug slug(Json plan) {
    return (plan.isText() ? plan : plan.get("name")).as(text -> new PlanSlug(slug(text)));
  }

  /** Returns the slug of a plan, unless its name has a form that no plan had so far. */
  static Optional<PlanSlug> knownSlug(Json plan) {
    return Optional.of(slug(name(plan))).filter(PlanSlug::isValid).map(PlanSlug::new);
  }

  private static String slug(String name) {
    String slug = name.substring(name.indexOf(':') + 1).strip();
    return slug.toLowerCase(Locale.ROOT).replaceAll("[ _]+", "-");
  }

  /** Returns the price of a plan, if it is an object that has one. */
  static Optional<Money> priceOf(Json plan) {
    return plan.isObject() ? plan.find("price").flatMap(Plans::price) : Optional.empty();
  }

  /** Returns a price, unless it is not one for a month. */
  static Optional<Money> price(Json price) {
    boolean monthly =
        price.find("unit").map(unit -> unit.isText() && unit.text().equals("month")).orElse(true);
    OptionalLong cents = price.find("cents").map(Json::whole).orElseGet(OptionalLong::empty);
    return monthly && cents.isPresent() && cents.getAsLong() >= 0 && cents.getAsLong() <= MOST_CENTS
        ? Optional.of(new Money(cents.getAsLong()))
        : Optional.empty();
  }
}
