package dev.changeover.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves a sandbox over HTTP on 127.0.0.1, both APIs on one port. What the requests of all
 * connections may hold of the memory is limited, and so is the time that each may take.
 */
public final class SandboxServer implements AutoCloseable {
  /** How many connections are open at once; more are closed as soon as they are accepted. */
  static final int CONNECTIONS = 256;

  /** How large the body of a request may be, in bytes. */
  static final int LARGEST_BODY = 256 * 1024;

  /** How large all headers of a request may be, in bytes, each counted with 32 more. */
  private static final int LARGEST_HEADERS = 64 * 1024;

  /** How much of a body that is too large is read, so that its sender comes to the answer. */
  private static final int THROWN_AWAY = 16 * 1024 * 1024;

  /** From how many bytes on a body or an answer is large; only so many are held at once. */
  private static final int LARGE = 32 * 1024;

  private static final int LARGE_BODIES = 16;
  private static final int LARGER_ANSWER = 256 * 1024;
  private static final int LARGER_ANSWERS = 4;

  /** How long one request and its answer may take on the way. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** One for each connection, and as many for those that are just being given up. */
  private static final int THREADS = 2 * CONNECTIONS;

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final ScheduledThreadPoolExecutor late;
  private final Semaphore largeBodies = new Semaphore(LARGE_BODIES);
  private final Semaphore largerAnswers = new Semaphore(LARGER_ANSWERS);
  private final Sandbox sandbox;
  private final Duration patience;

  private SandboxServer(HttpServer server, Sandbox sandbox, Duration patience) {
    this.server = server;
    this.sandbox = sandbox;
    this.patience = patience;
    workers =
        new ThreadPoolExecutor(
            16,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "sandbox-worker"));
    workers.allowCoreThreadTimeOut(true);
    late = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "sandbox-late"));
    late.setRemoveOnCancelPolicy(true);
  }

  /**
   * Ends an exchange that takes too long. Interrupting the thread closes the connection that it
   * reads or writes. The JDK's own deadlines do not depend on the server: they are one setting for
   * all servers of the process, read once.
   */
  private static final class Deadline {
    private final Thread thread;
    private boolean over;

    Deadline(Thread thread) {
      this.thread = thread;
    }

    synchronized void reached() {
      if (!over) {
        thread.interrupt();
      }
    }

    synchronized void over() {
      over = true;
    }
  }

  private void run(Runnable exchange) {
    workers.execute(
        () -> {
          Deadline deadline = new Deadline(Thread.currentThread());
          Future<?> timer =
              late.schedule(deadline::reached, patience.toMillis(), TimeUnit.MILLISECONDS);
          try {
            exchange.run();
          } finally {
            deadline.over();
            timer.cancel(false);
          }
        });
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
    return start(sandbox, port, PATIENCE);
  }

  /** Starts to serve, with another limit for the time that one request and its answer take. */
  static SandboxServer start(Sandbox sandbox, int port, Duration patience) throws IOException {
    // Without the first the JDK's server delays small answers by 40 ms. All are read once, when
    // its classes load.
    preset("sun.net.httpserver.nodelay", "true");
    preset("sun.net.httpserver.maxIdleConnections", String.valueOf(CONNECTIONS));
    preset("sun.net.httpserver.idleInterval", "30");
    preset("sun.net.httpserver.maxReqHeaderSize", String.valueOf(LARGEST_HEADERS));
    preset("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS));
    InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 512);
    SandboxServer made = new SandboxServer(server, sandbox, patience);
    server.setExecutor(made::run);
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
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(LARGE + 1);
    if (body.length <= LARGE) {
      serve(exchange, body);
    } else if (largeBodies.tryAcquire()) {
      try {
        serveLarge(exchange, body, in);
      } finally {
        largeBodies.release();
      }
    } else {
      throwAway(in);
      send(exchange, busy());
    }
  }

  private void serveLarge(HttpExchange exchange, byte[] begun, InputStream in) throws IOException {
    byte[] rest = in.readNBytes(LARGEST_BODY + 1 - begun.length);
    if (begun.length + rest.length > LARGEST_BODY) {
      throwAway(in);
      send(exchange, refusal(413, "payload_too_large", "The body is larger than 256 KB."));
      return;
    }
    byte[] body = Arrays.copyOf(begun, begun.length + rest.length);
    System.arraycopy(rest, 0, body, begun.length, rest.length);
    serve(exchange, body);
  }

  private static void throwAway(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    int left = THROWN_AWAY;
    int read = 0;
    while (left > 0 && read >= 0) {
      left -= read;
      read = in.read(buffer);
    }
  }

  private static SandboxResponse busy() {
    return refusal(503, "service_unavailable", "Too many large requests at once.");
  }

  private void serve(HttpExchange exchange, byte[] body) throws IOException {
    SandboxResponse response = safely(exchange, new String(body, StandardCharsets.UTF_8));
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
    } catch (RuntimeException | StackOverflowError bug) {
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
    boolean nameless = !exchange.getRequestHeaders().containsKey("Host");
    if (nameless && exchange.getProtocol().equalsIgnoreCase("HTTP/1.1")) {
      return refusal(400, "bad_request", "The header Host is missing.");
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

  private void sendLate(HttpExchange exchange, SandboxResponse response) {
    try {
      run(
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

  private void send(HttpExchange exchange, SandboxResponse response) throws IOException {
    if (response.body().length() <= LARGER_ANSWER) {
      sendNow(exchange, response);
    } else if (largerAnswers.tryAcquire()) {
      try {
        sendNow(exchange, response);
      } finally {
        largerAnswers.release();
      }
    } else {
      sendNow(exchange, busy());
    }
  }

  private static void sendNow(HttpExchange exchange, SandboxResponse response) throws IOException {
    try (exchange) {
      boolean head = exchange.getRequestMethod().equals("HEAD");
      byte[] bytes = head ? new byte[0] : response.body().getBytes(StandardCharsets.UTF_8);
      response.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
