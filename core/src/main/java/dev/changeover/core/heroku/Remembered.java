package dev.changeover.core.heroku;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers of endpoints with what they came to. Whoever waits for Heroku asks the same again and
 * again and mostly gets the same text, which need not be understood anew each time. What a text
 * means depends on nothing else, so clients with the same token that take turns may share one. The
 * texts can hold secrets, so nothing here is ever shown. For one thread at a time.
 */
public final class Remembered {
  /** A changeover has some thirty endpoints. */
  private static final int USUAL = 64;

  private static final int LONGEST = 100_000;

  private final int most;
  private final Map<Asked, Object> meanings = new LinkedHashMap<>(16, 0.75f, true);

  private record Asked(Endpoint<?> endpoint, String text) {}

  /** Remembers as much as one process needs. */
  public Remembered() {
    this(USUAL);
  }

  /**
   * Remembers so many answers, each of at most 100,000 characters; what was not asked for longest
   * is forgotten first.
   *
   * @throws IllegalArgumentException if {@code most} is not above zero
   */
  public Remembered(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("nothing can be remembered");
    }
    this.most = most;
  }

  /** Returns what {@code text} meant when the endpoint answered so before, if it is known. */
  <T> Optional<T> find(Endpoint<T> endpoint, String text) {
    @SuppressWarnings("unchecked") // only put() stores values, and each under its own endpoint
    T value = (T) meanings.get(new Asked(endpoint, text));
    return Optional.ofNullable(value);
  }

  /** Remembers what a text means; {@code value} must be immutable. */
  <T> void put(Endpoint<T> endpoint, String text, T value) {
    if (text.length() > LONGEST) {
      return;
    }
    meanings.put(new Asked(endpoint, text), value);
    if (meanings.size() > most) {
      Iterator<Asked> oldest = meanings.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
