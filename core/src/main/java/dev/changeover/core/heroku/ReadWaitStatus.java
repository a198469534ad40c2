package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.ApiCall;
import java.util.Optional;

/** Reads whether a database is ready. */
record ReadWaitStatus(AddonId addon) implements Endpoint<ReadWaitStatus.Wait> {
  @Override
  public ApiCall.Host host() {
    return ApiCall.Host.DATA;
  }

  @Override
  public String path() {
    return "/client/v11/databases/" + addon + "/wait_status";
  }

  @Override
  public Wait decode(Json answer) {
    return Wait.of(answer);
  }

  @Override
  public Optional<Wait> onFailure(ApiFailure failure) {
    // The Data API learns of a new database some seconds after the Platform API.
    return failure.isAbsence()
        ? Optional.of(new Wait(true, false, "not known yet"))
        : Optional.empty();
  }

  @Override
  public String description() {
    return "read the wait status of the database `" + addon + "`";
  }

  /**
   * A wait status.
   *
   * @param waiting whether it is not ready
   * @param failed whether it reports an error
   * @param message Heroku's words
   */
  record Wait(boolean waiting, boolean failed, String message) {
    static Wait of(Json answer) {
      return new Wait(
          answer.get("waiting?").bool(),
          answer.find("error?").map(Json::bool).orElse(false),
          answer.find("message").map(Json::words).orElse(""));
    }
  }
}
