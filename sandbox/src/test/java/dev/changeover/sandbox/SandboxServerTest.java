package dev.changeover.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.FaultAction;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: over real sockets the server answers everything cleanly and survives everything. */
@Timeout(60)
final class SandboxServerTest {
  private static final InetAddress IPV4 = ipv4();

  private static InetAddress ipv4() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static SandboxServer start(Fault... faults) throws IOException {
    return SandboxServer.start(Caller.bookshop(faults).sandbox, 0);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.header("Authorization", "Bearer token").timeout(Duration.ofSeconds(30)).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> send(SandboxServer server, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.uri() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    return send(request);
  }

  private static String raw(SandboxServer server, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[4000];
      int read = in.read(buffer);
      return read < 0 ? "" : new String(buffer, 0, read, StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void bothApisAreOnOnePort() throws Exception {
    try (SandboxServer server = start()) {
      assertThat(server.uri().getHost()).isEqualTo("127.0.0.1");
      assertThat(send(server, "GET", "/apps/bookshop", "").statusCode()).isEqualTo(200);
      assertThat(
              send(server, "GET", "/client/v11/databases/postgresql-rigid-11111", "").statusCode())
          .isEqualTo(200);
      assertThat(
              send(server, "GET", "/apps/bookshop/addons", "")
                  .headers()
                  .firstValue("Accept-Ranges"))
          .isPresent();
      assertThat(
              send(server, "DELETE", "/apps/bookshop/addons/nothing", "{\"force\":false}")
                  .statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void brokenRequestsAreAnsweredAndTheServerLivesOn() throws Exception {
    try (SandboxServer server = start()) {
      assertThat(send(server, "PATCH", "/apps/bookshop", "{\"maint").statusCode()).isEqualTo(400);
      assertThat(send(server, "PATCH", "/apps/bookshop", "[".repeat(5000)).statusCode())
          .isEqualTo(400);
      assertThat(send(server, "BREW", "/apps/bookshop", "").statusCode()).isEqualTo(405);
      assertThat(send(server, "HEAD", "/apps/bookshop", "").statusCode()).isEqualTo(405);
      assertThat(send(server, "POST", "/apps/bookshop/addons", "x".repeat(1_100_000)).statusCode())
          .isEqualTo(413);
      for (String path :
          List.of(
              "/apps/../apps/bookshop",
              "/apps%2fbookshop",
              "/apps//bookshop",
              "/account//",
              "/%2e%2e/")) {
        assertThat(raw(server, get(path))).as(path).startsWith("HTTP/1.1 404");
      }
      raw(server, "GARBAGE\r\n\r\n");
      raw(server, "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n");
      raw(server, "\u0000\u0001\u0002\r\n\r\n");
      assertThat(send(server, "GET", "/account", "").statusCode()).isEqualTo(200);
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n";
  }

  @Test
  void longRequestIdsAreAccepted() throws Exception {
    try (SandboxServer server = start()) {
      String ids = "0123456789abcdef,".repeat(900);
      HttpResponse<String> response =
          send(
              HttpRequest.newBuilder(URI.create(server.uri() + "/account"))
                  .header("Request-Id", ids));
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Request-Id").orElse("")).startsWith(ids);
    }
  }

  @Test
  void aLostReplyBreaksTheConnectionAfterActing() throws Exception {
    try (SandboxServer server =
        start(Fault.onRequest(FaultAction.LOSE_REPLY, "PATCH", "/apps/*").onlyNth(1))) {
      assertThatThrownBy(() -> send(server, "PATCH", "/apps/bookshop", "{\"maintenance\":true}"))
          .isInstanceOf(IOException.class);
      assertThat(send(server, "GET", "/apps/bookshop", "").body()).contains("\"maintenance\":true");
    }
  }

  @Test
  void aSlowAnswerArrivesLateWithoutHoldingUpOthers() throws Exception {
    try (SandboxServer server =
        start(
            Fault.onRequest(FaultAction.SLOW, "GET", "/account")
                .withDelay(Duration.ofMillis(400)))) {
      var slow =
          client.sendAsync(
              HttpRequest.newBuilder(URI.create(server.uri() + "/account"))
                  .header("Authorization", "Bearer token")
                  .build(),
              BodyHandlers.ofString());
      assertThat(send(server, "GET", "/apps/bookshop", "").statusCode()).isEqualTo(200);
      assertThat(slow.get().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aTakenPortIsAnErrorAndAClosedOneIsFree() throws Exception {
    int port;
    try (SandboxServer server = start()) {
      port = server.uri().getPort();
      assertThatThrownBy(() -> SandboxServer.start(Caller.bookshop().sandbox, port))
          .isInstanceOf(IOException.class);
    }
    try (SandboxServer again = SandboxServer.start(Caller.bookshop().sandbox, port)) {
      assertThat(send(again, "GET", "/account", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void onlyTheLoopbackAddressIsListenedOn() throws Exception {
    try (SandboxServer server = start()) {
      int port = server.uri().getPort();
      for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
        for (InetAddress address : each.inetAddresses().toList()) {
          if (!address.equals(IPV4)) {
            assertThatThrownBy(() -> connect(address, port))
                .as(address.toString())
                .isInstanceOf(IOException.class);
          }
        }
      }
      connect(IPV4, port);
    }
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 5000);
    }
  }

  @Test
  void sendersThatNeverFinishDoNotHoldUpOthers() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (SandboxServer server = start()) {
      for (int i = 0; i < 200; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
        sockets.add(socket);
        String begun =
            i % 2 == 0
                ? "GET /account HTTP/1.1\r\nHost: x\r\n"
                : "PATCH /apps/bookshop HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{";
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      }
      assertThat(send(server, "GET", "/account", "").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void floodsOfHeadersAndPartsAreRefused() throws Exception {
    try (SandboxServer server = start()) {
      StringBuilder many = new StringBuilder("GET /account HTTP/1.1\r\nHost: x\r\n");
      for (int i = 0; i < 5000; i++) {
        many.append("X-").append(i).append(": ").append("y".repeat(100)).append("\r\n");
      }
      assertThat(rough(server, many + "\r\n")).doesNotStartWith("HTTP/1.1 200");
      assertThat(rough(server, get("/" + "a/".repeat(50_000)))).doesNotStartWith("HTTP/1.1 200");
      assertThat(rough(server, get("/account?" + "a=b&".repeat(20_000)))).isNotNull();
      assertThat(send(server, "GET", "/account", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void headersOfSixteenKilobytesAreAcceptedAndMuchLargerOnesAreNot() throws Exception {
    try (SandboxServer server = start()) {
      String one = "GET /account HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n";
      StringBuilder many = new StringBuilder(one);
      for (int i = 0; i < 150; i++) {
        many.append("X-").append(i).append(": ").append("y".repeat(110)).append("\r\n");
      }
      assertThat(many.length()).isGreaterThan(16 * 1024);
      assertThat(raw(server, many + "\r\n")).startsWith("HTTP/1.1 200");
      assertThat(raw(server, one + "X-Large: " + "y".repeat(16 * 1024) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 200");
      assertThat(rough(server, one + "X-Larger: " + "y".repeat(70_000) + "\r\n\r\n"))
          .isIn("", "refused");
      assertThat(rough(server, "GET /" + "x".repeat(200_000))).isIn("", "refused");
      assertServing(server);
    }
  }

  @Test
  void tricksWithPathsFindNothing() throws Exception {
    try (SandboxServer server = start()) {
      for (String path :
          List.of(
              "/apps/../apps/bookshop",
              "/apps/%2e%2e/apps/bookshop",
              "/apps/%2E./apps/bookshop",
              "/apps/%252e%252e/apps/bookshop",
              "/apps/.%2fbookshop",
              "/apps%2Fbookshop",
              "/apps/bookshop%00",
              "/apps/bookshop%5c..",
              "/apps/%c0%ae%c0%ae/bookshop",
              "/apps/%ff%fe",
              "/" + "x".repeat(3000),
              "//apps/bookshop",
              "http://x/apps/../apps/bookshop",
              "/sandbox/../apps/bookshop")) {
        assertThat(raw(server, get(path))).as(path).startsWith("HTTP/1.1 404");
      }
      for (String path :
          List.of(
              "/%zz", "/%", "/apps/%4", "/apps/\u0000", "/apps/\\..", "*", "apps", "mailto:x")) {
        assertThat(raw(server, get(path))).as(path).matches("(?s)HTTP/1.1 (400|404).*|");
      }
      assertThat(raw(server, get("http://x/apps/bookshop"))).startsWith("HTTP/1.1 200");
      assertServing(server);
    }
  }

  @Test
  void requestsAgainstTheProtocolAreRefused() throws Exception {
    try (SandboxServer server = start()) {
      String patch = "PATCH /apps/bookshop HTTP/1.1\r\nAuthorization: Bearer t\r\n";
      assertThat(raw(server, "GET /account HTTP/1.1\r\nAuthorization: Bearer t\r\n\r\n"))
          .startsWith("HTTP/1.1 400");
      for (String headers :
          List.of(
              "Content-Length: -5",
              "Content-Length: many",
              "Content-Length: 99999999999999999999",
              "Content-Length: 2\r\nTransfer-Encoding: chunked",
              "Content-Length: 2\r\nContent-Length: 3",
              "Transfer-Encoding: rot13",
              "Bad Name: x")) {
        assertThat(raw(server, patch + "Host: x\r\n" + headers + "\r\n\r\n{}"))
            .as(headers)
            .matches("(?s)HTTP/1.1 (400|501).*");
      }
      assertThat(raw(server, patch + "Host: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"))
          .as("a chunk of no length")
          .isEmpty();
      assertServing(server);
    }
  }

  @Test
  void deepAndHugeBodiesAreRefusedWhereverTheyGo() throws Exception {
    try (SandboxServer server = start()) {
      List<String> deep =
          List.of(
              "[".repeat(100_000), "{\"a\":".repeat(30_000), "- ".repeat(50_000), "{?".repeat(9));
      for (String body : deep) {
        assertThat(send(server, "PATCH", "/apps/bookshop", body).statusCode()).isEqualTo(400);
        assertThat(send(server, "POST", "/sandbox/human", body).statusCode()).isEqualTo(400);
        assertThat(send(server, "POST", "/sandbox/faults", body).statusCode()).isEqualTo(400);
      }
      String huge = "x".repeat(SandboxServer.LARGEST_BODY + 1);
      for (String path : List.of("/apps/bookshop", "/sandbox/faults", "/nothing/here")) {
        assertThat(send(server, "POST", path, huge).statusCode()).isEqualTo(413);
      }
      String post = "POST /apps HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n";
      assertThat(raw(server, post + "x".repeat(10_000_000)))
          .as("a sender that reads only when it has sent everything")
          .startsWith("HTTP/1.1 413");
      assertServing(server);
    }
  }

  @Test
  void onlySoManyLargeBodiesAreHeldAtOnce() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    String head = "PATCH /apps/bookshop HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n";
    String whole = head + "Content-Length: 40000\r\n\r\n" + "x".repeat(40_000);
    try (SandboxServer server = start()) {
      for (int i = 0; i < 16; i++) {
        sockets.add(sent(server, head + "Content-Length: 50000\r\n\r\n" + "x".repeat(40_000)));
      }
      assertThat(until(server, whole, "HTTP/1.1 503")).isNotEmpty();
      assertServing(server);
      for (Socket socket : sockets) {
        socket.close();
      }
      assertThat(until(server, whole, "HTTP/1.1 400")).isNotEmpty();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void readersThatDoNotReadHoldOnlySoManyLargerAnswersAndAreGivenUp() throws Exception {
    Caller heroku = Caller.bookshop();
    String body = "{'addon':'" + "x".repeat(1900) + "','app':'" + "y".repeat(1900) + "'}";
    for (int i = 0; i < 500; i++) {
      heroku.call("POST", "/actions/addons/resolve", body);
    }
    String larger = get("/sandbox/requests");
    List<Socket> sockets = new ArrayList<>();
    try (SandboxServer server = SandboxServer.start(heroku.sandbox, 0, Duration.ofSeconds(5))) {
      for (int i = 0; i < 4; i++) {
        // More than the system takes in for a reader that does not read.
        sockets.add(sent(server, larger.repeat(20)));
      }
      assertThat(until(server, larger, "HTTP/1.1 503")).isNotEmpty();
      assertServing(server);
      assertThat(until(server, larger, "HTTP/1.1 200")).isNotEmpty();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAndTheServerServesAgainAfterwards() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (SandboxServer server = start()) {
      for (int i = 0; i < SandboxServer.CONNECTIONS + 10; i++) {
        sockets.add(sent(server, ""));
      }
      assertThat(closes(sockets.get(sockets.size() - 1))).isTrue();
      for (Socket socket : sockets) {
        socket.close();
      }
      assertThat(until(server, get("/account"), "HTTP/1.1 200")).isNotEmpty();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void sendersThatTakeTooLongAreGivenUp() throws Exception {
    Sandbox sandbox = Caller.bookshop().sandbox;
    try (SandboxServer server = SandboxServer.start(sandbox, 0, Duration.ofMillis(500))) {
      String head = "PATCH /apps/bookshop HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n";
      for (String begun :
          List.of(
              "G",
              head,
              head + "Content-Length: 20\r\n\r\n",
              head + "Content-Length: 20\r\n\r\n{\"maintenance\":tr",
              head + "Content-Length: 90000\r\n\r\n" + "x".repeat(40_000),
              head + "Content-Length: 900000\r\n\r\n" + "x".repeat(400_000),
              head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{")) {
        try (Socket socket = sent(server, begun)) {
          assertThat(closes(socket)).as(begun.substring(0, Math.min(200, begun.length()))).isTrue();
        }
      }
      assertThat(sandbox.requestLog().entries()).isEmpty();
      assertServing(server);
    }
  }

  @Test
  void aSenderOfSingleBytesIsGivenUpThoughItNeverPauses() throws Exception {
    Sandbox sandbox = Caller.bookshop().sandbox;
    try (SandboxServer server = SandboxServer.start(sandbox, 0, Duration.ofMillis(500));
        Socket socket = sent(server, "GET /account HTTP/1.1\r\nHost: x\r\nX-Slow: ")) {
      socket.setSoTimeout(20);
      boolean closed = false;
      for (int i = 0; i < 1000 && !closed; i++) {
        closed = closedWhenSent(socket, 'y');
      }
      assertThat(closed).isTrue();
      assertServing(server);
    }
  }

  private static boolean closedWhenSent(Socket socket, int letter) {
    try {
      socket.getOutputStream().write(letter);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static Socket sent(SandboxServer server, String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  /** Waits for the server to close a connection without an answer. */
  private static boolean closes(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  /** Sends a request again and again until it is answered in a way, at most 3000 times. */
  private static String until(SandboxServer server, String request, String answer) {
    for (int i = 0; i < 3000; i++) {
      String response = rough(server, request);
      if (response.startsWith(answer)) {
        return response;
      }
    }
    return "";
  }

  private void assertServing(SandboxServer server) throws IOException, InterruptedException {
    assertThat(send(server, "GET", "/account", "").statusCode()).isEqualTo(200);
  }

  /** A server that refuses early may close while it is still being written to. */
  private static String rough(SandboxServer server, String request) {
    try {
      return raw(server, request);
    } catch (IOException refused) {
      return "refused";
    }
  }
}
