package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.heroku.Transport.Answer;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A refusal by one of the APIs. Decisions use status, id and resource; the message is for people
 * (Platform API reference: "Errors").
 *
 * @param id Heroku's error id, for example {@code not_found}
 * @param resource what was not found, for example {@code app}
 * @param message Heroku's words, fit to be shown; empty if there are none
 */
record ApiFailure(int status, Optional<String> id, Optional<String> resource, String message) {
  private static final Pattern WORD = Pattern.compile("[a-z][a-z _-]{0,39}");

  static ApiFailure of(Answer answer, String what, Redaction redaction) {
    Optional<Json> body = Json.tryParse(answer.body(), what, redaction).filter(Json::isObject);
    return new ApiFailure(
        answer.status(),
        text(body, "id").filter(text -> WORD.matcher(text).matches()),
        text(body, "resource").filter(text -> WORD.matcher(text).matches()),
        text(body, "message").map(redaction::clean).orElse(""));
  }

  private static Optional<String> text(Optional<Json> body, String field) {
    return body.flatMap(json -> json.find(field)).filter(Json::isText).map(Json::text);
  }

  /** Returns whether the thing asked for does not exist. */
  boolean isAbsence() {
    return status == 404 || status == 410;
  }

  /** Returns whether the token is the reason, rather than the thing asked for. */
  boolean isAboutAccess() {
    return status == 401 || status == 403;
  }

  /** Returns whether a second factor is wanted. */
  boolean isTwoFactor() {
    return status == 403 && id.filter("two_factor"::equals).isPresent();
  }

  /**
   * Returns what a person must be told.
   *
   * @param attempt what was tried, for example {@code read the app}
   */
  Diagnostic diagnostic(String attempt) {
    String reason = message.isEmpty() ? "Heroku gave no reason" : "Heroku says: " + message;
    return Diagnostic.of(
        code(),
        "Could not %s: %s (status %d%s)."
            .formatted(
                attempt, unpunctuated(reason), status, id.map(" `%s`"::formatted).orElse("")));
  }

  private Code code() {
    if (status == 401) {
      return Code.UNAUTHORISED;
    }
    if (status == 403) {
      return isTwoFactor() ? Code.TWO_FACTOR : Code.FORBIDDEN;
    }
    return isAbsence() && resource.filter("app"::equals).isPresent()
        ? Code.APP_NOT_FOUND
        : Code.REFUSED;
  }

  private static String unpunctuated(String text) {
    return text.endsWith(".") && !text.endsWith("...")
        ? text.substring(0, text.length() - 1)
        : text;
  }
}
