package dev.changeover.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  private static final int LARGEST_HEADERS = 48 * 1024;

  /** How much of a body that is too large is read, so that its sender comes to the answer. */
  private static final int THROWN_AWAY = 16 * 1024 * 1024;

  /** From how many bytes on a body or an answer is large; only so many are held at once. */
  private static final int LARGE = 16 * 1024;

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

  /** Requests take turns, until the answer is text: as a tree it takes many times more memory. */
  private final Semaphore turn = new Semaphore(1);

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
    boolean served = false;
    try {
      receive(exchange);
      served = true;
    } finally {
      // The JDK closes it after an exception but not after an error, such as too little memory.
      if (!served) {
        exchange.close();
      }
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
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
      send(exchange, Answer.of(busy()));
    }
  }

  private void serveLarge(HttpExchange exchange, byte[] begun, InputStream in) throws IOException {
    byte[] rest = in.readNBytes(LARGEST_BODY + 1 - begun.length);
    if (begun.length + rest.length > LARGEST_BODY) {
      throwAway(in);
      send(
          exchange,
          Answer.of(refusal(413, "payload_too_large", "The body is larger than 256 KB.")));
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

  /** An answer as it is sent; {@code larger} ones hold a permit until they are. */
  private static final class Answer {
    final SandboxResponse response;
    final byte[] body;
    final boolean larger;

    Answer(SandboxResponse response, byte[] body, boolean larger) {
      this.response = response;
      this.body = body;
      this.larger = larger;
    }

    static Answer of(SandboxResponse response) {
      byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
      return new Answer(response, body, body.length > LARGER_ANSWER);
    }
  }

  private void serve(HttpExchange exchange, byte[] body) throws IOException {
    Answer answer;
    try {
      answer = inTurn(exchange, body);
    } catch (InterruptedException deadline) {
      Thread.currentThread().interrupt();
      exchange.close();
      return;
    }
    SandboxResponse response = answer.response;
    if (response.delivery() != Delivery.ARRIVES) {
      exchange.close();
      return;
    }
    if (response.delay().isZero()) {
      send(exchange, answer);
    } else {
      Future<?> pending =
          late.schedule(
              () -> sendLate(exchange, answer), response.delay().toMillis(), TimeUnit.MILLISECONDS);
      if (pending.isCancelled()) {
        exchange.close();
      }
    }
  }

  private Answer inTurn(HttpExchange exchange, byte[] body) throws InterruptedException {
    turn.acquire();
    try {
      SandboxResponse response = safely(exchange, new String(body, StandardCharsets.UTF_8));
      if (response.delivery() != Delivery.ARRIVES) {
        return new Answer(response, new byte[0], false);
      }
      Answer answer = Answer.of(response);
      return answer.larger && !largerAnswers.tryAcquire() ? Answer.of(busy()) : answer;
    } finally {
      turn.release();
    }
  }

  /** Answers even if the sandbox has a bug, so that one request cannot end the server. */
  private SandboxResponse safely(HttpExchange exchange, String body) {
    try {
      return answer(exchange, body);
    } catch (RuntimeException bug) {
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

  private void sendLate(HttpExchange exchange, Answer answer) {
    try {
      run(
          () -> {
            try {
              send(exchange, answer);
            } catch (IOException gone) {
              exchange.close();
            }
          });
    } catch (java.util.concurrent.RejectedExecutionException closing) {
      exchange.close();
    }
  }

  /** Writes in small parts, because the JDK copies what it is given twice, each time as a whole. */
  private static void write(OutputStream out, byte[] bytes) throws IOException {
    int part = 8192;
    for (int from = 0; from < bytes.length; from += part) {
      out.write(bytes, from, Math.min(part, bytes.length - from));
    }
  }

  private void send(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      SandboxResponse response = answer.response;
      boolean head = exchange.getRequestMethod().equals("HEAD");
      byte[] bytes = head ? new byte[0] : answer.body;
      response.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
      write(exchange.getResponseBody(), bytes);
    } finally {
      if (answer.larger) {
        largerAnswers.release();
      }
    }
  }
}
