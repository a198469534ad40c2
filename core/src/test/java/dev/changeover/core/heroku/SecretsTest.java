package dev.changeover.core.heroku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.Transport.Answer;
import dev.changeover.core.heroku.Transport.Request;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.ObservedState;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No token, password or database URL gets out. */
class SecretsTest {
  private static final List<String> CANARIES =
      List.of(Shop.TOKEN, Shop.PASSWORD, Shop.OLD_URL, Shop.NEW_URL, "u1:", "u2:");

  private final Redaction redaction = new Redaction(new Credentials.Token(Shop.TOKEN));

  @Test
  void anObservationHoldsNone() {
    assertClean(Shop.observe(Shop.wire()).toString());
  }

  @Test
  void noAnswerThatIsNotUnderstoodIsQuoted() {
    for (String path : Shop.json().keySet()) {
      for (String body :
          List.of(
              Shop.OLD_URL,
              "{\"" + Shop.OLD_URL + "\":" + Shop.TOKEN,
              "\"" + Shop.OLD_URL + "\"",
              "[\"" + Shop.OLD_URL + "\"]",
              "{\"id\":\"" + Shop.OLD_URL + "\",\"name\":\"" + Shop.TOKEN + "\"}",
              "[{\"id\":\"%1$s\",\"name\":\"%1$s\",\"type\":\"%1$s\",\"quantity\":\"%1$s\",\"plan\":\"%1$s\"}]"
                  .formatted(Shop.OLD_URL))) {
        for (int status : List.of(200, 206, 302, 401, 403, 404, 422, 500)) {
          assertReadingIsClean(Shop.wire().on(path, status, body));
        }
      }
    }
  }

  @Test
  void noRefusalIsQuotedWithASecret() {
    String message =
        "Bad %s, Bearer abcdef, %s and password=%s"
            .formatted(Shop.OLD_URL, Shop.TOKEN, Shop.PASSWORD);
    String body =
        "{\"id\":\"%s\",\"message\":\"%s\",\"resource\":\"%s\"}"
            .formatted(Shop.TOKEN, message, Shop.PASSWORD);
    for (String path : Shop.json().keySet()) {
      for (int status : List.of(400, 401, 403, 422, 423)) {
        assertReadingIsClean(Shop.wire().on(path, status, body));
      }
    }
    for (int status : List.of(200, 302, 400, 401, 403, 404, 422, 429, 500)) {
      VirtualTiming timing = new VirtualTiming();
      SendResult result =
          Shop.client(new WireScript().on("/apps/shop", status, body), timing)
              .send(
                  new ApiCall(
                      ApiCall.Host.PLATFORM, ApiCall.Method.PATCH, "/apps/shop", Map.of("a", "b")),
                  timing.in(Duration.ofMinutes(1)),
                  timing.startAging());
      assertClean(result.toString());
      assertThat(result.toString()).doesNotContain("abcdef");
    }
  }

  @Test
  void noTextThatHerokuWritesCarriesOne() {
    WireScript wire = Shop.wire();
    Shop.json()
        .forEach(
            (path, body) ->
                wire.on(
                    path,
                    body.replace("Available", "Available " + Shop.OLD_URL)
                        .replace("\"available\"", "\"" + Shop.TOKEN + "\"")
                        .replace("\"changeover\"", "\"" + Shop.OLD_URL + "\"")
                        .replace("\"pending\"", "\"token: " + Shop.PASSWORD + "\"")
                        .replace("Deploy", "Deploy " + Shop.OLD_URL)
                        .replace("\"web.1\"", "\"" + Shop.TOKEN + "\"")
                        .replace("\"starting\"", "\"" + Shop.OLD_URL + "\"")
                        .replace("scheduler", "https://u1:" + Shop.PASSWORD + "@x")));

    ObservedState state = Shop.observe(wire);

    assertThat(state.databases()).hasSize(2);
    assertClean(state.toString());
  }

  @Test
  void valuesOfTheWireShowNone() {
    Request request =
        new Request(
            "GET",
            URI.create("http://127.0.0.1:5999/apps/shop"),
            Map.of("Authorization", "Bearer " + Shop.TOKEN),
            Optional.of(Shop.PASSWORD),
            Duration.ofSeconds(1));
    assertThat(request).hasToString("GET http://127.0.0.1:5999/apps/shop");
    assertThat(new Answer(200, Map.of("X", Shop.TOKEN), Shop.OLD_URL))
        .hasToString("200 with %d characters".formatted(Shop.OLD_URL.length()));
    assertClean(DatabaseUrl.parse(Shop.OLD_URL).toString());
    assertClean(Json.parse("{\"a\":\"" + Shop.OLD_URL + "\"}", "GET /x", redaction).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "'use postgres://u:p@h:5432/d now', 'use postgres://[hidden] now'",
    "'POSTGRESQL://h/d', 'POSTGRESQL://[hidden]'",
    "'see https://u:p@x.example/a', 'see https://[hidden]@x.example/a'",
    "'redis://:p@h:1', 'redis://[hidden]@h:1'",
    "'see https://x.example/a', 'see https://x.example/a'",
    "'Authorization: Bearer abc.def', 'Authorization: Bearer [hidden]'",
    "'Basic OmNhbmFyeWNhbmFyeQ==', 'Basic [hidden]'",
    "'a basic plan', 'a basic plan'",
    "'key HRKU-0123-abc', 'key [hidden]'",
    "'password=abc, next', 'password=[hidden], next'",
    "'{\"database_password\": \"a b c\"}', '{\"database_password\": [hidden]}'",
    "'token: abc', 'token: [hidden]'",
    "'Name is already taken', 'Name is already taken'",
  })
  void hidesWhatLooksLikeASecret(String text, String shown) {
    assertThat(redaction.clean(text)).isEqualTo(shown);
  }

  @Test
  void hidesTheTokenInUse() {
    Redaction other = new Redaction(new Credentials.Token("01234567-89ab"));

    assertThat(other.clean("bad 01234567-89ab!")).isEqualTo("bad [hidden]!");
  }

  @Test
  void doesNotTearWordsApartForTheSakeOfAMadeUpToken() {
    assertThat(new Redaction(new Credentials.Token("a")).clean("Available")).isEqualTo("Available");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\nb", "a\r\nb", "a\u001b[31mb", "a\u202eb", "a\u0000b", "a\u2028b", "a\u009bb"})
  void removesWhatATerminalCouldObey(String text) {
    assertThat(redaction.clean(text)).matches("a (\\[31m)?b");
  }

  @Test
  void boundsTheLengthAndNeverCutsASecretOpen() {
    assertThat(redaction.clean("x".repeat(10_000))).hasSize(Redaction.MAX_LENGTH).endsWith("...");
    for (int padding = 0; padding < 400; padding++) {
      assertClean(redaction.clean("y".repeat(padding) + " " + Shop.OLD_URL + " " + Shop.TOKEN));
    }
    assertClean(redaction.clean("z".repeat(3990) + " https://u1:" + Shop.PASSWORD + "@x"));
  }

  private static void assertReadingIsClean(WireScript wire) {
    try {
      assertClean(Shop.observe(wire, database -> List.of(Shop.NEW_NAME)).toString());
    } catch (DiagnosticException e) {
      assertClean(e.diagnostics().toString());
      assertClean(Throwables.getStackTraceAsString(e));
    }
  }

  private static void assertClean(String text) {
    assertThat(text).doesNotContain(CANARIES);
  }

  @Test
  void theUserAgentCannotCarryAHeader() {
    assertThatThrownBy(
            () ->
                new HerokuClient(
                    new WireScript(),
                    Hosts.fromEnvironment(Map.of()),
                    new Credentials.Token("x"),
                    new VirtualTiming(),
                    new java.util.SplittableRandom(1),
                    "a\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
