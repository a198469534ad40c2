package dev.changeover.core.heroku;

import dev.changeover.core.heroku.Transport.Answer;
import dev.changeover.core.heroku.Transport.Request;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Sends single requests with the headers that Heroku wants, and remembers how many more the account
 * may make.
 */
final class Wire {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /**
   * How old the reading may be that a change is decided by. A machine that was put to sleep between
   * the two must not go on as if nothing had happened meanwhile.
   */
  private static final Duration FRESH = Duration.ofSeconds(30);

  /** A sandbox's clock may run so fast that its seconds are too short for any socket. */
  private static final Duration SHORTEST_REAL = Duration.ofSeconds(5);

  private static final Pattern REMAINING = Pattern.compile("\\d{1,9}");
  private static final Pattern AGENT = Pattern.compile("[\\x20-\\x7e]{1,200}");

  /** A changeover asks some thirty addresses; what was not used for longest is forgotten first. */
  private static final int MOST_ADDRESSES = 200;

  private final Map<String, URI> addresses = new LinkedHashMap<>(16, 0.75f, true);
  private final Transport transport;
  private final Hosts hosts;
  private final Credentials.Token token;
  private final Timing timing;
  private final RandomGenerator random;
  private final String userAgent;
  private OptionalInt remaining = OptionalInt.empty();

  Wire(
      Transport transport,
      Hosts hosts,
      Credentials.Token token,
      Timing timing,
      RandomGenerator random,
      String userAgent) {
    if (!AGENT.matcher(userAgent).matches()) {
      throw new IllegalArgumentException("the user agent must be plain ASCII text");
    }
    this.transport = transport;
    this.hosts = hosts;
    this.token = token;
    this.timing = timing;
    this.random = random;
    this.userAgent = userAgent;
  }

  /** Sends one request, once. */
  Answer exchange(
      ApiCall.Host host,
      String method,
      String path,
      Map<String, String> headers,
      Optional<String> body,
      Deadline deadline,
      BooleanSupplier tooLate)
      throws IOException {
    Answer answer =
        transport.exchange(request(host, method, path, headers, body, deadline, tooLate));
    remember(answer);
    return answer;
  }

  /** Returns how many reads may be under way at the same time. */
  int atOnce() {
    return transport.atOnce();
  }

  /** Begins a read, once; {@link Transport.Exchange#await} gives what {@link #exchange} does. */
  Transport.Exchange begin(
      ApiCall.Host host, String path, Map<String, String> headers, Deadline deadline)
      throws IOException {
    Transport.Exchange begun =
        transport.begin(
            request(host, "GET", path, headers, Optional.empty(), deadline, () -> false));
    return new Transport.Exchange() {
      @Override
      public Answer await() throws IOException {
        Answer answer = begun.await();
        remember(answer);
        return answer;
      }

      @Override
      public void abandon() {
        begun.abandon();
      }
    };
  }

  private Request request(
      ApiCall.Host host,
      String method,
      String path,
      Map<String, String> headers,
      Optional<String> body,
      Deadline deadline,
      BooleanSupplier tooLate) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Accept", "application/vnd.heroku+json; version=3");
    all.put("Authorization", "Bearer " + token.value());
    all.put("Request-Id", requestId());
    all.put("User-Agent", userAgent);
    body.ifPresent(text -> all.put("Content-Type", "application/json"));
    all.putAll(headers);
    return new Request(method, uri(host, path), all, body, timeout(deadline), tooLate);
  }

  private URI uri(ApiCall.Host host, String path) {
    URI uri = addresses.computeIfAbsent(host + path, key -> URI.create(hosts.of(host) + path));
    if (addresses.size() > MOST_ADDRESSES) {
      addresses.remove(addresses.keySet().iterator().next());
    }
    return uri;
  }

  private String requestId() {
    long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  private Duration timeout(Deadline deadline) {
    Duration left = deadline.left(timing);
    Duration real = timing.real(left.compareTo(LONGEST) < 0 ? left : LONGEST);
    return real.compareTo(SHORTEST_REAL) < 0 ? SHORTEST_REAL : real;
  }

  /** Returns the span of this clock after which a reading is too old to send a change by. */
  Duration freshFor() {
    Duration real = timing.real(FRESH);
    return real.compareTo(SHORTEST_REAL) >= 0
        ? FRESH
        : Duration.ofNanos(
            (long) ((double) FRESH.toNanos() * SHORTEST_REAL.toNanos() / real.toNanos()));
  }

  private void remember(Answer answer) {
    Optional<String> header =
        answer.header("RateLimit-Remaining").filter(text -> REMAINING.matcher(text).matches());
    if (header.isPresent()) {
      remaining = OptionalInt.of(Integer.parseInt(header.get()));
    } else if (answer.status() == 429) {
      remaining = OptionalInt.of(0);
    }
  }

  /** Returns how many requests the account may make now, as last reported. */
  OptionalInt rateLimitRemaining() {
    return remaining;
  }

  /** Returns host and port of an API, for messages. */
  String address(ApiCall.Host host) {
    URI uri = hosts.of(host);
    int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("http") ? 80 : 443;
    return uri.getHost() + ":" + port;
  }
}
