package dev.changeover.cli;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.changeover.sandbox.Sandbox;
import dev.changeover.sandbox.SandboxServer;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole program, given what no friend would give it: it says what is wrong, ends with the exit
 * status for that, shows no stack trace and changes nothing.
 */
@Timeout(60) // seconds; far above what it takes, since a hang is what is looked for
class HostileInputTest {
  private static final double SPEED = 500;
  private final Instant begin = Clock.systemUTC().instant();

  private final Path folder;

  HostileInputTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static void assertTold(Run run, ExitStatus got, ExitStatus expected, String code) {
    String all = run.out() + run.err();
    assertThat(got).as(all).isEqualTo(expected);
    assertThat(run.err()).contains("error[" + code + "]", "fix: ");
    assertThat(all)
        .doesNotContain("\tat ", "  at dev.", "Exception", "error[bug]", "\u0000", "\u001b");
    assertThat(all.length()).isLessThan(60_000);
  }

  static List<byte[]> files() {
    return List.of(
        new byte[0],
        new byte[1 << 20],
        new byte[10 << 20],
        "a".repeat(10 << 20).getBytes(UTF_8),
        "[".repeat(200_000).getBytes(UTF_8),
        "{a: ".repeat(200_000).getBytes(UTF_8),
        "- ".repeat(200_000).getBytes(UTF_8),
        "format: 1\napp: shop\npostgres:\n\tversion: 15\n".getBytes(UTF_8),
        "format: 1\napp: shop\npostgres: {version: 15}\n".getBytes(UTF_16),
        "format: 1\napp: sh\u0000p\npostgres: {version: 15}\n".getBytes(UTF_8),
        new byte[] {'a', ':', ' ', (byte) 0xC3, '\n'},
        laughs().getBytes(UTF_8),
        "<!doctype html><title>not a file</title>\n".getBytes(UTF_8),
        ("format: 1\napp: " + "x".repeat(900_000) + "\n").getBytes(UTF_8));
  }

  /** Each line is ten times the one before it. */
  private static String laughs() {
    StringBuilder text = new StringBuilder("a0: &a0 [lol]\n");
    for (int level = 1; level < 30; level++) {
      String before = "*a" + (level - 1);
      text.append("a%d: &a%d [%s]\n".formatted(level, level, (before + ", ").repeat(9) + before));
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aDesiredStateThatIsNoneIsInvalid(byte[] content) throws IOException {
    Files.write(folder.resolve("changeover.yaml"), content);
    for (String command : List.of("validate", "plan", "apply", "status")) {
      Run run = Run.in(folder).with("HEROKU_API_KEY", "token").with("HEROKU_HOST", "127.0.0.1:9");
      ExitStatus got = run.changeover(command);
      assertThat(got).as(run.err()).isEqualTo(ExitStatus.INVALID);
      assertThat(run.err()).contains("error[", "fix: ");
      assertThat(run.out() + run.err()).doesNotContain("\tat ", "  at dev.", "Exception", "\u0000");
      assertThat(run.err().length()).isLessThan(100_000);
    }
  }

  static List<byte[]> planFiles() {
    return List.of(
        new byte[0],
        new byte[17 << 20],
        "null".getBytes(UTF_8),
        "[".repeat(200_000).getBytes(UTF_8),
        "{\"a\":".repeat(200_000).getBytes(UTF_8),
        "{\"kind\":\"plan\",\"formatVersion\":\"99\"}".getBytes(UTF_8),
        "{\"kind\":\"plan\",\"formatVersion\":\"1\",\"digest\":\"\",\"plans\":{}}".getBytes(UTF_8),
        "<html>".getBytes(UTF_8),
        new byte[] {(byte) 0xFF, (byte) 0xFE, '{', 0},
        ("{\"kind\":\"" + "x".repeat(2 << 20) + "\"}").getBytes(UTF_8));
  }

  @ParameterizedTest
  @MethodSource("planFiles")
  void aPlanFileThatIsNoneIsInvalid(byte[] content) throws IOException {
    Files.write(folder.resolve("plan.json"), content);
    Run run = Run.in(folder).with("HEROKU_API_KEY", "token").with("HEROKU_HOST", "127.0.0.1:9");
    ExitStatus got = run.changeover("apply", "--yes", "plan.json");
    assertTold(run, got, ExitStatus.INVALID, "plan-file-invalid");
  }

  @Test
  void aJournalThatIsNoneEndsItBeforeAnythingIsSent() throws IOException {
    Files.writeString(folder.resolve("changeover.yaml"), Release.text("/demo/changeover.yaml"));
    Path journal = folder.resolve(".changeover/projectify-backend/journal.jsonl");
    Files.createDirectories(folder.resolve(".changeover/projectify-backend"));
    Scenario scenario = Scenario.parse(Release.text("/demo/world.yaml"));
    Sandbox sandbox = new Sandbox(scenario, WorldClock.realTime(SPEED, scenario.start()), 7);
    try (SandboxServer server = SandboxServer.start(sandbox, 0)) {
      Map<String, String> variables =
          new SandboxExports(server.uri(), "token", SPEED, begin).variables();
      for (String content :
          List.of("\n", "{}\n", "[".repeat(100_000) + "\n", "\u0000\n", "x".repeat(20 << 20))) {
        Files.writeString(journal, content);
        for (String command : List.of("plan", "apply")) {
          Run run = Run.in(folder).with(variables);
          ExitStatus got =
              command.equals("plan") ? run.changeover(command) : run.changeover(command, "--yes");
          assertTold(run, got, ExitStatus.FAILED, "journal-unusable");
        }
        assertThat(Files.readString(journal)).isEqualTo(content);
      }
    }
    assertThat(sandbox.requestLog().entries()).allMatch(entry -> entry.method().equals("GET"));
  }

  @ParameterizedTest
  @CsvSource({
    "html, 200, FAILED, unexpected-answer",
    "empty, 200, FAILED, unexpected-answer",
    "deep, 200, FAILED, unexpected-answer",
    "cut, 200, FAILED, unexpected-answer",
    "binary, 200, FAILED, unexpected-answer",
    "list, 200, FAILED, unexpected-answer",
    "endless, 200, FAILED, unexpected-answer",
    "html, 302, FAILED, unexpected-answer",
    "html, 401, UNAUTHORISED, unauthorised",
    "deep, 418, FAILED, refused",
    "endless, 503, FAILED, unexpected-answer"
  })
  void anAnswerThatIsNoneEndsIt(String body, int status, ExitStatus expected, String code)
      throws IOException {
    Files.writeString(folder.resolve("changeover.yaml"), Release.text("/demo/changeover.yaml"));
    Queue<String> brokenOff = new ConcurrentLinkedQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, 0);
          try (OutputStream stream = exchange.getResponseBody()) {
            write(body, stream);
          } catch (IOException e) {
            brokenOff.add(body);
          }
        });
    server.start();
    try {
      URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
      Map<String, String> variables = new SandboxExports(uri, "token", SPEED, begin).variables();
      for (String command : List.of("plan", "status")) {
        Run run = Run.in(folder).with(variables);
        assertTold(run, run.changeover(command), expected, code);
      }
      Run run = Run.in(folder).with(variables);
      assertTold(run, run.changeover("apply", "--yes"), expected, code);
      if (body.equals("endless")) {
        assertThat(brokenOff).isNotEmpty();
      }
    } finally {
      server.stop(0);
    }
  }

  private static void write(String body, OutputStream stream) throws IOException {
    switch (body) {
      case "html" -> stream.write("<html><title>Error</title></html>".getBytes(UTF_8));
      case "deep" -> stream.write("[".repeat(100_000).getBytes(UTF_8));
      case "cut" -> stream.write("{\"name\":\"projectify-ba".getBytes(UTF_8));
      case "binary" -> stream.write(new byte[] {0, 1, (byte) 0xFF, (byte) 0xFE, '"'});
      case "list" -> stream.write("[]".getBytes(UTF_8));
      case "endless" -> {
        byte[] block = "[\"x\",".repeat(200_000).getBytes(UTF_8);
        for (int written = 0; written < 1000; written++) {
          stream.write(block);
        }
      }
      default -> stream.flush();
    }
  }
}
