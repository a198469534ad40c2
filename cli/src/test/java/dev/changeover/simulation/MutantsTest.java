package dev.changeover.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every listed breakage of the program is noticed, by the case and the invariant that the list
 * names, and the page that shows the list is up to date. With {@code -Dgolden.update=true} that
 * part of the page is written anew, and its test fails all the same.
 */
class MutantsTest {
  private static final String BEGIN = "<!-- mutants: begin -->\n";
  private static final String END = "<!-- mutants: end -->\n";

  private static final List<Mutant> ALL = Mutant.all();

  private static List<Mutants.Fate> fates(List<Mutant> mutants) {
    return new Mutants(Mutants.findRoot(), 0).run(mutants, 2);
  }

  private static Mutants.Fate fateOf(String text) {
    return fates(Mutant.parse(text)).get(0);
  }

  @Test
  void everyMutantIsCaughtAsListed() {
    assertThat(fates(ALL)).filteredOn(fate -> !fate.isAsListed()).isEmpty();
  }

  @Test
  void thereAreManyAndEachIsCalledSomethingElse() {
    assertThat(ALL).hasSizeGreaterThanOrEqualTo(30);
    assertThat(ALL).extracting(Mutant::id).doesNotHaveDuplicates();
    assertThat(ALL)
        .allSatisfy(
            each -> {
              assertThat(each.id()).matches("[a-z]+(-[a-z]+)*");
              assertThat(each.breaks()).matches("[A-Z].*\\.");
              assertThat(each.cases()).as(each.id()).hasSize(1);
            });
  }

  @Test
  void whatChangesNothingIsNotCaught() {
    Mutants.Fate fate =
        fateOf(
            """
            mutant: the-same
            breaks: Nothing.
            file: apply/StepRunner.java
            old: private static final int SENDS = 4;
            new: private static final int SENDS = 4;
            caught by: I9
            case: seed=1
            """);
    assertThat(fate.isAsListed()).isFalse();
    assertThat(fate.violation()).isEqualTo("no case notices it");
    assertThat(fate.runs()).isEqualTo(1);
  }

  @Test
  void aTextThatIsNotThereExactlyOnceIsNotCaught() {
    Mutants.Fate fate =
        fateOf(
            """
            mutant: stale
            breaks: Nothing.
            file: apply/StepRunner.java
            old: import
            new: import
            caught by: I9
            case: seed=1
            """);
    assertThat(fate.isAsListed()).isFalse();
    assertThat(fate.violation()).startsWith("apply/StepRunner.java has").endsWith("import");
  }

  @Test
  void whatDoesNotCompileIsNotCaught() {
    Mutants.Fate fate =
        fateOf(
            """
            mutant: nonsense
            breaks: The language.
            file: apply/StepRunner.java
            old: private static final int SENDS = 4;
            new: private static final int SENDS = "four";
            caught by: SOUND
            case: seed=1
            """);
    assertThat(fate.isAsListed()).isFalse();
    assertThat(fate.violation()).startsWith("it does not compile");
  }

  @Test
  void theInvariantThatIsListedCounts() {
    Mutants.Fate fate =
        fateOf(
            """
            mutant: misjudged
            breaks: A converged state is not seen as such.
            file: plan/Casting.java
            old: return primary.major().filter(desired.version()::equals).isPresent() && !primary
            new: return !primary
            caught by: I1
            case: seed=1
            """);
    assertThat(fate.by()).isPresent();
    assertThat(fate.isAsListed()).isFalse();
  }

  private static String section() {
    return """
        %d breakages, each a change of a few words that is made in memory, compiled and run through
        the simulation as the program is: `.ci/simulate --mutants` runs them all. Nothing in the
        program knows of it. A breakage counts as caught only if the case named here violates the
        invariant named here first, and the unchanged program stands the same case. The list is
        [mutants.txt](../cli/src/test/resources/dev/changeover/simulation/mutants.txt), where a text
        to be replaced that the source no longer has is an error.

        | Mutant | What it breaks | Caught by | In the case |
        | --- | --- | --- | --- |
        """
            .formatted(ALL.size())
        + ALL.stream().map(MutantsTest::row).collect(Collectors.joining());
  }

  private static String row(Mutant mutant) {
    return "| %s | %s | %s | `%s` |\n"
        .formatted(
            mutant.id(),
            mutant.breaks().replace("|", "\\|"),
            mutant.caughtBy(),
            mutant.cases().get(0).toString().replace("|", "\\|"));
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    Path page = Mutants.findRoot().resolve("docs/safety.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(begin).isGreaterThanOrEqualTo(BEGIN.length()).isLessThan(end);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, text.substring(0, begin) + section() + text.substring(end));
      fail("wrote %s; read the difference, then run without golden.update", page);
    }
    assertThat(text.substring(begin, end)).isEqualTo(section());
  }
}
