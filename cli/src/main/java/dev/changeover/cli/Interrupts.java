package dev.changeover.cli;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes the user's wish to stop on to whoever works. Safe for several threads. */
final class Interrupts {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** Has {@code stop} run when the user wants to stop; it must return soon. */
  void whenAsked(Runnable stop) {
    listeners.add(stop);
  }

  /** Returns whether somebody can stop at a safe point. */
  boolean hasListeners() {
    return !listeners.isEmpty();
  }

  /** Says that the user wants to stop. */
  void ask() {
    listeners.forEach(Runnable::run);
  }
}
