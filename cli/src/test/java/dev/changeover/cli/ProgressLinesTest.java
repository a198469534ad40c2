package dev.changeover.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.apply.ApplyListener.Wait;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.Scope;
import dev.changeover.core.plan.Condition;
import dev.changeover.core.plan.Impact;
import dev.changeover.core.plan.Phase;
import dev.changeover.core.plan.Step;
import dev.changeover.core.plan.Verdict;
import dev.changeover.core.report.DiagnosticRenderer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private static final Condition CONDITION =
      new Condition(
          "`DATABASE_PG15` is 0 commits behind",
          Duration.ofMinutes(30),
          Optional.empty(),
          2,
          state -> Scope.NOTHING,
          state -> Verdict.holds());

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, UTF_8);

  @Test
  void plainLinesAreRepeatedOnlyForNewsAndEveryHalfMinute() {
    ProgressLines progress = new ProgressLines(err, new DiagnosticRenderer(false));
    progress.stepStarting(new AStep(), 1, 2);
    for (int second = 0; second <= 70; second += 5) {
      progress.waiting(new AStep(), wait("3 commits behind", second));
    }
    progress.waiting(new AStep(), wait("2 commits behind", 71));

    assertThat(bytes.toString(UTF_8).lines()).hasSize(5).first().isEqualTo("[1/2] do it");
    assertThat(bytes.toString(UTF_8)).doesNotContain("\r");
  }

  @Test
  void aNewWaitIsNewsEvenIfItReadsTheSame() {
    ProgressLines progress = new ProgressLines(err, new DiagnosticRenderer(false));
    progress.waiting(new AStep(), wait("3 commits behind", 20));
    progress.waiting(new AStep(), wait("3 commits behind", 1));

    assertThat(bytes.toString(UTF_8).lines()).hasSize(2);
  }

  @Property(tries = 200)
  void aRedrawnLineNeverFillsTheTerminalAndLeavesNothingBehind(
      @ForAll @IntRange(min = 20, max = 200) int columns, @ForAll List<String> reasons) {
    bytes.reset();
    ProgressLines progress = new ProgressLines(err, new DiagnosticRenderer(false), columns);
    for (String reason : reasons) {
      progress.waiting(new AStep(), wait(reason, 65));
    }
    progress.clear();

    StringBuilder screen = new StringBuilder();
    for (String part : bytes.toString(UTF_8).split("\r", -1)) {
      assertThat(part.length()).isLessThan(columns);
      assertThat(part).doesNotContain("\n").matches("[ -~]*");
      screen.replace(0, Math.min(part.length(), screen.length()), part);
    }
    assertThat(screen.toString().strip()).isEmpty();
  }

  private static Wait wait(String whyNot, int seconds) {
    return new Wait(
        CONDITION,
        whyNot,
        0,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(1800L - seconds),
        Optional.empty());
  }

  private static final class AStep implements Step {
    @Override
    public String id() {
      return "it";
    }

    @Override
    public Phase phase() {
      return Phase.STOP;
    }

    @Override
    public String summary() {
      return "do it";
    }

    @Override
    public String fingerprint() {
      return "it";
    }

    @Override
    public String herokuCommand() {
      return "heroku it";
    }

    @Override
    public Impact impact() {
      return new Impact(
          Impact.Change.UPDATE,
          Impact.Downtime.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    @Override
    public List<Condition> preconditions() {
      return List.of();
    }

    @Override
    public Condition postcondition() {
      return CONDITION;
    }

    @Override
    public boolean begun(ObservedState state) {
      return false;
    }

    @Override
    public ApiCall call(ObservedState state) {
      return new ApiCall(ApiCall.Host.PLATFORM, ApiCall.Method.POST, "/it", Map.of());
    }

    @Override
    public ObservedState predict(ObservedState before) {
      return before;
    }
  }
}
