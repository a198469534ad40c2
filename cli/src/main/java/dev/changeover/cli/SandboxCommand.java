package dev.changeover.cli;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.sandbox.Sandbox;
import dev.changeover.sandbox.SandboxServer;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.Scenario;
import dev.changeover.sandbox.scenario.ScenarioException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Runs a loopback Heroku to rehearse on. */
final class SandboxCommand implements Command {
  private static final Flag SCENARIO =
      Flag.valued("scenario", "FILE", "the world to start with (required)");
  private static final Flag PORT =
      Flag.valued("port", "NUMBER", "the port on 127.0.0.1; 0 for any free one (default: 5999)");
  private static final Flag SPEED =
      Flag.valued(
          "speed", "FACTOR", "how much faster than real its clock runs, 1 to 100000 (default: 1)");
  private static final Flag SEED =
      Flag.valued("seed", "NUMBER", "decides everything random in it (default: 1)");
  private static final Flag FAULT =
      Flag.repeatable(
          "fault", "YAML", "something that goes wrong besides, as in `faults` of a scenario");
  private static final Flag EXPORTS =
      Flag.valued("exports", "FILE", "also write the `export` lines to a file, for scripts");

  @Override
  public Usage usage() {
    return new Usage(
        "sandbox",
        "",
        0,
        "Runs a loopback Heroku to rehearse on, until it is stopped.",
        List.of(
            "Prints `export` lines for a shell. With them `changeover` and the Heroku CLI talk to"
                + " the sandbox, and the waits of `changeover` follow its clock. Ctrl-C stops it;"
                + " its world is lost then.",
            "It listens on 127.0.0.1 only. However long it runs, it needs no more than 256 MB of"
                + " heap, which is the limit that the launcher sets;"
                + " `CHANGEOVER_JAVA_OPTS=-Xmx512m` sets another."),
        List.of(SCENARIO, PORT, SPEED, SEED, FAULT, EXPORTS),
        List.of(
            "changeover sandbox --scenario=examples/projectify/world.yaml --speed=60",
            "changeover sandbox --scenario=world.yaml --port=0 --exports=sandbox.env",
            "changeover sandbox --scenario=world.yaml --fault='{world: upgrade-fails}'"),
        List.of(ExitStatus.DONE, ExitStatus.USAGE, ExitStatus.INVALID));
  }

  @Override
  public ExitStatus run(Arguments arguments, Environment environment) {
    Inputs inputs = new Inputs(arguments, environment);
    Path file =
        arguments
            .value(SCENARIO.name())
            .map(inputs::path)
            .orElseThrow(() -> arguments.mistake("`--scenario` is required"));
    double speed =
        arguments
            .value(SPEED.name())
            .map(
                text ->
                    Session.speed(text)
                        .orElseThrow(() -> arguments.mistake("`--speed` must be from 1 to 100000")))
            .orElse(1.0);
    int port = (int) arguments.number(PORT.name(), 5999, 0, 65_535);
    long seed = arguments.number(SEED.name(), 1, 0, Long.MAX_VALUE / 10);
    Scenario scenario = withFaults(read(file), arguments.values(FAULT.name()));
    CountDownLatch stopped = new CountDownLatch(1);
    environment.interrupts().whenAsked(stopped::countDown);
    Instant since = Clock.systemUTC().instant();
    try (SandboxServer server = start(scenario, speed, seed, port)) {
      SandboxExports exports = new SandboxExports(server.uri(), token(scenario), speed, since);
      environment.out().print(exports.lines());
      environment.out().flush();
      arguments.value(EXPORTS.name()).map(inputs::path).ifPresent(path -> save(exports, path));
      environment
          .err()
          .print(
              "The sandbox runs at %s, %s times as fast as real time. Ctrl-C stops it.\n"
                  .formatted(server.uri(), SandboxExports.number(speed)));
      environment.err().flush();
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitStatus.DONE;
  }

  private static Scenario read(Path file) {
    try {
      return Scenario.read(file);
    } catch (ScenarioException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.WRONG_VALUE,
              "the scenario `%s` cannot be used: %s"
                  .formatted(file, Optional.ofNullable(e.getMessage()).orElse(e.place())),
              "Correct the scenario; `examples` has some that work."),
          e);
    }
  }

  static Scenario withFaults(Scenario scenario, List<String> texts) {
    List<Fault> faults = new ArrayList<>(scenario.faults());
    for (String text : texts) {
      try {
        faults.addAll(Scenario.parseFaults(text));
      } catch (ScenarioException e) {
        throw new DiagnosticException(
            Diagnostic.of(
                Code.USAGE,
                "`--fault` cannot be used: %s"
                    .formatted(Optional.ofNullable(e.getMessage()).orElse(e.place())),
                "Write it like `{world: upgrade-fails}`; docs/sandbox-knobs.md has all of them."),
            e);
      }
    }
    return scenario.withFaults(faults);
  }

  static SandboxServer start(Scenario scenario, double speed, long seed, int port) {
    Sandbox sandbox = new Sandbox(scenario, WorldClock.realTime(speed, scenario.start()), seed);
    try {
      return SandboxServer.start(sandbox, port);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.USAGE,
              "port %d of this machine cannot be used".formatted(port),
              "Choose another `--port`, or 0 for any free one."),
          e);
    }
  }

  /** Returns a token that the sandbox accepts; it is no secret. */
  static String token(Scenario scenario) {
    return scenario.tokens().stream().findFirst().orElse("sandbox");
  }

  private static void save(SandboxExports exports, Path file) {
    try {
      Files.write(file, exports.lines().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.USAGE,
              "the exports cannot be written to `%s`".formatted(file),
              "Name a file in a folder that exists and that you may write to."),
          e);
    }
  }
}
