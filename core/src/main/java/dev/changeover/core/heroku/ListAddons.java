package dev.changeover.core.heroku;

import dev.changeover.core.model.AppName;
import java.util.List;
import java.util.Map;

/** Lists the add-ons that an app owns, and perhaps those attached to it. */
record ListAddons(AppName app) implements Endpoint<List<ListedAddon>> {
  @Override
  public String path() {
    return "/apps/" + app + "/addons";
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Accept-Expansion", "addon_service,plan");
  }

  @Override
  public List<ListedAddon> decode(Json answer) {
    return answer.elements().stream().map(ListedAddon::of).toList();
  }

  @Override
  public String description() {
    return "list the add-ons of `" + app + "`";
  }
}
