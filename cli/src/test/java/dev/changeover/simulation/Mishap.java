package dev.changeover.simulation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that goes wrong.
 *
 * @param kind what
 * @param operator whom it hits, counted from 1; 0 for the world
 * @param write whether only requests that change something are counted
 * @param at at which of the operator's requests, or appends to the journal, counted from 1
 * @param detail what {@link Kind} says
 */
record Mishap(Kind kind, int operator, boolean write, int at, String detail) {

  private static final Pattern FORM =
      Pattern.compile("(?:op(\\d{1,2})@(w?)(\\d{1,6}) )?([a-z-]+)(?: (.*))?");

  /** Where a mishap strikes. */
  enum Place {
    /** At a request of an operator. */
    WIRE,
    /** At an append of an operator's machine. */
    DISK,
    /** In the world, from the start; the detail is worded as in a scenario file. */
    WORLD,
    /** At a request of an operator, done by others; the detail is worded as for the sandbox. */
    OTHERS
  }

  /** What can go wrong. A new kind is a line here, and its case in {@link Network}. */
  enum Kind {
    LOSE_REQUEST(Place.WIRE),
    LOSE_REPLY(Place.WIRE),
    /** The server acts twice on one request. */
    DUPLICATE(Place.WIRE),
    TIME_OUT(Place.WIRE),
    TIME_OUT_ACTED(Place.WIRE),
    /** The client gives up, and the server acts so many seconds after that. */
    LATE(Place.WIRE),
    LIMITED(Place.WIRE),
    UNAVAILABLE(Place.WIRE),
    /** The server acts, and answers 502 all the same. */
    UNAVAILABLE_ACTED(Place.WIRE),
    /** The server answers 502, and acts so many seconds after that. */
    UNAVAILABLE_LATE(Place.WIRE),
    /** The answer takes so many seconds. */
    SLOW(Place.WIRE),
    KILL_BEFORE(Place.WIRE),
    /** Killed when the server has acted and the answer is on its way. */
    KILL_ACTED(Place.WIRE),
    /** Killed when the answer has arrived. */
    KILL_AFTER(Place.WIRE),
    /** The process stands still for so many seconds before it sends. */
    PAUSE(Place.WIRE),
    /** The process stands still for so many seconds before it sees the answer. */
    PAUSE_ACTED(Place.WIRE),
    /** The operator's clock jumps by so many seconds, also back. */
    JUMP(Place.WIRE),
    /** The other operator goes on first. */
    YIELD(Place.WIRE),
    /** Ctrl-C. */
    INTERRUPT(Place.WIRE),
    KILL_BEFORE_APPEND(Place.DISK),
    /** Killed when so many hundredths of a line are on the disk. */
    TEAR(Place.DISK),
    KILL_AFTER_APPEND(Place.DISK),
    FAULT(Place.WORLD),
    /** What the contract leaves open is so in this world, and stays so when all is well again. */
    WAY(Place.WORLD),
    PERSON(Place.OTHERS),
    /** Something breaks in the world, and stays so until all is well again. */
    BREAK(Place.OTHERS);

    private final Place place;

    Kind(Place place) {
      this.place = place;
    }

    /** Whether the process does not go on after it. */
    boolean endsTheProcess() {
      return switch (this) {
        case KILL_BEFORE,
            KILL_ACTED,
            KILL_AFTER,
            INTERRUPT,
            KILL_BEFORE_APPEND,
            TEAR,
            KILL_AFTER_APPEND ->
            true;
        default -> false;
      };
    }

    Place place() {
      return place;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Kind> of(String key) {
      return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
    }
  }

  /** Returns a mishap at any request or append. */
  static Mishap at(int number, int operator, Kind kind, String detail) {
    return new Mishap(kind, operator, false, number, detail);
  }

  /** Returns a mishap at a request that changes something. */
  static Mishap atWrite(int number, int operator, Kind kind, String detail) {
    return new Mishap(kind, operator, true, number, detail);
  }

  /** Returns a mishap of the world. */
  static Mishap inWorld(Kind kind, String fault) {
    return new Mishap(kind, 0, false, 0, fault);
  }

  long seconds() {
    return Long.parseLong(detail);
  }

  @Override
  public String toString() {
    String where = operator == 0 ? "" : "op" + operator + "@" + (write ? "w" : "") + at + " ";
    return where + kind.key() + (detail.isEmpty() ? "" : " " + detail);
  }

  static Mishap parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no mishap is written like `" + text + "`");
    }
    Kind kind =
        Kind.of(matcher.group(4))
            .orElseThrow(() -> new IllegalArgumentException("no such mishap: " + text));
    boolean placed = matcher.group(1) != null;
    return new Mishap(
        kind,
        placed ? Integer.parseInt(matcher.group(1)) : 0,
        placed && !matcher.group(2).isEmpty(),
        placed ? Integer.parseInt(matcher.group(3)) : 0,
        matcher.group(5) == null ? "" : matcher.group(5));
  }
}
