package dev.changeover.core.heroku;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The last answer of each endpoint with what it came to. Whoever waits for Heroku asks the same
 * again and again and mostly gets the same text, which need not be understood anew each time. What
 * a text means depends on nothing else, so clients that take turns may share one. The texts can
 * hold secrets, so nothing here is ever shown. For one thread at a time.
 */
public final class Remembered {
  /** A changeover has some thirty endpoints; what was not asked for longest is forgotten first. */
  private static final int MOST = 64;

  private static final int LONGEST = 100_000;

  private final Map<Endpoint<?>, Meaning> meanings = new LinkedHashMap<>(16, 0.75f, true);

  private record Meaning(String text, Object value) {}

  /** Returns what {@code text} meant when the endpoint last answered, if that was the same text. */
  <T> Optional<T> find(Endpoint<T> endpoint, String text) {
    Meaning last = meanings.get(endpoint);
    if (last == null || !last.text().equals(text)) {
      return Optional.empty();
    }
    @SuppressWarnings("unchecked") // only put() stores values, and each under its own endpoint
    T value = (T) last.value();
    return Optional.of(value);
  }

  /** Remembers what a text means; {@code value} must be immutable. */
  <T> void put(Endpoint<T> endpoint, String text, T value) {
    if (text.length() > LONGEST) {
      meanings.remove(endpoint);
      return;
    }
    meanings.put(endpoint, new Meaning(text, value));
    if (meanings.size() > MOST) {
      meanings.remove(meanings.keySet().iterator().next());
    }
  }
}
