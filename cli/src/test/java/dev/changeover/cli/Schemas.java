package dev.changeover.cli;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The packed schemas, to check output with. */
final class Schemas {
  private final JsonMapper mapper = new JsonMapper();
  private final Schema schema;

  private Schemas(String name) {
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(mapper.readTree(Release.text("/schemas/" + name + ".v1.schema.json")));
  }

  static Schemas plan() {
    return new Schemas("plan");
  }

  static Schemas events() {
    return new Schemas("events");
  }

  List<String> mistakes(String json) {
    return schema.validate(mapper.readTree(json)).stream().map(Object::toString).toList();
  }
}
