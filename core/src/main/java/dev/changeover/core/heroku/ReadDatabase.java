package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.ApiCall;
import java.util.Optional;

/** Reads what the Data API tells of a database; empty while it knows nothing of it. */
record ReadDatabase(AddonId addon) implements Endpoint<Optional<DatabaseInfo>> {
  @Override
  public ApiCall.Host host() {
    return ApiCall.Host.DATA;
  }

  @Override
  public String path() {
    return "/client/v11/databases/" + addon;
  }

  @Override
  public Optional<DatabaseInfo> decode(Json answer) {
    if (!answer.find("addon_id").map(Json::text).orElse(addon.value()).equals(addon.value())) {
      throw Json.unexpected("The answer to `GET %s` is about another database.".formatted(path()));
    }
    return Optional.of(DatabaseInfo.of(answer));
  }

  @Override
  public Optional<Optional<DatabaseInfo>> onFailure(ApiFailure failure) {
    return failure.isAbsence() ? Optional.of(Optional.empty()) : Optional.empty();
  }

  @Override
  public String description() {
    return "read the database `" + addon + "`";
  }
}
