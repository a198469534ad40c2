package dev.changeover.sandbox;

import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Small helpers to build JSON trees. */
final class Json {
  private static final DateTimeFormatter DATA =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss '+0000'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DATABASE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'+00:00'").withZone(ZoneOffset.UTC);

  private static final int MOST_TIMES = 2_000;
  private static final Memo<Long, String> TIMES = new Memo<>(MOST_TIMES);
  private static final Memo<Long, String> DATA_TIMES = new Memo<>(MOST_TIMES);
  private static final Memo<Long, String> DATABASE_TIMES = new Memo<>(MOST_TIMES);
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int INITIAL_LENGTH = 512;

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  static <T> ArrayNode array(Collection<T> items, Function<T, JsonNode> shape) {
    ArrayNode array = array();
    items.forEach(item -> array.add(shape.apply(item)));
    return array;
  }

  /** Returns a tree as text. Faster than the tree's own way, which suits any tree there is. */
  static String text(JsonNode tree) {
    StringWriter text = new StringWriter(INITIAL_LENGTH);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      write(tree, generator);
    }
    return text.toString();
  }

  private static void write(JsonNode node, JsonGenerator generator) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        generator.writeStartObject();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
          generator.writeName(field.getKey());
          write(field.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case ARRAY -> {
        generator.writeStartArray();
        for (JsonNode element : node) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case STRING -> generator.writeString(node.stringValue());
      case BOOLEAN -> generator.writeBoolean(node.booleanValue());
      case NULL -> generator.writeNull();
      default -> generator.writeNumber(node.asString());
    }
  }

  /** A tree as a key: equal to any that makes the same text. It must not change any more. */
  record Tree(JsonNode root) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Tree tree && isWrittenAlike(root, tree.root);
    }

    @Override
    public int hashCode() {
      return root.hashCode();
    }
  }

  /** Returns whether two trees make the same text, which the order of fields is part of. */
  @SuppressWarnings("ReferenceEquality") // the very same tree need not be walked
  static boolean isWrittenAlike(JsonNode one, JsonNode other) {
    if (one == other) {
      return true;
    }
    if (one.isObject() && other.isObject() && one.size() == other.size()) {
      Iterator<Map.Entry<String, JsonNode>> others = other.properties().iterator();
      for (Map.Entry<String, JsonNode> field : one.properties()) {
        Map.Entry<String, JsonNode> beside = others.next();
        if (!field.getKey().equals(beside.getKey())
            || !isWrittenAlike(field.getValue(), beside.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (one.isArray() && other.isArray() && one.size() == other.size()) {
      for (int i = 0; i < one.size(); i++) {
        if (!isWrittenAlike(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    return one.isValueNode() && one.equals(other);
  }

  static ObjectNode reference(String id, String name) {
    return object().put("id", id).put("name", name);
  }

  /** A time as the Platform API writes it, {@code 2026-01-31T12:00:00Z}. */
  static String time(long millis) {
    return TIMES.of(
        millis, moment -> Instant.ofEpochMilli(moment - Math.floorMod(moment, 1000L)).toString());
  }

  /** A time as transfers and maintenances have it, {@code 2026-01-31 12:00:00 +0000}. */
  static String dataTime(long millis) {
    return DATA_TIMES.of(millis, moment -> DATA.format(Instant.ofEpochMilli(moment)));
  }

  /** A time as databases have it, {@code 2020-10-06T17:21:08.826+00:00}. */
  static String databaseTime(long millis) {
    return DATABASE_TIMES.of(millis, moment -> DATABASE.format(Instant.ofEpochMilli(moment)));
  }

  static ObjectNode message(String text) {
    return object().put("message", text);
  }
}
