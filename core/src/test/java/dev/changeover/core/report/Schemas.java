package dev.changeover.core.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packed schemas, to check output with. */
final class Schemas {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Schema schema;
  private final JsonNode text;

  private Schemas(String name) {
    try (InputStream stream =
        Objects.requireNonNull(Schemas.class.getResourceAsStream("/schemas/" + name))) {
      text = MAPPER.readTree(new String(stream.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    schema = registry().getSchema(text);
  }

  static Schemas plan() {
    return new Schemas("plan.v1.schema.json");
  }

  static Schemas events() {
    return new Schemas("events.v1.schema.json");
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  }

  JsonNode text() {
    return text;
  }

  List<String> mistakes(String json) {
    return schema.validate(MAPPER.readTree(json)).stream().map(Object::toString).toList();
  }

  List<String> mistakesOfTheSchema() {
    return registry()
        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
        .validate(text)
        .stream()
        .map(Object::toString)
        .toList();
  }
}
