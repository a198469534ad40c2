package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import java.util.Map;
import java.util.Optional;

/** Reads one add-on, whoever owns it. */
record ReadAddon(String idOrName) implements Endpoint<ReadAddon.Found> {
  static ReadAddon byId(AddonId id) {
    return new ReadAddon(id.value());
  }

  static ReadAddon byName(AddonName name) {
    return new ReadAddon(name.value());
  }

  @Override
  public String path() {
    return "/addons/" + idOrName;
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Accept-Expansion", "addon_service,plan");
  }

  @Override
  public Found decode(Json answer) {
    if (!answer.get("id").text().equals(idOrName) && !answer.get("name").text().equals(idOrName)) {
      throw Json.unexpected("The answer to `GET %s` is about another add-on.".formatted(path()));
    }
    return new Found(Optional.of(ListedAddon.of(answer)), true);
  }

  @Override
  public Optional<Found> onFailure(ApiFailure failure) {
    if (failure.isAbsence()) {
      return Optional.of(new Found(Optional.empty(), failure.status() == 410));
    }
    return failure.status() == 403 && !failure.isTwoFactor()
        ? Optional.of(new Found(Optional.empty(), true))
        : Optional.empty();
  }

  @Override
  public String description() {
    return "read the add-on `" + idOrName + "`";
  }

  /**
   * What is known of an add-on.
   *
   * @param addon absent if there is none, or it may not be read
   * @param taken whether the name belongs to something, or cannot be had again
   */
  record Found(Optional<ListedAddon> addon, boolean taken) {
    /** Returns whether there is an add-on that the token may not read. */
    boolean hidden() {
      return taken && addon.isEmpty();
    }
  }
}
