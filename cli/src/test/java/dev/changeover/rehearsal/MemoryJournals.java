package dev.changeover.rehearsal;

import dev.changeover.core.apply.JournalStorage;
import dev.changeover.core.model.AppName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One machine's disk. */
final class MemoryJournals implements JournalStorage {
  private final Map<AppName, byte[]> files = new HashMap<>();
  private int appendsUntilTorn = -1;

  /** Makes the process die in the middle of the append after so many whole ones. */
  void tearAfter(int appends) {
    appendsUntilTorn = appends;
  }

  /** Replaces a journal. */
  void write(AppName app, byte[] bytes) {
    files.put(app, bytes.clone());
  }

  @Override
  public byte[] read(AppName app) {
    return files.getOrDefault(app, new byte[0]);
  }

  @Override
  public void append(AppName app, long offset, byte[] bytes) {
    boolean torn = appendsUntilTorn == 0;
    appendsUntilTorn--;
    byte[] kept = Arrays.copyOf(read(app), Math.toIntExact(offset));
    int length = torn ? bytes.length / 2 : bytes.length;
    byte[] joined = Arrays.copyOf(kept, kept.length + length);
    System.arraycopy(bytes, 0, joined, kept.length, length);
    files.put(app, joined);
    if (torn) {
      throw new Killed();
    }
  }

  @Override
  public String describe(AppName app) {
    return "memory:" + app;
  }
}
