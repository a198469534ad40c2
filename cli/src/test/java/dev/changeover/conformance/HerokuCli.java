package dev.changeover.conformance;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The real Heroku command line, in the version that {@code sandbox/src/test/heroku-cli} pins. It is
 * installed below {@code sandbox/target} and stays there until the pinned version changes.
 */
public final class HerokuCli {
  /** The property that leaves out all tests which need it. */
  static final String SKIP = "conformance.skip";

  private static final Duration INSTALLATION = Duration.ofMinutes(15);
  private static final Duration COMMAND = Duration.ofMinutes(2);
  private static final int OLDEST_NODE = 20;
  private static final List<String> PINS = List.of("package.json", "package-lock.json", ".npmrc");
  private static final String ADVICE =
      "The tests run the real Heroku CLI against the sandbox. Install Node.js "
          + OLDEST_NODE
          + " or later with npm and put both on PATH, or leave these tests out with -D"
          + SKIP
          + "=true.";

  private final Path node;
  private final Path installation;

  private HerokuCli(Path node, Path installation) {
    this.node = node;
    this.installation = installation;
  }

  /** Returns the folder of the project. */
  static Path root() {
    return Path.of(System.getProperty("changeover.root", "..")).toAbsolutePath().normalize();
  }

  /** Returns the command line, installed first where it is not; fails where it cannot be. */
  static HerokuCli installed() {
    Path node = program("node");
    Path npm = program("npm");
    Path target = root().resolve("sandbox").resolve("target");
    Path installation = target.resolve("heroku-cli");
    try {
      Files.createDirectories(installation);
      try (FileChannel channel =
              FileChannel.open(
                  target.resolve("heroku-cli.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (held.isValid()) {
          install(node, npm, installation);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the Heroku CLI cannot be installed", e);
    }
    return new HerokuCli(node, installation);
  }

  private static void install(Path node, Path npm, Path installation) throws IOException {
    Path pins = root().resolve("sandbox").resolve("src/test/heroku-cli");
    String wanted = versionOf(node, installation) + " " + digest(pins);
    Path mark = installation.resolve("installed.txt");
    if (Files.exists(mark) && Files.readString(mark).equals(wanted)) {
      return;
    }
    Files.deleteIfExists(mark);
    for (String pin : PINS) {
      Files.copy(pins.resolve(pin), installation.resolve(pin), StandardCopyOption.REPLACE_EXISTING);
    }
    ChildProcess.Result result =
        new ChildProcess(installation, INSTALLATION, () -> {})
            .run(
                System.getenv(),
                "npm ci",
                List.of(npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    if (result.exit() != 0) {
      fail("The Heroku CLI could not be installed. %s%n%s", ADVICE, result);
    }
    Files.writeString(mark, wanted);
  }

  private static String versionOf(Path node, Path folder) {
    String version =
        new ChildProcess(folder, COMMAND, () -> {})
            .run(Map.of(), "node --version", List.of(node.toString(), "--version"))
            .out()
            .strip();
    if (!version.matches("v\\d+\\..*")
        || Integer.parseInt(version.substring(1, version.indexOf('.'))) < OLDEST_NODE) {
      fail("`node` on PATH is version `%s`. %s", version, ADVICE);
    }
    return version;
  }

  private static String digest(Path pins) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String pin : PINS) {
        digest.update(Files.readAllBytes(pins.resolve(pin)));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Path program(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(folder).resolve(name);
      if (!folder.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
        return file;
      }
    }
    return fail("`%s` was not found on PATH. %s", name, ADVICE);
  }

  /** Returns the program to give to scripts. */
  Path program() {
    return installation.resolve("node_modules/.bin/heroku");
  }

  /**
   * Returns the whole environment of a command that is to talk to {@code sandbox} and to nothing
   * else. Nothing of this process's own environment is in it.
   *
   * @param home an existing folder of its own; the command line writes caches and git's
   *     configuration there
   */
  Map<String, String> environment(URI sandbox, Path home) {
    Path folder = Optional.ofNullable(node.getParent()).orElseThrow();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("PATH", folder.toString());
    environment.put("HOME", home.toString());
    environment.put("HEROKU_API_KEY", "HRKU-sandbox");
    environment.put("HEROKU_HOST", sandbox.toString());
    environment.put("HEROKU_DATA_HOST", sandbox.getHost());
    environment.put("HEROKU_PARTICLEBOARD_URL", sandbox.toString());
    environment.put("DISABLE_TELEMETRY", "true");
    environment.put("HEROKU_SKIP_NEW_VERSION_CHECK", "true");
    environment.put("HEROKU_DISABLE_AUTOUPDATE", "true");
    environment.put("TERM", "dumb");
    return environment;
  }

  /** Runs a command, with {@code beat} done again and again meanwhile. */
  ChildProcess.Result run(URI sandbox, Path home, Runnable beat, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(node.toString());
    command.add(installation.resolve("node_modules/heroku/bin/run.js").toString());
    command.addAll(words);
    return new ChildProcess(home, COMMAND, beat)
        .run(environment(sandbox, home), "heroku " + String.join(" ", words), command);
  }

  /** Runs a script that uses the command line, with the usual programs at hand. */
  ChildProcess.Result script(URI sandbox, Path home, Runnable beat, List<String> words) {
    Map<String, String> environment = environment(sandbox, home);
    environment.merge("PATH", "/usr/bin:/bin", (node, more) -> node + ":" + more);
    environment.put("HEROKU", program().toString());
    return new ChildProcess(home, COMMAND.multipliedBy(3), beat)
        .run(environment, String.join(" ", words), words);
  }
}
