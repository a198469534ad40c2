package dev.changeover.sandbox;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Removes secrets from what is recorded. */
final class Redaction {
  private static final String HIDDEN = "[redacted]";
  private static final Pattern URL = Pattern.compile("(?i)postgres(ql)?:(//|%2F%2F)\\S+");
  private static final int LONGEST = 2000;

  private Redaction() {}

  static String text(String text) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "\u2026" : text;
    if (shown.toLowerCase(Locale.ROOT).contains("postgres")) {
      shown = URL.matcher(shown).replaceAll(HIDDEN);
    }
    return shown;
  }

  /** Returns a copy without secrets; {@code values} hides every text in it. */
  static JsonNode tree(JsonNode node, boolean values) {
    if (node.isObject()) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        copy.set(text(entry.getKey()), tree(entry.getValue(), values || secret(entry.getKey())));
      }
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> copy.add(tree(element, values)));
      return copy;
    }
    if (node.isNull() || node.isBoolean()) {
      return node;
    }
    return JsonNodeFactory.instance.stringNode(values ? HIDDEN : text(node.asString()));
  }

  private static boolean secret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return lower.contains("password")
        || lower.contains("token")
        || lower.contains("secret")
        || lower.contains("private_key")
        || lower.contains("encryption")
        || lower.endsWith("url");
  }
}
