package dev.changeover.core.report;

import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.Severity;
import dev.changeover.core.report.Style.Tone;
import java.util.List;
import java.util.Locale;

/** Writes diagnostics for people. */
public final class DiagnosticRenderer {
  private final Style style;

  /** Returns a renderer, with colours only if told so. */
  public DiagnosticRenderer(boolean colour) {
    this.style = new Style(colour);
  }

  /** Returns the diagnostics as text of whole lines. */
  public String render(List<Diagnostic> diagnostics) {
    StringBuilder text = new StringBuilder();
    diagnostics.forEach(each -> text.append(render(each)));
    return text.toString();
  }

  private String render(Diagnostic diagnostic) {
    Tone tone = Tone.of(diagnostic.severity());
    String place = diagnostic.at().map(at -> at + ": ").orElse("");
    return style.hanging(
            "%s[%s]: ".formatted(word(diagnostic.severity()), diagnostic.code().id()),
            tone,
            place + diagnostic.what(),
            Tone.PLAIN,
            2)
        + style.hanging("  why: ", Tone.FAINT, diagnostic.why(), Tone.PLAIN)
        + style.hanging("  fix: ", Tone.FAINT, diagnostic.fix(), Tone.PLAIN);
  }

  private static String word(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
