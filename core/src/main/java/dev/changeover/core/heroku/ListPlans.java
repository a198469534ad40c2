package dev.changeover.core.heroku;

import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PlanSlug;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Lists the Postgres plans on offer with their prices. */
record ListPlans() implements Endpoint<Map<PlanSlug, Money>> {
  @Override
  public String path() {
    return "/addon-services/" + PlanSlug.SERVICE + "/plans";
  }

  @Override
  public Map<PlanSlug, Money> decode(Json answer) {
    Map<PlanSlug, Money> prices = new TreeMap<>();
    for (Json plan : answer.elements()) {
      Optional<PlanSlug> slug = Plans.knownSlug(plan);
      Optional<Money> price = Plans.priceOf(plan);
      if (slug.isPresent() && price.isPresent()) {
        prices.put(slug.get(), price.get());
      }
    }
    return ImmutableSortedMap.copyOf(prices);
  }

  @Override
  public String description() {
    return "list the Heroku Postgres plans";
  }
}
