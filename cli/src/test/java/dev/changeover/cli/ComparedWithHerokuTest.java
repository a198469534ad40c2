package dev.changeover.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.changeover.conformance.ChildProcess;
import dev.changeover.conformance.HandRun;
import dev.changeover.conformance.HerokuCli;
import dev.changeover.conformance.NeedsHerokuCli;
import dev.changeover.sandbox.WorldClock;
import dev.changeover.sandbox.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same misfortunes with the Heroku CLI and with Changeover, as a page for users shows them.
 * With {@code -Dgolden.update=true} the page is written anew, and its test fails all the same.
 */
@NeedsHerokuCli
class ComparedWithHerokuTest {
  private static final double SPEED = 300;
  private final Instant begin = Clock.systemUTC().instant();

  static List<Misfortune> misfortunes() {
    return Misfortune.all();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misfortunes")
  void bothTellWhatWentWrong(Misfortune misfortune, HerokuCli cli) throws IOException {
    Scenario scenario =
        misfortune.world().equals("bookshop")
            ? HandRun.bookshop()
            : HandRun.example(misfortune.world(), "");
    boolean moves = misfortune.words().contains("--yes");
    WorldClock clock =
        moves ? WorldClock.realTime(SPEED, scenario.start()) : WorldClock.manual(scenario.start());
    try (HandRun shell = new HandRun(cli, scenario, clock)) {
      misfortune.before().accept(shell);
      ChildProcess.Result byHand = shell.heroku(misfortune.typed());
      assertThat(byHand.exit()).as(byHand.toString()).isEqualTo(misfortune.exit());
      assertThat(byHand.text()).contains(misfortune.says());

      Files.writeString(shell.home().resolve("changeover.yaml"), misfortune.file());
      Run run =
          Run.in(shell.home())
              .with(new SandboxExports(shell.uri(), "token", SPEED, begin).variables());
      ExitStatus status = run.changeover(misfortune.words().split(" ", -1));
      assertThat(status).as(run.out() + run.err()).isEqualTo(misfortune.status());
      for (String code : misfortune.tells()) {
        assertThat(run.out() + run.err())
            .containsPattern("(?<![\\w-])" + Pattern.quote(code) + "(?![\\w-])");
      }
    }
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    Path page = Repository.root().resolve("docs/compared-with-the-heroku-cli.md");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(page, Misfortune.page());
      fail("wrote %s; read the difference, then run without golden.update", page);
    }
    assertThat(page).content().isEqualTo(Misfortune.page());
  }
}
