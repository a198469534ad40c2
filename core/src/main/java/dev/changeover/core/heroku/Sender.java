package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.SendResult.Kind;
import dev.changeover.core.heroku.Transport.Answer;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Sends changes, each exactly once, and says what may be concluded from what comes back. */
final class Sender {
  private static final Duration USUAL_PAUSE = Duration.ofSeconds(60);

  private final Wire wire;
  private final Redaction redaction;

  Sender(Wire wire, Redaction redaction) {
    this.wire = wire;
    this.redaction = redaction;
  }

  SendResult send(ApiCall call, Deadline deadline, Timing.Age reading) {
    Duration fresh = wire.freshFor();
    Optional<String> body =
        call.body().isEmpty() ? Optional.empty() : Optional.of(Json.write(call.body()));
    try {
      return result(
          call,
          wire.exchange(
              call.host(),
              call.method().name(),
              call.path(),
              Map.of(),
              body,
              deadline,
              () -> reading.sinceStart().compareTo(fresh) > 0));
    } catch (TooLateException e) {
      return new SendResult(
          Kind.NOT_SENT,
          Optional.of(
              Diagnostic.of(
                  Code.STEP_FAILED,
                  "`%s` was not sent: what it was decided from was too old".formatted(call))),
          0,
          Optional.empty(),
          Duration.ZERO);
    } catch (AnswerTooLargeException e) {
      return unknown(call, 0, Code.UNEXPECTED_ANSWER, "the answer is too large to be Heroku's");
    } catch (IOException e) {
      Setback setback = Setback.of(e, wire.address(call.host()));
      return unknown(call, 0, setback.code(), setback.reason());
    }
  }

  private SendResult result(ApiCall call, Answer answer) {
    int status = answer.status();
    if (answer.isSuccess()) {
      return isUnderstood(call, answer)
          ? new SendResult(Kind.ACCEPTED, Optional.empty(), status, Optional.empty(), Duration.ZERO)
          : unknown(call, status, Code.UNEXPECTED_ANSWER, "the answer is not JSON");
    }
    ApiFailure failure = ApiFailure.of(answer, call.toString(), redaction);
    if (status == 429) {
      return limited(call, answer, failure);
    }
    if (Setback.mayPass(answer)) {
      return unknown(call, status, Code.UNREACHABLE, Setback.of(answer).reason());
    }
    if (status < 400) {
      return unknown(call, status, Code.UNEXPECTED_ANSWER, "Heroku answered with status " + status);
    }
    return new SendResult(
        Kind.REFUSED,
        Optional.of(failure.diagnostic(attempt(call))),
        status,
        failure.id(),
        Duration.ZERO);
  }

  private boolean isUnderstood(ApiCall call, Answer answer) {
    return answer.body().isBlank()
        || Json.tryParse(answer.body(), call.toString(), redaction).isPresent();
  }

  private static SendResult limited(ApiCall call, Answer answer, ApiFailure failure) {
    Duration pause = RetryAfter.of(answer).orElse(USUAL_PAUSE);
    return new SendResult(
        Kind.LIMITED,
        Optional.of(
            Diagnostic.of(
                Code.RATE_LIMITED,
                "Could not %s: %s.".formatted(attempt(call), Setback.of(answer).reason()))),
        answer.status(),
        failure.id(),
        pause);
  }

  private static SendResult unknown(ApiCall call, int status, Code code, String reason) {
    return new SendResult(
        Kind.UNKNOWN,
        Optional.of(
            Diagnostic.of(
                code, "It is not known whether `%s` had an effect: %s.".formatted(call, reason))),
        status,
        Optional.empty(),
        Duration.ZERO);
  }

  private static String attempt(ApiCall call) {
    return "send `" + call + "`";
  }
}
