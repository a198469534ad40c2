package dev.changeover.sandbox.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a scenario is read as it is meant, and every mistake in it is named with its place. */
final class ScenarioTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'['|line|YAML",
        "'x'|scenario|mapping",
        "'{}'|apps|no app",
        "'format: 2\\napps: {shop: {}}'|format|bounds",
        "'app: {}'|app|unknown",
        "'apps: {Shop: {}}'|apps.Shop|small letters",
        "'apps: {shop: {formation: {web: {quantity: -1}}}}'|formation.web.quantity|bounds",
        "'apps: {shop: {maintenance: maybe}}'|apps.shop.maintenance|true",
        "'apps: {shop: {}}\\nstart: yesterday'|start|time",
        "'apps: {shop: {}}\\ndurations: {upgrade: soon}'|durations.upgrade|duration",
        "'apps: {shop: {}}\\ndurations: {upgrade: 9s..1s}'|durations.upgrade|shortest",
        "'apps: {shop: {}}\\ndurations: {lunch: 1h}'|durations.lunch|unknown",
        "'apps: {shop: {}}\\npostgres: {supported: {15: \"14.1\"}}'|postgres.supported.15|version",
        "'apps: {shop: {}}\\npostgres: {supported: {}}'|postgres.supported|no version",
        "'apps: {shop: {}}\\ndatabases: {d: {app: shop}}'|databases.d.version|missing",
        "'apps: {shop: {}}\\ndatabases: {d: {app: x, version: 15}}'|databases.d.app|unknown",
        "'apps: {shop: {}}\\ndatabases: {d: {app: shop, version: 15}}'|attachments|none",
        "'apps: {shop: {}}\\ndatabases: {d: {app: shop, version: 15, plan: x-0, attachments: [A]}}'|plan|unknown",
        "'apps: {shop: {}}\\ndatabases: {d: {app: shop, version: 15, follows: d, attachments: [A]}}'|databases.d|refers",
        "'apps: {shop: {}}\\ndatabases: {d: {app: shop, version: 15, size: big, attachments: [A]}}'|databases.d.size|size",
        "'apps: {shop: {}}\\naddOns: {a: {app: shop, plan: x, attachments: [A]}}'|addOns.a|service:plan",
        "'apps: {shop: {}}\\nfaults: [{action: explode}]'|faults[0].action|unknown",
        "'apps: {shop: {}}\\nfaults: [{}]'|faults[0]|either",
        "'apps: {shop: {}}\\nhumans: [{after: 3s}]'|humans[0].action|missing",
        "'apps: {shop: {}}\\nplans: {Standard: {}}'|plans.Standard|named",
      })
  void mistakesAreNamedWithTheirPlace(String quoted, String place, String mistake) {
    String yaml = quoted.substring(1, quoted.length() - 1).replace("\\n", "\n");
    assertThatThrownBy(() -> Scenario.parse(yaml))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining(place)
        .hasMessageContaining(mistake);
  }

  @Test
  void theExampleIsTheWorldOfThePublishedRun() {
    String root = System.getProperty("changeover.root", "..");
    Scenario scenario = Scenario.read(Path.of(root, "examples", "projectify", "world.yaml"));
    DatabaseSpec database = scenario.databases().get(0);
    assertThat(database.version()).isEqualTo("13.13");
    assertThat(database.major()).isEqualTo(13);
    assertThat(database.bytes()).isBetween(1_200_000_000L, 1_300_000_000L);
    assertThat(scenario.versions()).containsEntry(15, "15.5");
    assertThat(scenario.apps().get(0).formation()).containsKey("release");
    assertThat(scenario.timing().of(Timing.Activity.PROVISIONING).least())
        .isEqualTo(Duration.ofSeconds(230));
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Scenario.read(Path.of("nowhere.yaml")))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("nowhere.yaml");
  }

  @Test
  void faultsAreReadWithTheirNumbers() {
    Fault fault =
        Scenario.parseFaults("{at: 'POST /apps/*/addons', action: lose-reply, nth: 3}").get(0);
    assertThat(fault.action()).isEqualTo(Optional.of(FaultAction.LOSE_REPLY));
    assertThat(fault.skip()).isEqualTo(2);
    assertThat(fault.times()).isEqualTo(1);
    Fault world =
        Scenario.parseFaults("{world: attach-release-fails, only: DATABASE, times: 2}").get(0);
    assertThat(world.target()).contains("DATABASE");
    assertThat(world.times()).isEqualTo(2);
  }

  @Test
  void plansKnowTheirTierAndWhoMayFollow() {
    assertThat(new Plan("standard-7", 1, 1, 1).smallestFollower()).isEqualTo(3);
    assertThat(new Plan("premium-3", 1, 1, 1).smallestFollower()).isEqualTo(2);
    assertThat(new Plan("standard-2", 1, 1, 1).smallestFollower()).isZero();
    assertThat(new Plan("essential-1", 1, 1, 1).essential()).isTrue();
    assertThat(new Plan("private-0", 1, 1, 1).highlyAvailable()).isTrue();
    assertThat(new Plan("standard-0", 1, 1, 1).humanName()).isEqualTo("Standard 0");
  }
}
