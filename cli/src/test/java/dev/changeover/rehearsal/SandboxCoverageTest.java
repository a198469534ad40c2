package dev.changeover.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.changeover.conformance.CommandTable;
import dev.changeover.conformance.HandRun;
import dev.changeover.sandbox.RequestLog;
import dev.changeover.sandbox.Sandbox;
import dev.changeover.sandbox.SandboxRequest;
import dev.changeover.sandbox.SandboxResponse;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every operation that the sandbox offers is used by a test, and the page that lists them is up to
 * date. With {@code -Dgolden.update=true} the page is written anew, and its test fails all the
 * same.
 */
class SandboxCoverageTest {
  private static final Pattern ROW =
      Pattern.compile("\\| (.*) \\| `([A-Z]+) (.*)` \\| ([A-Z]) \\|");

  /** An operation, as the sandbox lists it. */
  private record Operation(
      String name, String method, String pattern, String mark, Pattern requests) {
    static Operation of(MatchResult row) {
      String path = row.group(3).replaceAll("\\{[^}]*}", "[^/ ?]+");
      return new Operation(
          row.group(1),
          row.group(2),
          row.group(3),
          row.group(4),
          Pattern.compile(row.group(2) + " " + path + "([ ?].*)?"));
    }

    boolean answers(String request) {
      return requests.matcher(request).matches();
    }
  }

  /** A request of {@code requests.txt}. */
  private record Sent(String method, String target, String body, int status) {}

  private static Scenario bookshop() {
    return HandRun.bookshop();
  }

  private static Sandbox sandbox() {
    return new Sandbox(bookshop(), WorldClock.manual(bookshop().start()), 1);
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (String line : sandbox().coverage().lines().skip(2).toList()) {
      Matcher row = ROW.matcher(line);
      assertThat(row.matches()).as(line).isTrue();
      operations.add(Operation.of(row));
    }
    assertThat(operations).hasSizeGreaterThan(50);
    return operations;
  }

  private static List<Sent> requests() {
    try (InputStream in = CommandTable.class.getResourceAsStream("requests.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(SandboxCoverageTest::request)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sent request(String line) {
    Matcher parts = Pattern.compile("([A-Z]+) (\\S+)( \\{.*})? -> (\\d+)").matcher(line);
    assertThat(parts.matches()).as(line).isTrue();
    return new Sent(
        parts.group(1),
        parts.group(2),
        Optional.ofNullable(parts.group(3)).orElse("").strip(),
        Integer.parseInt(parts.group(4)));
  }

  /** The first operation that fits is the one that answers. */
  private static Optional<Operation> answering(List<Operation> operations, String request) {
    return operations.stream().filter(each -> each.answers(request)).findFirst();
  }

  private static Set<String> commandsThatUse(Operation operation, List<Operation> operations) {
    Set<String> commands = new TreeSet<>();
    for (CommandTable.Paragraph paragraph : CommandTable.paragraphs()) {
      for (CommandTable.Row row : paragraph.rows()) {
        if (row.requests().stream()
            .anyMatch(
                request -> answering(operations, request).filter(operation::equals).isPresent())) {
          commands.add("`" + row.words().split(" ", 2)[0] + "`");
        }
      }
    }
    return commands;
  }

  private static Set<String> usedByAChangeover() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    rehearsal.apply(ProjectifyTest.desired(false), new MemoryJournals());
    return rehearsal.sandbox.requestLog().entries().stream()
        .map(RequestLog.Entry::route)
        .collect(Collectors.toSet());
  }

  private static String page() {
    List<Operation> operations = operations();
    Set<String> changeover = usedByAChangeover();
    StringBuilder page =
        new StringBuilder(
            """
            # What the sandbox offers

            Every operation of Heroku's Platform and Data APIs that the sandbox answers, where the
            knowledge about it comes from, and what uses it in the tests: commands of the real
            Heroku CLI, a whole changeover, or a request of its own. The mark says how well founded
            an operation is: V seen from the real Heroku CLI, S in an official schema, C in the
            source of the CLI, T in the CLI's own tests, X recorded from Heroku, D documented,
            K general knowledge, I inferred.

            | operation | request | mark | Heroku CLI | Changeover | other |
            | --- | --- | --- | --- | --- | --- |
            """);
    for (Operation each : operations) {
      boolean other =
          requests().stream()
              .anyMatch(
                  sent ->
                      answering(operations, sent.method() + " " + sent.target())
                          .filter(each::equals)
                          .isPresent());
      page.append(
          "| %s | `%s %s` | %s | %s | %s | %s |\n"
              .formatted(
                  each.name(),
                  each.method(),
                  each.pattern(),
                  each.mark(),
                  String.join(", ", commandsThatUse(each, operations)),
                  changeover.contains(each.name()) ? "yes" : "",
                  other ? "yes" : ""));
    }
    return page.toString().replace("|  |", "| |").replace("|  |", "| |");
  }

  @Test
  void everyOperationIsUsed() {
    assertThat(page().lines().filter(line -> line.endsWith("| | | |"))).isEmpty();
  }

  private static String named(Sandbox sandbox, String target) {
    String text = target;
    for (JsonNode app : new JsonMapper().readTree(sandbox.snapshot()).get("apps")) {
      for (JsonNode attachment : app.get("attachments")) {
        String name = attachment.get("name").asString() + "@" + app.get("name").asString();
        text = text.replace("<" + name + ">", attachment.get("id").asString());
      }
    }
    return text;
  }

  @Test
  void everyRequestIsAnsweredAsWritten() {
    Sandbox sandbox = sandbox();
    List<String> wrong = new ArrayList<>();
    for (Sent sent : requests()) {
      SandboxRequest request = SandboxRequest.of(sent.method(), named(sandbox, sent.target()));
      SandboxResponse response =
          sandbox.handle(sent.body().isEmpty() ? request : request.withBody(sent.body()));
      boolean answered = !sandbox.requestLog().last().route().isEmpty();
      if (response.status() != sent.status() || !answered) {
        wrong.add(sent + ": " + response.status() + " " + response.body());
      }
      sandbox.clock().advance(Duration.ofMinutes(10));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    Path page =
        Path.of(System.getProperty("changeover.root", "..")).resolve("docs/sandbox-coverage.md");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, page());
      fail("wrote %s; read the difference, then run without golden.update", page);
    }
    assertThat(page).content().isEqualTo(page());
  }
}
