package dev.changeover.core.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.desired.DesiredState.Cutover;
import dev.changeover.core.desired.DesiredState.Limits;
import dev.changeover.core.desired.DesiredState.Method;
import dev.changeover.core.desired.DesiredState.MoveAttachments;
import dev.changeover.core.desired.DesiredState.Stop;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.diagnostic.SourcePosition;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.plan.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PlanFileTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  @Test
  void whatWasSavedIsWhatIsApproved() throws IOException {
    for (Plan plan : Sample.all()) {
      assertThat(PlanFile.read(saved(plan))).containsExactly(Approval.of(plan));
    }
  }

  @Test
  void everyPartOfTheDesiredStateSurvives() throws IOException {
    DesiredState full =
        new DesiredState(
            new AppName("bookshop"),
            new Alias("ORDERS"),
            new PgMajor(17),
            Optional.of(new PlanSlug("premium-2")),
            false,
            Optional.of(Method.DIRECT),
            Optional.of("postgresql-round-1"),
            new MoveAttachments(false, Set.of(new Alias("REPORTS"), new Alias("AUDIT"))),
            new Cutover(
                false,
                new Stop(false, Set.of(new ProcessType("worker"))),
                Optional.of(Map.of(new ProcessType("web"), 3)),
                Duration.ofMinutes(7),
                12),
            new Limits(
                Duration.ofHours(30),
                Duration.ofSeconds(90),
                Duration.ofMinutes(1),
                Duration.ofMillis(1500)),
            Map.of(Code.ONE_OFF_DYNOS, "they only read"),
            new SourcePosition("some.changeover.yaml", 12, 3));
    Plan fresh = Sample.fresh();
    Plan plan =
        new Plan(
            full,
            fresh.basis(),
            fresh.stage(),
            fresh.changeover(),
            fresh.steps(),
            fresh.diagnostics());

    assertThat(PlanFile.read(saved(plan))).containsExactly(Approval.of(plan));
  }

  @Test
  void aPlanDoesNotTellWhereTheFileWas() throws IOException {
    Plan plan = Sample.fresh();
    DesiredState placed =
        Sample.desiredIn(new SourcePosition("/some/where/else/changeover.yaml", 2, 1));
    String text =
        RenderingTest.text(
            Renderer.planJson(),
            new Plan(
                placed,
                plan.basis(),
                plan.stage(),
                plan.changeover(),
                plan.steps(),
                plan.diagnostics()));

    assertThat(text).contains("\"file\": \"changeover.yaml\"").doesNotContain("some/where");
  }

  @Test
  void spacesAndTheOrderOfKeysDoNotMatter() throws IOException {
    JsonNode tree = MAPPER.readTree(saved(Sample.fresh()));
    ObjectNode shuffled = MAPPER.createObjectNode();
    tree.properties().stream()
        .sorted((a, b) -> b.getKey().compareTo(a.getKey()))
        .forEach(each -> shuffled.set(each.getKey(), each.getValue()));

    assertThat(PlanFile.read(MAPPER.writeValueAsBytes(shuffled)))
        .containsExactly(Approval.of(Sample.fresh()));
  }

  @Test
  void anyEditIsRefused() throws IOException {
    String text = new String(saved(Sample.fresh()), UTF_8);

    assertRefused(text.replace("\"keepOldDatabase\": false", "\"keepOldDatabase\": true"));
    assertRefused(text.replace("\"web\": 2", "\"web\": 0"));
    assertRefused(text.replace("\"maintenance\": false", "\"maintenance\": true"));
    assertRefused(text.replace("destroy-old", "destroy-new"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "null",
        "[]",
        "\"plan\"",
        "{}",
        "{\"kind\":\"status\",\"formatVersion\":\"1\"}",
        "{\"kind\":5,\"formatVersion\":\"1\"}",
        "{\"kind\":\"plan\"}",
        "{\"kind\":\"plan\",\"formatVersion\":\"2\",\"digest\":\"\",\"plans\":[]}",
        "{\"kind\":\"plan\",\"formatVersion\":1}",
        "{\"kind\":\"plan\",\"kind\":\"plan\"}",
        "{\"kind\":\"plan\"} {}",
        "{\"kind\":\"plan\",\"formatVersion\":\"1\",\"digest\":\"sha256:0\",\"plans\":[]}",
        "{\"a\":1e999999999}",
        "\u0000"
      })
  void whatIsNoPlanFileIsSaidToBeNone(String text) {
    assertRefused(text);
  }

  @Test
  void nestingAndSizeAreBounded() {
    assertRefused("[".repeat(100_000));
    assertRefused("{\"a\":".repeat(100_000));
    assertRefused(new byte[PlanFile.MAX_BYTES + 1]);
  }

  @Test
  void aDigestThatFitsDoesNotHelpAWrongValue() throws IOException {
    assertWrong("desired", plan -> ((ObjectNode) plan).put("version", 3));
    assertWrong("desired", plan -> ((ObjectNode) plan).put("version", "15"));
    assertWrong("desired", plan -> ((ObjectNode) plan).put("app", "No App"));
    assertWrong("desired", plan -> ((ObjectNode) plan).put("extra", 1));
    assertWrong("desired", plan -> ((ObjectNode) plan).remove("limits"));
    assertWrong("desired", plan -> ((ObjectNode) plan.get("limits")).put("upgrade", "PT-5M"));
    assertWrong("desired", plan -> ((ObjectNode) plan.get("limits")).put("upgrade", "soon"));
    assertWrong("desired", plan -> ((ObjectNode) plan.get("checks")).put("alias-taken", "x"));
    assertWrong("before", plan -> ((ObjectNode) plan.get("quantities")).put("web", -1));
    assertWrong("before", plan -> ((ObjectNode) plan).put("maintenance", "no"));
  }

  private interface Edit {
    void apply(JsonNode part);
  }

  private static void assertWrong(String part, Edit edit) throws IOException {
    ObjectNode tree = (ObjectNode) MAPPER.readTree(saved(Sample.fresh()));
    edit.apply(tree.get("plans").get(0).get(part));
    tree.remove("digest");
    tree.put("digest", new Json().digest(tree));
    assertRefused(MAPPER.writeValueAsBytes(tree));
  }

  @Test
  void damagedBytesNeverEndInAnotherException() throws IOException {
    byte[] good = saved(Sample.fresh());
    Random random = new Random(4711);
    for (int round = 0; round < 300; round++) {
      byte[] bad = Arrays.copyOf(good, round % 3 == 0 ? random.nextInt(good.length) : good.length);
      for (int flips = 0; flips < 3 && bad.length > 0; flips++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      if (!Arrays.equals(bad, good)) {
        Throwable thrown = catchThrowable(() -> PlanFile.read(bad));
        if (thrown != null) {
          assertThat(thrown).as("round " + round).isInstanceOf(DiagnosticException.class);
        }
      }
    }
  }

  private static byte[] saved(Plan plan) throws IOException {
    return RenderingTest.text(Renderer.planJson(), plan).getBytes(UTF_8);
  }

  private static void assertRefused(String text) {
    assertRefused(text.getBytes(UTF_8));
  }

  private static void assertRefused(byte[] bytes) {
    Throwable thrown = catchThrowable(() -> PlanFile.read(bytes));
    assertThat(thrown).isInstanceOf(DiagnosticException.class);
    assertThat(((DiagnosticException) thrown).diagnostics())
        .extracting(each -> each.code())
        .isEqualTo(List.of(Code.PLAN_FILE_INVALID));
  }
}
