package dev.changeover.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The published procedure, typed into the real command line, on the sandbox. */
@NeedsHerokuCli
class ByHandTest {
  @Test
  void theScriptUpgradesTheExampleAndTheCommandLineSaysWhatItSaysOnHeroku(HerokuCli cli) {
    try (HandRun shell = new HandRun(cli, HandRun.example("projectify", ""))) {
      ChildProcess.Result result =
          shell.script(HerokuCli.root().resolve("examples/projectify/by-hand.sh"));
      assertThat(result.exit()).as(result.toString()).isZero();
      String before = section(result.out(), "$ heroku pg:info UPGRADE");
      assertThat(before).containsPattern("Following: +DATABASE\n");
      assertThat(before).containsPattern("Behind By: +0 commits\n");
      assertThat(before).containsPattern("PG Version: +13\\.13\n");
      assertThat(section(result.out(), "$ heroku pg:upgrade:run"))
          .contains("Starting upgrade on projectify-pg15... done");
      assertThat(section(result.out(), "$ heroku pg:promote"))
          .containsPattern("alternate alias for existing DATABASE_URL.* HEROKU_POSTGRESQL_[A-Z]+_")
          .contains("It is safe to ignore the failed Detach DATABASE");
      String after = section(result.out(), "$ heroku pg:info --app");
      assertThat(after).containsPattern("(?s)=== DATABASE_URL, UPGRADE_URL.*PG Version: +15\\.5\n");
      assertThat(after).containsPattern("Forked From: +HEROKU_POSTGRESQL_[A-Z]+\n");
      assertUpgraded(shell.world());
    }
  }

  private static void assertUpgraded(JsonNode world) {
    JsonNode app = world.get("apps").get(0);
    assertThat(app.get("maintenance").booleanValue()).isFalse();
    assertThat(app.get("formation").get("web").intValue()).isEqualTo(1);
    assertThat(app.get("formation").get("worker").intValue()).isEqualTo(1);
    assertThat(app.get("writes").get("servedBy").asString()).isEqualTo("projectify-pg15");
    assertThat(app.get("writes").get("acknowledged").longValue()).isPositive();
    assertThat(app.get("writes").get("missing").longValue()).isZero();
    assertThat(world.get("addOns")).hasSize(1);
  }

  @Test
  void theScriptTouchesNothingButASandbox(HerokuCli cli) {
    try (HandRun shell = new HandRun(cli, HandRun.example("projectify", ""))) {
      ChildProcess.Result result =
          new ChildProcess(shell.home(), Duration.ofMinutes(1), () -> {})
              .run(
                  Map.of("PATH", "/usr/bin:/bin", "HEROKU", "/bin/echo"),
                  "by-hand.sh",
                  List.of(
                      "sh", HerokuCli.root().resolve("examples/projectify/by-hand.sh").toString()));
      assertThat(result.exit()).isEqualTo(64);
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).contains("HEROKU_HOST does not name a sandbox");
    }
  }

  private static String section(String out, String command) {
    int start = out.indexOf(command);
    assertThat(start).as(command).isNotNegative();
    int end = out.indexOf("\n$ heroku ", start + 1);
    return end < 0 ? out.substring(start) : out.substring(start, end);
  }
}
