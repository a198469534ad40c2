package dev.changeover.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files that are packed with the program. */
final class Release {
  private static final int LARGEST = 4 * 1024 * 1024;

  private Release() {}

  /** Returns the version of this release. */
  static String version() {
    return text("/dev/changeover/cli/version.txt").strip();
  }

  /** Returns a packed file as text. */
  static String text(String path) {
    try (InputStream stream = Release.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException("the release lacks " + path);
      }
      return new String(stream.readNBytes(LARGEST), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
