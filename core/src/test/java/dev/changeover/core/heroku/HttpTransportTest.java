package dev.changeover.core.heroku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.Transport.Answer;
import dev.changeover.core.heroku.Transport.Request;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.observed.Scope;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets on this machine. */
@Timeout(60)
class HttpTransportTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final HttpTransport transport;

  HttpTransportTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.setExecutor(threads);
    server.start();
    transport = new HttpTransport(hosts(server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    end.countDown();
    transport.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void carriesMethodHeadersAndBodyBothWays() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    server.createContext(
        "/x",
        exchange -> {
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Accept")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.getResponseHeaders().add("RateLimit-Remaining", "4499");
          reply(exchange, 202, "{\"a\":\"ü\"}");
        });

    for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
      Optional<String> body =
          method.equals("GET") ? Optional.empty() : Optional.of("{\"m\":\"" + method + "é\"}");
      Answer answer = transport.exchange(request(method, "/x", body, LONG));

      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.body()).isEqualTo("{\"a\":\"ü\"}");
      assertThat(answer.header("ratelimit-remaining")).contains("4499");
      assertThat(answer.header("Next-Range")).isEmpty();
    }
    assertThat(seen)
        .containsExactly(
            "GET application/json ",
            "POST application/json {\"m\":\"POSTé\"}",
            "PUT application/json {\"m\":\"PUTé\"}",
            "PATCH application/json {\"m\":\"PATCHé\"}",
            "DELETE application/json {\"m\":\"DELETEé\"}");
  }

  @Test
  void carriesSeveralAtOnce() throws IOException {
    CountDownLatch both = new CountDownLatch(2);
    server.createContext(
        "/",
        exchange -> {
          both.countDown();
          try {
            both.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          reply(exchange, 200, exchange.getRequestURI().getPath());
        });

    Transport.Exchange one = transport.begin(request("GET", "/one", Optional.empty(), LONG));
    Transport.Exchange other = transport.begin(request("GET", "/other", Optional.empty(), LONG));

    assertThat(transport.atOnce()).isGreaterThan(1);
    assertThat(one.await().body()).isEqualTo("/one");
    assertThat(other.await().body()).isEqualTo("/other");
  }

  @Test
  void allThatIsUnderWayMayBeNoLargerThanOneAlone() throws IOException {
    String large = "x".repeat(HttpTransport.MAX_BODY_BYTES / 8 + 1);
    server.createContext("/", exchange -> reply(exchange, 200, large));

    Transport.Exchange beside = transport.begin(request("GET", "/x", Optional.empty(), LONG));

    assertThatThrownBy(beside::await).isInstanceOf(AnswerTooLargeException.class);
    assertThat(transport.exchange(request("GET", "/x", Optional.empty(), LONG)).body())
        .hasSameSizeAs(large);
  }

  @Test
  void followsNoRedirect() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          reply(exchange, 307, "");
        });

    assertThat(transport.exchange(request("GET", "/x", Optional.empty(), LONG)).status())
        .isEqualTo(307);
    assertThat(seen).containsExactly("/x");
  }

  @Test
  void breaksAnAnswerOffThatIsTooLarge() {
    server.createContext(
        "/huge",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] part = new byte[64 * 1024];
          try (OutputStream body = exchange.getResponseBody()) {
            for (long sent = 0; sent < 4L * 1024 * 1024 * 1024; sent += part.length) {
              body.write(part);
            }
          }
        });

    assertThatThrownBy(() -> transport.exchange(request("GET", "/huge", Optional.empty(), LONG)))
        .isInstanceOf(AnswerTooLargeException.class);
  }

  @Test
  void readsAnAnswerAsLargeAsAllowed() throws IOException {
    String body = "x".repeat(HttpTransport.MAX_BODY_BYTES);
    server.createContext("/large", exchange -> reply(exchange, 200, body));

    assertThat(transport.exchange(request("GET", "/large", Optional.empty(), LONG)).body())
        .hasSize(HttpTransport.MAX_BODY_BYTES);
  }

  @Test
  void endsWhenTheAnswerNeverStarts() {
    server.createContext("/silent", exchange -> await(end));

    assertThatThrownBy(
            () ->
                transport.exchange(
                    request("GET", "/silent", Optional.empty(), Duration.ofMillis(200))))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void endsWhenTheBodyNeverEnds() {
    server.createContext(
        "/drip",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("[1,".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          await(end);
        });

    assertThatThrownBy(
            () ->
                transport.exchange(
                    request("GET", "/drip", Optional.empty(), Duration.ofMillis(500))))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void failsWhenTheConnectionBreaksInTheMiddleOfTheBody() {
    server.createContext(
        "/cut",
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write("[1,".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          exchange.close();
        });

    assertThatThrownBy(() -> transport.exchange(request("GET", "/cut", Optional.empty(), LONG)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void neverRepeatsAPostWhoseConnectionWasReset() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (ServerSocket socket = new ServerSocket(0, 10, loopback());
        HttpTransport other = new HttpTransport(hosts(socket.getLocalPort()))) {
      threads.execute(() -> resetAll(socket, seen));
      Request request =
          new Request(
              "POST",
              URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/x"),
              Map.of(),
              Optional.of("{}"),
              LONG);

      assertThatThrownBy(() -> other.exchange(request)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> other.exchange(request)).isInstanceOf(IOException.class);
    }
    assertThat(seen).containsExactly("P", "P");
  }

  private static void resetAll(ServerSocket socket, List<String> seen) {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        seen.add(Character.toString(connection.getInputStream().read()));
        connection.setSoLinger(true, 0);
      } catch (IOException e) {
        return; // The test is over.
      }
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port = unusedPort();
    try (HttpTransport other = new HttpTransport(hosts(port))) {
      assertThatThrownBy(
              () ->
                  other.exchange(
                      new Request(
                          "GET",
                          URI.create("http://127.0.0.1:" + port + "/"),
                          Map.of(),
                          Optional.empty(),
                          LONG)))
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void givesUpOnAServerThatIsNotThereAndNamesHostAndPort() throws IOException {
    int port = unusedPort();
    VirtualTiming timing = new VirtualTiming();
    try (HttpTransport other = new HttpTransport(hosts(port))) {
      HerokuClient client = client(other, port, timing);

      assertThatThrownBy(
              () ->
                  client.observe(
                      Shop.APP,
                      Shop.DATABASE,
                      database -> List.of(),
                      dev.changeover.core.observed.PreImages.NONE,
                      timing.in(Duration.ofSeconds(30))))
          .isInstanceOfSatisfying(
              DiagnosticException.class,
              problem -> {
                assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.UNREACHABLE);
                assertThat(problem)
                    .hasMessageContaining(
                        "nothing accepts connections at `127.0.0.1:" + port + "`");
              });
    }
    assertThat(timing.slept()).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void readsAndSendsOverSocketsWhatTheClientAsksFor() {
    List<String> seen = new CopyOnWriteArrayList<>();
    server.createContext(
        "/apps/shop",
        exchange -> {
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Accept")
                  + " "
                  + exchange.getRequestHeaders().getFirst("User-Agent")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          reply(exchange, 200, "{\"id\":\"x\",\"name\":\"shop\",\"maintenance\":true}");
        });
    VirtualTiming timing = new VirtualTiming();
    HerokuClient client = client(transport, server.getAddress().getPort(), timing);

    var state =
        client.refresh(
            Shop.observe(Shop.wire()), Scope.of(Scope.Part.APP), timing.in(Duration.ofSeconds(30)));
    SendResult sent =
        client.send(
            new ApiCall(
                ApiCall.Host.PLATFORM,
                ApiCall.Method.PATCH,
                "/apps/shop",
                Map.of("maintenance", true)),
            timing.in(Duration.ofSeconds(30)),
            timing.startAging());

    assertThat(state.maintenance()).isTrue();
    assertThat(sent.kind()).isEqualTo(SendResult.Kind.ACCEPTED);
    String usual =
        " Bearer " + Shop.TOKEN + " application/vnd.heroku+json; version=3 changeover/test ";
    assertThat(seen)
        .containsExactly(
            "GET" + usual + "null ", "PATCH" + usual + "application/json {\"maintenance\":true}");
  }

  @Test
  void letsGoOfItsThreadWhenClosed() throws Exception {
    server.createContext("/x", exchange -> reply(exchange, 200, "{}"));
    HttpTransport other = new HttpTransport(hosts(server.getAddress().getPort()));
    List<Thread> before = selectors();
    other.exchange(request("GET", "/x", Optional.empty(), LONG));
    List<Thread> started = new java.util.ArrayList<>(selectors());
    started.removeAll(before);
    assertThat(started).hasSize(1);

    other.close();
    other.close();

    started.get(0).join(Duration.ofSeconds(20).toMillis());
    assertThat(started.get(0).isAlive()).isFalse();
  }

  @Test
  void opensNothingBeforeTheFirstRequest() {
    List<Thread> before = selectors();

    new HttpTransport(hosts(1)).close();

    assertThat(selectors()).isEqualTo(before);
  }

  @Test
  void sendsNothingToAServerWhoseCertificateIsNotTrusted(@TempDir Path folder) throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    HttpsServer secure = HttpsServer.create(new InetSocketAddress(loopback(), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(selfSigned(folder)));
    secure.createContext("/", exchange -> seen.add(exchange.getRequestURI().getPath()));
    secure.setExecutor(threads);
    secure.start();
    int port = secure.getAddress().getPort();
    Hosts https =
        Hosts.fromEnvironment(
            Map.of("HEROKU_HOST", "https://127.0.0.1:" + port, "HEROKU_DATA_HOST", "127.0.0.1"));
    VirtualTiming timing = new VirtualTiming();
    try (HttpTransport other = new HttpTransport(https)) {
      HerokuClient client =
          new HerokuClient(
              other,
              https,
              new Credentials.Token(Shop.TOKEN),
              timing,
              new SplittableRandom(7),
              "changeover/test");

      assertThatThrownBy(
              () ->
                  client.refresh(
                      Shop.observe(Shop.wire()),
                      Scope.of(Scope.Part.APP),
                      timing.in(Duration.ofSeconds(30))))
          .hasMessage(
              "Could not read the app `shop`: the certificate of `127.0.0.1:%d` is not trusted, after"
                      .formatted(port)
                  + " 1 attempt.");
    } finally {
      secure.stop(0);
    }
    assertThat(seen).isEmpty();
  }

  private static SSLContext selfSigned(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "x",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "SAN=IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(50, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void sendsNothingWhenItIsTooLate() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    server.createContext(
        "/late",
        exchange -> {
          asked.incrementAndGet();
          reply(exchange, 200, "{}");
        });
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/late");
    Request late =
        new Request("POST", uri, Map.of(), Optional.empty(), Duration.ofSeconds(20), () -> true);
    assertThatThrownBy(() -> transport.exchange(late)).isInstanceOf(TooLateException.class);

    transport.exchange(request("GET", "/late", Optional.empty(), Duration.ofSeconds(20)));
    assertThat(asked).hasValue(1);
  }

  private Request request(String method, String path, Optional<String> body, Duration timeout) {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return new Request(method, uri, Map.of("Accept", "application/json"), body, timeout);
  }

  private static HerokuClient client(Transport transport, int port, VirtualTiming timing) {
    return new HerokuClient(
        transport,
        hosts(port),
        new Credentials.Token(Shop.TOKEN),
        timing,
        new SplittableRandom(7),
        "changeover/test");
  }

  private static Hosts hosts(int port) {
    return Hosts.fromEnvironment(
        Map.of("HEROKU_HOST", "http://127.0.0.1:" + port, "HEROKU_DATA_HOST", "127.0.0.1"));
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private static List<Thread> selectors() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().endsWith("SelectorManager"))
        .toList();
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
