package dev.changeover.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.SourcePosition;
import dev.changeover.core.plan.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {
  private static final Map<String, Plan> PLANS =
      Map.of(
          "fresh", Sample.fresh(),
          "under-way", Sample.underWay(),
          "converged", Sample.converged(),
          "blocked", Sample.blocked());

  @ParameterizedTest
  @ValueSource(strings = {"fresh", "under-way", "converged", "blocked"})
  void aPlanReadsAsReviewed(String name) throws IOException {
    Golden.check(name + ".plan.txt", text(Renderer.planText(false), plan(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fresh", "under-way", "converged", "blocked"})
  void aPlanAsJsonIsAsReviewed(String name) throws IOException {
    Golden.check(name + ".plan.json", text(Renderer.planJson(), plan(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fresh", "under-way", "converged", "blocked"})
  void aStatusReadsAsReviewed(String name) throws IOException {
    Golden.check(name + ".status.txt", text(Renderer.statusText(false), plan(name)));
  }

  @Test
  void textKeepsWithinAHundredColumns() throws IOException {
    for (Plan plan : PLANS.values()) {
      assertThat(text(Renderer.planText(false), plan).lines())
          .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(100));
    }
  }

  @Test
  void coloursAddNothingButColours() throws IOException {
    String plain = text(Renderer.planText(false), Sample.fresh());
    String coloured = text(Renderer.planText(true), Sample.fresh());

    assertThat(plain).doesNotContain("\u001b");
    assertThat(coloured).contains("\u001b[");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
  }

  @Test
  void aBrokenCommandIsStillOneCommandForAShell() throws IOException {
    String text = text(Renderer.planText(false), Sample.fresh());
    String command = Sample.fresh().steps().get(0).herokuCommand();

    assertThat(text.replaceAll(" \\\\\n +", " ")).contains(command);
  }

  @Test
  void everyJsonFitsTheSchema() throws IOException {
    Schemas schema = Schemas.plan();
    for (Plan plan : PLANS.values()) {
      assertThat(schema.mistakes(text(Renderer.planJson(), plan))).isEmpty();
      assertThat(schema.mistakes(text(Renderer.statusJson(), plan))).isEmpty();
    }
    assertThat(schema.mistakes(ValidationDocument.valid(List.of(Sample.desired(15, true)))))
        .isEmpty();
    assertThat(
            schema.mistakes(
                ValidationDocument.invalid(
                    List.of(
                        Diagnostic.of(Code.UNKNOWN_KEY, "no")
                            .at(new SourcePosition("changeover.yaml", 3, 1))))))
        .isEmpty();
    assertThat(schema.mistakes("{\"formatVersion\":\"1\",\"kind\":\"plan\"}")).isNotEmpty();
  }

  @Test
  void theSchemasAreSchemas() {
    assertThat(Schemas.plan().mistakesOfTheSchema()).isEmpty();
    assertThat(Schemas.events().mistakesOfTheSchema()).isEmpty();
  }

  @Test
  void whatComesFromElsewhereCannotSteerATerminal() {
    Diagnostic hostile = Diagnostic.of(Code.REFUSED, "bad \u001b[2J\u202e name\r\nforged: line");

    String text = new DiagnosticRenderer(false).render(List.of(hostile));

    assertThat(text).doesNotContain("\u001b").doesNotContain("\u202e").doesNotContain("\r");
    assertThat(text.lines()).hasSizeLessThanOrEqualTo(6);
    assertThat(text).doesNotContain("\nforged");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59, 59 s",
    "60, 1 min",
    "380, 6 min 20 s",
    "3600, 1 h",
    "5430, 1 h 30 min",
    "86400, 1 d",
    "180000, 2 d 2 h"
  })
  void spansReadAsPeopleWriteThem(long seconds, String text) {
    assertThat(new Elapsed(Duration.ofSeconds(seconds))).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "999, 999 B", "1000, 1 kB", "1234000000, 1.2 GB", "50000000000000, 50 TB"})
  void sizesHaveOneDigitAfterThePoint(long bytes, String text) {
    assertThat(PlanText.size(bytes)).isEqualTo(text);
  }

  private static Plan plan(String name) {
    return Objects.requireNonNull(PLANS.get(name));
  }

  static String text(Renderer renderer, Plan plan) throws IOException {
    StringBuilder out = new StringBuilder();
    renderer.render(List.of(Report.of(plan)), out);
    return out.toString();
  }
}
