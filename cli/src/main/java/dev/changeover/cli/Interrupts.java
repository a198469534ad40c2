package dev.changeover.cli;

import java.util.ArrayList;
import java.util.List;

/** Passes the user's wish to stop on to whoever works. Safe for several threads. */
final class Interrupts {
  private final List<Runnable> listeners = new ArrayList<>();
  private boolean asked;

  /** Has {@code stop} run when the user wants to stop, or now if so already; it returns soon. */
  void whenAsked(Runnable stop) {
    boolean now;
    synchronized (this) {
      listeners.add(stop);
      now = asked;
    }
    if (now) {
      stop.run();
    }
  }

  /** Returns whether somebody can stop at a safe point. */
  synchronized boolean hasListeners() {
    return !listeners.isEmpty();
  }

  /** Says that the user wants to stop. */
  void ask() {
    List<Runnable> all;
    synchronized (this) {
      asked = true;
      all = List.copyOf(listeners);
    }
    all.forEach(Runnable::run);
  }
}
