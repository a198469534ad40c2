package dev.changeover.sandbox.scenario;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The description of a world: what exists when its clock starts, how long things take there, and
 * what goes wrong.
 *
 * @param start when the clock of the world starts
 * @param email e-mail address of the account whose token is used
 * @param tokens tokens that are accepted; empty accepts any
 * @param versions supported major versions, each with its current full version
 * @param defaultVersion major version of a new database that asks for none
 * @param plans the catalogue of Heroku Postgres
 * @param timing how long things take
 * @param apps the apps
 * @param databases the databases
 * @param addOns other add-ons
 * @param faults what goes wrong
 * @param humans who edits meanwhile
 */
public record Scenario(
    Instant start,
    String email,
    List<String> tokens,
    NavigableMap<Integer, String> versions,
    int defaultVersion,
    List<Plan> plans,
    Timing timing,
    List<AppSpec> apps,
    List<DatabaseSpec> databases,
    List<AddOnSpec> addOns,
    List<Fault> faults,
    List<HumanEdit> humans) {
  private static final long LARGEST_FILE = 1_000_000;

  /** Copies the collections. */
  public Scenario {
    tokens = List.copyOf(tokens);
    versions = new TreeMap<>(versions);
    plans = List.copyOf(plans);
    apps = List.copyOf(apps);
    databases = List.copyOf(databases);
    addOns = List.copyOf(addOns);
    faults = List.copyOf(faults);
    humans = List.copyOf(humans);
  }

  /**
   * Reads a scenario from a YAML file of at most 1 MB.
   *
   * @throws ScenarioException when the file cannot be read or is no valid scenario
   */
  public static Scenario read(Path file) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        throw new ScenarioException(
            file.toString(), "the file is larger than 1 MB", "Make it smaller");
      }
      return parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      ScenarioException failure =
          new ScenarioException(
              file.toString(),
              "the file cannot be read (" + unreadable.getClass().getSimpleName() + ")",
              "Name a readable UTF-8 file");
      failure.initCause(unreadable);
      throw failure;
    }
  }

  /**
   * Reads a scenario from YAML text.
   *
   * @throws ScenarioException when the text is no valid scenario
   */
  public static Scenario parse(String yaml) {
    return new ScenarioReader().read(yaml);
  }

  /**
   * Reads one fault from JSON or YAML text, written as in the {@code faults} of a scenario.
   *
   * @throws ScenarioException when the text is no valid fault
   */
  public static List<Fault> parseFaults(String text) {
    return new ScenarioReader().readFaults(text);
  }

  /** Returns the same world with these faults in place of its own. */
  public Scenario withFaults(List<Fault> replaced) {
    return new Scenario(
        start,
        email,
        tokens,
        versions,
        defaultVersion,
        plans,
        timing,
        apps,
        databases,
        addOns,
        replaced,
        humans);
  }

  /** Returns the plan with this slug. */
  public Optional<Plan> plan(String slug) {
    return plans.stream().filter(plan -> plan.slug().equals(slug)).findFirst();
  }

  @Override
  public String toString() {
    return "Scenario[" + apps.size() + " apps, " + databases.size() + " databases]";
  }
}
