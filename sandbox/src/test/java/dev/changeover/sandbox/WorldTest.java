package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.sandbox.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Goal: the world is a function of scenario, seed, requests and times, whoever looks when. */
final class WorldTest {
  private static final String CREATE =
      "{'plan':'heroku-postgresql:standard-0','name':'pg15','config':{'follow':'DATABASE'}}";

  @Property(tries = 12)
  void lookingOftenDoesNotChangeTheWorld(@ForAll @IntRange(min = 1, max = 9_999) int step) {
    Caller seldom = Caller.projectify();
    Caller often = Caller.projectify();
    for (Caller heroku : List.of(seldom, often)) {
      heroku.post("/apps/projectify-backend/addons", CREATE);
    }
    long left = Duration.ofMinutes(9).toMillis();
    seldom.pass(Duration.ofMillis(left));
    while (left > 0) {
      long now = Math.min(left, step + 200L);
      often.pass(Duration.ofMillis(now));
      often.sandbox.snapshot();
      left -= now;
    }
    assertThat(often.sandbox.snapshot()).isEqualTo(seldom.sandbox.snapshot());
  }

  @Test
  void theSameSeedGivesTheSameAnswers() {
    List<String> first = run(Caller.bookshop());
    assertThat(run(Caller.bookshop())).isEqualTo(first);
  }

  private static List<String> run(Caller heroku) {
    List<String> answers = new ArrayList<>();
    answers.add(
        heroku
            .call("POST", "/apps/bookshop/addons", "{'plan':'heroku-postgresql:premium-0'}")
            .body());
    heroku.pass(Duration.ofMinutes(10));
    answers.add(heroku.call("GET", "/apps/bookshop/config-vars").body());
    answers.add(heroku.call("GET", "/apps/bookshop/releases").body());
    answers.add(heroku.sandbox.snapshot());
    return answers;
  }

  /**
   * Method: every route with all kinds of names and bodies, in random order. Only a request whose
   * effect is logged may change the world; a refused one never does.
   */
  @Property(tries = 6)
  void everyRequestIsAnsweredAndEveryChangeIsLogged(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed) {
    Caller heroku = Caller.bookshop();
    List<String> table = routes(heroku);
    List<String> names = names(heroku);
    List<String> bodies = bodies();
    Random random = new Random(seed);
    for (int turn = 0; turn < 400; turn++) {
      String[] route = table.get(random.nextInt(table.size())).split(" ", 2);
      String path = route[1];
      while (path.contains("{")) {
        path = path.replaceFirst("\\{[a-z]+}", names.get(random.nextInt(names.size())));
      }
      String body = bodies.get(random.nextInt(bodies.size()));
      String what = route[0] + " " + path + " " + body;
      String before = route[0].equals("GET") ? "" : heroku.sandbox.snapshot();
      SandboxResponse response = heroku.call(route[0], path, body);
      assertThat(response.status()).as(what).isBetween(200, 499);
      Caller.parse(response.body());
      RequestLog.Entry logged = heroku.sandbox.requestLog().last();
      assertThat(logged.changedTheWorld() && response.status() >= 400).as(what).isFalse();
      if (!logged.changedTheWorld() && !before.isEmpty()) {
        assertThat(heroku.sandbox.snapshot()).as(what).isEqualTo(before);
      }
      heroku.pass(Duration.ofMillis(random.nextInt(20_000)));
    }
    heroku.sandbox.snapshot();
  }

  private static List<String> routes(Caller heroku) {
    List<String> routes = new ArrayList<>();
    for (String line : heroku.sandbox.coverage().split("\n", -1)) {
      if (line.contains("`")) {
        routes.add(line.substring(line.indexOf('`') + 1, line.lastIndexOf('`')));
      }
    }
    assertThat(routes).hasSizeGreaterThan(100);
    return routes;
  }

  private static List<String> names(Caller heroku) {
    List<String> names =
        new ArrayList<>(
            List.of(
                "bookshop",
                "reports",
                "nothing",
                "DATABASE",
                "BOOKSHOP",
                "default",
                "readonly",
                "web",
                "worker",
                "web.1",
                "13",
                "1",
                "credential:readonly",
                "heroku-postgresql",
                "postgresql-rigid-11111",
                "postgresql-follower-22222",
                "reports-small-33333",
                "scheduler-flat-44444",
                "%7B%7D",
                "x"));
    heroku.get("/addons").forEach(addOn -> names.add(addOn.get("id").asString()));
    heroku.get("/addon-attachments").forEach(one -> names.add(one.get("id").asString()));
    return names;
  }

  private static List<String> bodies() {
    return List.of(
        "",
        "{}",
        "[]",
        "{",
        "nonsense",
        "{'maintenance':1}",
        "{'maintenance':false}",
        "{'updates':[{'type':'web','quantity':'+1'},{'type':{},'quantity':[]}]}",
        "{'updates':[{'type':'worker','quantity':'0'}]}",
        "{'quantity':2,'size':{'name':[]}}",
        "{'plan':{'name':'heroku-postgresql:premium-0'},'config':{'follow':'DATABASE'}}",
        "{'plan':{'name':'heroku-postgresql:premium-0'},'attachment':{'name':'DATABASE'},'confirm':'bookshop'}",
        "{'plan':{'name':'heroku-postgresql:premium-2'},'name':{}}",
        "{'plan':[],'name':'postgresql-rigid-11111','attachment':[],'config':[]}",
        "{'plan':'heroku-postgresql:essential-1','name':'small','config':{'version':'16','fork':'x::y'}}",
        "{'plan':'heroku-postgresql:premium-0','config':{'rollback':'DATABASE','to':'x'}}",
        "{'addon':'postgresql-rigid-11111','app':'bookshop','name':'DATABASE','confirm':'bookshop'}",
        "{'addon':'postgresql-follower-22222','app':{'name':'bookshop'},'name':'DATABASE','confirm':'bookshop'}",
        "{'addon':{'id':7},'app':{}}",
        "{'addon':'postgresql-rigid-11111','app':'reports'}",
        "{'addon_attachment':'DATABASE','app':'bookshop'}",
        "{'addon_attachment':'D','app':null}",
        "{'addon_attachment':{},'addon':[],'app':{}}",
        "{'force':true}",
        "{'version':'17'}",
        "{'version':{}}",
        "{'hour':'2','timezone':'UTC'}",
        "{'hour':{},'from_url':'postgres://nobody@nowhere:1/x','target':'reports-small-33333'}",
        "{'day_of_week':'tuesday','time_of_day':'23:59'}",
        "{'description':'Friday 1:00','delay_weeks':3,'user':'someone@example.com'}",
        "{'log_lock_waits':true}",
        "{'log_statement':{},'A':null}",
        "{'FOO':'bar','BAR':null}",
        "{'name':'fresh','as':'fresh','app':'bookshop','target':'nothing'}");
  }

  @Test
  void aScenarioWithoutWritersHasNoWrites() {
    Caller heroku = new Caller(Scenario.parse("apps: { shop: {} }"));
    heroku.pass(Duration.ofHours(5));
    assertThat(heroku.acknowledgedWrites("shop")).isZero();
  }

  @Test
  void historyTellsWhatHappened() {
    Caller heroku = Caller.projectify();
    heroku.followed("projectify-backend", "pg15");
    assertThat(heroku.world().get("history").toString())
        .contains("add-on pg15 created", "add-on pg15 provisioned", "follower pg15 caught up");
  }
}
