package dev.changeover.cli;

import dev.changeover.sandbox.SandboxServer;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Upgrades a database in a sandbox, with the same commands that a user would type. */
final class DemoCommand implements Command {
  private static final double SPEED = 240;
  private static final long SEED = 1;
  private static final String FILE = "changeover.yaml";

  @Override
  public Usage usage() {
    return new Usage(
        "demo",
        "",
        0,
        "Upgrades a database in a sandbox on this machine, start to end.",
        List.of(
            "Talks to nothing but the sandbox, reads no credentials and leaves nothing behind. Time"
                + " in the sandbox runs 240 times as fast, so it takes seconds."),
        List.of(),
        List.of("changeover demo"),
        List.of(ExitStatus.DONE, ExitStatus.FAILED));
  }

  @Override
  public ExitStatus run(Arguments arguments, Environment environment) {
    Path folder = folder();
    try {
      Files.write(
          folder.resolve(FILE), Release.text("/demo/" + FILE).getBytes(StandardCharsets.UTF_8));
      Scenario scenario = Scenario.parse(Release.text("/demo/world.yaml"));
      Instant since = Clock.systemUTC().instant();
      try (SandboxServer server = SandboxCommand.start(scenario, SPEED, SEED, 0)) {
        SandboxExports exports =
            new SandboxExports(server.uri(), SandboxCommand.token(scenario), SPEED, since);
        return play(inside(environment, folder, exports.variables()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's folder " + folder + " cannot be used", e);
    } finally {
      remove(folder);
    }
  }

  /** Nothing of the user's environment reaches the commands but how to print. */
  private static Environment inside(
      Environment environment, Path folder, Map<String, String> exports) {
    Map<String, String> variables = new LinkedHashMap<>(exports);
    for (String name : List.of("NO_COLOR", "TERM")) {
      environment.variable(name).ifPresent(value -> variables.put(name, value));
    }
    return new Environment(
        variables,
        folder,
        folder,
        environment.in(),
        environment.out(),
        environment.err(),
        environment.terminals(),
        environment.interrupts());
  }

  private static ExitStatus play(Environment environment) {
    say(
        environment,
        "An app on Heroku Postgres 13, in a sandbox. This is what its file asks for:\n");
    environment.out().print("\n" + indented(Release.text("/demo/" + FILE)));
    for (List<String> words :
        List.of(List.of("status"), List.of("apply", "--yes"), List.of("status"), List.of("plan"))) {
      say(environment, "\n$ changeover " + String.join(" ", words) + " " + FILE + "\n\n");
      ExitStatus status =
          new Main(environment)
              .run(Stream.concat(words.stream(), Stream.of(FILE)).toArray(String[]::new));
      if (status != ExitStatus.DONE) {
        return status;
      }
    }
    return ExitStatus.DONE;
  }

  private static void say(Environment environment, String text) {
    environment.out().print(text);
    environment.out().flush();
  }

  private static String indented(String text) {
    return text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> "  " + line + "\n")
        .reduce("", String::concat);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("changeover-demo");
    } catch (IOException e) {
      throw new UncheckedIOException("a folder for temporary files is needed", e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's folder " + folder + " cannot be removed", e);
    }
  }
}
