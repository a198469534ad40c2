package dev.changeover.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.common.base.Splitter;
import dev.changeover.sandbox.scenario.FaultAction;
import dev.changeover.sandbox.scenario.Timing;
import dev.changeover.sandbox.scenario.WorldFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Every knob of the sandbox is explained and tried, and the page that lists them is up to date.
 * With {@code -Dgolden.update=true} the page is written anew, and its test fails all the same.
 */
class SandboxKnobsTest {
  private static final Path ROOT = Path.of(System.getProperty("changeover.root", ".."));
  private static final String SOURCES = "cli/src/test/java/dev/changeover/rehearsal/";

  private static final String HEAD =
      """
      # What the sandbox can answer otherwise

      Not everything about Heroku is certain. Where Heroku may answer in two ways, the sandbox gives
      one answer by itself and the other with a knob; other knobs make things go wrong. Changeover
      is tried with both answers, by the tests that are named.

      A knob is an entry of `faults` in a scenario, `{world: KNOB}` or `{action: KNOB, at: 'POST
      /apps/*/addons'}`. `changeover sandbox --fault` and `POST /sandbox/faults` take one as well.
      `only` narrows one of the world to an alias, add-on or process type; `nth`, `skip`, `times`
      and `probability` say when. Knobs that start with `durations` are keys of a scenario.
      [The schema](../schemas/scenario.v1.schema.json) has all of it.

      The marks say how well founded it is that Heroku answers so: V seen from the real Heroku CLI,
      S in an official schema, C in the source of the CLI, T in the CLI's own tests, X recorded from
      Heroku, D documented, K general knowledge, I inferred.
      """;

  /** A line of {@code knobs.txt}. */
  private record Row(String knob, String fact, String source, String usual, List<String> tests) {
    static Row of(String line) {
      List<String> cells = Splitter.on(" | ").splitToList(line);
      assertThat(cells).as(line).hasSize(5).allMatch(cell -> !cell.isBlank());
      return new Row(
          cells.get(0),
          cells.get(1),
          cells.get(2),
          cells.get(3),
          Splitter.on(", ").splitToList(cells.get(4)));
    }
  }

  private static List<String> lines() {
    try (InputStream in = SandboxKnobsTest.class.getResourceAsStream("knobs.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.matches("# .*"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Row> rows() {
    return lines().stream().filter(line -> !line.startsWith("## ")).map(Row::of).toList();
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (String line : lines()) {
      if (line.startsWith("## ")) {
        page.append("\n").append(line).append("\n\n");
        page.append("| knob | what it is about | from | without the knob | tried by |\n");
        page.append("| --- | --- | --- | --- | --- |\n");
        continue;
      }
      Row row = Row.of(line);
      String tests =
          row.tests().stream().map(test -> "`" + test + "`").collect(Collectors.joining(", "));
      page.append(
          "| `%s` | %s | %s | %s | %s |\n"
              .formatted(row.knob(), row.fact(), row.source(), row.usual(), tests));
    }
    return page.toString();
  }

  @Test
  void everyKnobHasOneRow() {
    List<String> knobs = rows().stream().map(Row::knob).toList();
    List<String> known =
        Stream.concat(
                Arrays.stream(WorldFault.values()).map(WorldFault::key),
                Arrays.stream(FaultAction.values()).map(FaultAction::key))
            .toList();
    assertThat(knobs).doesNotHaveDuplicates().containsAll(known);
    Set<String> durations =
        Arrays.stream(Timing.Activity.values())
            .map(each -> "durations." + each.key())
            .collect(Collectors.toSet());
    assertThat(knobs).allMatch(knob -> known.contains(knob) || durations.contains(knob));
  }

  @Test
  void whatTheContractLeavesOpenIsWhatThePageCallsNotCertain() {
    List<String> notCertain =
        lines().stream()
            .dropWhile(line -> !line.equals("## Answers that are not certain"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .map(line -> Row.of(line).knob())
            .toList();
    List<String> leftOpen =
        Arrays.stream(WorldFault.values())
            .filter(WorldFault::isLeftOpen)
            .map(WorldFault::key)
            .toList();
    assertThat(notCertain).containsExactlyInAnyOrderElementsOf(leftOpen);
  }

  @Test
  void everyKnobIsUsedByTheTestsThatAreNamed() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Row row : rows()) {
      for (String test : row.tests()) {
        List<String> parts = Splitter.on('.').splitToList(test);
        assertThat(parts).as(test).hasSize(2);
        String source = sourceOf(parts.get(0), parts.get(1));
        if (!isTest(parts.get(0), parts.get(1)) || !uses(source, row.knob())) {
          wrong.add(row.knob() + ": " + test);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean uses(String source, String knob) {
    String key = knob.replace("durations.", "");
    return Pattern.compile("(?<![a-z-])" + Pattern.quote(key) + "(?![a-z-])")
        .matcher(source)
        .find();
  }

  private static boolean isTest(String className, String methodName) {
    try {
      Class<?> type = Class.forName(SandboxKnobsTest.class.getPackageName() + "." + className);
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals(methodName)) {
          return method.isAnnotationPresent(Test.class)
              || method.isAnnotationPresent(ParameterizedTest.class);
        }
      }
      return false;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The method with what is written above it, up to the end of the member before. */
  private static String sourceOf(String className, String methodName) throws IOException {
    String text = Files.readString(ROOT.resolve(SOURCES + className + ".java"));
    for (String member : Splitter.on("\n  }\n").split(text)) {
      if (member.contains("  void " + methodName + "(")) {
        return member;
      }
    }
    return "";
  }

  @Test
  void theMarksAreKnown() {
    assertThat(rows())
        .allMatch(row -> row.source().matches("[VSCTXDKI](, [VSCTXDKI])*(: [a-zA-Z, -]+)?"));
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    Path page = ROOT.resolve("docs/sandbox-knobs.md");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, page());
      fail("wrote %s; read the difference, then run without golden.update", page);
    }
    assertThat(page).content().isEqualTo(page());
  }
}
