package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists the attachments of one add-on in all apps; empty if Heroku does not find the add-on. */
record ListAddonAttachments(AddonId addon) implements Endpoint<Optional<List<ListedAttachment>>> {
  @Override
  public String path() {
    return "/addons/" + addon + "/addon-attachments";
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Accept-Inclusion", "addon:plan,config_vars");
  }

  @Override
  public Optional<List<ListedAttachment>> decode(Json answer) {
    return Optional.of(answer.elements().stream().map(ListedAttachment::new).toList());
  }

  @Override
  public Optional<Optional<List<ListedAttachment>>> onFailure(ApiFailure failure) {
    return failure.isAbsence() ? Optional.of(Optional.empty()) : Optional.empty();
  }

  @Override
  public String description() {
    return "list the attachments of the add-on `" + addon + "`";
  }
}
