package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.DatabaseDetails.Maintenance;
import java.util.Optional;

/** Reads the maintenance of a database that is pending or running. */
record ReadMaintenance(AddonId addon) implements Endpoint<Optional<Maintenance>> {
  /** A prepared upgrade can show in this field alone. */
  private static final String UPGRADE = "inplace_upgrade";

  @Override
  public ApiCall.Host host() {
    return ApiCall.Host.DATA;
  }

  @Override
  public String path() {
    return "/data/maintenances/v1/" + addon;
  }

  @Override
  public Optional<Maintenance> decode(Json answer) {
    String status = answer.find("status").map(Json::words).orElse("none");
    String method = answer.find("method").map(Json::words).orElse("");
    boolean over = status.equals("completed") || answer.find("completed_at").isPresent();
    return over || (status.equals("none") && !method.equals(UPGRADE))
        ? Optional.empty()
        : Optional.of(new Maintenance(method.isEmpty() ? "maintenance" : method, status));
  }

  @Override
  public Optional<Optional<Maintenance>> onFailure(ApiFailure failure) {
    return failure.isAboutAccess() ? Optional.empty() : Optional.of(Optional.empty());
  }

  @Override
  public String description() {
    return "read the maintenance of the database `" + addon + "`";
  }
}
