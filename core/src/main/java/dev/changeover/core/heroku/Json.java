package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A place in an answer. Unknown fields do not matter; a missing or wrong one that matters ends in a
 * {@link DiagnosticException} with {@link Code#UNEXPECTED_ANSWER} that names the place and shows
 * nothing of the content. A field that is {@code null} counts as absent; an answer that has one
 * twice is not understood.
 */
final class Json {
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
  private static final int MAX_NESTING = 100;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_NESTING)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private final JsonNode node;
  private final @Nullable Json parent;
  private final String name;
  private final Redaction redaction;

  private Json(JsonNode node, @Nullable Json parent, String name, Redaction redaction) {
    this.node = node;
    this.parent = parent;
    this.name = name;
    this.redaction = redaction;
  }

  private Json inside(JsonNode value, String label) {
    return new Json(value, this, label, redaction);
  }

  /** Returns the place for messages; only put together when there is something to say. */
  private String where() {
    if (parent == null) {
      return "the answer to `" + name + "`";
    }
    return (name.isEmpty() ? "an element" : "`" + name + "`") + " of " + parent.where();
  }

  /**
   * Reads a whole answer.
   *
   * @param what the request, for messages
   */
  static Json parse(String body, String what, Redaction redaction) {
    return tryParse(body, what, redaction)
        .orElseThrow(() -> unexpected("The answer to `%s` is not JSON.".formatted(what)));
  }

  /** Reads a whole answer, else empty if it is not JSON. */
  static Optional<Json> tryParse(String body, String what, Redaction redaction) {
    if (body.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Json(MAPPER.readTree(body), null, what, redaction));
    } catch (JacksonException e) {
      // The exception quotes the answer, which may hold secrets, so it goes no further.
      return Optional.empty();
    }
  }

  /** Returns the JSON text of a call's body. */
  static String write(Map<String, Object> body) {
    return MAPPER.writeValueAsString(body);
  }

  /** Returns an array of all elements of {@code pages}, which are arrays. */
  static Json join(List<Json> pages) {
    Json first = pages.get(0);
    var all = MAPPER.createArrayNode();
    pages.forEach(page -> page.node.forEach(all::add));
    return new Json(all, null, first.name, first.redaction);
  }

  boolean isArray() {
    return node.isArray();
  }

  int size() {
    return node.size();
  }

  /** Returns a field, else empty if it is absent or null. */
  Optional<Json> find(String field) {
    if (!node.isObject()) {
      throw notA("an object");
    }
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(inside(value, field));
  }

  /** Returns whether a field is there, be it null. */
  boolean has(String field) {
    return node.has(field);
  }

  /** Returns a field that must be there. */
  Json get(String field) {
    return find(field)
        .orElseThrow(() -> unexpected("`%s` is missing in %s.".formatted(field, where())));
  }

  /** Returns the elements of an array. */
  List<Json> elements() {
    if (!node.isArray()) {
      throw notA("an array");
    }
    List<Json> elements = new ArrayList<>(node.size());
    node.forEach(each -> elements.add(inside(each, "")));
    return elements;
  }

  /** Returns the fields of an object that are text; their names are not part of any message. */
  Map<String, String> texts() {
    if (!node.isObject()) {
      throw notA("an object");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue().isString()) {
        texts.put(field.getKey(), field.getValue().stringValue());
      }
    }
    return texts;
  }

  /** Returns a text as it is. It may hold a secret. */
  String text() {
    if (!node.isString()) {
      throw notA("a text");
    }
    return node.stringValue();
  }

  /** Returns a text, or a number as text. It may hold a secret. */
  String scalar() {
    if (!node.isString() && !node.isNumber()) {
      throw notA("a text or a number");
    }
    return node.isString() ? node.stringValue() : node.asString();
  }

  /** Returns a text that is fit to be shown. */
  String words() {
    return redaction.clean(scalar());
  }

  boolean isText() {
    return node.isString();
  }

  boolean isObject() {
    return node.isObject();
  }

  boolean bool() {
    if (!node.isBoolean()) {
      throw notA("true or false");
    }
    return node.booleanValue();
  }

  /** Returns a whole number, also one written as text, from 0 to the largest {@code int}. */
  int count() {
    OptionalLong number = whole();
    if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > Integer.MAX_VALUE) {
      throw notA("a count");
    }
    return (int) number.getAsLong();
  }

  /** Returns a whole number, also one written as text, else empty. */
  OptionalLong whole() {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return OptionalLong.of(node.longValue());
    }
    if (node.isString() && WHOLE.matcher(node.stringValue()).matches()) {
      return OptionalLong.of(Long.parseLong(node.stringValue()));
    }
    return OptionalLong.empty();
  }

  /** Returns a text as a value type whose constructor refuses what has not its form. */
  <T> T as(Function<String, T> type) {
    String text = text();
    try {
      return type.apply(text);
    } catch (IllegalArgumentException e) {
      // The exception quotes the text, which may hold a secret.
      throw unexpected("%s has an unknown form.".formatted(capitalised(where())));
    }
  }

  private DiagnosticException notA(String wanted) {
    return unexpected("%s is not %s.".formatted(capitalised(where()), wanted));
  }

  private static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** Returns the failure to understand an answer. */
  static DiagnosticException unexpected(String what) {
    return new DiagnosticException(Diagnostic.of(Code.UNEXPECTED_ANSWER, what));
  }

  @Override
  public String toString() {
    return where();
  }
}
