package dev.changeover.core.report;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a JSON object that is read strictly. Every method throws {@link
 * IllegalArgumentException} for what is not as expected, with a text that quotes no value.
 */
final class Fields {
  /** More entries than any list of a plan can sensibly have. */
  private static final int LONGEST_LIST = 10_000;

  private static final Duration LONGEST_WAIT = Duration.ofDays(30);
  private static final int MOST_DYNOS = 100_000;

  private final String place;
  private final JsonNode node;
  private final Set<String> seen = new HashSet<>();

  Fields(String place, @Nullable JsonNode node) {
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("`" + place + "` is not an object");
    }
    this.place = place;
    this.node = node;
  }

  private Optional<JsonNode> get(String name) {
    seen.add(name);
    return Optional.ofNullable(node.get(name));
  }

  private JsonNode need(String name) {
    return get(name).orElseThrow(() -> new IllegalArgumentException(named(name) + " is missing"));
  }

  private String named(String name) {
    return "`" + place + "." + name + "`";
  }

  private IllegalArgumentException wrong(String name, String what) {
    return new IllegalArgumentException(named(name) + " is not " + what);
  }

  Collection<String> names() {
    return List.copyOf(node.propertyNames());
  }

  String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> new IllegalArgumentException(named(name) + " is missing"));
  }

  Optional<String> optionalText(String name) {
    return get(name)
        .map(
            found -> {
              if (!found.isString()) {
                throw wrong(name, "a text");
              }
              return found.stringValue();
            });
  }

  int number(String name) {
    return optionalNumber(name)
        .orElseThrow(() -> new IllegalArgumentException(named(name) + " is missing"));
  }

  Optional<Integer> optionalNumber(String name) {
    return get(name)
        .map(
            found -> {
              if (!found.isInt()) {
                throw wrong(name, "a whole number");
              }
              return found.intValue();
            });
  }

  int count(String name) {
    int number = number(name);
    if (number < 0 || number > MOST_DYNOS) {
      throw wrong(name, "a count");
    }
    return number;
  }

  boolean truth(String name) {
    return optionalTruth(name)
        .orElseThrow(() -> new IllegalArgumentException(named(name) + " is missing"));
  }

  Optional<Boolean> optionalTruth(String name) {
    return get(name)
        .map(
            found -> {
              if (!found.isBoolean()) {
                throw wrong(name, "true or false");
              }
              return found.booleanValue();
            });
  }

  Duration span(String name) {
    Duration span;
    try {
      span = Duration.parse(text(name));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(named(name) + " is not a span of time", e);
    }
    if (span.isNegative() || span.compareTo(LONGEST_WAIT) > 0) {
      throw wrong(name, "a span of at most 30 days");
    }
    return span;
  }

  Fields object(String name) {
    return new Fields(place + "." + name, need(name));
  }

  Optional<Fields> optionalObject(String name) {
    return get(name).map(found -> new Fields(place + "." + name, found));
  }

  List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    for (JsonNode each : list(name, need(name))) {
      objects.add(new Fields("%s.%s[%d]".formatted(place, name, objects.size()), each));
    }
    return objects;
  }

  /** Returns the texts of a list, else empty if the word {@code all} stands there. */
  Optional<List<String>> optionalTexts(String name, String all) {
    JsonNode found = need(name);
    if (found.isString() && found.stringValue().equals(all)) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list(name, found)) {
      if (!each.isString()) {
        throw wrong(name, "a list of texts");
      }
      texts.add(each.stringValue());
    }
    return Optional.of(texts);
  }

  private JsonNode list(String name, JsonNode found) {
    if (!found.isArray()) {
      throw wrong(name, "a list");
    }
    if (found.size() > LONGEST_LIST) {
      throw wrong(name, "a list of at most %,d entries".formatted(LONGEST_LIST));
    }
    return found;
  }

  /** Checks that all fields have been asked for. */
  void nothingElse() {
    if (!seen.containsAll(node.propertyNames())) {
      throw new IllegalArgumentException("`" + place + "` has a field that is not known");
    }
  }
}
