package dev.changeover.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.apply.ApplyListener.Wait;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.SourcePosition;
import dev.changeover.core.heroku.SendResult;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Stage;
import dev.changeover.core.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventWriterTest {
  private final List<String> lines = new ArrayList<>();
  private final EventWriter events =
      new EventWriter(() -> Instant.parse("2026-11-02T03:04:05Z"), lines::add);

  @Test
  void everyEventIsOneLineThatFitsTheSchema() {
    Plan plan = Sample.fresh();
    Step step = plan.steps().get(0);
    Diagnostic diagnostic =
        Diagnostic.of(Code.REFUSED, "no\nreally").at(new SourcePosition("changeover.yaml", 1, 2));

    events.failed(List.of(diagnostic));
    events.planned(Report.of(plan));
    events.about(plan.desired().app());
    events.starting(plan);
    events.stepStarting(step, 1, 10);
    events.waiting(
        step,
        new Wait(
            step.postcondition(),
            "3 commits behind",
            0,
            Duration.ofSeconds(61),
            Duration.ofMinutes(3),
            Optional.of("limits.catchUp")));
    events.sent(
        step,
        step.call(plan.basis()),
        new SendResult(
            SendResult.Kind.LIMITED,
            Optional.of(diagnostic),
            429,
            Optional.of("rate_limit"),
            Duration.ofSeconds(9)));
    events.stepFinished(step, Duration.ofSeconds(62));
    events.note(diagnostic);
    events.goingBack(diagnostic);
    events.ended(
        new Outcome(
            Outcome.Kind.CONVERGED,
            List.of(),
            List.of("one"),
            Stage.REOPENED,
            "It is open.",
            Optional.of(Duration.ofMinutes(6)),
            Optional.empty()));

    Schemas schema = Schemas.events();
    assertThat(lines).hasSize(10);
    JsonMapper mapper = new JsonMapper();
    for (int index = 0; index < lines.size(); index++) {
      String line = lines.get(index);
      assertThat(line).doesNotContain("\n");
      assertThat(schema.mistakes(line)).as(line).isEmpty();
      JsonNode event = mapper.readTree(line);
      assertThat(event.get("seq").intValue()).isEqualTo(index + 1);
    }
    assertThat(mapper.readTree(lines.get(0)).has("app")).isFalse();
    assertThat(mapper.readTree(lines.get(1)).get("app").stringValue())
        .isEqualTo("projectify-backend");
    assertThat(schema.mistakes(lines.get(2).replace("\"starting\"", "\"unheard\""))).isNotEmpty();
  }
}
