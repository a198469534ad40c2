package dev.changeover.core.report;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.PreImages;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads plans that were saved as JSON, so that exactly what was reviewed is applied. */
public final class PlanFile {
  /** A plan file may be so many bytes long. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final String DIGEST = "digest";

  private PlanFile() {}

  /**
   * Returns what a person who hands in this file agrees to, in the order of the file.
   *
   * @throws DiagnosticException with {@link Code#PLAN_FILE_INVALID} if it is not an undamaged plan
   *     file of this format
   */
  public static List<Approval> read(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw invalid("the plan file is larger than %d MiB".formatted(MAX_BYTES / 1024 / 1024));
    }
    JsonNode root;
    try {
      root = new Json().read(bytes);
    } catch (JacksonException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.PLAN_FILE_INVALID, "the plan file is not valid JSON" + place(e)), e);
    }
    if (!(root instanceof ObjectNode body)) {
      throw invalid("the plan file is not a JSON object");
    }
    try {
      return read(body);
    } catch (IllegalArgumentException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.PLAN_FILE_INVALID, "the plan file is not as expected: " + reason(e)),
          e);
    }
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null || e.getLocation().getLineNr() < 1
        ? ""
        : " (line %d, column %d)"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static String reason(IllegalArgumentException e) {
    return Optional.ofNullable(e.getMessage()).orElse("a value is wrong");
  }

  private static List<Approval> read(ObjectNode body) {
    Fields fields = new Fields("plan file", body);
    if (!fields.optionalText("kind").equals(Optional.of(PlanDocument.PLAN))) {
      throw invalid("the file is JSON, but not a plan of Changeover");
    }
    String version = fields.text("formatVersion");
    if (!version.equals(Report.FORMAT_VERSION)) {
      throw invalid(
          "the plan file has format version `%.20s`, and this release reads version %s"
              .formatted(version, Report.FORMAT_VERSION));
    }
    String digest = fields.text(DIGEST);
    ObjectNode rest = body.deepCopy();
    rest.remove(DIGEST);
    if (!new Json().digest(rest).equals(digest)) {
      throw invalid("the plan file was changed after it was made: its digest does not fit");
    }
    List<Approval> approvals = new ArrayList<>();
    Set<String> targets = new HashSet<>();
    for (Fields plan : fields.objects("plans")) {
      Approval approval = approval(plan);
      DesiredState desired = approval.desired();
      if (!targets.add(desired.app() + "::" + desired.attachment())) {
        throw new IllegalArgumentException("it has two plans for one attachment");
      }
      approvals.add(approval);
    }
    if (approvals.isEmpty()) {
      throw new IllegalArgumentException("it has no plan");
    }
    return List.copyOf(approvals);
  }

  private static Approval approval(Fields plan) {
    List<String> fingerprints = new ArrayList<>();
    List<String> summaries = new ArrayList<>();
    for (Fields phase : plan.objects("phases")) {
      for (Fields step : phase.objects("steps")) {
        fingerprints.add(step.text("fingerprint"));
        summaries.add(step.text("summary"));
      }
    }
    return new Approval(
        DesiredJson.read(plan.object("desired")),
        fingerprints,
        summaries,
        before(plan.object("before")),
        plan.optionalText("changeover"));
  }

  private static PreImages before(Fields fields) {
    Optional<Map<ProcessType, Integer>> quantities =
        fields.optionalObject("quantities").map(DesiredJson::quantities);
    return new PreImages(
        PreImages.Source.PLAN_FILE,
        fields.optionalTruth("maintenance"),
        quantities,
        false,
        false,
        false);
  }

  private static DiagnosticException invalid(String what) {
    return new DiagnosticException(Diagnostic.of(Code.PLAN_FILE_INVALID, what));
  }
}
