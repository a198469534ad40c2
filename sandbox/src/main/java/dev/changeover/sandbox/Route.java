package dev.changeover.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation the sandbox offers.
 *
 * @param name what it is called in logs and in the coverage table
 * @param method HTTP method
 * @param pattern path with {@code {variables}}
 * @param source how well the behaviour is founded, see {@link Source}
 * @param handler what answers it
 */
record Route(String name, String method, String pattern, Source source, Handler handler) {

  /** Where the knowledge about an operation comes from. */
  enum Source {
    /** Sent by the real command line during tests. */
    VERIFIED("V"),
    /** In an official schema. */
    SCHEMA("S"),
    /** Read in the source of the command line. */
    CLIENT_SOURCE("C"),
    /** In the unit tests of the command line. */
    CLIENT_TESTS("T"),
    /** Recorded from the real service. */
    RECORDED("X"),
    /** In the documentation. */
    DOCUMENTED("D"),
    /** General knowledge. */
    KNOWN("K"),
    /** Inferred. */
    INFERRED("I");

    private final String mark;

    Source(String mark) {
      this.mark = mark;
    }

    String mark() {
      return mark;
    }
  }

  /** Answers a call. */
  @FunctionalInterface
  interface Handler {
    SandboxResponse answer(Call call);
  }

  private static final int LONGEST_VALUE = 500;

  List<String> parts() {
    return Paths.parts(pattern);
  }

  boolean isDataApi() {
    return isDataPath(pattern);
  }

  static boolean isDataPath(String path) {
    return path.startsWith("/client/v11/")
        || path.startsWith("/postgres/v0/")
        || path.startsWith("/data/");
  }

  /** Returns the variables when the path fits. */
  Optional<Map<String, String>> match(List<String> wanted, List<String> parts) {
    Map<String, String> variables = Map.of();
    for (int i = 0; i < parts.size(); i++) {
      String pattern = wanted.get(i);
      if (pattern.startsWith("{")) {
        String value = parts.get(i);
        if (value.isEmpty() || value.length() > LONGEST_VALUE) {
          return Optional.empty();
        }
        if (variables.isEmpty()) {
          variables = new LinkedHashMap<>();
        }
        variables.put(pattern.substring(1, pattern.length() - 1), value);
      } else if (!pattern.equals(parts.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }
}
