package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.Transport.Answer;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Reads endpoints. Failures that may pass are retried with exponential backoff and full jitter, at
 * most {@link #MAX_ATTEMPTS} times and within the deadline; lists are followed to their end. When
 * the account's request limit runs low, each read waits a little first, so that others get by too.
 */
final class Reads {
  static final int MAX_ATTEMPTS = 10;
  static final int MAX_PAGES = 500;
  private static final int MAX_ELEMENTS = 20_000;
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);
  private static final int LOW = 500;
  private static final int VERY_LOW = 50;

  /** As long as Heroku takes to grant one more request (Platform API reference: "Rate limits"). */
  private static final Duration PACE = Duration.ofMillis(800);

  private static final Duration SLOW_PACE = Duration.ofSeconds(2);
  private static final Pattern RANGE = Pattern.compile("[\\x20-\\x7e]{1,1000}");

  private final Wire wire;
  private final Timing timing;
  private final RandomGenerator random;
  private final Redaction redaction;
  private final Remembered remembered;
  private final Deque<Endpoint<?>> waiting = new ArrayDeque<>();
  private final Map<Endpoint<?>, Transport.Exchange> begun = new LinkedHashMap<>();

  Reads(
      Wire wire,
      Timing timing,
      RandomGenerator random,
      Redaction redaction,
      Remembered remembered) {
    this.wire = wire;
    this.timing = timing;
    this.random = random;
    this.redaction = redaction;
    this.remembered = remembered;
  }

  /**
   * Asks for what is about to be read, in this order, several at once where the transport can. Each
   * answer waits until it is read, and counts as the first attempt. Whoever asks ahead says in the
   * end {@link #forgetAhead}.
   */
  void ahead(List<? extends Endpoint<?>> endpoints, Deadline deadline) {
    if (wire.atOnce() == 1 || isScarce()) {
      return;
    }
    endpoints.stream()
        .filter(each -> !begun.containsKey(each) && !waiting.contains(each))
        .forEach(waiting::add);
    beginMore(wire.atOnce(), deadline);
  }

  /** Forgets what was asked for ahead and is not wanted, or would be too old. */
  void forgetAhead() {
    waiting.clear();
    begun.values().forEach(Transport.Exchange::abandon);
    begun.clear();
  }

  private void beginMore(int most, Deadline deadline) {
    while (begun.size() < most && !waiting.isEmpty()) {
      Endpoint<?> next = waiting.removeFirst();
      begun.put(next, begin(next, deadline));
    }
  }

  private Transport.Exchange begin(Endpoint<?> endpoint, Deadline deadline) {
    try {
      return wire.begin(endpoint.host(), endpoint.path(), endpoint.headers(), deadline);
    } catch (IOException e) {
      return () -> {
        throw e;
      };
    }
  }

  /** Returns the first answer to a read: the one that was asked for ahead, or a new one. */
  private Answer first(Endpoint<?> endpoint, Map<String, String> headers, Deadline deadline)
      throws IOException {
    waiting.remove(endpoint);
    Transport.Exchange early = begun.remove(endpoint);
    beginMore(wire.atOnce() - 1, deadline);
    if (early != null) {
      try {
        return early.await();
      } catch (AnswerTooLargeException e) {
        forgetAhead(); // Alone it may be larger.
      }
    }
    return exchange(endpoint, headers, deadline);
  }

  private Answer exchange(Endpoint<?> endpoint, Map<String, String> headers, Deadline deadline)
      throws IOException {
    return wire.exchange(
        endpoint.host(), "GET", endpoint.path(), headers, Optional.empty(), deadline, () -> false);
  }

  /**
   * Reads an endpoint.
   *
   * @throws DiagnosticException if it cannot be read, is refused, or is not understood
   */
  <T> T read(Endpoint<T> endpoint, Deadline deadline) {
    String what = "GET " + endpoint.path();
    Map<String, String> headers = new LinkedHashMap<>(endpoint.headers());
    List<Json> pages = new ArrayList<>();
    Set<String> ranges = new HashSet<>();
    int elements = 0;
    while (true) {
      Answer answer = retrying(endpoint, headers, deadline);
      if (!answer.isSuccess()) {
        return refused(endpoint, answer, what);
      }
      Optional<String> next = answer.header("Next-Range");
      if (pages.isEmpty() && (next.isEmpty() || !endpoint.wholeList())) {
        return meaning(endpoint, answer.body(), what);
      }
      Json page = Json.parse(answer.body(), what, redaction);
      pages.add(page);
      elements += page.size();
      if (next.isEmpty() || !page.isArray()) {
        return endpoint.decode(pages.size() == 1 ? page : Json.join(pages));
      }
      if (!RANGE.matcher(next.get()).matches()
          || !ranges.add(next.get())
          || pages.size() >= MAX_PAGES
          || elements > MAX_ELEMENTS) {
        throw Json.unexpected("The list that answers `%s` has no end.".formatted(what));
      }
      headers.put("Range", next.get());
    }
  }

  private <T> T meaning(Endpoint<T> endpoint, String text, String what) {
    Optional<T> known = remembered.find(endpoint, text);
    if (known.isPresent()) {
      return known.get();
    }
    T value = endpoint.decode(Json.parse(text, what, redaction));
    remembered.put(endpoint, text, value);
    return value;
  }

  private <T> T refused(Endpoint<T> endpoint, Answer answer, String what) {
    if (answer.status() < 400) {
      throw Json.unexpected(
          "The answer to `%s` has the status %d.".formatted(what, answer.status()));
    }
    ApiFailure failure = ApiFailure.of(answer, what, redaction);
    return endpoint
        .onFailure(failure)
        .orElseThrow(() -> new DiagnosticException(endpoint.explain(failure)));
  }

  private Answer retrying(Endpoint<?> endpoint, Map<String, String> headers, Deadline deadline) {
    pace(deadline);
    for (int attempt = 1; ; attempt++) {
      Setback setback;
      try {
        boolean isFirst = attempt == 1 && headers.equals(endpoint.headers());
        Answer answer =
            isFirst ? first(endpoint, headers, deadline) : exchange(endpoint, headers, deadline);
        if (!Setback.mayPass(answer)) {
          return answer;
        }
        setback = Setback.of(answer);
      } catch (AnswerTooLargeException e) {
        throw Json.unexpected(
            "The answer to `GET %s` is larger than any that is expected."
                .formatted(endpoint.path()));
      } catch (IOException e) {
        if (timing.stopRequested()) {
          throw interrupted();
        }
        setback = Setback.of(e, wire.address(endpoint.host()));
      }
      Duration pause = pause(setback, attempt);
      if (setback.lasting()
          || attempt == MAX_ATTEMPTS
          || pause.compareTo(deadline.left(timing)) >= 0) {
        throw givenUp(endpoint, setback, attempt);
      }
      sleep(pause);
    }
  }

  private Duration pause(Setback setback, int attempt) {
    if (setback.pause().isPresent()) {
      return setback.pause().get();
    }
    Duration cap = FIRST_BACKOFF.multipliedBy(1L << Math.min(attempt - 1, 10));
    cap = cap.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : cap;
    return Duration.ofNanos(random.nextLong(cap.toNanos() + 1));
  }

  private static DiagnosticException givenUp(Endpoint<?> endpoint, Setback setback, int attempts) {
    return new DiagnosticException(
        Diagnostic.of(
            setback.code(),
            "Could not %s: %s, after %d %s."
                .formatted(
                    endpoint.description(),
                    setback.reason(),
                    attempts,
                    attempts == 1 ? "attempt" : "attempts")));
  }

  private boolean isScarce() {
    OptionalInt remaining = wire.rateLimitRemaining();
    return remaining.isPresent() && remaining.getAsInt() < LOW;
  }

  private void pace(Deadline deadline) {
    if (!isScarce()) {
      return;
    }
    Duration pace = wire.rateLimitRemaining().orElseThrow() < VERY_LOW ? SLOW_PACE : PACE;
    // Pacing alone must never use up the time that the reading itself has.
    Duration most = deadline.left(timing).dividedBy(10);
    sleep(pace.compareTo(most) < 0 ? pace : most);
  }

  /** What was answered before a pause would be older than what is read after it. */
  private void sleep(Duration duration) {
    forgetAhead();
    if (!timing.sleep(duration)) {
      throw interrupted();
    }
  }

  private static DiagnosticException interrupted() {
    return new DiagnosticException(
        Diagnostic.of(Code.INTERRUPTED, "Stopped while reading from Heroku."));
  }
}
