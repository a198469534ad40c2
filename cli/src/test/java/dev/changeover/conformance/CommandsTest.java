package dev.changeover.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.changeover.sandbox.RequestLog;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real command line sends what it is known to send, and ends as it is known to end, when it
 * talks to the sandbox. With {@code -Dgolden.update=true} what happened is written into the table,
 * and the tests fail all the same.
 */
@NeedsHerokuCli
class CommandsTest {
  static List<CommandTable.Paragraph> paragraphs() {
    return CommandTable.paragraphs();
  }

  @ParameterizedTest
  @MethodSource("paragraphs")
  void theCommandLineIsServed(CommandTable.Paragraph paragraph, HerokuCli cli) throws IOException {
    List<List<String>> happened = new ArrayList<>();
    try (HandRun shell = new HandRun(cli, world(paragraph.world()))) {
      for (CommandTable.Row row : paragraph.rows()) {
        row.given().forEach(line -> prepare(shell, line));
        happened.add(run(shell, row));
      }
    }
    if (Boolean.getBoolean("golden.update")) {
      record(paragraph, happened);
      fail("wrote the requests of `%s`; read the difference", paragraph);
    }
  }

  private static List<String> run(HandRun shell, CommandTable.Row row) {
    Requests requests = new Requests();
    requests.learn(shell.world());
    long before = shell.sandbox().requestLog().count();
    ChildProcess.Result result = shell.heroku(row.words());
    requests.learn(shell.world());
    List<String> sent =
        shell.sandbox().requestLog().after(before).stream().map(requests::line).toList();
    List<String> lines = new ArrayList<>(List.of("exit " + result.exit()));
    lines.addAll(sent);
    if (!Boolean.getBoolean("golden.update")) {
      List<String> expected = row.expected();
      assertThat(expected).as("what is expected of `heroku %s`", row.words()).isNotEmpty();
      assertThat("exit " + result.exit()).as(result.toString()).isEqualTo(expected.get(0));
      assertThat(Requests.differences(expected.subList(1, expected.size()), sent))
          .as("%s%nsent:%n%s", result, String.join("\n", sent))
          .isEmpty();
      assertThat(refused(shell, before)).as(result.toString()).isEmpty();
    }
    return lines;
  }

  /** The sandbox's own failures and requests that no route answers are never right. */
  private static List<RequestLog.Entry> refused(HandRun shell, long before) {
    return shell.sandbox().requestLog().after(before).stream()
        .filter(entry -> entry.route().isEmpty() || entry.status() >= 500)
        .toList();
  }

  private static Scenario world(String name) {
    return name.equals("bookshop") ? HandRun.bookshop() : HandRun.example(name, "");
  }

  private static void prepare(HandRun shell, String line) {
    String[] words = line.split(" ", 3);
    if (words[0].equals("pass")) {
      shell.pass(Duration.ofSeconds(Long.parseLong(words[1])));
    } else {
      shell.call(words[0], words[1], words.length > 2 ? words[2] : "");
    }
  }

  private static synchronized void record(
      CommandTable.Paragraph paragraph, List<List<String>> happened) throws IOException {
    String text = CommandTable.text();
    for (int i = 0; i < happened.size(); i++) {
      CommandTable.Row row = paragraph.rows().get(i);
      if (fits(row, happened.get(i))) {
        continue;
      }
      String command = "\n$ heroku " + row.words() + "\n";
      String before = command + lines(row.expected());
      assertThat(text).contains(before);
      text = text.replace(before, command + lines(happened.get(i)));
    }
    Files.writeString(CommandTable.file(), text);
  }

  private static boolean fits(CommandTable.Row row, List<String> happened) {
    List<String> expected = row.expected();
    return !expected.isEmpty()
        && expected.get(0).equals(happened.get(0))
        && Requests.differences(
                expected.subList(1, expected.size()), happened.subList(1, happened.size()))
            .isEmpty();
  }

  private static String lines(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  @Test
  void aDifferenceIsSeen() {
    List<String> expected = List.of("GET /a", "~ GET /b", "~ GET /c", "GET /d *", "POST /e {}");
    assertThat(
            Requests.differences(
                expected, List.of("GET /a", "GET /c", "GET /b", "GET /d", "GET /d", "POST /e {}")))
        .isEmpty();
    for (List<String> wrong :
        List.of(
            List.<String>of(),
            List.of("GET /a", "GET /b", "GET /c", "GET /d"),
            List.of("GET /a", "GET /b", "GET /b", "GET /d", "POST /e {}"),
            List.of("GET /b", "GET /a", "GET /c", "GET /d", "POST /e {}"),
            List.of("GET /a", "GET /b", "GET /c", "GET /d", "POST /e {\"x\":1}"),
            List.of("GET /a", "GET /b", "GET /c", "GET /d", "POST /e {}", "POST /e {}"))) {
      assertThat(Requests.differences(expected, wrong)).as(wrong.toString()).isNotEmpty();
    }
  }
}
