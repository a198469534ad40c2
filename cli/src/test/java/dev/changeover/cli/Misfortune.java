package dev.changeover.cli;

import dev.changeover.conformance.HandRun;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Something that goes wrong, and how the Heroku CLI and Changeover tell.
 *
 * @param title one line about it
 * @param world the name of the world it happens in
 * @param before what happens first
 * @param typed what follows {@code heroku}
 * @param exit the exit code of the Heroku CLI
 * @param says words that it prints
 * @param file the desired state
 * @param words what follows {@code changeover}
 * @param status the exit status of Changeover
 * @param tells codes that it prints; empty for none
 * @param remark what to know about it
 */
record Misfortune(
    String title,
    String world,
    Consumer<HandRun> before,
    String typed,
    int exit,
    String says,
    String file,
    String words,
    ExitStatus status,
    List<String> tells,
    String remark) {
  private static final String APP = "projectify-backend";
  private static final String UPGRADE = desired(APP, 15, "");
  private static final String ADOPT =
      desired(APP, 15, "adopt: pg15\ncutover: {restore: {web: 1, worker: 1}}\n");

  Misfortune {
    tells = List.copyOf(tells);
  }

  @Override
  public String toString() {
    return title;
  }

  private static String desired(String app, int version, String more) {
    return "format: 1\napp: %s\npostgres: {version: %d, keepOldDatabase: false}\n%s"
        .formatted(app, version, more);
  }

  private static void follower(HandRun shell) {
    shell.call(
        "POST",
        "/apps/" + APP + "/addons",
        "{plan: heroku-postgresql:standard-0, name: pg15, attachment: {name: UPGRADE},"
            + " config: {follow: DATABASE}}");
    shell.pass(Duration.ofMinutes(15));
  }

  private static void upgraded(HandRun shell) {
    follower(shell);
    shell.call("PATCH", "/apps/" + APP, "{maintenance: true}");
    shell.call(
        "PATCH",
        "/apps/" + APP + "/formation",
        "{updates: [{type: web, quantity: 0}, {type: worker, quantity: 0}]}");
    shell.pass(Duration.ofMinutes(5));
    shell.call("POST", "/client/v11/databases/pg15/upgrade/run", "{version: '15'}");
    shell.pass(Duration.ofMinutes(15));
  }

  /** Both meet the failure once each. */
  private static void failingRelease(HandRun shell) {
    upgraded(shell);
    shell.fault("{world: attach-release-fails, only: DATABASE, times: 2}");
  }

  private static void noBudget(HandRun shell) {
    shell.fault("{action: rate-limit, at: 'GET /**'}");
  }

  private static void nothing(HandRun shell) {
    shell.pass(Duration.ZERO);
  }

  static List<Misfortune> all() {
    return List.of(
        new Misfortune(
            "The release that attaches the new database fails",
            "projectify",
            Misfortune::failingRelease,
            "pg:promote UPGRADE -a " + APP,
            0,
            "pg:promote failed",
            ADOPT,
            "apply --yes",
            ExitStatus.FAILED,
            List.of("step-failed"),
            "The app is left closed and said to be; `apply` again repairs it."),
        new Misfortune(
            "The database to promote still follows",
            "projectify",
            Misfortune::follower,
            "pg:promote UPGRADE -a " + APP,
            0,
            "it is currently a follower database in read-only mode",
            ADOPT,
            "plan",
            ExitStatus.BLOCKED,
            List.of("leader-follows"),
            "The CLI leaves the app unable to write. Changeover never promotes a follower; here it"
                + " meets what the CLI did."),
        new Misfortune(
            "The only attachment of a database is to be removed",
            "projectify",
            Misfortune::nothing,
            "addons:detach DATABASE -a " + APP,
            2,
            "last billing attachment",
            UPGRADE,
            "plan",
            ExitStatus.DONE,
            List.of(),
            "Does not arise: the plan gives the old database another name first."),
        new Misfortune(
            "A database is to be upgraded in place, and nothing is prepared",
            "projectify",
            Misfortune::nothing,
            "pg:upgrade:run DATABASE --version 15 --confirm " + APP + " -a " + APP,
            2,
            "Error ID: bad_request",
            desired(APP, 15, "method: direct\n"),
            "plan",
            ExitStatus.BLOCKED,
            List.of("method-unavailable"),
            ""),
        new Misfortune(
            "The old database serves another app too",
            "bookshop",
            Misfortune::nothing,
            "addons:destroy postgresql-rigid-11111 --confirm bookshop -a bookshop",
            1,
            "attached to other apps",
            desired("bookshop", 17, ""),
            "plan",
            ExitStatus.BLOCKED,
            List.of("other-app-attached", "credential-attached", "other-followers"),
            "That the CLI is refused here is how the sandbox behaves without `--force`."),
        new Misfortune(
            "The database is not known by that name",
            "projectify",
            Misfortune::nothing,
            "pg:info NO_SUCH -a " + APP,
            1,
            "Unknown database: NO_SUCH",
            "format: 1\napp: projectify-backend\npostgres: {version: 15, attachment: NO_SUCH}\n",
            "plan",
            ExitStatus.BLOCKED,
            List.of("attachment-missing"),
            ""),
        new Misfortune(
            "The app is not known",
            "projectify",
            Misfortune::nothing,
            "pg:info -a no-such-app",
            2,
            "Couldn't find that app",
            desired("no-such-app", 15, ""),
            "plan",
            ExitStatus.BLOCKED,
            List.of("app-not-found"),
            ""),
        new Misfortune(
            "Another app than the right one is confirmed",
            "projectify",
            Misfortune::nothing,
            "addons:destroy postgresql-curved-12345 --confirm another-app -a " + APP,
            1,
            "did not match",
            UPGRADE,
            "apply --confirm=another-app",
            ExitStatus.DECLINED,
            List.of("declined"),
            ""),
        new Misfortune(
            "Nothing is confirmed, and nobody can be asked",
            "projectify",
            Misfortune::nothing,
            "addons:destroy postgresql-curved-12345 -a " + APP,
            0,
            "To proceed, type projectify-backend",
            UPGRADE,
            "apply",
            ExitStatus.DECLINED,
            List.of("declined"),
            "Both change nothing; a script cannot tell from the CLI."),
        new Misfortune(
            "The account's requests are used up",
            "projectify",
            Misfortune::noBudget,
            "pg:info -a " + APP,
            2,
            "Error ID: rate_limit",
            UPGRADE,
            "plan",
            ExitStatus.UNREACHABLE,
            List.of("rate-limited"),
            "Changeover waits for more first, for as long as one look at Heroku may take."));
  }

  /** Returns the page that shows them all. */
  static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # What goes wrong, by hand and with Changeover

            Each row was played on the sandbox with the Heroku CLI 11.10.0 and with Changeover, and is
            played again by every test run. What the real Heroku answers may differ in wording.
            Exit codes are the programs' own; `changeover explain CODE` says more about a code.

            | what goes wrong | Heroku CLI | exit | it says | Changeover | exit | it says | remark |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            """);
    for (Misfortune each : all()) {
      page.append(
          String.format(
              Locale.ROOT,
              "| %s | `heroku %s` | %d | %s | `changeover %s` | %d | %s | %s |%n",
              each.title,
              each.typed.replace("projectify-backend", "APP").replace("bookshop", "APP"),
              each.exit,
              each.says,
              each.words,
              each.status.code(),
              each.tells.isEmpty()
                  ? "the plan"
                  : String.join(", ", each.tells.stream().map(code -> "`" + code + "`").toList()),
              each.remark));
    }
    return page.toString().replaceAll("\\|  \\|", "| |").replaceAll("(?m) +$", "");
  }
}
