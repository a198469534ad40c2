package dev.changeover.core.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a value is in its document, as keys and list indexes from the root.
 *
 * @param steps keys; a list index as its digits
 */
record KeyPath(List<String> steps) {
  static final KeyPath ROOT = new KeyPath(List.of());

  KeyPath {
    steps = List.copyOf(steps);
  }

  KeyPath then(String step) {
    List<String> longer = new ArrayList<>(steps);
    longer.add(step);
    return new KeyPath(longer);
  }

  boolean isRoot() {
    return steps.isEmpty();
  }

  KeyPath parent() {
    return new KeyPath(steps.subList(0, steps.size() - 1));
  }

  String last() {
    return steps.get(steps.size() - 1);
  }

  /** Returns the value at this path in a document. */
  Optional<YamlNode> in(YamlNode root) {
    Optional<YamlNode> node = Optional.of(root);
    for (String step : steps) {
      node = node.flatMap(at -> child(at, step));
    }
    return node;
  }

  /** Returns the key at this path in a document; empty for an item of a list. */
  Optional<YamlNode.Entry> entryIn(YamlNode root) {
    return isRoot()
        ? Optional.empty()
        : parent()
            .in(root)
            .filter(YamlNode.Mapping.class::isInstance)
            .map(YamlNode.Mapping.class::cast)
            .map(mapping -> mapping.entries().get(last()));
  }

  /** Returns whether this is the path of an item of a list in a document. */
  boolean isItemIn(YamlNode root) {
    return !isRoot() && parent().in(root).filter(YamlNode.Sequence.class::isInstance).isPresent();
  }

  private static Optional<YamlNode> child(YamlNode node, String step) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping.get(step);
    }
    return node instanceof YamlNode.Sequence sequence && isIndex(step)
        ? Optional.of(sequence.items().get(Integer.parseInt(step)))
        : Optional.empty();
  }

  private static boolean isIndex(String step) {
    return step.matches("[0-9]{1,5}");
  }

  /** Returns the path in backticks, for example {@code `cutover.stop[0]`}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String step : steps) {
      text.append(isIndex(step) ? "[" + step + "]" : (text.isEmpty() ? "" : ".") + step);
    }
    return Shown.of(text.toString());
  }
}
