package dev.changeover.sandbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Cuts lists into pages (Platform API reference: "Ranges"). */
final class Pages {
  private static final int STANDARD = 200;
  private static final int MOST = 1000;
  private static final Pattern RANGE =
      Pattern.compile("\\s*([a-z_]+)\\s+(\\]?)([^;]*?)\\.\\.([^;]*?)\\s*(?:;(.*))?");

  private Pages() {}

  /** What a Range header asks for. */
  private record Asked(
      String property, boolean exclusive, String first, String last, int most, boolean down) {}

  /**
   * Answers a list.
   *
   * @param properties what the list can be ordered by; the first is the standard
   */
  static SandboxResponse answer(Call call, ArrayNode list, List<String> properties) {
    Optional<String> header = call.request.header("range");
    boolean one = call.world.faults.onePerPage(call.request.method(), call.request.path());
    Asked asked =
        header.isPresent()
            ? parse(header.get(), properties)
            : new Asked(properties.get(0), false, "", "", STANDARD, false);
    List<JsonNode> items = sorted(list, asked);
    items.removeIf(item -> !inside(item, asked));
    int most = one ? 1 : asked.most();
    boolean cut = items.size() > most;
    List<JsonNode> page = cut ? items.subList(0, most) : items;
    ArrayNode body = Json.array();
    page.forEach(body::add);
    SandboxResponse response =
        SandboxResponse.json(cut ? 206 : 200, body)
            .withHeader("Accept-Ranges", String.join(", ", properties));
    if (!page.isEmpty()) {
      String from = value(page.get(0), asked.property());
      String to = value(page.get(page.size() - 1), asked.property());
      response = response.withHeader("Content-Range", asked.property() + " " + from + ".." + to);
      if (cut) {
        response =
            response.withHeader(
                "Next-Range",
                asked.property()
                    + " ]"
                    + to
                    + "..; max="
                    + asked.most()
                    + (asked.down() ? ", order=desc" : ""));
      }
    }
    return response;
  }

  private static Asked parse(String header, List<String> properties) {
    Matcher matcher = RANGE.matcher(header);
    if (!matcher.matches() || !properties.contains(matcher.group(1))) {
      throw unsatisfiable();
    }
    int most = STANDARD;
    boolean down = false;
    String options = matcher.group(5) == null ? "" : matcher.group(5);
    for (String option : options.split("[,;]", 10)) {
      String trimmed = option.trim();
      if (trimmed.matches("max=\\d{1,6}")) {
        most = Integer.parseInt(trimmed.substring(4));
      } else if (trimmed.matches("order=(asc|desc)")) {
        down = trimmed.endsWith("desc");
      } else if (!trimmed.isEmpty()) {
        throw unsatisfiable();
      }
    }
    if (most < 1 || most > MOST) {
      throw unsatisfiable();
    }
    return new Asked(
        matcher.group(1),
        !matcher.group(2).isEmpty(),
        matcher.group(3).trim(),
        matcher.group(4).trim(),
        most,
        down);
  }

  private static Refusal unsatisfiable() {
    return Refusal.of(
        416, "requested_range_not_satisfiable", "The Range header cannot be satisfied.");
  }

  private static List<JsonNode> sorted(ArrayNode list, Asked asked) {
    List<JsonNode> items = new ArrayList<>(list.size());
    list.forEach(items::add);
    Comparator<JsonNode> order =
        (a, b) -> compare(value(a, asked.property()), value(b, asked.property()));
    items.sort(order);
    if (asked.down()) {
      Collections.reverse(items);
    }
    return items;
  }

  private static boolean inside(JsonNode item, Asked asked) {
    String value = value(item, asked.property());
    int direction = asked.down() ? -1 : 1;
    if (!asked.first().isEmpty()) {
      int order = compare(value, asked.first()) * direction;
      if (order < 0 || (order == 0 && asked.exclusive())) {
        return false;
      }
    }
    return asked.last().isEmpty() || compare(value, asked.last()) * direction <= 0;
  }

  private static String value(JsonNode item, String property) {
    JsonNode value = item.get(property);
    return value == null ? "" : value.asString();
  }

  private static int compare(String a, String b) {
    boolean numbers = isNumber(a) && isNumber(b);
    return numbers ? Long.compare(Long.parseLong(a), Long.parseLong(b)) : a.compareTo(b);
  }

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > 18) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
