package dev.changeover.sandbox;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The config vars of a release. What is as in the release before is shared with it, because apps
 * have many releases and few changes.
 *
 * @param vars the config vars
 * @param bytes about how much memory they take beyond what is shared
 */
record SharedConfig(Map<String, String> vars, long bytes) {
  private static final int PER_ENTRY = 100;

  static SharedConfig of(Map<String, String> vars, List<Release> before) {
    Map<String, String> last = before.isEmpty() ? Map.of() : before.get(before.size() - 1).config;
    if (last.equals(vars)) {
      return new SharedConfig(last, 0);
    }
    Map<String, String> shared = new LinkedHashMap<>();
    long bytes = 0;
    for (Map.Entry<String, String> entry : vars.entrySet()) {
      String value = entry.getValue();
      String known = last.get(entry.getKey());
      boolean same = value.equals(known);
      bytes += PER_ENTRY + (same ? 0 : 2L * (entry.getKey().length() + value.length()));
      shared.put(entry.getKey(), same && known != null ? known : value);
    }
    return new SharedConfig(Collections.unmodifiableMap(shared), bytes);
  }
}
