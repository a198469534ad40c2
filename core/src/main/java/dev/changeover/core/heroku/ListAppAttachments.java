package dev.changeover.core.heroku;

import dev.changeover.core.model.AppName;
import java.util.List;
import java.util.Map;

/** Lists the attachments of an app, whoever owns the add-ons. */
record ListAppAttachments(AppName app) implements Endpoint<List<ListedAttachment>> {
  @Override
  public String path() {
    return "/apps/" + app + "/addon-attachments";
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
  public String description() {
    return "list the attachments of `" + app + "`";
  }
}
