package dev.changeover.conformance;

import dev.changeover.sandbox.RequestLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Writes requests down with names in place of the ids, which differ from world to world. */
final class Requests {
  private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private final Map<String, String> names = new LinkedHashMap<>();

  /** Learns the names of all that is in a world now. */
  void learn(JsonNode world) {
    for (JsonNode app : world.get("apps")) {
      String name = app.get("name").asString();
      names.put(app.get("id").asString(), "<" + name + ">");
      for (JsonNode attachment : app.get("attachments")) {
        names.put(
            attachment.get("id").asString(),
            "<" + attachment.get("name").asString() + "@" + name + ">");
      }
    }
    for (JsonNode addOn : world.get("addOns")) {
      names.put(addOn.get("id").asString(), "<" + addOn.get("name").asString() + ">");
    }
  }

  /** Returns a request as one line. */
  String line(RequestLog.Entry entry) {
    String line = entry.method() + " " + entry.path();
    if (!entry.query().isEmpty()) {
      List<String> query = new ArrayList<>();
      entry.query().forEach((key, value) -> query.add(key + "=" + value));
      line += "?" + String.join("&", query.stream().sorted().toList());
    }
    line += entry.body().map(body -> " " + body).orElse("");
    for (Map.Entry<String, String> name : names.entrySet()) {
      line = line.replace(name.getKey(), name.getValue());
    }
    return line.replaceAll(UUID, "<id>");
  }

  /**
   * Returns what differs between the requests that were expected, with their marks, and those that
   * were sent; empty if nothing does.
   */
  static List<String> differences(List<String> expected, List<String> sent) {
    List<String> left = new ArrayList<>(sent);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      int end = i;
      while (end < expected.size() && expected.get(end).startsWith("~ ")) {
        end++;
      }
      if (end == i) {
        take(expected.get(i), left, differences);
      } else {
        takeInAnyOrder(expected.subList(i, end), left, differences);
        i = end - 1;
      }
    }
    left.forEach(line -> differences.add("not expected: " + line));
    return differences;
  }

  private static void take(String wanted, List<String> left, List<String> differences) {
    boolean several = wanted.endsWith(" *");
    String line = several ? wanted.substring(0, wanted.length() - 2) : wanted;
    if (left.isEmpty() || !left.get(0).equals(line)) {
      differences.add("not sent, or not here: " + line);
      return;
    }
    left.remove(0);
    while (several && !left.isEmpty() && left.get(0).equals(line)) {
      left.remove(0);
    }
  }

  private static void takeInAnyOrder(
      List<String> group, List<String> left, List<String> differences) {
    List<String> next = new ArrayList<>(left.subList(0, Math.min(group.size(), left.size())));
    for (String wanted : group) {
      if (!next.remove(wanted.substring(2))) {
        differences.add("not sent at this point: " + wanted.substring(2));
      }
    }
    next.forEach(line -> differences.add("not expected at this point: " + line));
    left.subList(0, Math.min(group.size(), left.size())).clear();
  }
}
