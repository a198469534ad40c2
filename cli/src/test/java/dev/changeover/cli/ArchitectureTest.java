package dev.changeover.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Keeps the arrows between the packages pointing one way (docs/adr/0001), and what touches the
 * outside in one place each. ArchUnit fails a rule that finds nothing to look at.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.changeover.";

  /** Every package of the project, and the ones that it may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("core.model", Set.of()),
          Map.entry("core.diagnostic", Set.of()),
          Map.entry("core.timing", Set.of()),
          Map.entry("core.observed", Set.of("core.model")),
          Map.entry("core.desired", Set.of("core.diagnostic", "core.model")),
          Map.entry(
              "core.plan",
              Set.of("core.desired", "core.diagnostic", "core.model", "core.observed")),
          Map.entry(
              "core.heroku",
              Set.of("core.diagnostic", "core.model", "core.observed", "core.timing")),
          Map.entry(
              "core.apply",
              Set.of(
                  "core.desired",
                  "core.diagnostic",
                  "core.heroku",
                  "core.model",
                  "core.observed",
                  "core.plan",
                  "core.timing")),
          Map.entry(
              "core.report",
              Set.of(
                  "core.apply",
                  "core.desired",
                  "core.diagnostic",
                  "core.heroku",
                  "core.model",
                  "core.observed",
                  "core.plan")),
          Map.entry(
              "cli",
              Set.of(
                  "core.apply",
                  "core.desired",
                  "core.diagnostic",
                  "core.heroku",
                  "core.model",
                  "core.observed",
                  "core.plan",
                  "core.report",
                  "core.timing",
                  "sandbox",
                  "sandbox.scenario")),
          Map.entry("sandbox", Set.of("sandbox.scenario")),
          Map.entry("sandbox.scenario", Set.of()));

  /**
   * {@code Main} turns every failure into text. {@code HttpTransport} closes what is only known to
   * be an {@link AutoCloseable}, which declares to throw anything.
   */
  private static final Set<String> MAY_CATCH_ALL =
      Set.of(
          "dev.changeover.cli.Main",
          "dev.changeover.core.heroku.HttpTransport",
          "dev.changeover.sandbox.SandboxServer");

  private static final List<String> PACKAGES = MAY_USE.keySet().stream().sorted().toList();

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.changeover");

  @Test
  void everySourceFileIsLookedAt() throws IOException {
    Set<String> sources = new TreeSet<>();
    for (String module : List.of("core", "sandbox", "cli")) {
      Path folder = Repository.root().resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(file -> folder.relativize(file).toString())
            .map(file -> file.substring(0, file.length() - ".java".length()).replace('/', '.'))
            .forEach(sources::add);
      }
    }
    Set<String> imported =
        CLASSES.stream()
            .filter(JavaClass::isTopLevelClass)
            .map(JavaClass::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(imported).hasSizeGreaterThan(100).containsExactlyElementsOf(sources);
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    assertThat(
            CLASSES.stream()
                .map(each -> each.getPackageName().substring(ROOT.length()))
                .collect(Collectors.toSet()))
        .isEqualTo(MAY_USE.keySet());
    assertThat(MAY_USE.values()).allSatisfy(used -> assertThat(MAY_USE.keySet()).containsAll(used));
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void aPackageUsesOnlyWhatLiesBelowIt(String name) {
    String[] allowed =
        Stream.concat(Stream.of(name), MAY_USE.getOrDefault(name, Set.of()).stream())
            .map(each -> ROOT + each)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed).or(resideOutsideOfPackages("dev.changeover..")))
        .because("data flows one way, from the file to the report")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.changeover.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    assertThat(PACKAGES)
        .allSatisfy(
            name ->
                assertThat(CLASSES.getPackage(ROOT + name).isAnnotatedWith(NullMarked.class))
                    .as(name)
                    .isTrue());
  }

  @Test
  void onlyTheCommandLineTouchesStandardStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.changeover.cli")
        .should(ACCESS_STANDARD_STREAMS)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(FileDescriptor.class)
        .because("a library prints nothing")
        .check(CLASSES);
  }

  @Test
  void onlyTheProcessEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.changeover.cli.OwnProcess")
        .should()
        .accessTargetWhere(of("java.lang.System", "exit"))
        .orShould()
        .accessTargetWhere(of("java.lang.Runtime", "exit", "halt", "addShutdownHook"))
        .because("whoever calls a command decides what its end means")
        .check(CLASSES);
  }

  @Test
  void onlyTheHerokuPackageUsesTheNetwork() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.changeover.core..", "dev.changeover.cli")
        .and()
        .resideOutsideOfPackage("dev.changeover.core.heroku")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net.http..", "javax.net..", "com.sun.net..")
                .or(
                    DescribedPredicate.describe(
                        "are sockets or connections",
                        each ->
                            each.getPackageName().equals("java.net")
                                && each.getSimpleName().matches(".*(Socket|Connection).*"))))
        .because("every request passes the one place that redacts, limits and retries")
        .check(CLASSES);
  }

  @Test
  void onlyAnApplySendsWrites() {
    DescribedPredicate<JavaAccess<?>> sending =
        of("dev.changeover.core.heroku.HerokuClient", "send");
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.changeover.core.apply")
        .should()
        .accessTargetWhere(sending)
        .because("only an apply knows that the plan was approved")
        .check(CLASSES);
    assertThat(CLASSES.stream().flatMap(each -> each.getAccessesFromSelf().stream()))
        .as("the rule still names the method that sends")
        .anyMatch(sending);
  }

  @Test
  void aPlanIsAFunctionOfTwoValues() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.changeover.core.plan",
            "dev.changeover.core.observed",
            "dev.changeover.core.model",
            "dev.changeover.core.diagnostic")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "java.io..", "java.nio.file..", "java.net..", "java.util.concurrent.."))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(RandomGenerator.class)
        .because("the same two states must always give the same plan")
        .check(CLASSES);
  }

  @Test
  void timeComesFromOutside() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.changeover.core.timing", "dev.changeover.cli")
        .and()
        .doNotHaveFullyQualifiedName("dev.changeover.sandbox.WorldClock")
        .should()
        .accessTargetWhere(of("java.lang.System", "currentTimeMillis", "nanoTime"))
        .orShould()
        .accessTargetWhere(of("java.time.Instant", "now"))
        .orShould()
        .accessTargetWhere(of("java.time.LocalDate", "now"))
        .orShould()
        .accessTargetWhere(of("java.time.Clock", "systemUTC", "systemDefaultZone", "system"))
        .because("what depends on time must be testable without waiting")
        .check(CLASSES);
  }

  @Test
  void nothingSleepsOrUsesOldDates() {
    noClasses()
        .should()
        .accessTargetWhere(of("java.lang.Thread", "sleep"))
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Date")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Calendar")
        .because("a wait has a deadline and can be ended, and an instant has no time zone")
        .check(CLASSES);
  }

  @Test
  void nothingThrowsOrCatchesWhateverThereIs() {
    noClasses().should(THROW_GENERIC_EXCEPTIONS).check(CLASSES);
    assertThat(
            CLASSES.stream()
                .filter(each -> !MAY_CATCH_ALL.contains(each.getName()))
                .flatMap(each -> each.getCodeUnits().stream())
                .filter(ArchitectureTest::catchesEverything)
                .map(JavaCodeUnit::getFullName))
        .as("methods that catch `Exception` or `RuntimeException`")
        .isEmpty();
  }

  @Test
  void nothingIsStaticAndChanges() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }

  @Test
  void nothingLogs() {
    noClasses().should(USE_JAVA_UTIL_LOGGING).check(CLASSES);
    noFields()
        .should()
        .haveRawType(resideInAnyPackage("org.slf4j..", "java.lang.System$Logger"))
        .because("the journal and the report say what happened, and redact it")
        .check(CLASSES);
  }

  @Test
  void aLibraryIsUsedInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.changeover.cli")
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.commons.cli.."))
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.changeover.core.desired")
        .should()
        .dependOnClassesThat(resideInAPackage("com.networknt.."))
        .check(CLASSES);
  }

  private static boolean catchesEverything(JavaCodeUnit unit) {
    return unit.getTryCatchBlocks().stream()
        .flatMap(block -> block.getCaughtThrowables().stream())
        .anyMatch(
            each ->
                each.isEquivalentTo(Exception.class)
                    || each.isEquivalentTo(RuntimeException.class));
  }

  /** Matches a call of, or a reference to, one of the methods. */
  private static DescribedPredicate<JavaAccess<?>> of(String owner, String... names) {
    return DescribedPredicate.describe(
        owner + "." + String.join("|", names),
        access ->
            access.getTargetOwner().getName().equals(owner)
                && List.of(names).contains(access.getTarget().getName()));
  }
}
