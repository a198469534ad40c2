package dev.changeover.core.desired;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the schema says of one place in a document.
 *
 * @param own the schema of the place itself
 * @param shared the definition that it refers to; the same as {@code own} if there is none
 */
record Place(JsonNode own, JsonNode shared) {
  /** Returns the value of a keyword, the place's own before the shared one. */
  Optional<JsonNode> keyword(String name) {
    return own.optional(name).or(() -> shared.optional(name));
  }

  /** Returns the type that a value must have; empty where several are allowed. */
  Optional<String> type() {
    return keyword("type").map(JsonNode::asString);
  }

  /** Returns the keys that are allowed here. */
  List<String> keys() {
    return keyword("properties").map(node -> List.copyOf(node.propertyNames())).orElse(List.of());
  }

  /** Returns the fixed words that are allowed here. */
  List<String> words() {
    return alternatives()
        .flatMap(branch -> branch.optional("const").stream())
        .map(JsonNode::asString)
        .toList();
  }

  /** Returns what the items of a list must be, where a list is allowed. */
  Optional<JsonNode> items() {
    return keyword("items")
        .or(() -> alternatives().flatMap(node -> node.optional("items").stream()).findFirst());
  }

  private Stream<JsonNode> alternatives() {
    return keyword("oneOf").stream().flatMap(JsonNode::valueStream);
  }

  /** Returns the sentence that says what a value here must be. */
  Optional<String> rule() {
    return keyword("errorMessage").map(JsonNode::asString);
  }

  /** Returns the first example, if it is a single value. */
  Optional<String> example() {
    return keyword("examples")
        .map(examples -> examples.get(0))
        .filter(JsonNode::isValueNode)
        .map(JsonNode::asString);
  }

  /** Returns the first example that is a list, as YAML writes it. */
  Optional<String> listExample() {
    return keyword("examples").stream()
        .flatMap(JsonNode::valueStream)
        .filter(JsonNode::isArray)
        .map(list -> list.valueStream().map(JsonNode::asString).toList().toString())
        .findFirst();
  }

  /** Returns whether the single value {@code text} is allowed here. */
  boolean accepts(String text) {
    return switch (type().orElse("")) {
      case "integer" -> Plain.of(text) == Plain.INTEGER && withinBounds(text);
      case "boolean" -> Plain.of(text) == Plain.BOOLEAN;
      case "string" -> acceptsText(text);
      default -> words().contains(text);
    };
  }

  private boolean withinBounds(String text) {
    if (text.length() > 9) {
      return false;
    }
    int number = Integer.parseInt(text);
    return keyword("minimum").map(least -> number >= least.asInt()).orElse(true)
        && keyword("maximum").map(most -> number <= most.asInt()).orElse(true);
  }

  private boolean acceptsText(String text) {
    return keyword("pattern").map(form -> DesiredSchema.matches(form, text)).orElse(true)
        && keyword("not").map(not -> !DesiredSchema.matches(not.get("pattern"), text)).orElse(true);
  }
}
