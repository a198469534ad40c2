package dev.changeover.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Single cases that are worth a look each time: what failed once, and what each listed breakage is
 * noticed by. Mutation testing judges the applier by these, so they are apart from the long runs.
 */
class CasesTest {
  static Stream<Case> corpus() {
    return Corpus.read().stream().map(Corpus.Past::run);
  }

  static Stream<Case> casesThatNoticeMutants() {
    return Mutant.all().stream().flatMap(mutant -> mutant.cases().stream()).distinct();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void whatFailedOnceDoesNotFailAgain(Case run) {
    assertThat(Simulation.of(run).violations()).as(run.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("casesThatNoticeMutants")
  void theUnbrokenProgramStandsWhatNoticesMutants(Case run) {
    assertThat(Simulation.of(run).violations()).as(run.toString()).isEmpty();
  }
}
