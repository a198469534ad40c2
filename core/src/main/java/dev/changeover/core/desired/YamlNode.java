package dev.changeover.core.desired;

import dev.changeover.core.diagnostic.SourcePosition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A value of a YAML document that knows where it is written. */
sealed interface YamlNode {
  /** Returns where the value starts. */
  SourcePosition position();

  /** Returns the same value as the schema validator takes it. */
  JsonNode toJson();

  /**
   * A single value.
   *
   * @param text as written, with quotes and escapes undone
   * @param kind what it is; always text if it is quoted
   * @param position where it starts
   */
  record Scalar(String text, Plain kind, SourcePosition position) implements YamlNode {
    private static final int LONGEST_INTEGER = 18;

    @Override
    public JsonNode toJson() {
      JsonNodeFactory nodes = JsonNodeFactory.instance;
      return switch (kind) {
        case NULL -> nodes.nullNode();
        case BOOLEAN -> nodes.booleanNode(Plain.meansTrue(text));
        case INTEGER -> nodes.numberNode(integer());
        case NUMBER -> nodes.numberNode(Double.parseDouble(text));
        case TEXT, TRAP -> nodes.stringNode(text);
      };
    }

    /** Returns the number; one beyond every bound that is in use stands for all longer ones. */
    long integer() {
      boolean tooLong = text.length() > LONGEST_INTEGER;
      return tooLong
          ? (text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE)
          : Long.parseLong(text);
    }
  }

  /** A list. */
  record Sequence(List<YamlNode> items, SourcePosition position) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public JsonNode toJson() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      items.forEach(item -> array.add(item.toJson()));
      return array;
    }
  }

  /** Keys and their values, in the order of the file. */
  record Mapping(Map<String, Entry> entries, SourcePosition position) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** Returns the value of {@code key}. */
    Optional<YamlNode> get(String key) {
      return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    @Override
    public JsonNode toJson() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      entries.forEach((key, entry) -> object.set(key, entry.value().toJson()));
      return object;
    }
  }

  /**
   * A key's value.
   *
   * @param keyPosition where the key starts
   */
  record Entry(SourcePosition keyPosition, YamlNode value) {}
}
