package dev.changeover.core.report;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Diagnostic;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What checking desired-state files came to, as JSON text of several lines. */
public final class ValidationDocument {
  private ValidationDocument() {}

  /** Returns that the files are valid, and what they ask for. */
  public static String valid(List<DesiredState> desired) {
    return document(desired, List.of());
  }

  /** Returns that the files are not valid, and why. */
  public static String invalid(List<Diagnostic> diagnostics) {
    return document(List.of(), diagnostics);
  }

  private static String document(List<DesiredState> desired, List<Diagnostic> diagnostics) {
    Json json = new Json();
    ObjectNode body = json.object();
    body.put("formatVersion", Report.FORMAT_VERSION);
    body.put("kind", "validation");
    body.put("valid", diagnostics.isEmpty());
    ArrayNode states = body.putArray("desired");
    desired.forEach(each -> DesiredJson.write(each, states.addObject()));
    ArrayNode list = body.putArray("diagnostics");
    diagnostics.forEach(each -> PlanDocument.write(each, list.addObject()));
    return json.pretty(body);
  }
}
