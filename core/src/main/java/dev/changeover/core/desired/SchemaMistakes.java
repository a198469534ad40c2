package dev.changeover.core.desired;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.SourcePosition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the schema finds wrong with one document, one plain sentence for each mistake. The schema
 * decides; this class only words it, and adds the values that YAML readers do not agree on.
 */
final class SchemaMistakes {
  /** Keywords about the keys of a mapping; all others are about the value as a whole. */
  private static final Set<String> ABOUT_KEYS = Set.of("required", "additionalProperties");

  private final DesiredSchema schema;
  private final YamlNode root;

  SchemaMistakes(DesiredSchema schema, YamlNode root) {
    this.schema = schema;
    this.root = root;
  }

  /** Returns all mistakes, in no particular order. */
  List<Diagnostic> find() {
    List<Error> errors = schema.validate(root.toJson());
    Map<KeyPath, Error> values = new LinkedHashMap<>();
    List<Diagnostic> found = new ArrayList<>();
    for (Error error : errors) {
      if (!ABOUT_KEYS.contains(error.getKeyword()) && isTold(error)) {
        values.merge(path(error), error, SchemaMistakes::moreTelling);
      }
    }
    Optional<Error> format =
        Optional.ofNullable(values.get(KeyPath.ROOT.then("format")))
            .filter(error -> error.getKeyword().equals("const"));
    if (format.isPresent()) {
      // Another format has other keys: nothing else that this schema says of it is worth telling.
      return List.of(value(path(format.get()), format.get()));
    }
    Map<KeyPath, YamlNode.Scalar> traps = traps();
    traps.forEach((path, scalar) -> found.add(trap(path, scalar)));
    values.keySet().removeAll(traps.keySet());
    values.forEach((path, error) -> found.add(value(path, error)));
    found.addAll(keys(errors));
    return found;
  }

  private static Error moreTelling(Error one, Error other) {
    return other.getKeyword().equals("type") ? other : one;
  }

  /**
   * Returns whether an error stands on its own. Of the alternatives of a {@code oneOf}, only what
   * is wrong with a list is worth telling where a list is allowed; for all else the {@code oneOf}
   * itself speaks.
   */
  private boolean isTold(Error error) {
    List<String> steps = steps(error.getEvaluationPath());
    int oneOf = steps.lastIndexOf("oneOf");
    if (oneOf < 0) {
      return true;
    }
    boolean itself = oneOf == steps.size() - 1;
    boolean item = path(error).isItemIn(root);
    boolean list = item || isList(path(error));
    boolean aboutList =
        item || Set.of("minItems", "maxItems", "uniqueItems").contains(error.getKeyword());
    return itself ? !(list && allowsList(path(error))) : aboutList;
  }

  private boolean isList(KeyPath path) {
    return path.in(root).filter(YamlNode.Sequence.class::isInstance).isPresent();
  }

  private boolean allowsList(KeyPath path) {
    return schema.at(path).flatMap(Place::items).isPresent();
  }

  // Values that YAML readers do not agree on.

  private Map<KeyPath, YamlNode.Scalar> traps() {
    Map<KeyPath, YamlNode.Scalar> traps = new LinkedHashMap<>();
    collectTraps(KeyPath.ROOT, root, traps);
    return traps;
  }

  private void collectTraps(KeyPath path, YamlNode node, Map<KeyPath, YamlNode.Scalar> traps) {
    if (schema.at(path).isEmpty()) {
      return;
    }
    if (node instanceof YamlNode.Mapping mapping) {
      mapping.entries().forEach((key, e) -> collectTraps(path.then(key), e.value(), traps));
    } else if (node instanceof YamlNode.Sequence sequence) {
      IntStream.range(0, sequence.items().size())
          .forEach(
              i -> collectTraps(path.then(Integer.toString(i)), sequence.items().get(i), traps));
    } else if (node instanceof YamlNode.Scalar scalar && scalar.kind() == Plain.TRAP) {
      traps.put(path, scalar);
    }
  }

  private Diagnostic trap(KeyPath path, YamlNode.Scalar scalar) {
    Place place = schema.at(path).orElseThrow();
    Advice advice = advice(path, place);
    boolean quotesHelp = expectsText(place) && place.accepts(scalar.text());
    String fix =
        quotesHelp
            ? "Write " + advice.written(scalar.text()) + " if that text is meant."
            : advice.insteadOf(scalar.text());
    boolean lacksQuotes = !quotesHelp && Plain.isTruthWord(scalar.text()) && expectsText(place);
    return wrong(
            "%s is %s, which YAML readers do not agree on."
                .formatted(name(path), Shown.of(scalar.text())),
            lacksQuotes ? fix + " Text that looks like something else needs quotes." : fix)
        .because(Plain.whyTrap(scalar.text()))
        .at(scalar.position());
  }

  private static boolean expectsText(Place place) {
    return place.type().filter("string"::equals).isPresent();
  }

  // Values as a whole.

  private Diagnostic value(KeyPath path, Error error) {
    Place place = schema.at(path).orElseThrow();
    YamlNode node = path.in(root).orElseThrow();
    Advice advice = advice(path, place);
    Diagnostic found =
        switch (error.getKeyword()) {
          case "type" -> wrongType(path, place, node, advice);
          case "const" -> otherFormat(path, node);
          case "oneOf" -> noneOf(path, node, advice);
          case "minimum", "maximum" -> outOfBounds(path, place, node, advice);
          case "minItems" -> emptyList(path, advice);
          case "minProperties" ->
              wrong(name(path) + " is empty.", "Name at least one." + removal(path));
          case "maxItems", "maxProperties" ->
              wrong(
                  "%s has more than %s entries."
                      .formatted(
                          name(path),
                          place
                              .keyword("maxItems")
                              .or(() -> place.keyword("maxProperties"))
                              .map(Object::toString)
                              .orElse("100")),
                  "Remove some of them.");
          case "uniqueItems" -> repeated(path, (YamlNode.Sequence) node);
          default -> wrongText(path, node, advice);
        };
    Diagnostic placed = found.at().isPresent() ? found : found.at(position(path, node));
    return place.rule().map(placed::because).orElse(placed);
  }

  private Diagnostic wrongType(KeyPath path, Place place, YamlNode node, Advice advice) {
    if (path.isRoot()) {
      return wrong(
          "The document is %s instead of keys with values."
              .formatted(node instanceof YamlNode.Scalar ? "a single value" : kind(node)),
          "Begin each of the lines `format: 1`, `app:` and `postgres:` at the start of the line;"
              + " separate several desired states with a line `---`.");
    }
    if (node instanceof YamlNode.Scalar scalar) {
      if (scalar.kind() == Plain.NULL) {
        return wrong(name(path) + " has no value.", advice.anyOther() + removal(path));
      }
      String fix = advice.insteadOf(scalar.text());
      boolean quoted = scalar.kind() == Plain.TEXT && place.accepts(scalar.text());
      return wrong(
          "%s is %s %s instead of %s."
              .formatted(name(path), kind(node), Shown.of(scalar.text()), expected(place)),
          quoted ? fix.replaceFirst("\\.$", ", without quotes.") : fix);
    }
    return wrong(
        "%s is %s instead of %s.".formatted(name(path), kind(node), expected(place)),
        advice.anyOther());
  }

  private String removal(KeyPath path) {
    boolean required =
        schema
            .at(path.parent())
            .flatMap(place -> place.keyword("required"))
            .filter(names -> names.valueStream().anyMatch(n -> n.asString().equals(path.last())))
            .isPresent();
    return required || path.isItemIn(root) ? "" : " Or remove the key.";
  }

  private static Diagnostic otherFormat(KeyPath path, YamlNode node) {
    return wrong(
        "%s is %s, which this release cannot read.".formatted(name(path), shown(node)),
        "Write `format: 1`, or use the release of Changeover that the file is written for.");
  }

  private Diagnostic noneOf(KeyPath path, YamlNode node, Advice advice) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      return wrong("%s cannot be %s.".formatted(name(path), kind(node)), advice.anyOther());
    }
    if (scalar.kind() == Plain.NULL) {
      return wrong(name(path) + " has no value.", advice.anyOther() + removal(path));
    }
    boolean item =
        allowsList(path)
            && advice.meant(scalar.text()).isEmpty()
            && schema.at(path.then("0")).filter(p -> p.accepts(scalar.text())).isPresent();
    return wrong(
        "%s cannot be %s.".formatted(name(path), Shown.of(scalar.text())),
        item
            ? "Write %s.".formatted(Shown.of(path.last() + ": [" + scalar.text() + "]"))
            : advice.insteadOf(scalar.text()));
  }

  private static Diagnostic outOfBounds(KeyPath path, Place place, YamlNode node, Advice advice) {
    return wrong(
        "%s cannot be %s.".formatted(name(path), shown(node)),
        "Write a number from %s to %s, for example %s."
            .formatted(
                bound(place, "minimum"),
                bound(place, "maximum"),
                advice.written(place.example().orElse(bound(place, "minimum")))));
  }

  private static String bound(Place place, String keyword) {
    return place.keyword(keyword).map(node -> Integer.toString(node.asInt())).orElse("any");
  }

  private static Diagnostic emptyList(KeyPath path, Advice advice) {
    return wrong(
        name(path) + " is an empty list.",
        "Write %s if none is meant, or name some.".formatted(advice.written("none")));
  }

  private static Diagnostic repeated(KeyPath path, YamlNode.Sequence list) {
    Set<JsonNode> seen = new HashSet<>();
    YamlNode twice =
        list.items().stream().filter(item -> !seen.add(item.toJson())).findFirst().orElse(list);
    return wrong(
            "%s names %s more than once.".formatted(name(path), shown(twice)),
            "Remove the repetition.")
        .at(twice.position());
  }

  private static Stream<String> text(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar ? Stream.of(scalar.text()) : Stream.empty();
  }

  private static Diagnostic wrongText(KeyPath path, YamlNode node, Advice advice) {
    String text = text(node).findFirst().orElse("");
    return text.isBlank()
        ? wrong(name(path) + " is empty.", advice.anyOther())
        : wrong("%s cannot be %s.".formatted(name(path), Shown.of(text)), advice.insteadOf(text));
  }

  // Keys.

  private List<Diagnostic> keys(List<Error> errors) {
    List<Diagnostic> found = new ArrayList<>();
    Set<KeyPath> misspelt = new HashSet<>();
    for (Error error : errors) {
      if (error.getKeyword().equals("additionalProperties")) {
        KeyPath path = path(error);
        Place place = schema.at(path).orElseThrow();
        NearMatch.of(error.getProperty(), place.keys())
            .ifPresent(key -> misspelt.add(path.then(key)));
        found.add(unknown(path, place, error.getProperty()));
      }
    }
    errors.stream()
        .filter(error -> error.getKeyword().equals("required"))
        .map(error -> path(error).then(error.getProperty()))
        .filter(path -> !misspelt.contains(path))
        .forEach(path -> found.add(missing(path)));
    return found;
  }

  private Diagnostic unknown(KeyPath parent, Place place, String key) {
    SourcePosition position =
        parent.then(key).entryIn(root).map(YamlNode.Entry::keyPosition).orElseThrow();
    if (place.keyword("patternProperties").isPresent()) {
      return wrong(
              "%s holds %s, which cannot be a process type.".formatted(name(parent), Shown.of(key)),
              "Correct the name; the app's Procfile has the process types.")
          .because("A process type has letters, digits, hyphens and underscores, at most 128.")
          .at(position);
    }
    return parent.steps().equals(List.of("checks"))
        ? notOverridable(place, key).at(position)
        : Diagnostic.of(
                Code.UNKNOWN_KEY,
                parent.isRoot()
                    ? "The key %s is not known.".formatted(Shown.of(key))
                    : "The key %s is not known under %s.".formatted(Shown.of(key), name(parent)),
                unknownFix(place, key, parent))
            .at(position);
  }

  private static Diagnostic notOverridable(Place place, String key) {
    String all = listed(place.keys());
    String what =
        Code.byId(key).isPresent()
            ? "The check %s cannot be turned into a warning."
            : "%s is no check.";
    String fix =
        NearMatch.of(key, place.keys())
            .map(
                near -> "Did you mean `%s`? Only these can be overridden: %s.".formatted(near, all))
            .orElse("Remove it; only these can be overridden: %s.".formatted(all));
    return Diagnostic.of(Code.UNKNOWN_KEY, what.formatted(Shown.of(key)), fix)
        .because("Only a check that a person can judge better may be overridden.");
  }

  private String unknownFix(Place place, String key, KeyPath parent) {
    Optional<String> elsewhere =
        schema.parentOf(key).filter(other -> !parent.steps().equals(List.of(other)));
    Optional<String> top = KeyPath.ROOT.equals(parent) ? Optional.empty() : atTop(key);
    return NearMatch.of(key, place.keys())
        .map("Did you mean `%s`?"::formatted)
        .or(() -> elsewhere.map(other -> "Move it below `%s`, where it belongs.".formatted(other)))
        .or(() -> top)
        .orElse("Remove it. The keys here are %s.".formatted(listed(place.keys())));
  }

  private Optional<String> atTop(String key) {
    return schema
        .at(KeyPath.ROOT)
        .filter(place -> place.keys().contains(key))
        .map(place -> "Move it to the start of a line: it is a key of the document itself.");
  }

  private static String listed(List<String> words) {
    return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  private Diagnostic missing(KeyPath path) {
    Place place = schema.at(path).orElseThrow();
    YamlNode parent = path.parent().in(root).orElseThrow();
    SourcePosition position =
        path.parent().entryIn(root).map(YamlNode.Entry::keyPosition).orElse(parent.position());
    String line =
        place
            .example()
            .map(example -> Shown.of(path.last() + ": " + example))
            .orElse("`" + path.last() + ":`");
    String where = path.parent().isRoot() ? "" : ", indented below `" + path.parent().last() + ":`";
    String below =
        place
            .keyword("required")
            .map(keys -> ", and indented below it `" + keys.get(0).asString() + ":` with its value")
            .orElse("");
    return Diagnostic.of(
            Code.MISSING_KEY,
            "The required key %s is missing.".formatted(name(path)),
            "Add " + line + where + below + ".")
        .at(position);
  }

  // Words and places.

  private static Diagnostic wrong(String what, String fix) {
    return Diagnostic.of(Code.WRONG_VALUE, what, fix);
  }

  private Advice advice(KeyPath path, Place place) {
    return new Advice(path, place, path.isItemIn(root));
  }

  private SourcePosition position(KeyPath path, YamlNode node) {
    boolean empty = node instanceof YamlNode.Scalar scalar && scalar.kind() == Plain.NULL;
    return empty
        ? path.entryIn(root).map(YamlNode.Entry::keyPosition).orElse(node.position())
        : node.position();
  }

  private static String name(KeyPath path) {
    return path.isRoot() ? "The document" : path.toString();
  }

  private static String shown(YamlNode node) {
    return text(node).findFirst().map(Shown::of).orElseGet(() -> kind(node));
  }

  private static String kind(YamlNode node) {
    if (node instanceof YamlNode.Mapping) {
      return "a mapping";
    }
    return node instanceof YamlNode.Scalar scalar
        ? switch (scalar.kind()) {
          case NULL -> "nothing";
          case BOOLEAN -> "the truth value";
          case INTEGER, NUMBER -> "the number";
          case TEXT, TRAP -> "the text";
        }
        : "a list";
  }

  private static String expected(Place place) {
    return switch (place.type().orElse("")) {
      case "integer" -> "a whole number";
      case "boolean" -> "`true` or `false`";
      case "object" -> "keys with values";
      default -> "text";
    };
  }

  private static KeyPath path(Error error) {
    return new KeyPath(steps(error.getInstanceLocation()));
  }

  private static List<String> steps(NodePath path) {
    return IntStream.range(0, path.getNameCount()).mapToObj(path::getName).toList();
  }
}
