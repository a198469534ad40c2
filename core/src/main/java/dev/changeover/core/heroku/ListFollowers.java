package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.ApiCall;
import java.util.List;
import java.util.Optional;

/** Lists the databases that follow one. */
record ListFollowers(AddonId addon) implements Endpoint<List<AddonName>> {
  @Override
  public ApiCall.Host host() {
    return ApiCall.Host.DATA;
  }

  @Override
  public String path() {
    return "/client/v11/databases/" + addon + "/followers";
  }

  @Override
  public List<AddonName> decode(Json answer) {
    return answer.elements().stream()
        .map(follower -> follower.get("name").as(AddonName::new))
        .toList();
  }

  @Override
  public Optional<List<AddonName>> onFailure(ApiFailure failure) {
    return failure.isAboutAccess() ? Optional.empty() : Optional.of(List.of());
  }

  @Override
  public String description() {
    return "list the followers of the database `" + addon + "`";
  }
}
