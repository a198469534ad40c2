package dev.changeover.simulation;

import dev.changeover.core.apply.JournalStorage;
import dev.changeover.core.apply.Locks;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AppName;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one machine keeps: the journal of the app, and the lock on it. */
final class Disk {
  private byte[] journal = new byte[0];
  private @Nullable Object holder;

  /** Returns the storage as one process sees it, with what befalls that process. */
  JournalStorage storage(Fate fate) {
    return new JournalStorage() {
      @Override
      public byte[] read(AppName app) {
        return journal.clone();
      }

      @Override
      public void append(AppName app, long offset, byte[] bytes) {
        Optional<Mishap> mishap = fate.atAppend();
        Mishap.Kind kind = mishap.map(Mishap::kind).orElse(Mishap.Kind.FAULT);
        if (kind == Mishap.Kind.KILL_BEFORE_APPEND) {
          throw new Killed();
        }
        boolean torn = kind == Mishap.Kind.TEAR;
        int length =
            torn
                ? Math.toIntExact(bytes.length * mishap.orElseThrow().seconds() / 100)
                : bytes.length;
        byte[] longer = Arrays.copyOf(journal, Math.toIntExact(offset) + length);
        System.arraycopy(bytes, 0, longer, Math.toIntExact(offset), length);
        journal = longer;
        if (torn || kind == Mishap.Kind.KILL_AFTER_APPEND) {
          throw new Killed();
        }
      }

      @Override
      public String describe(AppName app) {
        return "the journal of " + app;
      }
    };
  }

  /** Returns the machine's lock; the system lets it go when the process ends. */
  Locks locks() {
    return app -> {
      if (holder != null) {
        throw new DiagnosticException(
            Diagnostic.of(Code.LOCKED, "another apply is working on `%s`".formatted(app)));
      }
      Object own = new Object();
      holder = own;
      return () -> holder = null;
    };
  }

  /** Says what befalls a process as it writes. */
  @FunctionalInterface
  interface Fate {
    Optional<Mishap> atAppend();
  }
}
