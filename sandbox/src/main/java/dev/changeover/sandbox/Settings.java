package dev.changeover.sandbox;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a database that the Data API lets one read and change. */
final class Settings {
  private record Setting(String key, String standard, List<String> choices) {}

  private static final List<Setting> ALL =
      List.of(
          flag("log_lock_waits", true),
          flag("log_connections", true),
          number("log_min_duration_statement", 2000),
          choice("log_statement", "ddl", "none", "ddl", "mod", "all"),
          choice("log_min_error_statement", "error", "error", "log", "fatal", "panic"),
          choice("track_functions", "none", "none", "pl", "all"),
          flag("data_connector_details_logs", false),
          flag("auto_explain", false),
          choice("auto_explain.log_format", "text", "text", "json", "yaml", "xml"),
          number("auto_explain.log_min_duration", -1),
          flag("auto_explain.log_analyze", false),
          flag("auto_explain.log_triggers", false),
          flag("auto_explain.log_buffers", false),
          flag("auto_explain.log_verbose", false),
          flag("auto_explain.log_nested_statements", false),
          number("pgbouncer_max_client_conn", 1000),
          number("pgbouncer_max_db_connections", 90),
          number("pgbouncer_default_pool_size", 90),
          number("pgbouncer_min_pool_size", 0),
          number("pgbouncer_server_idle_timeout", 600));

  private Settings() {}

  private static Setting flag(String key, boolean standard) {
    return new Setting(key, String.valueOf(standard), List.of("true", "false"));
  }

  private static Setting number(String key, int standard) {
    return new Setting(key, String.valueOf(standard), List.of());
  }

  private static Setting choice(String key, String standard, String... choices) {
    return new Setting(key, standard, List.of(choices));
  }

  static void check(String key, JsonNode value) {
    for (Setting setting : ALL) {
      if (setting.key().equals(key)) {
        String text = value.isValueNode() ? value.asString() : "";
        boolean fits =
            setting.choices().isEmpty()
                ? text.matches("-?\\d{1,9}")
                : setting.choices().contains(text);
        if (!fits) {
          throw Refusal.invalid("The value of " + key + " is not acceptable.");
        }
        return;
      }
    }
    throw Refusal.invalid("The setting " + Redaction.text(key) + " is unknown.");
  }

  static ObjectNode json(Database database) {
    ObjectNode map = Json.object();
    Map<String, String> changed = database.settings;
    for (Setting setting : ALL) {
      ObjectNode entry = Json.object();
      put(entry, "value", setting, changed.getOrDefault(setting.key(), setting.standard()));
      put(entry, "default", setting, setting.standard());
      entry.put("desc", "Setting " + setting.key() + " of the database.");
      if (setting.choices().size() > 2) {
        ObjectNode values = Json.object();
        setting.choices().forEach(choice -> values.put(choice, "Sets it to " + choice + "."));
        entry.set("values", values);
      }
      map.set(setting.key(), entry);
    }
    return map;
  }

  private static void put(ObjectNode entry, String key, Setting setting, String value) {
    if (setting.choices().isEmpty()) {
      entry.put(key, Integer.parseInt(value));
    } else if (setting.choices().size() == 2) {
      entry.put(key, Boolean.parseBoolean(value));
    } else {
      entry.put(key, value);
    }
  }
}
