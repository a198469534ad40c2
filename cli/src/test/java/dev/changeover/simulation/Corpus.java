package dev.changeover.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The cases that failed once. */
final class Corpus {
  private static final String FILE = "corpus.txt";

  private Corpus() {}

  /**
   * One case that failed once.
   *
   * @param cause what was wrong, from the comment above the case
   */
  record Past(String cause, Case run) {
    @Override
    public String toString() {
      return cause;
    }
  }

  /** Reads them; a case without a cause is refused. */
  static List<Past> read() {
    List<Past> all = new ArrayList<>();
    StringBuilder cause = new StringBuilder();
    for (String line : text().lines().toList()) {
      if (line.startsWith("#")) {
        cause.append(line.substring(1).strip()).append(' ');
      } else if (line.isBlank()) {
        cause.setLength(0);
      } else {
        if (cause.length() == 0) {
          throw new IllegalStateException("the corpus has a case without a cause: " + line);
        }
        all.add(new Past(cause.toString().strip(), Case.parse(line)));
      }
    }
    return all;
  }

  private static String text() {
    try (InputStream file = Corpus.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
