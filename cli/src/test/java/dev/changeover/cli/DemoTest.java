package dev.changeover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  private final Path folder;

  DemoTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void theDemoUpgradesADatabaseAndTouchesNothingOfTheUsers() throws IOException {
    Run run = Run.in(folder).with("HEROKU_API_KEY", "the-users").with("HEROKU_HOST", "nonsense");

    assertThat(run.changeover("demo")).as(run.err()).isEqualTo(ExitStatus.DONE);
    assertThat(run.out())
        .containsSubsequence(
            "$ changeover status",
            "13.13",
            "$ changeover apply --yes",
            "Done: `projectify-backend` is on Postgres 15.",
            "downtime",
            "of sandbox time",
            "$ changeover status",
            "15.5",
            "$ changeover plan",
            "Plan: nothing to do.");
    assertThat(run.out() + run.err()).doesNotContain("the-users");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }
}
