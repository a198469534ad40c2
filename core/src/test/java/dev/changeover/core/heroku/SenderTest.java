package dev.changeover.core.heroku;

import static dev.changeover.core.heroku.WireScript.answer;
import static dev.changeover.core.heroku.WireScript.breaking;
import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.heroku.SendResult.Kind;
import dev.changeover.core.heroku.Transport.Request;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.timing.Timing;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenderTest {
  private static final String PATH = "/apps/shop/addons";
  private final WireScript wire = new WireScript();
  private final VirtualTiming timing = new VirtualTiming();

  @ParameterizedTest
  @CsvSource({
    "200, ACCEPTED, ",
    "201, ACCEPTED, ",
    "202, ACCEPTED, ",
    "204, ACCEPTED, ",
    "301, UNKNOWN, UNEXPECTED_ANSWER",
    "307, UNKNOWN, UNEXPECTED_ANSWER",
    "400, REFUSED, REFUSED",
    "401, REFUSED, UNAUTHORISED",
    "402, REFUSED, REFUSED",
    "403, REFUSED, FORBIDDEN",
    "404, REFUSED, REFUSED",
    "408, UNKNOWN, UNREACHABLE",
    "409, REFUSED, REFUSED",
    "410, REFUSED, REFUSED",
    "422, REFUSED, REFUSED",
    "423, REFUSED, REFUSED",
    "429, LIMITED, RATE_LIMITED",
    "500, UNKNOWN, UNREACHABLE",
    "502, UNKNOWN, UNREACHABLE",
    "503, UNKNOWN, UNREACHABLE",
    "504, UNKNOWN, UNREACHABLE",
  })
  void saysWhatMayBeConcludedFromAStatus(int status, Kind kind, Code code) {
    wire.on(PATH, status, "{\"id\":\"some_id\",\"message\":\"Because.\"}");

    SendResult result = send(create());

    assertThat(result.kind()).isEqualTo(kind);
    assertThat(result.status()).isEqualTo(status);
    assertThat(result.problem().map(each -> each.code())).isEqualTo(Optional.ofNullable(code));
    assertThat(wire.requests).hasSize(1);
    assertThat(timing.sleeps).isEmpty();
  }

  @Test
  void sendsExactlyOnceWhateverBreaks() {
    for (IOException problem :
        List.of(
            new EOFException(),
            new ConnectException(),
            new SocketTimeoutException(),
            new AnswerTooLargeException(1))) {
      wire.requests.clear();
      wire.on(PATH, breaking(problem));

      SendResult result = send(create());

      assertThat(result.kind()).isEqualTo(Kind.UNKNOWN);
      assertThat(result.status()).isZero();
      assertThat(result.problem()).isPresent();
      assertThat(wire.requests).hasSize(1);
    }
    assertThat(timing.sleeps).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<h1>Please log in to the network</h1>", "{", "[[["})
  void doesNotBelieveAnAcceptanceThatItCannotRead(String body) {
    wire.on(PATH, 200, body);

    assertThat(send(create()).kind()).isEqualTo(Kind.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"message\":\"Upgrading\"}", "[]"})
  void acceptsAnyJsonAndNothing(String body) {
    wire.on(PATH, 202, body);

    assertThat(send(create()).kind()).isEqualTo(Kind.ACCEPTED);
  }

  @Test
  void tellsHowLongToWaitWhenLimited() {
    wire.on(PATH, 429, "{\"id\":\"rate_limit\"}");
    assertThat(send(create()).retryAfter()).isEqualTo(Duration.ofSeconds(60));

    wire.on(PATH, request -> answer(429, "", "Retry-After", "7"));
    assertThat(send(create()).retryAfter()).isEqualTo(Duration.ofSeconds(7));

    wire.on(PATH, request -> answer(429, "", "Retry-After", "999999999"));
    assertThat(send(create()).retryAfter()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void quotesHerokusReasonAndId() {
    wire.on(PATH, 422, "{\"id\":\"invalid_params\",\"message\":\"Name is already taken\"}");

    SendResult result = send(create());

    assertThat(result.errorId()).contains("invalid_params");
    assertThat(result.problem().map(each -> each.what()))
        .contains(
            "Could not send `POST /apps/shop/addons`: Heroku says: Name is already taken (status"
                + " 422 `invalid_params`).");
  }

  @Test
  void asksForASecondFactorByItsOwnCode() {
    wire.on(PATH, 403, "{\"id\":\"two_factor\",\"message\":\"A second factor is needed.\"}");

    assertThat(send(create()).problem().map(each -> each.code())).contains(Code.TWO_FACTOR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<h1>No</h1>",
        "{\"error\":\"not found\"}",
        "{\"id\":7,\"message\":[]}",
        "[]",
        "null"
      })
  void refusesWithoutAReasonToo(String body) {
    wire.on(PATH, 404, body);

    SendResult result = send(create());

    assertThat(result.kind()).isEqualTo(Kind.REFUSED);
    assertThat(result.errorId()).isEmpty();
    assertThat(result.problem().map(each -> each.what()))
        .contains("Could not send `POST /apps/shop/addons`: Heroku gave no reason (status 404).");
  }

  @Test
  void writesTheBodyAsJsonInItsOrder() {
    wire.on(PATH, 201, "{}");
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("follow", "postgresql-curved-12345");
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("plan", Map.of("name", "heroku-postgresql:standard-0"));
    body.put("config", config);
    body.put("force", false);
    body.put("updates", List.of(Map.of("quantity", 0)));

    send(new ApiCall(ApiCall.Host.PLATFORM, ApiCall.Method.POST, PATH, body));

    Request request = wire.requests.get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.headers()).containsEntry("Content-Type", "application/json");
    assertThat(request.body())
        .contains(
            "{\"plan\":{\"name\":\"heroku-postgresql:standard-0\"},"
                + "\"config\":{\"follow\":\"postgresql-curved-12345\"},\"force\":false,"
                + "\"updates\":[{\"quantity\":0}]}");
  }

  @Test
  void holdsBackWhatWasDecidedTooLongAgo() {
    wire.on(PATH, 201, "{}");
    Timing.Age reading = timing.startAging();
    timing.pass(Duration.ofSeconds(31));

    Transport careful =
        request -> {
          if (request.tooLate().getAsBoolean()) {
            throw new TooLateException();
          }
          return wire.exchange(request);
        };
    SendResult result =
        Shop.client(careful, timing).send(create(), timing.in(Duration.ofMinutes(1)), reading);

    assertThat(result.kind()).isEqualTo(Kind.NOT_SENT);
    assertThat(wire.requests).isEmpty();
  }

  @Test
  void sendsNoBodyWhereThereIsNone() {
    wire.on("/client/v11/databases/x/unfollow", "{}");

    send(
        new ApiCall(
            ApiCall.Host.DATA, ApiCall.Method.PUT, "/client/v11/databases/x/unfollow", Map.of()));

    assertThat(wire.requests.get(0).body()).isEmpty();
    assertThat(wire.requests.get(0).headers()).doesNotContainKey("Content-Type");
  }

  @Test
  void deletesWithABody() {
    wire.on(PATH, "{}");

    send(new ApiCall(ApiCall.Host.PLATFORM, ApiCall.Method.DELETE, PATH, Map.of("force", true)));

    assertThat(wire.requests.get(0).method()).isEqualTo("DELETE");
    assertThat(wire.requests.get(0).body()).contains("{\"force\":true}");
  }

  private static ApiCall create() {
    return new ApiCall(
        ApiCall.Host.PLATFORM, ApiCall.Method.POST, PATH, Map.of("name", "pg15-3f9a1c77b2"));
  }

  private SendResult send(ApiCall call) {
    return Shop.client(wire, timing)
        .send(call, timing.in(Duration.ofMinutes(1)), timing.startAging());
  }
}
