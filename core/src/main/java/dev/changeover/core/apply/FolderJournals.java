package dev.changeover.core.apply;

import dev.changeover.core.model.AppName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps journals as files, in one folder for each app. */
public final class FolderJournals implements JournalStorage {
  /** The longest journal that is read, in bytes. A changeover needs a few thousand. */
  static final long MAX_BYTES = 16L << 20;

  private final Path root;

  /** Keeps journals below {@code root}, which is made when the first line is written. */
  public FolderJournals(Path root) {
    this.root = root;
  }

  private Path file(AppName app) {
    return root.resolve(app.value()).resolve("journal.jsonl");
  }

  @Override
  public byte[] read(AppName app) throws IOException {
    Path file = file(app);
    if (!Files.exists(file)) {
      return new byte[0];
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("the journal is longer than " + MAX_BYTES + " bytes");
    }
    return Files.readAllBytes(file);
  }

  @Override
  public void append(AppName app, long offset, byte[] bytes) throws IOException {
    Path file = file(app);
    Path folder = root.resolve(app.value());
    boolean isNew = !Files.exists(file);
    Files.createDirectories(folder);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(offset);
      channel.position(offset);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    if (isNew) {
      syncFolder(folder);
    }
  }

  /** Makes the file's name itself durable; only some systems allow or need that. */
  private static void syncFolder(Path folder) throws IOException {
    boolean supported = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (supported) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public String describe(AppName app) {
    return file(app).toString();
  }
}
