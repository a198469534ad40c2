package dev.changeover.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Serves a sandbox over HTTP on 127.0.0.1, both APIs on one port. */
public final class SandboxServer implements AutoCloseable {
  private static final int LARGEST_BODY = 1_000_000;

  /** Each sender that does not finish its request holds one until it is given up. */
  private static final int THREADS = 1000;

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final ScheduledExecutorService late;
  private final Sandbox sandbox;

  private SandboxServer(HttpServer server, Sandbox sandbox) {
    this.server = server;
    this.sandbox = sandbox;
    workers =
        new ThreadPoolExecutor(
            16,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "sandbox-worker"));
    workers.allowCoreThreadTimeOut(true);
    late = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "sandbox-late"));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts to serve.
   *
   * @param port 0 for any free port
   * @throws IOException when the port cannot be used
   */
  public static SandboxServer start(Sandbox sandbox, int port) throws IOException {
    // Without these the JDK's server delays small answers by 40 ms and drops idle connections.
    // They are read once, when its classes load.
    preset("sun.net.httpserver.nodelay", "true");
    preset("sun.net.httpserver.maxIdleConnections", "4000");
    preset("sun.net.httpserver.maxReqTime", "30");
    InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 512);
    SandboxServer made = new SandboxServer(server, sandbox);
    server.setExecutor(made.workers);
    server.createContext("/", made::serve);
    server.start();
    return made;
  }

  private static void preset(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  /** Returns the address, such as {@code http://127.0.0.1:5999}. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Stops serving and ends its threads. */
  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
    late.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    Optional<String> body = read(exchange);
    if (body.isEmpty()) {
      send(exchange, refusal(413, "payload_too_large", "The body is larger than 1 MB."));
      return;
    }
    SandboxResponse response = safely(exchange, body.get());
    if (response.delivery() != Delivery.ARRIVES) {
      exchange.close();
      return;
    }
    if (response.delay().isZero()) {
      send(exchange, response);
    } else {
      Future<?> pending =
          late.schedule(
              () -> sendLate(exchange, response),
              response.delay().toMillis(),
              TimeUnit.MILLISECONDS);
      if (pending.isCancelled()) {
        exchange.close();
      }
    }
  }

  /** Answers even if the sandbox has a bug, so that one request cannot end the server. */
  private SandboxResponse safely(HttpExchange exchange, String body) {
    try {
      return answer(exchange, body);
    } catch (IllegalStateException | ClassCastException | java.util.NoSuchElementException bug) {
      return refusal(
          500, "internal_server_error", "The sandbox failed: " + bug.getClass().getSimpleName());
    }
  }

  private SandboxResponse answer(HttpExchange exchange, String body) {
    URI target = exchange.getRequestURI();
    String raw = target.getRawPath() == null ? "/" : target.getRawPath();
    String lower = raw.toLowerCase(Locale.ROOT);
    boolean hidden = lower.contains("%2f") || lower.contains("%5c") || lower.contains("%00");
    if (hidden || !Paths.plain(raw)) {
      return refusal(404, "not_found", "The requested API endpoint was not found.");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name, String.join(",", values)));
    try {
      SandboxRequest parsed = SandboxRequest.of(exchange.getRequestMethod(), target.getRawPath());
      Map<String, String> query =
          target.getRawQuery() == null ? Map.of() : SandboxRequest.parameters(target.getRawQuery());
      return sandbox.handle(
          new SandboxRequest(parsed.method(), parsed.path(), query, headers, body));
    } catch (IllegalArgumentException undecodable) {
      return refusal(400, "bad_request", "The path or query cannot be decoded.");
    }
  }

  private static SandboxResponse refusal(int status, String id, String message) {
    return SandboxResponse.json(status, Json.object().put("id", id).put("message", message));
  }

  private static Optional<String> read(HttpExchange exchange) throws IOException {
    try (InputStream in = exchange.getRequestBody()) {
      byte[] bytes = in.readNBytes(LARGEST_BODY + 1);
      return bytes.length > LARGEST_BODY
          ? Optional.empty()
          : Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private void sendLate(HttpExchange exchange, SandboxResponse response) {
    try {
      workers.execute(
          () -> {
            try {
              send(exchange, response);
            } catch (IOException gone) {
              exchange.close();
            }
          });
    } catch (java.util.concurrent.RejectedExecutionException closing) {
      exchange.close();
    }
  }

  private static void send(HttpExchange exchange, SandboxResponse response) throws IOException {
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      byte[] bytes = head ? new byte[0] : response.body().getBytes(StandardCharsets.UTF_8);
      response.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
