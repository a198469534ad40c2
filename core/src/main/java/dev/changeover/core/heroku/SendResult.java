package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Diagnostic;
import java.time.Duration;
import java.util.Optional;

/**
 * What is known after one attempt to send a request that changes something.
 *
 * @param kind what may be concluded
 * @param problem what went wrong; absent if accepted
 * @param status the HTTP status, 0 if there was no answer
 * @param errorId Heroku's error id, if it gave one
 * @param retryAfter how long to wait before the request may be sent again, if limited
 */
public record SendResult(
    Kind kind,
    Optional<Diagnostic> problem,
    int status,
    Optional<String> errorId,
    Duration retryAfter) {

  /** What may be concluded about the request's effect. */
  public enum Kind {
    /** Heroku accepted it. */
    ACCEPTED,
    /** Heroku refused it for good; it had no effect. */
    REFUSED,
    /** It was held back, because what it was decided from had become too old. */
    NOT_SENT,
    /** Heroku refused it for now (429); it had no effect and may be sent again later. */
    LIMITED,
    /** No answer, or one that does not tell: it may have had its effect. Only looking tells. */
    UNKNOWN
  }
}
