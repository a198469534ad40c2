package dev.changeover.core.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;

/**
 * Compares text with a file that a reviewer has read. With {@code -Dgolden.update=true} the file is
 * written, and the test fails all the same, so that no change slips through.
 */
final class Golden {
  private Golden() {}

  static void check(String name, String actual) {
    Path file = Path.of(System.getProperty("changeover.root"), "core/src/test/golden/report", name);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
        Assertions.fail("wrote " + file + "; read the difference, then run without golden.update");
      }
      assertThat(actual).isEqualTo(Files.readString(file, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
