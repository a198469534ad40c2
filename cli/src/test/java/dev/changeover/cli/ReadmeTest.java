package dev.changeover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Does what the README says. A block of shell lines after {@code <!-- run -->} is given to the
 * shell in a folder that has the project's examples and a {@code changeover} that starts the
 * classes under test; it must succeed. If a block of text follows, each of its lines must be in the
 * output, in this order; a line of {@code ...} stands for any lines.
 */
class ReadmeTest {
  private static final String README = Repository.texts().getOrDefault("README.md", "");

  private static final Pattern RUN =
      Pattern.compile(
          "<!-- run -->\\n+```sh\\n(?<commands>.*?)```\\n(?:\\n*```text\\n(?<output>.*?)```\\n)?",
          Pattern.DOTALL);

  private static final long LIMIT_SECONDS = 120;

  static Stream<Block> blocks() {
    return RUN.matcher(README).results().map(Block::of);
  }

  /** Shell lines, and what they are said to print; empty if nothing is said. */
  record Block(String commands, List<String> output) {
    private static Block of(MatchResult match) {
      String output = match.group(2);
      return new Block(match.group(1), output == null ? List.of() : output.lines().toList());
    }

    @Override
    public String toString() {
      return commands.strip();
    }
  }

  @Test
  void everyMarkIsFollowedByABlock() {
    Matcher marks = Pattern.compile("<!-- run -->").matcher(README);
    assertThat(blocks()).isNotEmpty().hasSize((int) marks.results().count());
  }

  @Test
  void theTestCommandIsTheOneThatIsRunForEveryChange() {
    assertThat(README).contains("\nmvn -B verify\n");
    assertThat(Repository.texts().getOrDefault(".ci/run", "")).endsWith("\nmvn -B verify\n");
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void whatIsShownCanBePasted(Block block, @TempDir Path folder)
      throws IOException, InterruptedException {
    arrange(folder);
    Path output = folder.resolve("output.txt");
    Process shell =
        new ProcessBuilder("sh", "-eu", "-c", block.commands())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(shell.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("ends in time").isTrue();
    } finally {
      shell.descendants().forEach(ProcessHandle::destroy);
      shell.destroy();
    }
    String printed = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(shell.exitValue()).as(printed).isZero();
    int from = 0;
    for (String line : block.output()) {
      if (!line.strip().equals("...")) {
        int at = ("\n" + printed).indexOf("\n" + line + "\n", from);
        assertThat(at).as("`%s` in the rest of:%n%s", line, printed).isNotNegative();
        from = at + line.length() + 1;
      }
    }
  }

  /** Gives the folder the examples, and a launcher of the classes under test. */
  private static void arrange(Path folder) throws IOException {
    Path examples = Repository.root().resolve("examples");
    try (Stream<Path> files = Files.walk(examples)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve("examples").resolve(examples.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    Path launcher = folder.resolve("changeover");
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' dev.changeover.cli.Main \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
