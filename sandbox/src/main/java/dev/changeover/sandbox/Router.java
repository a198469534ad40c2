package dev.changeover.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route for a request. Literal parts win over variables by the order of the table. */
final class Router {
  private final Map<String, List<Compiled>> byShape = new HashMap<>();

  private record Compiled(Route route, List<String> parts) {}

  /** A route and the variables of a path. */
  record Match(Route route, Map<String, String> variables) {}

  Router(List<Route> routes) {
    for (Route route : routes) {
      List<String> parts = route.parts();
      byShape
          .computeIfAbsent(parts.get(0) + "/" + parts.size(), key -> new ArrayList<>())
          .add(new Compiled(route, parts));
    }
  }

  Optional<Match> find(String method, String path) {
    List<String> parts = Paths.parts(path);
    for (Compiled compiled : candidates(parts)) {
      if (compiled.route().method().equals(method)) {
        Optional<Map<String, String>> variables = compiled.route().match(compiled.parts(), parts);
        if (variables.isPresent()) {
          return Optional.of(new Match(compiled.route(), variables.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns whether the path exists with another method. */
  boolean knowsPath(String path) {
    List<String> parts = Paths.parts(path);
    return candidates(parts).stream()
        .anyMatch(compiled -> compiled.route().match(compiled.parts(), parts).isPresent());
  }

  private List<Compiled> candidates(List<String> parts) {
    return byShape.getOrDefault(parts.get(0) + "/" + parts.size(), List.of());
  }
}
