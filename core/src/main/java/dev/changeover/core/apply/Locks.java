package dev.changeover.core.apply;

import dev.changeover.core.model.AppName;

/** Keeps two applies on one machine from working on one app at once. */
public interface Locks {
  /**
   * Takes the lock of {@code app}. It is let go when closed, or when the process ends in whatever
   * way.
   *
   * @throws dev.changeover.core.diagnostic.DiagnosticException with code {@code locked} if another
   *     apply has it, or {@code journal-unusable} if locks cannot be kept
   */
  Held take(AppName app);

  /** A lock that is held. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }
}
