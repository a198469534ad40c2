package dev.changeover.core.heroku;

import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.model.AppName;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads which config vars of an app hold the URL of a database. No value leaves this class. */
record ReadConfigVars(AppName app) implements Endpoint<Optional<Map<String, DatabaseUrl>>> {
  @Override
  public String path() {
    return "/apps/" + app + "/config-vars";
  }

  @Override
  public Optional<Map<String, DatabaseUrl>> decode(Json answer) {
    Map<String, DatabaseUrl> urls = new TreeMap<>();
    answer
        .texts()
        .forEach((name, value) -> DatabaseUrl.parse(value).ifPresent(url -> urls.put(name, url)));
    return Optional.of(ImmutableSortedMap.copyOf(urls));
  }

  @Override
  public Optional<Optional<Map<String, DatabaseUrl>>> onFailure(ApiFailure failure) {
    return failure.status() == 403 && !failure.isTwoFactor()
        ? Optional.of(Optional.empty())
        : Optional.empty();
  }

  @Override
  public String description() {
    return "read the config vars of `" + app + "`";
  }
}
