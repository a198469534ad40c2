package dev.changeover.sandbox.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Reads the keys of one mapping, remembers which were asked for, and refuses the others. */
final class Keys {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?) ?(B|KB|MB|GB|TB)");
  private final String place;
  private final JsonNode node;
  private final Set<String> known = new LinkedHashSet<>();

  Keys(String place, JsonNode node) {
    this.place = place;
    this.node = node;
    if (!node.isObject()) {
      throw wrong(place, "a mapping was expected", "Write keys and values");
    }
  }

  static ScenarioException wrong(String place, String mistake, String remedy) {
    return new ScenarioException(place.isEmpty() ? "scenario" : place, mistake, remedy);
  }

  ScenarioException wrongAt(String key, String mistake, String remedy) {
    return wrong(at(key), mistake, remedy);
  }

  String place() {
    return place;
  }

  String at(String key) {
    return place.isEmpty() ? key : place + "." + key;
  }

  Optional<JsonNode> find(String key) {
    known.add(key);
    JsonNode found = node.get(key);
    return found == null || found.isNull() ? Optional.empty() : Optional.of(found);
  }

  Optional<String> text(String key) {
    return find(key).map(value -> scalar(at(key), value));
  }

  String text(String key, String otherwise) {
    return text(key).orElse(otherwise);
  }

  String required(String key) {
    return text(key).orElseThrow(() -> wrong(at(key), "the key is missing", "Add it"));
  }

  static String scalar(String place, JsonNode value) {
    if (!value.isValueNode()) {
      throw wrong(place, "a single value was expected", "Write text or a number");
    }
    return value.asString();
  }

  boolean flag(String key, boolean otherwise) {
    Optional<JsonNode> value = find(key);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong(at(key), "this is neither true nor false", "Write true or false");
    }
    return value.map(JsonNode::booleanValue).orElse(otherwise);
  }

  int number(String key, int otherwise, int least, int most) {
    return (int) decimal(key, otherwise, least, most);
  }

  double decimal(String key, double otherwise, double least, double most) {
    Optional<JsonNode> value = find(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    double number = value.get().isNumber() ? value.get().doubleValue() : Double.NaN;
    if (!(number >= least && number <= most)) {
      throw wrong(
          at(key), "this is no number in bounds", "Write one from " + least + " to " + most);
    }
    return number;
  }

  Instant instant(String key, Instant otherwise) {
    Optional<String> value = text(key);
    try {
      return value.map(Instant::parse).orElse(otherwise);
    } catch (DateTimeParseException bad) {
      throw wrong(at(key), "this is no time", "Write it like 2024-01-31T01:00:00Z");
    }
  }

  Optional<Duration> duration(String key) {
    return text(key).map(value -> duration(at(key), value));
  }

  Optional<Span> span(String key) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    int dots = value.get().indexOf("..");
    try {
      if (dots < 0) {
        return Optional.of(Span.of(duration(at(key), value.get())));
      }
      Duration least = duration(at(key), value.get().substring(0, dots));
      return Optional.of(new Span(least, duration(at(key), value.get().substring(dots + 2))));
    } catch (IllegalArgumentException bounds) {
      throw wrong(at(key), String.valueOf(bounds.getMessage()), "Write it like 10s..30s");
    }
  }

  static Duration duration(String place, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw wrong(place, "this is no duration", "Write it like 500ms, 20s, 4m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  long bytes(String key, long otherwise) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.get().matches("\\d{1,15}")) {
      return Long.parseLong(value.get());
    }
    Matcher matcher = SIZE.matcher(value.get());
    if (!matcher.matches()) {
      throw wrong(at(key), "this is no size", "Write bytes, or a size like 1.2 GB");
    }
    int power = List.of("B", "KB", "MB", "GB", "TB").indexOf(matcher.group(2));
    return Math.round(Double.parseDouble(matcher.group(1)) * Math.pow(1024, power));
  }

  /** Returns the elements of a list with their places; an absent list is empty. */
  Map<String, JsonNode> list(String key) {
    Map<String, JsonNode> elements = new LinkedHashMap<>();
    Optional<JsonNode> value = find(key);
    if (value.isEmpty()) {
      return elements;
    }
    if (!value.get().isArray()) {
      throw wrong(at(key), "a list was expected", "Write one element per line, each after a dash");
    }
    for (JsonNode element : value.get()) {
      elements.put(at(key) + "[" + elements.size() + "]", element);
    }
    return elements;
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    list(key).forEach((where, value) -> texts.add(scalar(where, value)));
    return texts;
  }

  /** Returns the entries of a mapping; an absent mapping is empty. */
  Map<String, JsonNode> entries(String key) {
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    Optional<JsonNode> value = find(key);
    if (value.isPresent()) {
      if (!value.get().isObject()) {
        throw wrong(at(key), "a mapping was expected", "Write keys and values");
      }
      value.get().properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    }
    return entries;
  }

  Keys child(String key, JsonNode value) {
    return new Keys(at(key), value);
  }

  /** Refuses keys nobody asked for. */
  void done() {
    for (String key : node.propertyNames()) {
      if (!known.contains(key)) {
        throw wrong(at(key), "the key is unknown", "Use one of " + String.join(", ", known));
      }
    }
  }
}
