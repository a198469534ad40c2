package dev.changeover.core.plan;

import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.model.AppName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Calls that several steps make. */
final class Calls {
  private Calls() {}

  /**
   * Attaches a database under a name that must be free: without consent Heroku refuses otherwise.
   */
  static ApiCall attach(AppName app, Alias alias, AddonName addon) {
    return attachment(app, alias, addon, Optional.empty(), false);
  }

  /** Attaches a database under a name, replacing the attachment that has it. */
  static ApiCall reattach(AppName app, Alias alias, AddonName addon, Optional<String> namespace) {
    return attachment(app, alias, addon, namespace, true);
  }

  private static ApiCall attachment(
      AppName app, Alias alias, AddonName addon, Optional<String> namespace, boolean replace) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("addon", Map.of("name", addon.value()));
    body.put("app", Map.of("name", app.value()));
    body.put("name", alias.value());
    namespace.ifPresent(text -> body.put("namespace", text));
    if (replace) {
      body.put("confirm", app.value());
    }
    return new ApiCall(ApiCall.Host.PLATFORM, ApiCall.Method.POST, "/addon-attachments", body);
  }
}
