package dev.changeover.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Scenario;
import dev.changeover.sandbox.scenario.WorldFault;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxCommandTest {
  private final Path folder;

  SandboxCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void exportsArePrintedForShellsAndTheServerEndsWhenAsked() throws IOException {
    Files.writeString(folder.resolve("world.yaml"), Release.text("/demo/world.yaml"));
    Run run = Run.in(folder);
    run.interrupts().ask();

    assertThat(
            run.changeover(
                "sandbox",
                "--scenario=world.yaml",
                "--port=0",
                "--speed=60",
                "--exports=sandbox.env"))
        .isEqualTo(ExitStatus.DONE);
    assertThat(run.out().lines())
        .hasSize(9)
        .allMatch(line -> line.matches("export [A-Z_]+=\\S+"))
        .contains("export HEROKU_DATA_HOST=127.0.0.1", "export CHANGEOVER_SANDBOX_SPEED=60");
    assertThat(Files.readString(folder.resolve("sandbox.env"), UTF_8)).isEqualTo(run.out());
  }

  @Test
  void aScenarioThatCannotBeUsedIsExplained() throws IOException {
    Files.writeString(folder.resolve("world.yaml"), "format: 9\n");
    Run run = Run.in(folder);

    assertThat(run.changeover("sandbox", "--scenario=world.yaml")).isEqualTo(ExitStatus.INVALID);
    assertThat(run.err()).contains("error[wrong-value]", "world.yaml");
    assertThat(run.changeover("sandbox", "--scenario=none.yaml")).isEqualTo(ExitStatus.INVALID);
  }

  @Test
  void faultsCanBeGivenBesidesTheScenario() throws IOException {
    Files.writeString(folder.resolve("world.yaml"), Release.text("/demo/world.yaml"));
    Run run = Run.in(folder);
    run.interrupts().ask();

    assertThat(
            run.changeover(
                "sandbox",
                "--scenario=world.yaml",
                "--port=0",
                "--fault={world: leader-absent}",
                "--fault={action: gone, at: 'GET /apps/*', times: 1}"))
        .isEqualTo(ExitStatus.DONE);
    Run wrong = Run.in(folder);
    assertThat(wrong.changeover("sandbox", "--scenario=world.yaml", "--fault={world: rain}"))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(wrong.err()).contains("`--fault` cannot be used", "the name is unknown");
  }

  @Test
  void faultsOfTheCommandLineComeAfterThoseOfTheScenario() {
    Scenario scenario = Scenario.parse("{apps: {shop: {}}, faults: [{world: upgrade-fails}]}");
    assertThat(
            SandboxCommand.withFaults(scenario, List.of("{world: leader-absent}")).faults().stream()
                .map(fault -> fault.world().orElseThrow()))
        .containsExactly(WorldFault.UPGRADE_FAILS, WorldFault.LEADER_ABSENT);
  }

  @Test
  void unusualValuesAreQuotedForAShell() {
    SandboxExports exports =
        new SandboxExports(URI.create("http://127.0.0.1:5999"), "it's $(odd)", 1.5, Instant.EPOCH);

    assertThat(exports.lines())
        .contains("export HEROKU_API_KEY='it'\\''s $(odd)'\n")
        .contains(
            "export CHANGEOVER_SANDBOX_SPEED=1.5\n",
            "export CHANGEOVER_SANDBOX_SINCE=1970-01-01T00:00:00Z\n");
  }
}
