package dev.changeover.core.heroku;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Carries one HTTP request to a server and its answer back. Never repeats a request. */
@FunctionalInterface
public interface Transport {
  /**
   * Sends the request once and reads the whole answer. Redirects are answers like any other.
   *
   * @throws TooLateException if the request came too late to be sent, and was not
   * @throws IOException if no complete answer came within the request's time-out; the request may
   *     have had its effect all the same
   */
  Answer exchange(Request request) throws IOException;

  /** Returns how many requests it carries at the same time, at least 1. */
  default int atOnce() {
    return 1;
  }

  /**
   * Sends the request once; its answer is waited for later, and may have to be smaller than that of
   * one that is sent alone. A transport that carries one at a time sends it only then.
   */
  default Exchange begin(Request request) throws IOException {
    return () -> exchange(request);
  }

  /** A request that may be under way. It is awaited once, or abandoned. */
  @FunctionalInterface
  interface Exchange {
    /**
     * Returns the whole answer.
     *
     * @throws IOException as {@link Transport#exchange} does; the time-out counts from now
     */
    Answer await() throws IOException;

    /** Gives it up: nobody wants the answer any more. */
    default void abandon() {}
  }

  /**
   * A request. Its text form leaves out headers and body, because they hold the token.
   *
   * @param method for example {@code GET}
   * @param uri where to
   * @param headers each with one value
   * @param body JSON, if it has one
   * @param timeout for the whole exchange, the answer's body included; in real time
   * @param tooLate asked at the last moment before it is sent: whether what it was decided from is
   *     too old by now
   */
  record Request(
      String method,
      URI uri,
      Map<String, String> headers,
      Optional<String> body,
      Duration timeout,
      BooleanSupplier tooLate) {
    public Request {
      headers = Map.copyOf(headers);
    }

    /** Returns a request that is never too late. */
    public Request(
        String method,
        URI uri,
        Map<String, String> headers,
        Optional<String> body,
        Duration timeout) {
      this(method, uri, headers, body, timeout, () -> false);
    }

    @Override
    public String toString() {
      return method + " " + uri;
    }
  }

  /**
   * An answer. Its text form leaves out headers and body, because they can hold secrets.
   *
   * @param status for example 200
   * @param headers names in any case, each with its first value
   * @param body the text, empty for none
   */
  record Answer(int status, Map<String, String> headers, String body) {
    public Answer {
      headers = Map.copyOf(headers);
    }

    /** Returns the value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
      for (Map.Entry<String, String> header : headers.entrySet()) {
        if (header.getKey().equalsIgnoreCase(name)) {
          return Optional.of(header.getValue());
        }
      }
      return Optional.empty();
    }

    /** Returns whether the status says that the request was accepted. */
    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    @Override
    public String toString() {
      return "%d with %d characters".formatted(status, body.length());
    }
  }
}
