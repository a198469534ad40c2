package dev.changeover.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.diagnostic.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest {
  private final Path folder;

  CommandLineTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plann | did you mean `plan`?",
        "--verison | did you mean `version`?",
        "frobnicate | there is no command `frobnicate`",
        "plan --ouput=json | did you mean `--output`?",
        "plan --output | `--output` needs a value",
        "plan --output --color=never | `--output` needs a value",
        "plan --output= | `--output` has an empty value",
        "plan --output=jsno | did you mean `json`?",
        "plan --output=text --output=json | `--output` is given more than once",
        "plan --detailed-exitcode=yes | `--detailed-exitcode` takes no value",
        "plan -o json | has no option `-o`",
        "version now | takes no arguments",
        "explain a b | takes at most 1 argument",
        "explain unknown-kye | did you mean `unknown-key`?",
        "schema plans | did you mean `plan`?",
        "sandbox | `--scenario` is required",
        "sandbox --scenario=x --port=70000 | whole number from 0 to 65535",
        "sandbox --scenario=x --speed=fast | `--speed` must be from 1 to 100000",
        "help plann | did you mean `plan`?",
        "apply a.json b.yaml | a saved plan is applied alone"
      })
  void aWrongCommandLineIsExplained(String line, String message) {
    Run run = Run.in(folder);

    assertThat(run.changeover(line.split(" "))).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err().replaceAll("\\s+", " ")).contains(message);
    assertThat(run.err()).startsWith("error[usage]: ").contains("fix: ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void withoutACommandTheOverviewIsAnError() {
    Run run = Run.in(folder);

    assertThat(run.changeover()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("Usage: changeover COMMAND");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "validate",
        "plan",
        "apply",
        "status",
        "sandbox",
        "demo",
        "schema",
        "explain",
        "version"
      })
  void everyCommandHasHelp(String name) {
    Run run = Run.in(folder);

    assertThat(run.changeover(name, "--help")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out())
        .startsWith("Usage: changeover " + name)
        .contains("\nOptions:\n", "\nExamples:\n  changeover " + name, "\nExit status:\n    0  ");
    assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
    String help = run.out();
    assertThat(run.changeover("help", name)).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).isEqualTo(help);
    assertThat(run.changeover("help")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).contains("\n  " + name + " ");
  }

  @Test
  void theOverviewListsEveryExitStatus() {
    Run run = Run.in(folder);
    run.changeover("--help");

    for (ExitStatus status : ExitStatus.values()) {
      assertThat(run.out()).contains("%3d  %s".formatted(status.code(), status.meaning()));
    }
  }

  @Test
  void twoHyphensEndTheOptions() throws IOException {
    Files.writeString(folder.resolve("--plan.yaml"), "format: 1\n");
    Run run = Run.in(folder);

    assertThat(run.changeover("validate", "--", "--plan.yaml")).isEqualTo(ExitStatus.INVALID);
    assertThat(run.err()).contains("--plan.yaml");
  }

  @Test
  void allMistakesOfAllFilesAreShown() throws IOException {
    Files.writeString(
        folder.resolve("changeover.yaml"), "format: 1\napp: No Shop\npostgres:\n  verison: 15\n");
    Run run = Run.in(folder);

    assertThat(run.changeover("validate")).isEqualTo(ExitStatus.INVALID);
    assertThat(run.err()).contains("error[unknown-key]", "`version`", "error[wrong-value]");
    assertThat(run.changeover("validate", "--output=json")).isEqualTo(ExitStatus.INVALID);
    assertThat(Schemas.plan().mistakes(run.out())).isEmpty();
    assertThat(new JsonMapper().readTree(run.out()).get("valid").booleanValue()).isFalse();
  }

  @Test
  void aValidFileIsSaidToBeValid() throws IOException {
    Files.writeString(
        folder.resolve("changeover.yaml"), "format: 1\napp: shop\npostgres:\n  version: 15\n");
    Run run = Run.in(folder);

    assertThat(run.changeover("validate")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).contains("changeover.yaml: valid: `DATABASE` of shop on Postgres 15");
    assertThat(run.changeover("validate", "--output=json")).isEqualTo(ExitStatus.DONE);
    assertThat(Schemas.plan().mistakes(run.out())).isEmpty();
  }

  @Test
  void everyCodeIsExplained() {
    Run run = Run.in(folder);
    for (Code code : Code.values()) {
      assertThat(run.changeover("explain", code.id())).isEqualTo(ExitStatus.DONE);
      assertThat(run.out()).contains(code.id(), code.title(), code.why(), code.fix(), "exit: ");
    }
    assertThat(run.changeover("explain")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out().lines()).hasSize(Code.values().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"desired-state", "plan", "events"})
  void schemasAreJson(String name) {
    Run run = Run.in(folder);

    assertThat(run.changeover("schema", name)).isEqualTo(ExitStatus.DONE);
    assertThat(new JsonMapper().readTree(run.out()).get("$id").stringValue())
        .isEqualTo("urn:changeover:schema:" + name + ":v1");
  }

  @Test
  void theVersionComesFromTheBuild() {
    Run run = Run.in(folder);

    assertThat(run.changeover("version")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).matches("changeover \\d+\\.\\d+\\.\\d+\\S* \\(Java .+\\)\n");
    String version = run.out();
    assertThat(run.changeover("--version")).isEqualTo(ExitStatus.DONE);
    assertThat(run.out()).isEqualTo(version);
  }

  /** What is not needed must not be loaded: it would cost more than all the rest of a start. */
  @Test
  void aSmallCommandLoadsNothingLarge() throws IOException, InterruptedException {
    Path log = folder.resolve("classes.log");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-Xlog:class+load:file=" + log);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.add("version");
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).directory(folder.toFile()).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(printed).isZero();
    assertThat(printed).startsWith("changeover ");
    String loaded = Files.readString(log, UTF_8);
    assertThat(loaded).contains("dev.changeover.cli.VersionCommand ");
    assertThat(loaded)
        .doesNotContain(" tools.jackson.", " com.networknt.", " java.net.http.", " com.google.");
    assertThat(loaded).doesNotContain("dev.changeover.cli.PlanCommand ");
  }

  @Test
  void aDefectIsShownWithoutSecrets() {
    Environment environment =
        new Environment(
            Map.of("HEROKU_API_KEY", "s3cr3t-token"),
            folder,
            folder,
            System.in,
            System.out,
            System.err,
            Environment.Terminals.NONE,
            new Interrupts());

    String text =
        new BugReport(environment)
            .text(
                new IllegalStateException(
                    "Bearer abc s3cr3t-token",
                    new IOException("postgres://u:p4ss@ec2.example/db is bad, HRKU-1234")));

    assertThat(text)
        .startsWith("error[bug]: ")
        .contains("IllegalStateException", "  at dev.changeover.cli.CommandLineTest")
        .doesNotContain("s3cr3t", "p4ss", "abc", "HRKU-1234");
  }
}
