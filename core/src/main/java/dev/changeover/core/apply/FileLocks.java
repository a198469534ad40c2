package dev.changeover.core.apply;

import com.google.common.hash.Hashing;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AppName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Locks of the operating system on files of one folder. They belong to the machine, not to the
 * folder that holds the journal: the same app may be applied from two checkouts. The system lets a
 * lock go when its process ends, so a killed apply blocks nobody.
 */
public final class FileLocks implements Locks {
  private static final int OWNER_BYTES = 64;

  private final Path folder;
  private final String host;

  /**
   * Keeps locks in {@code folder}.
   *
   * @param host the Heroku that is spoken to; a sandbox's apps are not production's
   */
  public FileLocks(Path folder, String host) {
    this.folder = folder;
    this.host = host;
  }

  @Override
  public Held take(AppName app) {
    String digest =
        Hashing.sha256().hashString(host, StandardCharsets.UTF_8).toString().substring(0, 12);
    Path file = folder.resolve(app + "-" + digest + ".lock");
    FileChannel channel = open(file);
    try {
      FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
      if (lock == null) {
        throw held(app, file, channel);
      }
      writeOwner(channel);
      return () -> release(file, channel, lock);
    } catch (OverlappingFileLockException e) {
      throw held(app, file, channel);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private FileChannel open(Path file) {
    try {
      Files.createDirectories(folder);
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static void writeOwner(FileChannel channel) throws IOException {
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
        0);
  }

  private static DiagnosticException held(AppName app, Path file, FileChannel channel) {
    String owner = "";
    try (channel) {
      ByteBuffer buffer = ByteBuffer.allocate(OWNER_BYTES);
      int read = channel.read(buffer, 0);
      owner = read > 0 ? new String(buffer.array(), 0, read, StandardCharsets.US_ASCII) : "";
    } catch (IOException e) {
      return unusable(file, e);
    }
    String who = owner.matches("\\d+") ? " (process " + owner + ")" : "";
    return new DiagnosticException(
        Diagnostic.of(
            Code.LOCKED, "another apply is working on `%s` on this machine%s".formatted(app, who)));
  }

  private static void release(Path file, FileChannel channel, FileLock lock) {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static DiagnosticException unusable(Path file, IOException cause) {
    return new DiagnosticException(
        Diagnostic.of(
            Code.JOURNAL_UNUSABLE,
            "cannot keep a lock in `%s`: %s".formatted(file, cause.getMessage()),
            "Make the folder writable, or name another with `XDG_STATE_HOME`."),
        cause);
  }
}
