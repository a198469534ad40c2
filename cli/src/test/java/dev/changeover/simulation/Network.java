package dev.changeover.simulation;

import dev.changeover.core.heroku.TooLateException;
import dev.changeover.core.heroku.Transport;
import dev.changeover.sandbox.Delivery;
import dev.changeover.sandbox.SandboxRequest;
import dev.changeover.sandbox.SandboxResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The way between one process and the sandbox, with what befalls requests on it. */
final class Network implements Transport {
  private static final int AT_ONCE = 8;
  private static final Answer LIMITED =
      new Answer(
          429,
          Map.of("Content-Type", "application/json", "Retry-After", "10"),
          "{\"id\":\"rate_limit\",\"message\":\"Your account reached the API limit.\"}");
  private static final Answer UNAVAILABLE =
      new Answer(503, Map.of("Content-Type", "text/html"), "<h1>Service Unavailable</h1>");
  private static final Answer BAD_GATEWAY =
      new Answer(502, Map.of("Content-Type", "text/html"), "<h1>Bad Gateway</h1>");

  private final Stage stage;
  private final Operator operator;

  Network(Stage stage, Operator operator) {
    this.stage = stage;
    this.operator = operator;
  }

  @Override
  public int atOnce() {
    return stage.carriesSeveral() ? AT_ONCE : 1;
  }

  /** What is begun arrives at once: its answer is as old as can be when it is wanted. */
  @Override
  public Exchange begin(Request request) {
    try {
      Answer answer = exchange(request);
      return () -> answer;
    } catch (IOException e) {
      return () -> {
        throw e;
      };
    }
  }

  @Override
  public Answer exchange(Request request) throws IOException {
    SandboxRequest sent = sent(request);
    Mishap mishap = operator.beforeRequest(!request.method().equals("GET"));
    if (request.tooLate().getAsBoolean()) {
      throw new TooLateException();
    }
    if (mishap == null) {
      return deliver(sent, request);
    }
    return switch (mishap.kind()) {
      case LOSE_REQUEST -> throw new IOException("connection reset");
      case LOSE_REPLY -> {
        stage.handle(sent);
        throw new IOException("connection reset");
      }
      case DUPLICATE -> {
        Answer first = deliver(sent, request);
        stage.handle(sent);
        yield first;
      }
      case TIME_OUT -> {
        stage.sleep(request.timeout());
        throw new SocketTimeoutException("timed out");
      }
      case TIME_OUT_ACTED -> {
        stage.handle(sent);
        stage.sleep(request.timeout());
        throw new SocketTimeoutException("timed out");
      }
      case LATE -> {
        stage.sleep(request.timeout());
        stage.later(mishap.seconds(), () -> stage.handle(sent));
        throw new SocketTimeoutException("timed out");
      }
      case LIMITED -> LIMITED;
      case UNAVAILABLE -> UNAVAILABLE;
      case UNAVAILABLE_ACTED -> {
        stage.handle(sent);
        yield BAD_GATEWAY;
      }
      case UNAVAILABLE_LATE -> {
        stage.later(mishap.seconds(), () -> stage.handle(sent));
        yield BAD_GATEWAY;
      }
      case SLOW -> {
        SandboxResponse response = stage.handle(sent);
        yield arrive(response, request, Duration.ofSeconds(mishap.seconds()));
      }
      case KILL_BEFORE -> throw new Killed();
      case KILL_ACTED -> {
        stage.handle(sent);
        throw new Killed();
      }
      case KILL_AFTER -> {
        Answer answer = deliver(sent, request);
        operator.dieSoon();
        yield answer;
      }
      case PAUSE_ACTED -> {
        SandboxResponse response = stage.handle(sent);
        stage.sleep(Duration.ofSeconds(mishap.seconds()));
        yield arrive(response, request, Duration.ZERO);
      }
      default -> throw new IllegalStateException("no request meets " + mishap);
    };
  }

  private Answer deliver(SandboxRequest sent, Request request) throws IOException {
    return arrive(stage.handle(sent), request, Duration.ZERO);
  }

  private Answer arrive(SandboxResponse response, Request request, Duration late)
      throws IOException {
    Duration delay = response.delay().plus(late);
    if (response.delivery() != Delivery.ARRIVES) {
      throw new IOException("connection reset");
    }
    if (delay.compareTo(request.timeout()) > 0) {
      stage.sleep(request.timeout());
      throw new SocketTimeoutException("timed out");
    }
    if (!delay.isZero()) {
      stage.sleep(delay);
    }
    return new Answer(response.status(), response.headers(), response.body());
  }

  private static SandboxRequest sent(Request request) {
    return new SandboxRequest(
        request.method(),
        request.uri().getPath(),
        query(request.uri().getQuery()),
        request.headers(),
        request.body().orElse(""));
  }

  private static Map<String, String> query(@Nullable String text) {
    if (text == null) {
      return Map.of();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : text.split("&", 100)) {
      int equals = pair.indexOf('=');
      parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return parameters;
  }
}
