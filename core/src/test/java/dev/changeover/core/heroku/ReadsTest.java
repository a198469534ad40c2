package dev.changeover.core.heroku;

import static dev.changeover.core.heroku.WireScript.answer;
import static dev.changeover.core.heroku.WireScript.breaking;
import static dev.changeover.core.heroku.WireScript.replying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.Transport.Request;
import dev.changeover.core.heroku.WireScript.Reply;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.Scope;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadsTest {
  private static final String APP = "/apps/shop";
  private static final String GOOD = "{\"id\":\"x\",\"name\":\"shop\",\"maintenance\":true}";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final WireScript wire = Shop.wire();
  private final VirtualTiming timing = new VirtualTiming();
  private final HerokuClient client = Shop.client(wire, timing);
  private final ObservedState before = Shop.observe(Shop.wire());

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
  void triesAgainAfterAStatusThatMayPass(int status) {
    wire.on(APP, replying(status, "busy"), replying(status, "{}"), replying(200, GOOD));

    assertThat(readApp(MINUTE).maintenance()).isTrue();
    assertThat(wire.requests).hasSize(3);
  }

  @Test
  void triesAgainAfterABrokenConnectionAndATimeOut() {
    wire.on(
        APP,
        breaking(new EOFException("cut")),
        breaking(new SocketTimeoutException("slow")),
        replying(200, GOOD));

    assertThat(readApp(MINUTE).maintenance()).isTrue();
    assertThat(timing.slept()).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void triesABoundedNumberOfTimesWithPausesThatGrow() {
    wire.on(APP, 503, "");

    DiagnosticException problem = failure(Duration.ofDays(1));

    assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.UNREACHABLE);
    assertThat(problem)
        .hasMessage(
            "Could not read the app `shop`: Heroku answered with status 503, after 10 attempts.");
    assertThat(wire.requests).hasSize(10);
    for (int i = 0; i < timing.sleeps.size(); i++) {
      long cap = Math.min(500L << i, 30_000);
      assertThat(timing.sleeps.get(i)).isLessThanOrEqualTo(Duration.ofMillis(cap));
    }
    assertThat(timing.slept()).isGreaterThan(Duration.ofSeconds(10));
  }

  @Test
  void spreadsItsPausesAtRandom() {
    Set<Duration> pauses = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      VirtualTiming each = new VirtualTiming();
      new HerokuClient(
              Shop.wire().on(APP, replying(500, ""), replying(200, GOOD)),
              Hosts.fromEnvironment(Shop.SANDBOX),
              new Credentials.Token(Shop.TOKEN),
              each,
              new SplittableRandom(seed),
              "changeover/test")
          .refresh(before, Scope.of(Scope.Part.APP), each.in(MINUTE));
      pauses.add(each.slept());
    }
    assertThat(pauses).hasSizeGreaterThan(15);
  }

  @Test
  void staysWithinTheDeadline() {
    wire.on(APP, 500, "");
    Instant end = timing.now().plusSeconds(3);

    failure(Duration.ofSeconds(3));

    assertThat(timing.now()).isBefore(end);
    assertThat(wire.requests).hasSizeLessThan(Reads.MAX_ATTEMPTS);
  }

  @Test
  void asksOnceEvenWhenTheDeadlineHasPassed() {
    Deadline passed = timing.in(Duration.ZERO);
    wire.on(APP, GOOD);

    assertThat(client.refresh(before, Scope.of(Scope.Part.APP), passed).maintenance()).isTrue();
  }

  @Test
  void waitsAsLongAsHerokuAsks() {
    wire.on(
        APP,
        request -> answer(429, "{\"id\":\"rate_limit\"}", "retry-after", "17"),
        replying(200, GOOD));

    readApp(MINUTE);

    assertThat(timing.sleeps).startsWith(Duration.ofSeconds(17));
  }

  @Test
  void doesNotWaitForAnEndThatIsBeyondTheDeadline() {
    wire.on(APP, request -> answer(429, "{\"id\":\"rate_limit\"}", "Retry-After", "61"));

    DiagnosticException problem = failure(MINUTE);

    assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.RATE_LIMITED);
    assertThat(timing.sleeps).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "soon", "99999999999999999999", "Wed, 21 Oct 2026 07:28:00 GMT", ""})
  void toleratesAWaitThatItDoesNotUnderstand(String value) {
    wire.on(APP, request -> answer(429, "", "Retry-After", value), replying(200, GOOD));

    assertThat(readApp(MINUTE).maintenance()).isTrue();
  }

  @Test
  void stopsWhenAskedTo() {
    wire.on(
        APP,
        request -> {
          timing.requestStop();
          return answer(500, "");
        });

    assertThat(failure(MINUTE).diagnostics().get(0).code()).isEqualTo(Code.INTERRUPTED);
    assertThat(wire.requests).hasSize(1);
  }

  @Test
  void stopsWhenInterruptedInTheMiddleOfARequest() {
    wire.on(
        APP,
        request -> {
          timing.requestStop();
          throw new InterruptedIOException("stop");
        });

    assertThat(failure(MINUTE).diagnostics().get(0).code()).isEqualTo(Code.INTERRUPTED);
  }

  @ParameterizedTest
  @CsvSource({
    "401, unauthorized, UNAUTHORISED",
    "403, forbidden, FORBIDDEN",
    "403, suspended, FORBIDDEN",
    "403, two_factor, TWO_FACTOR",
    "404, not_found, APP_NOT_FOUND",
    "410, gone, APP_NOT_FOUND",
    "400, bad_request, REFUSED",
    "402, delinquent, REFUSED",
    "406, not_acceptable, REFUSED",
    "416, requested_range_not_satisfiable, REFUSED",
    "422, verification_needed, REFUSED",
    "451, legal, REFUSED",
    "301, moved, UNEXPECTED_ANSWER",
    "304, same, UNEXPECTED_ANSWER",
  })
  void tellsRefusalsApartWithoutTryingAgain(int status, String id, Code code) {
    wire.on(APP, status, "{\"id\":\"%s\",\"message\":\"No.\"}".formatted(id));

    assertThat(failure(MINUTE).diagnostics().get(0).code()).isEqualTo(code);
    assertThat(wire.requests).hasSize(1);
  }

  @Test
  void quotesHerokusReason() {
    wire.on(
        APP, 422, "{\"id\":\"verification_needed\",\"message\":\"Please verify your account.\"}");

    assertThat(failure(MINUTE))
        .hasMessage(
            "Could not read the app `shop`: Heroku says: Please verify your account (status 422"
                + " `verification_needed`).");
  }

  @Test
  void knowsAMissingAppFromOtherAnswersToo() {
    wire.on(
        "/apps/shop/formation",
        404,
        "{\"id\":\"not_found\",\"resource\":\"app\",\"message\":\"x\"}");

    DiagnosticException problem =
        catchThrowableOfType(
            DiagnosticException.class,
            () -> client.refresh(before, Scope.of(Scope.Part.PROCESSES), timing.in(MINUTE)));

    assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.APP_NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<h1>Not Found</h1>",
        "",
        "   ",
        "null",
        "true",
        "\"text\"",
        "[]",
        "{",
        "{}",
        "{} trailing",
        "{\"id\":\"x\",\"name\":\"shop\"}",
        "{\"id\":\"x\",\"name\":\"shop\",\"maintenance\":null}",
        "{\"id\":\"x\",\"name\":\"shop\",\"maintenance\":\"no\"}",
        "{\"id\":\"x\",\"name\":\"other\",\"maintenance\":true}",
        "{\"id\":\"../x\",\"name\":\"shop\",\"maintenance\":true}",
        "{\"id\":7,\"name\":\"shop\",\"maintenance\":true}",
        "{\"id\":\"x\",\"name\":\"shop\",\"maintenance\":1e999999999}",
        "\u0000",
      })
  void doesNotGuessWhatAnAnswerMeans(String body) {
    wire.on(APP, body);

    assertThat(failure(MINUTE).diagnostics().get(0).code()).isEqualTo(Code.UNEXPECTED_ANSWER);
    assertThat(wire.requests).hasSize(1);
  }

  @Test
  void survivesDeepNestingAndHugeNumbers() {
    for (String body :
        List.of(
            "[".repeat(1_000_000),
            "{\"a\":".repeat(1_000_000),
            "[".repeat(5000) + "]".repeat(5000),
            "{\"id\":" + "9".repeat(1_000_000) + "}",
            "{\"id\":1e" + "9".repeat(100_000) + "}")) {
      wire.on(APP, body);
      assertThat(failure(MINUTE).diagnostics().get(0).code()).isEqualTo(Code.UNEXPECTED_ANSWER);
    }
  }

  @Test
  void saysThatAnAnswerIsTooLarge() {
    wire.on(APP, breaking(new AnswerTooLargeException(1)));

    assertThat(failure(MINUTE).diagnostics().get(0).code()).isEqualTo(Code.UNEXPECTED_ANSWER);
    assertThat(wire.requests).hasSize(1);
  }

  @Test
  void saysWhatKeepsItFromHeroku() {
    assertThat(reason(new ConnectException()))
        .contains("nothing accepts connections at `127.0.0.1:5999`");
    assertThat(reason(new UnknownHostException("x")))
        .contains("the host of `127.0.0.1:5999` is unknown");
    assertThat(reason(caused(new ConnectException(), new UnresolvedAddressException())))
        .contains("the host of `127.0.0.1:5999` is unknown");
    assertThat(reason(new SocketTimeoutException()))
        .contains("`127.0.0.1:5999` did not answer in time");
    assertThat(reason(new SSLHandshakeException("x"))).contains("TLS with `127.0.0.1:5999` failed");
    assertThat(reason(new IOException(Shop.TOKEN)))
        .contains("the connection to `127.0.0.1:5999` broke")
        .doesNotContain(Shop.TOKEN);
  }

  @Test
  void doesNotInsistOnACertificateThatIsNotTrusted() {
    wire.on(APP, breaking(caused(new SSLHandshakeException("x"), new CertificateException())));

    assertThat(failure(MINUTE))
        .hasMessageContaining(
            "the certificate of `127.0.0.1:5999` is not trusted, after 1 attempt.");
  }

  @Test
  void followsAListOfPagesOfOne() {
    String path = "/apps/shop/formation";
    List<String> types = IntStream.range(0, 40).mapToObj(i -> "type" + i).toList();
    wire.on(
        path,
        request -> {
          int page = Integer.parseInt(request.headers().getOrDefault("Range", "id 0").substring(3));
          String body = "[{\"type\":\"%s\",\"quantity\":%d}]".formatted(types.get(page), page);
          return page + 1 < types.size()
              ? answer(206, body, "Next-Range", "id " + (page + 1))
              : answer(200, body);
        });

    ObservedState state = client.refresh(before, Scope.of(Scope.Part.PROCESSES), timing.in(MINUTE));

    assertThat(state.formation()).hasSize(40);
    assertThat(wire.to(path)).hasSize(40);
  }

  @Test
  void keepsTheOtherHeadersOnEveryPage() {
    wire.on(
        "/apps/shop/addons",
        request -> answer(206, "[]", "Next-Range", "name a.."),
        replying(200, "[]"));
    wire.on("/apps/shop/addon-attachments", "[]");

    client.refresh(before, Scope.of(Scope.Part.ADDONS), timing.in(MINUTE));

    assertThat(wire.to("/apps/shop/addons"))
        .allSatisfy(
            request ->
                assertThat(request.headers())
                    .containsEntry("Accept-Expansion", "addon_service,plan"));
    assertThat(wire.to("/apps/shop/addons").get(1).headers()).containsEntry("Range", "name a..");
  }

  @Test
  void endsAListThatHasNoEnd() {
    for (Reply endless :
        List.<Reply>of(
            request -> answer(206, "[]", "Next-Range", "same"),
            request -> answer(206, "[]", "Next-Range", "id " + wire.requests.size()),
            request -> answer(206, "[]", "Next-Range", "a\r\nX-Injected: 1"))) {
      wire.requests.clear();
      wire.on("/apps/shop/formation", endless);

      DiagnosticException problem =
          catchThrowableOfType(
              DiagnosticException.class,
              () -> client.refresh(before, Scope.of(Scope.Part.PROCESSES), timing.in(MINUTE)));

      assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.UNEXPECTED_ANSWER);
      assertThat(wire.requests).hasSizeLessThanOrEqualTo(Reads.MAX_PAGES);
    }
  }

  @Test
  void readsOnlyTheNewestReleases() {
    wire.on(
        "/apps/shop/releases",
        request ->
            answer(206, "[{\"version\":9}]", "Next-Range", "version ..8; max=15, order=desc"));

    ObservedState state = client.refresh(before, Scope.of(Scope.Part.RELEASES), timing.in(MINUTE));

    assertThat(state.releases()).hasSize(1);
    assertThat(wire.requests).hasSize(1);
    assertThat(wire.requests.get(0).headers())
        .containsEntry("Range", "version ..; max=15, order=desc");
  }

  @Test
  void slowsDownWhenFewRequestsAreLeftButGoesOn() {
    assertThat(pauseWithRemaining("4499")).isEqualTo(Duration.ZERO);
    assertThat(pauseWithRemaining("500")).isEqualTo(Duration.ZERO);
    assertThat(pauseWithRemaining("499")).isEqualTo(Duration.ofMillis(800));
    assertThat(pauseWithRemaining("50")).isEqualTo(Duration.ofMillis(800));
    assertThat(pauseWithRemaining("49")).isEqualTo(Duration.ofSeconds(2));
    assertThat(pauseWithRemaining("0")).isEqualTo(Duration.ofSeconds(2));
    assertThat(pauseWithRemaining("many")).isEqualTo(Duration.ZERO);
    assertThat(pauseWithRemaining("-5")).isEqualTo(Duration.ZERO);
  }

  @Test
  void neverUsesUpItsTimeBySlowingDown() {
    wire.on(APP, request -> answer(200, GOOD, "RateLimit-Remaining", "3"));
    Deadline deadline = timing.in(Duration.ofSeconds(5));

    for (int i = 0; i < 50; i++) {
      client.refresh(before, Scope.of(Scope.Part.APP), deadline);
    }

    assertThat(deadline.passed(timing)).isFalse();
    assertThat(client.rateLimitRemaining()).hasValue(3);
  }

  @Test
  void remembersThatNothingIsLeft() {
    assertThat(client.rateLimitRemaining()).isEmpty();
    wire.on(APP, replying(429, ""), replying(200, GOOD));

    readApp(MINUTE);

    assertThat(client.rateLimitRemaining()).hasValue(0);
  }

  @Test
  void givesEachRequestItsOwnId() {
    wire.on(APP, GOOD);
    readApp(MINUTE);
    readApp(MINUTE);

    List<String> ids =
        wire.requests.stream().map(each -> each.headers().get("Request-Id")).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids)
        .allMatch(
            id ->
                id.matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  }

  @Test
  void sendsNoHeadersOfItsOwnMaking() {
    Shop.observe(wire);

    Set<String> names = new HashSet<>();
    wire.requests.forEach(request -> names.addAll(request.headers().keySet()));
    assertThat(names)
        .containsExactlyInAnyOrder(
            "Accept",
            "Accept-Expansion",
            "Accept-Inclusion",
            "Authorization",
            "Range",
            "Request-Id",
            "User-Agent");
  }

  @Test
  void limitsEachRequestByTheDeadlineButNotBelowWhatASocketNeeds() {
    wire.on(APP, GOOD);

    assertThat(timeout(Duration.ofHours(1), 1)).isEqualTo(Duration.ofSeconds(60));
    assertThat(timeout(Duration.ofSeconds(20), 1)).isEqualTo(Duration.ofSeconds(20));
    assertThat(timeout(Duration.ofSeconds(1), 1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(timeout(Duration.ofHours(1), 10)).isEqualTo(Duration.ofSeconds(6));
    assertThat(timeout(Duration.ofHours(1), 10_000)).isEqualTo(Duration.ofSeconds(5));
  }

  private Duration timeout(Duration span, int speed) {
    Timing fast =
        new Timing() {
          @Override
          public Instant now() {
            return timing.now();
          }

          @Override
          public boolean sleep(Duration duration) {
            return timing.sleep(duration);
          }

          @Override
          public boolean stopRequested() {
            return false;
          }

          @Override
          public Duration real(Duration duration) {
            return duration.dividedBy(speed);
          }
        };
    wire.requests.clear();
    new HerokuClient(
            wire,
            Hosts.fromEnvironment(Shop.SANDBOX),
            new Credentials.Token(Shop.TOKEN),
            fast,
            new SplittableRandom(1),
            "changeover/test")
        .refresh(before, Scope.of(Scope.Part.APP), timing.in(span));
    Request request = wire.requests.get(0);
    return request.timeout();
  }

  private Duration pauseWithRemaining(String remaining) {
    WireScript other =
        Shop.wire().on(APP, request -> answer(200, GOOD, "RateLimit-Remaining", remaining));
    VirtualTiming clock = new VirtualTiming();
    HerokuClient reader = Shop.client(other, clock);
    reader.refresh(before, Scope.of(Scope.Part.APP), clock.in(MINUTE));
    assertThat(clock.sleeps).isEmpty();
    reader.refresh(before, Scope.of(Scope.Part.APP), clock.in(MINUTE));
    return clock.slept();
  }

  private String reason(IOException problem) {
    wire.on(APP, breaking(problem));
    return failure(MINUTE).diagnostics().get(0).what();
  }

  private static IOException caused(IOException problem, Exception cause) {
    problem.initCause(cause);
    return problem;
  }

  private ObservedState readApp(Duration span) {
    return client.refresh(before, Scope.of(Scope.Part.APP), timing.in(span));
  }

  private DiagnosticException failure(Duration span) {
    return catchThrowableOfType(DiagnosticException.class, () -> readApp(span));
  }
}
