package dev.changeover.sandbox.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: the published schema and the reader agree on what a scenario is. */
final class ScenarioSchemaTest {
  private static final Path ROOT = Path.of(System.getProperty("changeover.root", ".."));

  private static String text() throws IOException {
    return Files.readString(ROOT.resolve("schemas/scenario.v1.schema.json"));
  }

  @Test
  void theExamplesFitTheSchema() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(text(), InputFormat.JSON);
    Path resources = ROOT.resolve("sandbox/src/test/resources/dev/changeover/sandbox");
    for (Path file :
        List.of(
            ROOT.resolve("examples/projectify/world.yaml"), resources.resolve("bookshop.yaml"))) {
      String yaml = Files.readString(file);
      assertThat(schema.validate(yaml, InputFormat.YAML)).as(file.toString()).isEmpty();
      assertThat(schema.validate(yaml + "\nlunch: 1\n", InputFormat.YAML)).isNotEmpty();
    }
  }

  @Test
  void theSchemaNamesEveryFaultAndDuration() throws IOException {
    JsonNode schema = JsonMapper.builder().build().readTree(text()).get("properties");
    JsonNode fault = schema.get("faults").get("items").get("properties");
    assertThat(names(fault.get("action").get("enum")))
        .isEqualTo(Arrays.stream(FaultAction.values()).map(FaultAction::key).toList());
    assertThat(names(fault.get("world").get("enum")))
        .isEqualTo(Arrays.stream(WorldFault.values()).map(WorldFault::key).toList());
    assertThat(schema.get("durations").get("properties").propertyNames())
        .containsExactlyElementsOf(
            Arrays.stream(Timing.Activity.values()).map(Timing.Activity::key).toList());
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(one -> names.add(one.asString()));
    return names;
  }
}
