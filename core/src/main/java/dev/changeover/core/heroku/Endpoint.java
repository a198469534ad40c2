package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.ApiCall;
import java.util.Map;
import java.util.Optional;

/**
 * One kind of read: where it goes, and what answers and refusals mean.
 *
 * @param <T> what the answer comes to
 */
interface Endpoint<T> {
  /** Which API answers. */
  default ApiCall.Host host() {
    return ApiCall.Host.PLATFORM;
  }

  /** The path, safe in a URL. */
  String path();

  /** Headers besides the usual ones. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /** Whether all pages of a list are wanted; else the first answer is all. */
  default boolean wholeList() {
    return true;
  }

  /** Returns what an answer means. */
  T decode(Json answer);

  /** Returns what a refusal means, else empty if it is a failure. */
  default Optional<T> onFailure(ApiFailure failure) {
    return Optional.empty();
  }

  /** Returns what a person must be told of a failure. */
  default Diagnostic explain(ApiFailure failure) {
    return failure.diagnostic(description());
  }

  /** What is tried, for messages, for example {@code read the app `shop`}. */
  String description();
}
