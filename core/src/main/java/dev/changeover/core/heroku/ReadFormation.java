package dev.changeover.core.heroku;

import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.ProcessType;
import java.util.Map;
import java.util.TreeMap;

/** Reads how many dynos of each process type an app wants. */
record ReadFormation(AppName app) implements Endpoint<Map<ProcessType, Integer>> {
  @Override
  public String path() {
    return "/apps/" + app + "/formation";
  }

  @Override
  public Map<ProcessType, Integer> decode(Json answer) {
    Map<ProcessType, Integer> quantities = new TreeMap<>();
    for (Json each : answer.elements()) {
      quantities.put(each.get("type").as(ProcessType::new), each.get("quantity").count());
    }
    return ImmutableSortedMap.copyOf(quantities);
  }

  @Override
  public String description() {
    return "read the formation of `" + app + "`";
  }
}
