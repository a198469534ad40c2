package dev.changeover.sandbox.scenario;

import java.util.ArrayList;
import java.util.List;

/** The plans a world has when its scenario states none. Prices: elements.heroku.com, 2026. */
final class Catalogue {
  private Catalogue() {}

  static List<Plan> standard() {
    List<Plan> plans = new ArrayList<>();
    plans.add(new Plan("essential-0", 500, 1, 20));
    plans.add(new Plan("essential-1", 900, 10, 20));
    plans.add(new Plan("essential-2", 2000, 32, 40));
    int[] sizes = {0, 2, 3, 4, 5, 6, 7};
    int[] storage = {64, 256, 512, 768, 1000, 1500, 2000};
    int[] standard = {5000, 20_000, 40_000, 75_000, 140_000, 200_000, 350_000};
    int[] premium = {20_000, 35_000, 75_000, 120_000, 250_000, 350_000, 600_000};
    for (int i = 0; i < sizes.length; i++) {
      int connections = i == 0 ? 120 : 500;
      plans.add(new Plan("standard-" + sizes[i], standard[i], storage[i], connections));
      plans.add(new Plan("premium-" + sizes[i], premium[i], storage[i], connections));
      plans.add(new Plan("private-" + sizes[i], premium[i] * 3 / 2, storage[i], connections));
      plans.add(new Plan("shield-" + sizes[i], premium[i] * 9 / 5, storage[i], connections));
    }
    return plans;
  }
}
