package dev.changeover.core.apply;

import dev.changeover.core.model.AppName;
import java.io.IOException;

/** Where journals are kept: one append-only sequence of bytes for each app. */
public interface JournalStorage {
  /**
   * Returns everything that was appended for {@code app}; empty if nothing was. The end may be torn
   * if a process was killed while it appended.
   *
   * @throws IOException if it cannot be read, or is longer than a journal can be
   */
  byte[] read(AppName app) throws IOException;

  /**
   * Replaces what follows the first {@code offset} bytes by {@code bytes}. When it returns, the
   * bytes are safe from a crash of the machine.
   */
  void append(AppName app, long offset, byte[] bytes) throws IOException;

  /** Returns where the journal of {@code app} is, for messages. */
  String describe(AppName app);
}
