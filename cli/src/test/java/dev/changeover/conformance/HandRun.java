package dev.changeover.conformance;

import dev.changeover.sandbox.Sandbox;
import dev.changeover.sandbox.SandboxRequest;
import dev.changeover.sandbox.SandboxResponse;
import dev.changeover.sandbox.SandboxServer;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A person at a shell: a sandbox on a port of its own, and the Heroku command line pointed at it.
 * The world's clock moves only while a command runs, 600 times as fast as real time, and when it is
 * told to.
 */
public final class HandRun implements AutoCloseable {
  private static final Duration BEAT = Duration.ofSeconds(30);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HerokuCli cli;
  private final Sandbox sandbox;
  private final WorldClock clock;
  private final SandboxServer server;
  private final Path home;

  /** Opens a shell on a new world. */
  public HandRun(HerokuCli cli, Scenario scenario) {
    this(cli, scenario, WorldClock.manual(scenario.start()));
  }

  /** Opens a shell on a new world with a clock that may move by itself. */
  public HandRun(HerokuCli cli, Scenario scenario, WorldClock clock) {
    this.cli = cli;
    this.clock = clock;
    this.sandbox = new Sandbox(scenario, clock, 1);
    try {
      this.home = Files.createTempDirectory("changeover-conformance");
      this.server = SandboxServer.start(sandbox, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the world of two apps that share a database, and much that can hang on one. */
  public static Scenario bookshop() {
    return Scenario.read(
        HerokuCli.root()
            .resolve("sandbox/src/test/resources/dev/changeover/sandbox/bookshop.yaml"));
  }

  /** Returns the world of an example, with more at the end of its file. */
  public static Scenario example(String name, String more) {
    try {
      Path file = HerokuCli.root().resolve("examples").resolve(name).resolve("world.yaml");
      return Scenario.parse(Files.readString(file) + "\n" + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs {@code heroku} with these words, separated by single blanks. */
  public ChildProcess.Result heroku(String words) {
    return cli.run(server.uri(), home, () -> clock.advance(BEAT), List.of(words.split(" ", -1)));
  }

  /** Runs a shell script. */
  ChildProcess.Result script(Path file, String... words) {
    Stream<String> command = Stream.concat(Stream.of("sh", file.toString()), Stream.of(words));
    return cli.script(server.uri(), home, () -> clock.advance(BEAT), command.toList());
  }

  /** Lets time pass in the world. */
  public void pass(Duration time) {
    clock.advance(time);
  }

  /** Returns the sandbox. */
  public Sandbox sandbox() {
    return sandbox;
  }

  /** Returns where the sandbox listens. */
  public URI uri() {
    return server.uri();
  }

  /** Returns a folder of its own. */
  public Path home() {
    return home;
  }

  /** Returns the state of the world. */
  public JsonNode world() {
    return JSON.readTree(sandbox.snapshot());
  }

  /** Makes something go wrong, worded as in a scenario file. */
  public void fault(String yaml) {
    call("POST", "/sandbox/faults", yaml);
  }

  /** A person edits something now. */
  public void human(String yaml) {
    call("POST", "/sandbox/human", yaml);
  }

  /** Sends a request by other means than the command line; its body is YAML, empty for none. */
  public JsonNode call(String method, String path, String yaml) {
    SandboxRequest request = SandboxRequest.of(method, path);
    SandboxResponse answer =
        sandbox.handle(
            yaml.isEmpty()
                ? request
                : request.withBody(new YAMLMapper().readTree(yaml).toString()));
    if (answer.status() >= 300) {
      throw new IllegalArgumentException(method + " " + path + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    server.close();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + home + " cannot be removed", e);
    }
  }
}
