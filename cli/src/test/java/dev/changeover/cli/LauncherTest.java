package dev.changeover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the launcher gives the JVM what it should. The JVM is a script that prints its arguments.
 */
final class LauncherTest {
  private static final String JAVA =
      """
      #!/bin/sh
      if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"'; else printf '%s\\n' "$@"; fi
      """;

  private Path folder;

  @BeforeEach
  void arrange(@TempDir Path made) throws IOException {
    folder = made;
    Path state = Files.createDirectories(folder.resolve("cli/target/launcher"));
    Files.writeString(folder.resolve("cli/target/changeover-cli.jar"), "");
    Files.writeString(state.resolve("built"), "");
    Files.createDirectories(folder.resolve("jdk/bin"));
    program("jdk/bin/java", JAVA);
    program("changeover", Files.readString(Repository.root().resolve("changeover")));
  }

  private void program(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> started(String options, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("changeover").toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().put("CHANGEOVER_JAVA_OPTS", options);
    builder.redirectErrorStream(false).redirectError(folder.resolve("errors").toFile());
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("errors"))).isZero();
    return printed.lines().toList();
  }

  @Test
  void aSandboxHasALimitOfMemory() throws Exception {
    assertThat(started("", "sandbox", "--port=0"))
        .contains("-Xmx256m")
        .endsWith("dev.changeover.cli.Main", "sandbox", "--port=0");
  }

  @Test
  void theLimitCanBeChangedBecauseTheLastOptionCounts() throws Exception {
    assertThat(started("-Xmx1g -Dx=y", "sandbox", "--port=0"))
        .containsSubsequence("-Xmx256m", "-Xmx1g", "-Dx=y", "dev.changeover.cli.Main");
  }

  @Test
  void otherCommandsTakeWhatTheJvmGives() throws Exception {
    assertThat(started("", "plan", "sandbox"))
        .endsWith("dev.changeover.cli.Main", "plan", "sandbox")
        .noneMatch(option -> option.startsWith("-Xmx"));
  }
}
