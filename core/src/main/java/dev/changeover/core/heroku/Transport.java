package dev.changeover.core.heroku;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Carries one HTTP request to a server and its answer back. Never repeats a request. */
@FunctionalInterface
public interface Transport {
  /**
   * Sends the request once and reads the whole answer. Redirects are answers like any other.
   *
   * @throws IOException if no complete answer came within the request's time-out; the request may
   *     have had its effect all the same
   */
  Answer exchange(Request request) throws IOException;

  /**
   * A request. Its text form leaves out headers and body, because they hold the token.
   *
   * @param method for example {@code GET}
   * @param uri where to
   * @param headers each with one value
   * @param body JSON, if it has one
   * @param timeout for the whole exchange, the answer's body included; in real time
   */
  record Request(
      String method,
      URI uri,
      Map<String, String> headers,
      Optional<String> body,
      Duration timeout) {
    public Request {
      headers = Map.copyOf(headers);
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
