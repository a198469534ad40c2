package dev.changeover.core.desired;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.diagnostic.SourcePosition;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, they end as desired states or as mistakes with places in the file. */
class RandomFilesTest {
  private static final String VALID =
      """
      # comment
      format: 1
      app: projectify-backend
      postgres:
        version: 15
        plan: standard-0
        keepOldDatabase: false
        attachment: DATABASE
      method: follower
      adopt: "HEROKU_POSTGRESQL_GREEN"
      moveAttachments: [&a AMBER, 'REPORTS']
      cutover:
        maintenance: true
        stop: [web, worker]
        restore: {web: 2, worker: 1}
        deadline: &d 60m
      limits:
        provision: 6h
        catchUp: *d
      checks:
        one-off-dynos: >-
          the run dyno
          is a read-only console
      ---
      format: 1
      app: projectify-frontend
      postgres: {version: 16}
      """;

  private static final List<String> PIECES =
      List.of(
          "\n",
          "\r",
          "\r\n",
          " ",
          "\t",
          ":",
          ": ",
          "- ",
          "? ",
          "[",
          "]",
          "{",
          "}",
          ",",
          "#",
          " #",
          "&x ",
          "*x",
          "*a",
          "*d",
          "!!str ",
          "!x ",
          "|\n",
          ">-\n",
          "'",
          "\"",
          "\\",
          "%YAML 1.1\n",
          "%TAG ! x:\n",
          "---\n",
          "...\n",
          "<<: *d\n",
          "null",
          "~",
          "yes",
          "015",
          "1_5",
          ".inf",
          "-1",
          "1.5",
          "99999999999999999999",
          "release",
          "all",
          "none",
          "\u0000",
          "\u0085",
          "\u2028",
          "\uFEFF",
          "\uD83D\uDE00",
          "\u202E",
          "app: x\n",
          "  plan:\n",
          "[[[[[[[[",
          "{a: {a: {a: ",
          "\"\\u0000\"",
          "\"\\UFFFFFFFF\"",
          "_URL");

  /** Long enough that an algorithm of quadratic time or of deep recursion is noticed. */
  private static final int LONG = 200_000;

  private final DesiredFiles files = new DesiredFiles();

  @Property(tries = 2000)
  void rubbishIsTold(@ForAll byte[] content) {
    check(content);
  }

  @Property(tries = 2000)
  void rubbishOfYamlIsTold(@ForAll("yaml") String content) {
    check(content.getBytes(UTF_8));
  }

  @Property(tries = 3000)
  void damagedFilesAreTold(@ForAll("damaged") byte[] content) {
    check(content);
  }

  @ParameterizedTest
  @MethodSource("repetitions")
  @Timeout(60) // seconds; far above what it takes, since a hang is what is looked for
  void longRepetitionsAreTold(String prefix, String piece) {
    String content = prefix + piece.repeat(LONG / piece.getBytes(UTF_8).length);
    check(content.getBytes(UTF_8));
  }

  static Stream<Arguments> repetitions() {
    String before = "format: 1\napp: projectify-backend\npostgres:\n  version: 15\n";
    return Stream.concat(
        PIECES.stream().map(piece -> Arguments.of("", piece)),
        Stream.of(
            Arguments.of("format: 1\napp: ", "a"),
            Arguments.of("format: 1\napp: ", "a.herokuapp.com"),
            Arguments.of("format: 1\napp: ", "0123abcd-"),
            Arguments.of("format: ", "1"),
            Arguments.of("format: 1.", "1"),
            Arguments.of("format: 1", "_1"),
            Arguments.of("format: 1", ":1"),
            Arguments.of(before + "checks:\n  one-off-dynos: a", " a"),
            Arguments.of(before + "limits:\n  upgrade: ", "1h"),
            Arguments.of(before + "moveAttachments: [", "yes, "),
            Arguments.of(before + "cutover: {restore: {", "a: yes, ")));
  }

  @Provide
  Arbitrary<String> yaml() {
    return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<byte[]> damaged() {
    return Combinators.combine(
            Arbitraries.randomValue(random -> new Random(random.nextLong())),
            Arbitraries.integers().between(1, 5))
        .as(RandomFilesTest::damage);
  }

  private static byte[] damage(Random random, int times) {
    StringBuilder text = new StringBuilder(VALID);
    for (int i = 0; i < times; i++) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(from, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> text.insert(random.nextInt(text.length() + 1), text.substring(from, to));
        default -> text.replace(from, to, PIECES.get(random.nextInt(PIECES.size())));
      }
    }
    byte[] content = text.toString().getBytes(UTF_8);
    if (random.nextInt(5) == 0 && content.length > 0) {
      content[random.nextInt(content.length)] = (byte) random.nextInt(256);
    }
    return content;
  }

  private void check(byte[] content) {
    try {
      assertThat(files.parse("a.yaml", content)).isNotEmpty();
    } catch (DiagnosticException e) {
      String[] lines = new String(content, UTF_8).split("\r\n|\n|\r", -1);
      assertThat(e.diagnostics()).isNotEmpty().allSatisfy(told -> checkPlace(told, lines));
      assertThat(e.diagnostics().stream().map(told -> told.at().orElseThrow())).isSorted();
    }
  }

  private static void checkPlace(Diagnostic told, String[] lines) {
    SourcePosition at = told.at().orElseThrow();
    assertThat(at.line()).isLessThanOrEqualTo(lines.length);
    String line = lines[at.line() - 1];
    assertThat(at.column()).isLessThanOrEqualTo(line.codePointCount(0, line.length()) + 1);
    assertThat(told.what() + told.why() + told.fix()).isNotBlank().doesNotContain("\n", "\u202E");
  }
}
