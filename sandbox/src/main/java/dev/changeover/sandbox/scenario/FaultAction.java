package dev.changeover.sandbox.scenario;

import java.util.Locale;

/** What goes wrong with a request. */
public enum FaultAction {
  /** The connection breaks before the request is acted on. */
  LOSE_REQUEST,
  /** The request is acted on, then the connection breaks. */
  LOSE_REPLY,
  /** 429 {@code rate_limit}. */
  RATE_LIMIT,
  /** 503. */
  UNAVAILABLE,
  /** 500. */
  SERVER_ERROR,
  /** Acted on, answered late. */
  SLOW,
  /** 404 with {@code id} and {@code message}. */
  NOT_FOUND,
  /** 404 without a message. */
  BARE_NOT_FOUND,
  /** 404, HTML declared as JSON. */
  HTML,
  /** 423 {@code confirmation_required}. */
  CONFIRMATION_REQUIRED,
  /** 403 {@code two_factor}. */
  TWO_FACTOR,
  /** 403 {@code forbidden}. */
  FORBIDDEN,
  /** 401 {@code unauthorized}. */
  UNAUTHORIZED,
  /** 402 {@code delinquent}. */
  DELINQUENT,
  /** 403 {@code suspended}. */
  SUSPENDED,
  /** 422 {@code verification_needed}. */
  VERIFICATION_NEEDED,
  /** 409 {@code conflict}. */
  CONFLICT,
  /** 410 {@code gone}. */
  GONE,
  /** 422 {@code multiple_matches}. */
  MULTIPLE_MATCHES,
  /** Acted on, answered with a warning in a header. */
  WARNING,
  /** Lists are cut after each element. */
  ONE_PER_PAGE;

  /** Returns the name used in scenarios, for example {@code lose-reply}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
