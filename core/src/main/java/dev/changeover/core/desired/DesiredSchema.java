package dev.changeover.core.desired;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import dev.changeover.core.diagnostic.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The JSON schema of desired-state files, which decides their types, bounds, forms and required
 * keys. Nothing is ever fetched for it. Safe for use by several threads.
 */
final class DesiredSchema {
  private static final String RESOURCE = "schemas/desired-state.v1.schema.json";

  private final JsonNode root;
  private final Schema schema;

  DesiredSchema() {
    this.root = read(text());
    // Keywords that only this program and editors look at; a plain dialect would warn of them.
    Dialect dialect =
        Dialect.builder(Dialects.getDraft202012())
            .keyword(new NonValidationKeyword("errorMessage"))
            .keyword(new NonValidationKeyword("minimumDuration"))
            .keyword(new NonValidationKeyword("maximumDuration"))
            .build();
    this.schema = SchemaRegistry.withDialect(dialect).getSchema(root);
  }

  /** Returns the schema as it is shipped. */
  static String text() {
    try (InputStream packed = DesiredSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (packed == null) {
        throw new IllegalStateException(RESOURCE + " is not packed");
      }
      return new String(packed.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads JSON as the YAML that it is, which spares the start of a second parser. */
  private static JsonNode read(String json) {
    List<Diagnostic> problems = new ArrayList<>();
    List<YamlNode> documents = new YamlReader(RESOURCE, json, problems).read();
    if (documents.size() != 1 || !problems.isEmpty()) {
      throw new IllegalStateException("the packed schema is damaged: " + problems);
    }
    return documents.get(0).toJson();
  }

  /** Returns what is wrong with a document. */
  List<Error> validate(JsonNode document) {
    return schema.validate(document);
  }

  /** Returns what the schema says of a place; empty if nothing may be there. */
  Optional<Place> at(KeyPath path) {
    Optional<Place> place = Optional.of(place(root));
    for (String step : path.steps()) {
      place = place.flatMap(here -> child(here, step)).map(this::place);
    }
    return place;
  }

  /** Returns the key under which another key named {@code name} is allowed, if there is one. */
  Optional<String> parentOf(String name) {
    return root.get("properties")
        .propertyStream()
        .filter(property -> property.getValue().path("properties").has(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Returns whether {@code text} has the form that the schema's regular expression asks for. */
  static boolean matches(JsonNode form, String text) {
    // The dollar of Java also matches before a final line break of any kind, that of JSON Schema
    // does not.
    return !text.matches("(?s).*\\R") && Pattern.compile(form.asString()).matcher(text).find();
  }

  private Place place(JsonNode own) {
    JsonNode shared =
        own.optional("$ref").map(ref -> root.at(ref.asString().substring(1))).orElse(own);
    return new Place(own, shared);
  }

  private static Optional<JsonNode> child(Place place, String step) {
    return place
        .keyword("properties")
        .flatMap(properties -> properties.optional(step))
        .or(() -> place.keyword("patternProperties").flatMap(forms -> matching(forms, step)))
        .or(place::items);
  }

  private static Optional<JsonNode> matching(JsonNode forms, String step) {
    return forms
        .propertyStream()
        .filter(form -> Pattern.compile(form.getKey()).matcher(step).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
