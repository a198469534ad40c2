package dev.changeover.core.desired;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DesiredSchemaTest {
  private final JsonMapper mapper = new JsonMapper();
  private final JsonNode root = mapper.readTree(DesiredFiles.schemaText());
  private final DesiredFiles files = new DesiredFiles();
  private final DesiredSchema schema = new DesiredSchema();

  @Test
  void theSchemaIsValidAgainstItsMetaSchema() {
    Schema meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    assertThat(meta.validate(root)).isEmpty();
    assertThat(meta.validate(mapper.readTree("{\"type\": 5}"))).isNotEmpty();
  }

  @Test
  void everyKeyIsDescribedForEditors() {
    Map<String, JsonNode> places = properties();

    assertThat(places).hasSizeGreaterThan(20);
    places.forEach(
        (name, place) -> {
          assertThat(place.has("title")).as("title of " + name).isTrue();
          assertThat(place.has("description")).as("description of " + name).isTrue();
          assertThat(place.has("examples")).as("examples of " + name).isTrue();
          assertThat(has(place, "errorMessage")).as("errorMessage of " + name).isTrue();
        });
  }

  @Test
  void everyMappingIsClosed() {
    List<String> open = new ArrayList<>();
    visit(
        root,
        "#",
        (name, node) -> {
          boolean object = node.path("type").asString("").equals("object");
          if (object && !node.path("additionalProperties").isBoolean()) {
            open.add(name);
          }
        });

    assertThat(open).isEmpty();
  }

  @Test
  void everyOptionalValueHasADefaultOrAMeaningWhenLeftOut() {
    List<String> without =
        properties().entrySet().stream()
            .filter(place -> !place.getValue().has("default"))
            .filter(place -> !place.getValue().has("properties"))
            .map(Map.Entry::getKey)
            .toList();

    assertThat(without)
        .containsExactlyInAnyOrder(
            "format",
            "app",
            "postgres.version",
            "postgres.plan",
            "adopt",
            "cutover.restore",
            "checks.writers-not-stopped",
            "checks.one-off-dynos",
            "checks.last-release-failed",
            "checks.cut-off-unseen",
            "checks.version-unsupported");
  }

  @Test
  void theDefaultsOfTheSchemaAreThoseOfTheProgram() {
    ObjectNode document = minimal();
    properties()
        .forEach(
            (name, place) ->
                place.optional("default").ifPresent(value -> put(document, name, value)));

    DesiredState stated = parse(document);

    assertThat(document.get("limits").size()).isEqualTo(4);
    assertThat(stated.method()).contains(DesiredState.Method.FOLLOWER);
    assertThat(stated)
        .usingRecursiveComparison()
        .ignoringFields("position", "method")
        .isEqualTo(DesiredState.of(new AppName("projectify-backend"), new PgMajor(15)));
  }

  @Test
  void theExamplesOfTheWholeAreValid() {
    assertThat(root.get("examples").valueStream().map(this::parse)).hasSize(2);
  }

  @Test
  void theExamplesOfEveryKeyAreValid() {
    properties()
        .forEach(
            (name, place) ->
                place
                    .get("examples")
                    .forEach(
                        example -> {
                          ObjectNode document = minimal();
                          put(document, name, example);
                          assertThat(schema.validate(document)).as(name).isEmpty();
                        }));
  }

  @Test
  void theChecksAreThoseThatCanBeOverridden() {
    assertThat(root.at("/properties/checks/properties").propertyNames())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Code.values()).filter(Code::overridable).map(Code::id).toList());
  }

  @Test
  void theMethodsAreThoseOfTheProgram() {
    assertThat(schema.at(KeyPath.ROOT.then("method")).orElseThrow().words())
        .containsExactlyElementsOf(
            Arrays.stream(DesiredState.Method.values())
                .map(method -> method.name().toLowerCase(Locale.ROOT))
                .toList());
  }

  @Test
  void theBoundsOfVersionsAreThoseOfTheProgram() {
    JsonNode version = root.at("/properties/postgres/properties/version");

    assertThat(version.get("minimum").asInt()).isEqualTo(PgMajor.LOWEST);
    assertThat(version.get("maximum").asInt()).isEqualTo(PgMajor.HIGHEST);
  }

  @Property
  void schemaAndProgramAgreeOnNames(@ForAll("names") String name) {
    assertSame(name, "/properties/app", AppName::isValid);
    assertSame(name, "/properties/postgres/properties/plan", PlanSlug::isValid);
    assertSame(name, "/$defs/processType", ProcessType::isValid);
    assertSame(name, "/$defs/alias", text -> Alias.isValid(text) && !text.endsWith("_URL"));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings()
            .withChars("abzABZ019-_ \n\r\u0085\u2028")
            .ofMinLength(1)
            .ofMaxLength(70),
        Arbitraries.strings().withChars("ABZ0_URL").ofMinLength(1).ofMaxLength(8),
        Arbitraries.strings().withChars("az0-").ofMinLength(1).ofMaxLength(32));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "\\r", "\\u0085", "\\u2028", "\\u2029", "\\r\\n"})
  void noNameEndsWithALineBreak(String end) {
    List<String> documents =
        Stream.of("app: \"one%s\"", "adopt: \"one%s\"", "limits: {upgrade: \"60m%s\"}")
            .map(line -> line.formatted(end))
            .map(line -> (line.startsWith("app") ? "" : "app: one\n") + line)
            .map(lines -> "format: 1\npostgres: {version: 15}\n" + lines)
            .toList();

    assertThat(documents)
        .allSatisfy(
            document ->
                assertThatThrownBy(() -> files.parse("a.yaml", document.getBytes(UTF_8)))
                    .isInstanceOf(DiagnosticException.class));
  }

  private void assertSame(String text, String pointer, Predicate<String> program) {
    JsonNode node = root.at(pointer);
    assertThat(new Place(node, node).accepts(text)).as(pointer).isEqualTo(program.test(text));
  }

  private DesiredState parse(JsonNode document) {
    return files.parse("a.yaml", document.toString().getBytes(UTF_8)).get(0);
  }

  private ObjectNode minimal() {
    return (ObjectNode)
        mapper.readTree(
            "{\"format\": 1, \"app\": \"projectify-backend\", \"postgres\": {\"version\": 15}}");
  }

  private static void put(ObjectNode document, String name, JsonNode value) {
    String[] steps = name.split("[.]", -1);
    ObjectNode parent = document;
    for (int i = 0; i < steps.length - 1; i++) {
      parent = parent.withObjectProperty(steps[i]);
    }
    parent.set(steps[steps.length - 1], value);
  }

  /** Returns all keys that a document may have, by their dotted names. */
  private Map<String, JsonNode> properties() {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    root.get("properties")
        .properties()
        .forEach(
            top -> {
              all.put(top.getKey(), top.getValue());
              top.getValue()
                  .path("properties")
                  .properties()
                  .forEach(below -> all.put(top.getKey() + "." + below.getKey(), below.getValue()));
            });
    return all;
  }

  private boolean has(JsonNode place, String keyword) {
    return Stream.of(place, root.at(place.path("$ref").asString("#").substring(1)))
        .anyMatch(node -> node.has(keyword));
  }

  private static void visit(JsonNode node, String name, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(name, node);
    node.properties()
        .forEach(child -> visit(child.getValue(), name + "/" + child.getKey(), visitor));
    node.valueStream()
        .filter(JsonNode::isObject)
        .forEach(child -> visit(child, name + "/*", visitor));
  }
}
