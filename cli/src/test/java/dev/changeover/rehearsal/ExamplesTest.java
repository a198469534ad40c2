package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredFiles;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.report.Renderer;
import dev.changeover.core.report.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of examples has a world, a desired state, and the plan that a reviewer has read.
 * With {@code -Dgolden.update=true} the plans are written anew, and the tests fail all the same.
 */
class ExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("changeover.root", "..")).resolve("examples");

  static List<String> examples() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      List<String> names =
          folders
              .filter(Files::isDirectory)
              .map(each -> each.getFileName().toString())
              .sorted()
              .toList();
      assertThat(names).hasSizeGreaterThanOrEqualTo(5);
      return names;
    }
  }

  static DesiredState desired(String example) {
    return new DesiredFiles()
        .read(List.of(EXAMPLES.resolve(example).resolve("changeover.yaml")))
        .get(0);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void planIsTheOneThatWasReviewed(String example) throws IOException {
    Plan plan = Rehearsal.ofExample(example).plan(desired(example), new MemoryJournals());
    compare(example, "plan.txt", rendered(Renderer.planText(false), plan));
    compare(example, "plan.json", rendered(Renderer.planJson(), plan));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void applyingLeavesNothingToPlanAndLosesNothing(String example) {
    Rehearsal rehearsal = Rehearsal.ofExample(example);
    MemoryJournals machine = new MemoryJournals();
    Outcome outcome = rehearsal.apply(desired(example), machine);
    assertThat(outcome.diagnostics()).as(String.join("\n", rehearsal.heard)).isEmpty();
    for (MemoryJournals each : List.of(machine, new MemoryJournals())) {
      Plan again = rehearsal.plan(desired(example), each);
      assertThat(again.isConverged()).as(again.fingerprints().toString()).isTrue();
    }
    long writes = rehearsal.writes();
    assertThat(rehearsal.apply(desired(example), machine).kind())
        .isEqualTo(Outcome.Kind.NOTHING_TO_DO);
    assertThat(rehearsal.writes()).isEqualTo(writes);
    if (writes > 0) {
      assertThat(rehearsal.missingWrites()).isZero();
    }
  }

  private static String rendered(Renderer renderer, Plan plan) throws IOException {
    StringBuilder text = new StringBuilder();
    renderer.render(List.of(Report.of(plan)), text);
    return text.toString();
  }

  private static void compare(String example, String name, String actual) throws IOException {
    Path file = EXAMPLES.resolve(example).resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    } else {
      assertThat(actual).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
      return;
    }
    if (name.equals("plan.json")) {
      fail("wrote " + file + "; read the difference, then run without golden.update");
    }
  }
}
