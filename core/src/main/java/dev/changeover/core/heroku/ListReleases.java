package dev.changeover.core.heroku;

import dev.changeover.core.model.AppName;
import dev.changeover.core.observed.Release;
import java.util.List;
import java.util.Map;

/**
 * Lists the newest releases of an app. Older ones do not matter, so this is one page on purpose.
 */
record ListReleases(AppName app) implements Endpoint<List<Release>> {
  @Override
  public String path() {
    return "/apps/" + app + "/releases";
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Range", "version ..; max=15, order=desc");
  }

  @Override
  public boolean wholeList() {
    return false;
  }

  @Override
  public List<Release> decode(Json answer) {
    return answer.elements().stream().map(ListReleases::release).toList();
  }

  private static Release release(Json release) {
    return new Release(
        release.get("version").count(),
        release
            .find("status")
            .map(Json::text)
            .map(ListReleases::status)
            .orElse(Release.Status.UNKNOWN),
        release.find("description").map(Json::words).orElse(""));
  }

  private static Release.Status status(String word) {
    return switch (word) {
      case "pending" -> Release.Status.PENDING;
      case "succeeded" -> Release.Status.SUCCEEDED;
      case "failed" -> Release.Status.FAILED;
      case "expired" -> Release.Status.EXPIRED;
      default -> Release.Status.UNKNOWN;
    };
  }

  @Override
  public String description() {
    return "list the releases of `" + app + "`";
  }
}
