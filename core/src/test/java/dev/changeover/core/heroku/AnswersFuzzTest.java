package dev.changeover.core.heroku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.observed.ObservedState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever Heroku answers, a reading is a value or a diagnostic, and holds no secret. */
class AnswersFuzzTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e400",
          "123456789012345678901234567890",
          "0.5",
          "\"\"",
          "\" \"",
          "\"x\\u0000\\ud800\"",
          "\"" + Shop.OLD_URL + "\"",
          "\"" + Shop.TOKEN + "\"",
          "\"../../etc\"",
          "\"" + "9".repeat(50) + "\"",
          "[]",
          "{}",
          "[null]",
          "[[[[{}]]]]",
          "{\"id\":{}}");

  @Property(tries = 400)
  void changedValuesComeToAValueOrADiagnostic(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int changes) {
    Random random = new Random(seed);
    Map<String, String> answers = Shop.json();
    List<String> paths = answers.keySet().stream().sorted().toList();
    WireScript wire = Shop.wire();
    for (int i = 0; i < changes; i++) {
      String path = paths.get(random.nextInt(paths.size()));
      JsonNode answer = MAPPER.readTree(answers.getOrDefault(path, "{}"));
      wire.on(path, mutate(answer, random).toString());
    }
    read(wire);
  }

  @Property(tries = 400)
  void changedCharactersComeToAValueOrADiagnostic(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int changes) {
    Random random = new Random(seed);
    Map<String, String> answers = Shop.json();
    List<String> paths = answers.keySet().stream().sorted().toList();
    String path = paths.get(random.nextInt(paths.size()));
    StringBuilder body = new StringBuilder(answers.getOrDefault(path, "{}"));
    for (int i = 0; i < changes && !body.isEmpty(); i++) {
      int at = random.nextInt(body.length());
      switch (random.nextInt(3)) {
        case 0 -> body.deleteCharAt(at);
        case 1 -> body.insert(at, "{}[]\",:0e-\\x\u0000".charAt(random.nextInt(13)));
        default -> body.setLength(at);
      }
    }
    int status = List.of(200, 206, 400, 403, 404, 422).get(random.nextInt(6));
    read(Shop.wire().on(path, status, body.toString()));
  }

  @Test
  @Timeout(60) // seconds; far above what it takes, since a hang is what is looked for
  void anAnswerOfLongTextsIsReadInLinearTime() {
    for (String piece : List.of("a.", "a://", "bearer ", "token=", "a_", "postgres://@")) {
      String name = piece.repeat(4000 / piece.length());
      String dyno = "{\"name\":\"%s\",\"type\":\"web\",\"state\":\"up\"}".formatted(name);
      read(Shop.wire().on("/apps/shop/dynos", "[" + (dyno + ",").repeat(3999) + dyno + "]"));
    }
  }

  @Test
  void anAnswerThatHasAFieldTwiceIsNotUnderstood() {
    String app = Shop.json().getOrDefault("/apps/shop", "");
    assertThat(app).contains("\"maintenance\"");
    WireScript wire =
        Shop.wire().on("/apps/shop", app.replaceFirst("\\{", "{\"maintenance\":true,"));
    assertThatThrownBy(() -> Shop.observe(wire))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("is not JSON");
  }

  private static void read(WireScript wire) {
    try {
      ObservedState state =
          Shop.observe(wire, database -> List.of(new AddonName("pg15-a"), Shop.NEW_NAME));
      // A server that echoes the token as, say, a process type gives nothing away that is ours.
      assertThat(state.toString()).doesNotContain(Shop.PASSWORD);
    } catch (DiagnosticException e) {
      assertThat(e.diagnostics().toString()).doesNotContain(Shop.TOKEN, Shop.PASSWORD);
    }
  }

  /** Replaces, removes or doubles one value somewhere in an answer. */
  private static JsonNode mutate(JsonNode node, Random random) {
    JsonNode odd = MAPPER.readTree(ODD.get(random.nextInt(ODD.size())));
    if (node.isEmpty() || random.nextInt(8) == 0) {
      return odd;
    }
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>(object.propertyNames());
      String name = names.get(random.nextInt(names.size()));
      if (random.nextInt(6) == 0) {
        object.remove(name);
      } else {
        object.set(name, mutate(object.get(name), random));
      }
      return object;
    }
    ArrayNode array = (ArrayNode) node;
    int at = random.nextInt(array.size());
    switch (random.nextInt(6)) {
      case 0 -> array.remove(at);
      case 1 -> array.add(array.get(at));
      default -> array.set(at, mutate(array.get(at), random));
    }
    return array;
  }
}
