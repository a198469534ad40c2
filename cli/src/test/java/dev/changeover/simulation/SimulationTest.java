package dev.changeover.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.changeover.sandbox.scenario.FaultAction;
import dev.changeover.sandbox.scenario.WorldFault;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A short part of what {@code .ci/simulate} runs. {@code -Dsimulation.runs=N} and {@code
 * -Dsimulation.seed=S} make it longer, or another part.
 */
class SimulationTest {
  private static final int RUNS = 600;
  private static final int SLICES = 151;

  private static Campaign campaign() {
    return new Campaign(Math.min(2, Runtime.getRuntime().availableProcessors()));
  }

  /** A new knob of the sandbox has to be drawn as well. */
  @Test
  void everythingThatTheSandboxCanDoOtherwiseIsDrawn() {
    Set<String> drawn = new HashSet<>();
    for (long seed = 1; seed <= 5_000; seed++) {
      for (Mishap mishap : Case.random(seed).mishaps()) {
        Matcher matcher = Pattern.compile("(?:world|action): ([a-z-]+)").matcher(mishap.detail());
        if (matcher.find()) {
          drawn.add(matcher.group(1));
        }
      }
    }
    assertThat(drawn)
        .containsAll(Arrays.stream(WorldFault.values()).map(WorldFault::key).toList())
        .containsAll(Arrays.stream(FaultAction.values()).map(FaultAction::key).toList());
  }

  @Test
  void theInvariantsHoldWhateverGoesWrong() {
    long first = Long.getLong("simulation.seed", 1);
    Campaign campaign = campaign();
    campaign.run(
        "seeds", Integer.getInteger("simulation.runs", RUNS), index -> Case.random(first + index));
    assertThat(campaign.isSound()).as(campaign.summary()).isTrue();
  }

  @Test
  void theInvariantsHoldInASliceOfEverythingThatIsEnumerated() {
    for (Map.Entry<String, List<Case>> part : new Exhaustive().parts().entrySet()) {
      List<Case> slice = new ArrayList<>();
      for (int index = 7; index < part.getValue().size(); index += SLICES) {
        slice.add(part.getValue().get(index));
      }
      Campaign campaign = campaign();
      campaign.run(part.getKey(), slice.size(), index -> slice.get((int) index));
      assertThat(slice).isNotEmpty();
      assertThat(campaign.isSound()).as(campaign.summary()).isTrue();
    }
  }

  static LongStream someSeeds() {
    return LongStream.of(3, 11, 23, 429, 1001);
  }

  @ParameterizedTest
  @MethodSource("someSeeds")
  void aSeedReplaysToTheLetter(long seed) {
    List<String> once = Simulation.traced(Case.random(seed)).trace();
    List<String> again = Simulation.traced(Case.parse(Case.random(seed).toString())).trace();
    assertThat(once).isNotEmpty().isEqualTo(again);
  }

  /** Sets and maps of the JDK have another order in each process. */
  @ParameterizedTest
  @ValueSource(longs = {429, 957})
  void aSeedReplaysToTheLetterInAnotherProcess(long seed) throws Exception {
    Case run =
        Case.random(seed)
            .with(Mishap.inWorld(Mishap.Kind.FAULT, "{world: dynos-do-not-stop, times: 1}"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--trace",
                "--case",
                run.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      List<String> lines =
          new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      List<String> here = Simulation.traced(run).trace();
      assertThat(lines.subList(1, Math.min(lines.size(), here.size() + 1))).isEqualTo(here);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @MethodSource("someSeeds")
  void aCaseIsReadAsItWasWritten(long seed) {
    Case run = Case.random(seed);
    assertThat(Case.parse(run.toString())).isEqualTo(run);
  }

  @Test
  void aCaseThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Case.parse("seed=1 colour=red"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("colour");
    assertThatThrownBy(() -> Case.parse("seed=1 | op1@3 fall-asleep"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fall-asleep");
  }
}
