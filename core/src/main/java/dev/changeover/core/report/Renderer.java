package dev.changeover.core.report;

import java.io.IOException;
import java.util.List;

/** Writes reports. Knows no steps, no clock and no terminal. */
public interface Renderer {
  /**
   * Writes the reports.
   *
   * @throws IOException if {@code out} does
   */
  void render(List<Report> reports, Appendable out) throws IOException;

  /** Returns a renderer of plans for people, at most 100 columns wide where words allow it. */
  static Renderer planText(boolean colour) {
    return new PlanText(new Style(colour));
  }

  /** Returns a renderer of plans as one JSON object, which is also a plan file. */
  static Renderer planJson() {
    return (reports, out) -> out.append(PlanDocument.plan(reports));
  }

  /** Returns a renderer of the present state, and what is next, for people. */
  static Renderer statusText(boolean colour) {
    return new StatusText(new Style(colour));
  }

  /** Returns a renderer of the present state as one JSON object. */
  static Renderer statusJson() {
    return (reports, out) -> out.append(PlanDocument.status(reports));
  }
}
