package dev.changeover.core.desired;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.diagnostic.DiagnosticException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example, and one file with every key, damaged in every place: each ends as a desired state
 * or as mistakes, never as another exception.
 */
class DamagedExamplesTest {
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_124L);
  private static final Pattern VALUE = Pattern.compile("(?m)^( *[\\w-]+:)[ ].*$");

  private static final String EVERY_KEY =
      """
      format: 1
      app: projectify-backend
      postgres:
        version: 15
        plan: standard-0
        keepOldDatabase: false
        attachment: DATABASE
      method: follower
      adopt: HEROKU_POSTGRESQL_GREEN
      moveAttachments: [AMBER]
      cutover:
        maintenance: true
        stop: [web, worker]
        restore: {web: 2, worker: 1}
        deadline: 60m
      limits:
        provision: 6h
        catchUp: 30m
        upgrade: 45m
        release: 20m
      checks:
        one-off-dynos: the run dyno only reads
      """;

  private final DesiredFiles files = new DesiredFiles();

  static List<String> valid() throws IOException {
    Path examples = Path.of(System.getProperty("changeover.root", "..")).resolve("examples");
    List<String> texts = new ArrayList<>(List.of(EVERY_KEY));
    try (Stream<Path> folders = Files.list(examples)) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        texts.add(Files.readString(folder.resolve("changeover.yaml"), UTF_8));
      }
    }
    assertThat(texts).hasSizeGreaterThanOrEqualTo(6);
    return texts;
  }

  /** Returns whether the file is valid; otherwise each mistake has a place and a remedy. */
  private boolean isValid(byte[] content, String what) {
    try {
      assertThat(files.parse("a.yaml", content)).as(what).isNotEmpty();
      return true;
    } catch (DiagnosticException e) {
      assertThat(e.diagnostics())
          .as(what)
          .isNotEmpty()
          .hasSizeLessThanOrEqualTo(101)
          .allSatisfy(
              told -> {
                assertThat(told.at()).isPresent();
                assertThat(told.fix()).isNotBlank();
                assertThat(told.what()).hasSizeLessThan(2000);
              });
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("valid")
  void aFileThatEndsEarlierIsTold(String text) {
    byte[] content = text.getBytes(UTF_8);
    assertThat(isValid(content, "whole")).isTrue();
    for (int cut = 0; cut < content.length; cut++) {
      isValid(Arrays.copyOf(content, cut), "cut at " + cut);
    }
  }

  @ParameterizedTest
  @MethodSource("valid")
  void aChangedByteIsTold(String text) {
    byte[] content = text.getBytes(UTF_8);
    Random random = new Random(SEED);
    int mistakes = 0;
    for (int at = 0; at < content.length; at++) {
      for (int change : new int[] {1 << random.nextInt(8), 0x80, content[at], content[at] ^ '\t'}) {
        byte[] bad = content.clone();
        bad[at] ^= (byte) change;
        mistakes += isValid(bad, "seed " + SEED + ", byte " + at + " ^ " + change) ? 0 : 1;
      }
    }
    assertThat(mistakes).isGreaterThan(content.length / 2);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void linesThatAreLostDoubledOrMovedAreTold(String text) {
    List<String> lines = text.lines().toList();
    for (int line = 0; line < lines.size(); line++) {
      List<String> lost = new ArrayList<>(lines);
      lost.remove(line);
      isValid(bytes(lost), "without line " + line);
      List<String> doubled = new ArrayList<>(lines);
      doubled.add(line, lines.get(line));
      boolean data = !lines.get(line).startsWith("#");
      assertThat(isValid(bytes(doubled), "line " + line + " twice")).isEqualTo(!data);
      for (int other = line + 1; other < lines.size(); other++) {
        List<String> moved = new ArrayList<>(lines);
        Collections.swap(moved, line, other);
        isValid(bytes(moved), "lines " + line + " and " + other);
      }
    }
  }

  private static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(UTF_8);
  }

  @Test
  void aValueOfAnotherTypeIsTold() {
    List<String> odd =
        List.of(
            "",
            "~",
            "true",
            "-1",
            "0.5",
            "1e400",
            ".nan",
            "[]",
            "{}",
            "[[[]]]",
            "{a: {b: c}}",
            "\"\"",
            "\"\\0\"",
            "2026-11-24",
            "0x1F",
            "!!binary aGk=",
            "&a [*a]",
            "*none",
            "|",
            "'" + "x".repeat(100_000) + "'",
            "1".repeat(100_000),
            "[" + "1,".repeat(9000) + "]");
    Matcher matcher = VALUE.matcher(EVERY_KEY);
    int keys = 0;
    int accepted = 0;
    while (matcher.find()) {
      keys++;
      for (String value : odd) {
        String text =
            EVERY_KEY.substring(0, matcher.end(1))
                + " "
                + value
                + EVERY_KEY.substring(matcher.end());
        boolean valid = isValid(text.getBytes(UTF_8), matcher.group(1) + " " + shortened(value));
        accepted += valid ? 1 : 0;
      }
    }
    assertThat(keys).isEqualTo(18);
    // Those that are allowed: a reason that is any text, and what is a list or a truth anyway.
    assertThat(accepted).isLessThan(keys * 2);
  }

  private static String shortened(String value) {
    return value.substring(0, Math.min(20, value.length()));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void anotherEncodingIsTold(String text) {
    for (Charset charset : List.of(UTF_16, UTF_16LE, UTF_16BE, Charset.forName("UTF-32"))) {
      assertThat(isValid(text.getBytes(charset), charset.name())).isFalse();
    }
    assertThat(isValid((text + "# caf\u00e9\n").getBytes(ISO_8859_1), "Latin 1")).isFalse();
    assertThat(isValid((text + "\u0000").getBytes(UTF_8), "NUL")).isFalse();
    assertThat(isValid((text + "\u001a").getBytes(UTF_8), "end of file")).isFalse();
    isValid(("\uFEFF" + text).getBytes(UTF_8), "BOM");
    isValid(text.replace("\n", "\r\n").getBytes(UTF_8), "CRLF");
    isValid(text.replace("\n", "\r").getBytes(UTF_8), "CR");
    isValid(text.replace("  ", "\t").getBytes(UTF_8), "tabs");
  }

  @Test
  @Timeout(60) // seconds; far above what it takes, since a hang is what is looked for
  void aHugeFileIsTold() {
    for (String piece : List.of("a", "\n", "# comment\n", "a: 1\n", "- ", "\u0000", "[", "---\n")) {
      byte[] content = piece.repeat((10 << 20) / piece.length()).getBytes(UTF_8);
      assertThat(isValid(content, "10 MB of " + piece.strip())).isFalse();
    }
  }

  @Test
  @Timeout(60) // seconds; far above what it takes, since a hang is what is looked for
  void anchorsThatGrowAreTold() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [lol]\n");
    StringBuilder keys = new StringBuilder("a0: &a0 {lol: 1}\n");
    for (int level = 1; level < 40; level++) {
      String before = "*a" + (level - 1);
      laughs.append("a%d: &a%d [%s]\n".formatted(level, level, (before + ",").repeat(9) + before));
      keys.append("a%d: &a%d {x: %s, y: %s}\n".formatted(level, level, before, before));
    }
    assertThat(isValid(laughs.toString().getBytes(UTF_8), "lists")).isFalse();
    assertThat(isValid(keys.toString().getBytes(UTF_8), "mappings")).isFalse();
    assertThat(isValid("a: &a [*a]\n".getBytes(UTF_8), "itself")).isFalse();
    assertThat(isValid("&a a: *a\n".getBytes(UTF_8), "its key")).isFalse();
  }
}
