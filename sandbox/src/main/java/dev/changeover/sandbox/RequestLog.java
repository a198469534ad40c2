package dev.changeover.sandbox;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last requests a sandbox handled, without secrets: at most {@link #CAPACITY}, and fewer where
 * they are long. Safe for several threads.
 */
public final class RequestLog {
  /** How many requests are kept. */
  public static final int CAPACITY = 50_000;

  /** How many characters of text they may have in all. */
  public static final long MOST_TEXT = 12_000_000;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long text;
  private long count;

  RequestLog() {}

  /**
   * One request.
   *
   * @param number counted from one
   * @param at time in the world
   * @param method HTTP method
   * @param path decoded path
   * @param query query parameters
   * @param route name of the route that answered; empty when none did
   * @param body body as JSON text; empty for none
   * @param status status of the answer
   * @param error error id of the answer; empty for none
   * @param effect what it changed in the world, {@code none} for nothing
   * @param app name of the app that was changed or asked about; empty when unknown
   * @param target name of the add-on that was changed or asked about; empty when unknown
   * @param agent the program that asked, as its {@code User-Agent} names it; empty if it does not
   * @param delivery what happened to the answer
   */
  public record Entry(
      long number,
      Instant at,
      String method,
      String path,
      Map<String, String> query,
      String route,
      Optional<String> body,
      int status,
      Optional<String> error,
      String effect,
      Optional<String> app,
      Optional<String> target,
      String agent,
      Delivery delivery) {
    /** Copies the parameters. */
    public Entry {
      query = Map.copyOf(query);
    }

    /** Returns how many characters of text it has. */
    long length() {
      long length = (long) method.length() + path.length() + route.length() + effect.length();
      for (Map.Entry<String, String> parameter : query.entrySet()) {
        length += parameter.getKey().length() + parameter.getValue().length();
      }
      return length + length(body) + length(error) + length(app) + length(target);
    }

    private static int length(Optional<String> part) {
      return part.isPresent() ? part.get().length() : 0;
    }

    /** Returns whether the request changed the world. */
    public boolean changedTheWorld() {
      return !effect.equals("none");
    }
  }

  synchronized long nextNumber() {
    return ++count;
  }

  synchronized void add(Entry entry) {
    entries.addLast(entry);
    text += entry.length();
    while (entries.size() > CAPACITY || (text > MOST_TEXT && entries.size() > 1)) {
      text -= entries.removeFirst().length();
    }
  }

  /** Returns the kept requests with a number above {@code after}, oldest first. */
  public synchronized List<Entry> after(long after) {
    List<Entry> found = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.number() > after) {
        found.add(entry);
      }
    }
    return List.copyOf(found);
  }

  /** Returns all kept requests, oldest first. */
  public List<Entry> entries() {
    return after(0);
  }

  /**
   * Returns the newest request.
   *
   * @throws java.util.NoSuchElementException when there was none
   */
  public synchronized Entry last() {
    return entries.getLast();
  }

  /** Returns how many requests there were. */
  public synchronized long count() {
    return count;
  }
}
