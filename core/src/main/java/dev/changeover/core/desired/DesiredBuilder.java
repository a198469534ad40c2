package dev.changeover.core.desired;

import dev.changeover.core.desired.DesiredState.Cutover;
import dev.changeover.core.desired.DesiredState.Limits;
import dev.changeover.core.desired.DesiredState.Method;
import dev.changeover.core.desired.DesiredState.MoveAttachments;
import dev.changeover.core.desired.DesiredState.Stop;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the desired state of a document in which no mistake was found. */
final class DesiredBuilder {
  private final YamlNode.Mapping root;
  private final YamlNode.Mapping postgres;
  private final YamlNode.Mapping cutover;

  DesiredBuilder(YamlNode.Mapping root) {
    this.root = root;
    this.postgres = below(root, "postgres");
    this.cutover = below(root, "cutover");
  }

  /** Returns the desired state, with the defaults for what is not stated. */
  DesiredState build() {
    DesiredState defaults =
        DesiredState.of(
            new AppName(text(root, "app").orElseThrow()),
            new PgMajor(Math.toIntExact(scalar(postgres, "version").orElseThrow().integer())));
    return new DesiredState(
        defaults.app(),
        text(postgres, "attachment").map(Alias::new).orElse(defaults.attachment()),
        defaults.version(),
        text(postgres, "plan").map(PlanSlug::new),
        truth(postgres, "keepOldDatabase").orElse(defaults.keepOldDatabase()),
        text(root, "method").map(name -> Method.valueOf(name.toUpperCase(Locale.ROOT))),
        text(root, "adopt"),
        root.get("moveAttachments").map(DesiredBuilder::moved).orElse(defaults.moveAttachments()),
        cutover(),
        limits(),
        checks(),
        root.position());
  }

  private static MoveAttachments moved(YamlNode node) {
    if (node instanceof YamlNode.Sequence list) {
      return new MoveAttachments(false, each(list, Alias::new));
    }
    return text(node).equals("all") ? MoveAttachments.ALL : MoveAttachments.NONE;
  }

  private static Stop stopped(YamlNode node) {
    if (node instanceof YamlNode.Sequence list) {
      return new Stop(false, each(list, ProcessType::new));
    }
    return text(node).equals("all") ? Stop.ALL : Stop.NONE;
  }

  private Cutover cutover() {
    return new Cutover(
        truth(cutover, "maintenance").orElse(Cutover.DEFAULT.maintenance()),
        cutover.get("stop").map(DesiredBuilder::stopped).orElse(Cutover.DEFAULT.stop()),
        cutover.get("restore").map(node -> counts((YamlNode.Mapping) node)),
        duration(cutover, "deadline").orElse(Cutover.DEFAULT.deadline()),
        scalar(cutover, "maxLag")
            .map(lag -> Math.toIntExact(lag.integer()))
            .orElse(Cutover.DEFAULT.maxLag()));
  }

  private static Map<ProcessType, Integer> counts(YamlNode.Mapping restore) {
    Map<ProcessType, Integer> counts = new TreeMap<>();
    restore
        .entries()
        .keySet()
        .forEach(
            type ->
                counts.put(
                    new ProcessType(type),
                    Math.toIntExact(scalar(restore, type).orElseThrow().integer())));
    return counts;
  }

  private Limits limits() {
    YamlNode.Mapping limits = below(root, "limits");
    return new Limits(
        duration(limits, "provision").orElse(Limits.DEFAULT.provision()),
        duration(limits, "catchUp").orElse(Limits.DEFAULT.catchUp()),
        duration(limits, "upgrade").orElse(Limits.DEFAULT.upgrade()),
        duration(limits, "release").orElse(Limits.DEFAULT.release()));
  }

  private Map<Code, String> checks() {
    YamlNode.Mapping given = below(root, "checks");
    Map<Code, String> checks = new EnumMap<>(Code.class);
    given
        .entries()
        .keySet()
        .forEach(
            id -> checks.put(Code.byId(id).orElseThrow(), text(given, id).orElseThrow().strip()));
    return checks;
  }

  private static YamlNode.Mapping below(YamlNode.Mapping parent, String key) {
    return parent
        .get(key)
        .map(YamlNode.Mapping.class::cast)
        .orElseGet(() -> new YamlNode.Mapping(Map.of(), parent.position()));
  }

  private static Optional<YamlNode.Scalar> scalar(YamlNode.Mapping parent, String key) {
    return parent.get(key).map(YamlNode.Scalar.class::cast);
  }

  private static Optional<String> text(YamlNode.Mapping parent, String key) {
    return scalar(parent, key).map(YamlNode.Scalar::text);
  }

  private static String text(YamlNode node) {
    return ((YamlNode.Scalar) node).text();
  }

  private static Optional<Boolean> truth(YamlNode.Mapping parent, String key) {
    return text(parent, key).map(Plain::meansTrue);
  }

  private static Optional<Duration> duration(YamlNode.Mapping parent, String key) {
    return text(parent, key).map(Durations::parse);
  }

  private static <T> Set<T> each(YamlNode.Sequence list, Function<String, T> make) {
    return list.items().stream()
        .map(DesiredBuilder::text)
        .map(make)
        .collect(Collectors.toUnmodifiableSet());
  }
}
