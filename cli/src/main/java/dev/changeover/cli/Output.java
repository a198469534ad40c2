package dev.changeover.cli;

import dev.changeover.core.report.Renderer;
import dev.changeover.core.report.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Renders reports to text. */
final class Output {
  private Output() {}

  static String text(Renderer renderer, List<Report> reports) {
    StringBuilder text = new StringBuilder();
    try {
      renderer.render(reports, text);
    } catch (IOException e) {
      throw new UncheckedIOException("a string refused text", e);
    }
    return text.toString();
  }
}
