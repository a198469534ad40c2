package dev.changeover.core.heroku;

import dev.changeover.core.heroku.Transport.Answer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over the network. TLS is verified; redirects are not followed; an answer's body is at
 * most 16 MiB. The client behind it is made for the first request, because that takes long. For one
 * thread.
 */
public final class HttpTransport implements Transport, AutoCloseable {
  static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  /** Enough for a reading of an app in three or four turns, and far from any server's limits. */
  private static final int AT_ONCE = 8;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
  private static final Pattern SELECTOR = Pattern.compile("HttpClient-\\d+-SelectorManager");

  private final boolean plainLoopback;
  private final Set<Thread> selectors = new HashSet<>();
  private @Nullable HttpClient client;

  /** Returns a transport to those hosts; nothing is opened yet. */
  public HttpTransport(Hosts hosts) {
    this.plainLoopback = hosts.isPlainLoopback();
  }

  @Override
  public Answer exchange(Request request) throws IOException {
    return send(request, MAX_BODY_BYTES).await();
  }

  @Override
  public int atOnce() {
    return AT_ONCE;
  }

  /** All that are under way together may be no larger than one that is alone. */
  @Override
  public Exchange begin(Request request) throws IOException {
    return send(request, MAX_BODY_BYTES / AT_ONCE);
  }

  private Exchange send(Request request, int most) throws IOException {
    HttpClient ready = client();
    if (request.tooLate().getAsBoolean()) {
      throw new TooLateException();
    }
    return new UnderWay(
        ready.sendAsync(wireForm(request), info -> new LimitedBody(most)), request.timeout());
  }

  /** A request that was sent. */
  private record UnderWay(CompletableFuture<HttpResponse<byte[]>> answer, Duration timeout)
      implements Exchange {
    @Override
    public Answer await() throws IOException {
      try {
        // The time-out of HttpRequest ends with the headers; this one covers the body.
        return read(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        throw new SocketTimeoutException("no complete answer within " + timeout);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for the answer");
      } catch (ExecutionException e) {
        throw problem(e.getCause());
      } finally {
        abandon();
      }
    }

    @Override
    public void abandon() {
      answer.cancel(true);
    }
  }

  private static IOException problem(@Nullable Throwable cause) {
    if (cause instanceof HttpTimeoutException) {
      return new SocketTimeoutException("no answer in time");
    }
    return cause instanceof IOException known
        ? known
        : new IOException("the request could not be sent", cause);
  }

  private static HttpRequest wireForm(Request request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .timeout(request.timeout())
            .method(
                request.method(),
                request.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody));
    request.headers().forEach(builder::setHeader);
    return builder.build();
  }

  private static Answer read(HttpResponse<byte[]> response) {
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
      header.getValue().stream()
          .findFirst()
          .ifPresent(value -> headers.put(header.getKey(), value));
    }
    return new Answer(
        response.statusCode(), headers, new String(response.body(), StandardCharsets.UTF_8));
  }

  private HttpClient client() throws IOException {
    if (client == null) {
      Set<Thread> before = selectorThreads();
      client = build();
      selectors.addAll(selectorThreads());
      selectors.removeAll(before);
    }
    return client;
  }

  private HttpClient build() throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT);
    if (plainLoopback) {
      builder.sslContext(NoTls.context()).proxy(HttpClient.Builder.NO_PROXY);
    }
    try {
      return builder.build();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Lets go of the connections, so that the process need not wait for them when it ends. On Java 21
   * and later the client can be closed. Before that, its selector thread sleeps on and delays the
   * exit by some tenths of a second unless it is interrupted; it is known by its name only, so this
   * does nothing if there is not exactly one. Remove that part when Java 21 is required.
   */
  @Override
  public void close() {
    Object made = client;
    client = null;
    if (made instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("closing the HTTP client failed", e);
      }
    } else if (selectors.size() == 1) {
      selectors.forEach(Thread::interrupt);
    }
    selectors.clear();
  }

  private static Set<Thread> selectorThreads() {
    Thread[] threads = new Thread[Thread.activeCount() * 2 + 16];
    int count = Thread.enumerate(threads);
    Set<Thread> found = new HashSet<>();
    for (int i = 0; i < count; i++) {
      if (SELECTOR.matcher(threads[i].getName()).matches()) {
        found.add(threads[i]);
      }
    }
    return found;
  }
}
