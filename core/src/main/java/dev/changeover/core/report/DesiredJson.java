package dev.changeover.core.report;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.desired.DesiredState.Cutover;
import dev.changeover.core.desired.DesiredState.Limits;
import dev.changeover.core.desired.DesiredState.Method;
import dev.changeover.core.desired.DesiredState.MoveAttachments;
import dev.changeover.core.desired.DesiredState.Stop;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.SourcePosition;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The desired state within a plan file: everything stated, defaults too. */
final class DesiredJson {
  private static final String ALL = "all";

  private DesiredJson() {}

  static void write(DesiredState desired, ObjectNode into) {
    into.put("app", desired.app().value());
    into.put("attachment", desired.attachment().value());
    into.put("version", desired.version().number());
    desired.plan().ifPresent(plan -> into.put("plan", plan.value()));
    into.put("keepOldDatabase", desired.keepOldDatabase());
    desired.method().ifPresent(method -> into.put("method", ReportBuilder.id(method)));
    desired.adopt().ifPresent(adopt -> into.put("adopt", adopt));
    if (desired.moveAttachments().all()) {
      into.put("moveAttachments", ALL);
    } else {
      ArrayNode aliases = into.putArray("moveAttachments");
      desired.moveAttachments().aliases().stream()
          .sorted()
          .forEach(alias -> aliases.add(alias.value()));
    }
    write(desired.cutover(), into.putObject("cutover"));
    ObjectNode limits = into.putObject("limits");
    limits.put("provision", desired.limits().provision().toString());
    limits.put("catchUp", desired.limits().catchUp().toString());
    limits.put("upgrade", desired.limits().upgrade().toString());
    limits.put("release", desired.limits().release().toString());
    ObjectNode checks = into.putObject("checks");
    desired.checks().forEach((code, reason) -> checks.put(code.id(), reason));
    ObjectNode source = into.putObject("source");
    source.put("file", fileName(desired.position().file()));
    source.put("line", desired.position().line());
    source.put("column", desired.position().column());
  }

  /** Where the file was on the machine that made the plan is nobody's business. */
  private static String fileName(String path) {
    return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  }

  private static void write(Cutover cutover, ObjectNode into) {
    into.put("maintenance", cutover.maintenance());
    if (cutover.stop().all()) {
      into.put("stop", ALL);
    } else {
      ArrayNode types = into.putArray("stop");
      cutover.stop().types().stream().sorted().forEach(type -> types.add(type.value()));
    }
    cutover.restore().ifPresent(restore -> write(restore, into.putObject("restore")));
    into.put("deadline", cutover.deadline().toString());
    into.put("maxLag", cutover.maxLag());
  }

  static void write(Map<ProcessType, Integer> quantities, ObjectNode into) {
    new TreeMap<>(quantities).forEach((type, quantity) -> into.put(type.value(), quantity));
  }

  /**
   * Returns the desired state.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static DesiredState read(Fields fields) {
    DesiredState desired =
        new DesiredState(
            new AppName(fields.text("app")),
            new Alias(fields.text("attachment")),
            new PgMajor(fields.number("version")),
            fields.optionalText("plan").map(PlanSlug::new),
            fields.truth("keepOldDatabase"),
            fields.optionalText("method").map(DesiredJson::method),
            fields.optionalText("adopt"),
            moves(fields),
            cutover(fields.object("cutover")),
            limits(fields.object("limits")),
            checks(fields.object("checks")),
            position(fields.object("source")));
    fields.nothingElse();
    return desired;
  }

  private static Method method(String id) {
    for (Method method : Method.values()) {
      if (ReportBuilder.id(method).equals(id)) {
        return method;
      }
    }
    throw new IllegalArgumentException("`method` is unknown");
  }

  private static MoveAttachments moves(Fields fields) {
    return fields
        .optionalTexts("moveAttachments", ALL)
        .map(
            names ->
                new MoveAttachments(
                    false, names.stream().map(Alias::new).collect(Collectors.toSet())))
        .orElse(MoveAttachments.ALL);
  }

  private static Cutover cutover(Fields fields) {
    Optional<Set<ProcessType>> stopped =
        fields
            .optionalTexts("stop", ALL)
            .map(names -> names.stream().map(ProcessType::new).collect(Collectors.toSet()));
    Cutover cutover =
        new Cutover(
            fields.truth("maintenance"),
            stopped.map(types -> new Stop(false, types)).orElse(Stop.ALL),
            fields.optionalObject("restore").map(DesiredJson::quantities),
            fields.span("deadline"),
            fields.optionalNumber("maxLag").orElse(Cutover.DEFAULT.maxLag()));
    fields.nothingElse();
    return cutover;
  }

  static Map<ProcessType, Integer> quantities(Fields fields) {
    Map<ProcessType, Integer> quantities = new TreeMap<>();
    fields.names().forEach(name -> quantities.put(new ProcessType(name), fields.count(name)));
    return quantities;
  }

  private static Limits limits(Fields fields) {
    Limits limits =
        new Limits(
            fields.span("provision"),
            fields.span("catchUp"),
            fields.span("upgrade"),
            fields.span("release"));
    fields.nothingElse();
    return limits;
  }

  private static Map<Code, String> checks(Fields fields) {
    Map<Code, String> checks = new TreeMap<>();
    fields
        .names()
        .forEach(
            name ->
                checks.put(
                    Code.byId(name)
                        .filter(Code::overridable)
                        .orElseThrow(
                            () -> new IllegalArgumentException("a check cannot be overridden")),
                    fields.text(name)));
    return checks;
  }

  private static SourcePosition position(Fields fields) {
    SourcePosition position =
        new SourcePosition(fields.text("file"), fields.number("line"), fields.number("column"));
    fields.nothingElse();
    return position;
  }
}
