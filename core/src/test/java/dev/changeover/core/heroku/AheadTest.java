package dev.changeover.core.heroku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Scope;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Over a transport that carries several requests at once. */
class AheadTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Several wire = new Several(Shop.wire());
  private final VirtualTiming timing = new VirtualTiming();
  private final HerokuClient client = Shop.client(wire, timing);

  /** Sends at once what is begun, and counts what is under way. */
  private static final class Several implements Transport {
    private final WireScript script;
    private int underWay;
    private int most;
    private int abandoned;
    private int turns;

    Several(WireScript script) {
      this.script = script;
    }

    @Override
    public int atOnce() {
      return 4;
    }

    @Override
    public Answer exchange(Request request) throws IOException {
      turns++;
      return script.exchange(request);
    }

    @Override
    public Exchange begin(Request request) {
      underWay++;
      most = Math.max(most, underWay);
      Exchange known = known(request);
      return new Exchange() {
        @Override
        public Answer await() throws IOException {
          underWay--;
          return known.await();
        }

        @Override
        public void abandon() {
          underWay--;
          abandoned++;
        }
      };
    }

    private Exchange known(Request request) {
      try {
        Answer answer = script.exchange(request);
        return () -> answer;
      } catch (IOException e) {
        return () -> {
          throw e;
        };
      }
    }
  }

  private ObservedState observe() {
    return observe(client);
  }

  private ObservedState observe(HerokuClient with) {
    return with.observe(
        Shop.APP, Shop.DATABASE, database -> List.of(), PreImages.NONE, timing.in(MINUTE));
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>(wire.script.paths());
    paths.sort(null);
    wire.script.requests.clear();
    return paths;
  }

  private static List<String> pathsOneAfterAnother(WireScript script) {
    List<String> paths = new ArrayList<>(script.paths());
    paths.sort(null);
    return paths;
  }

  @Test
  void anObservationAsksForTheSameAndSeesTheSame() {
    WireScript alone = Shop.wire();
    ObservedState expected = Shop.observe(alone);

    assertThat(observe()).isEqualTo(expected);
    assertThat(paths()).isEqualTo(pathsOneAfterAnother(alone));
    assertThat(wire.most).isEqualTo(4);
    assertThat(wire.underWay).isZero();
  }

  @Test
  void whatIsKnownFromTheLastTimeIsAskedForAtOnce() {
    ObservedState first = observe();
    List<String> usual = paths();
    wire.turns = 0;

    assertThat(observe()).isEqualTo(first);
    usual.remove("/addon-services/heroku-postgresql/plans");
    assertThat(paths()).isEqualTo(usual);
    assertThat(wire.turns).as("only the followers are known late").isEqualTo(1);
    assertThat(wire.abandoned).isZero();
  }

  @Test
  void readingAgainAsksForTheSameAndSeesTheSame() {
    ObservedState before = observe();
    for (Scope scope :
        List.of(
            Scope.NOTHING,
            Scope.of(Shop.NEW),
            Scope.of(Scope.Part.ADDONS).and(Scope.of(Shop.OLD)),
            Scope.of(Scope.Part.values()).and(Scope.of(Shop.NEW)))) {
      wire.script.requests.clear();
      wire.turns = 0;
      WireScript alone = Shop.wire();
      HerokuClient other = Shop.client(alone, new VirtualTiming());
      observe(other);
      alone.requests.clear();
      ObservedState expected = other.refresh(before, scope, timing.in(MINUTE));

      assertThat(client.refresh(before, scope, timing.in(MINUTE))).isEqualTo(expected);
      assertThat(paths()).isEqualTo(pathsOneAfterAnother(alone));
      assertThat(wire.turns).isZero();
    }
    assertThat(wire.abandoned).isZero();
  }

  @Test
  void afterAPauseNothingOlderIsUsed() {
    ObservedState before = observe();
    wire.script.on(
        "/apps/shop",
        WireScript.breaking(new EOFException("cut")),
        WireScript.replying(200, Shop.json().getOrDefault("/apps/shop", "")));
    paths();

    Scope scope = Scope.of(Scope.Part.APP, Scope.Part.PROCESSES);
    assertThat(client.refresh(before, scope, timing.in(MINUTE))).isEqualTo(before);

    assertThat(timing.sleeps).hasSize(1);
    assertThat(wire.abandoned).isEqualTo(2);
    assertThat(paths())
        .containsExactly(
            "/apps/shop",
            "/apps/shop",
            "/apps/shop/dynos",
            "/apps/shop/dynos",
            "/apps/shop/formation",
            "/apps/shop/formation");
  }

  @Test
  void whatIsTooLargeBesideOthersIsAskedForAlone() {
    ObservedState before = observe();
    wire.script.on(
        "/apps/shop/dynos",
        WireScript.breaking(new AnswerTooLargeException(1000)),
        WireScript.replying(200, Shop.json().getOrDefault("/apps/shop/dynos", "")));

    Scope scope = Scope.of(Scope.Part.PROCESSES);
    assertThat(client.refresh(before, scope, timing.in(MINUTE))).isEqualTo(before);
    assertThat(timing.sleeps).isEmpty();
  }

  @Test
  void aFailureLeavesNothingUnderWay() {
    wire.script.on("/apps/shop", 404, "{\"id\":\"not_found\",\"resource\":\"app\"}");

    DiagnosticException problem = catchThrowableOfType(DiagnosticException.class, this::observe);

    assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.APP_NOT_FOUND);
    assertThat(wire.underWay).isZero();
    assertThat(wire.abandoned).isPositive();
  }

  @Test
  void nothingIsAskedAheadWhileRequestsAreScarce() {
    wire.script.on(
        "/apps/shop",
        request ->
            WireScript.answer(
                200, Shop.json().getOrDefault("/apps/shop", ""), "RateLimit-Remaining", "100"));
    ObservedState before = observe();
    wire.most = 0;

    client.refresh(before, Scope.of(Scope.Part.values()), timing.in(MINUTE));

    assertThat(wire.most).isZero();
  }
}
