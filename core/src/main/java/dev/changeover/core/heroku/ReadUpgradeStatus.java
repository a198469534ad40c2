package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.DatabaseDetails.Upgrade;
import java.util.Optional;

/** Reads whether an upgrade of a database is under way. */
record ReadUpgradeStatus(AddonId addon) implements Endpoint<Upgrade> {
  @Override
  public ApiCall.Host host() {
    return ApiCall.Host.DATA;
  }

  @Override
  public String path() {
    return "/client/v11/databases/" + addon + "/upgrade/wait_status";
  }

  @Override
  public Upgrade decode(Json answer) {
    ReadWaitStatus.Wait wait = ReadWaitStatus.Wait.of(answer);
    return new Upgrade(wait.waiting(), wait.failed(), wait.message());
  }

  @Override
  public Optional<Upgrade> onFailure(ApiFailure failure) {
    return failure.isAbsence() ? Optional.of(Upgrade.NONE) : Optional.empty();
  }

  @Override
  public String description() {
    return "read the upgrade status of the database `" + addon + "`";
  }
}
