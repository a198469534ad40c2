package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists the attachments of one add-on in all apps. */
record ListAddonAttachments(AddonId addon) implements Endpoint<List<ListedAttachment>> {
  @Override
  public String path() {
    return "/addons/" + addon + "/addon-attachments";
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("Accept-Inclusion", "addon:plan,config_vars");
  }

  @Override
  public List<ListedAttachment> decode(Json answer) {
    return answer.elements().stream().map(ListedAttachment::new).toList();
  }

  @Override
  public Optional<List<ListedAttachment>> onFailure(ApiFailure failure) {
    return failure.isAbsence() ? Optional.of(List.of()) : Optional.empty();
  }

  @Override
  public String description() {
    return "list the attachments of the add-on `" + addon + "`";
  }
}
