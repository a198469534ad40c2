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

  /** A server that refuses early may close while it is still being written to. */
  private static String rough(SandboxServer server, String request) {
    try {
      return raw(server, request);
    } catch (IOException refused) {
      return "refused";
    }
  }
}
