package dev.changeover.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A deliberate breakage of the program, as {@code mutants.txt} states it.
 *
 * @param id what it is called
 * @param breaks what it breaks, as a sentence
 * @param edits what is changed
 * @param caughtBy the invariant that its cases violate first
 * @param cases the cases that catch it; all others are tried after them
 */
record Mutant(String id, String breaks, List<Edit> edits, Invariant caughtBy, List<Case> cases) {
  private static final String LIST = "mutants.txt";

  Mutant {
    edits = List.copyOf(edits);
    cases = List.copyOf(cases);
  }

  /**
   * One change of a source file.
   *
   * @param file the file, below the core's package
   * @param old what is replaced; white space in it stands for any, also for none
   * @param text what takes its place
   */
  record Edit(String file, String old, String text) {
    /** Returns the changed source; a text that is not there exactly once is an error. */
    String applyTo(String source) {
      String pattern =
          Arrays.stream(old.split("\\s+", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining("\\s*"));
      List<MatchResult> found = Pattern.compile(pattern).matcher(source).results().toList();
      if (found.size() != 1) {
        throw new IllegalStateException(
            "%s has %d times, not once: %s".formatted(file, found.size(), old));
      }
      MatchResult match = found.get(0);
      return source.substring(0, match.start()) + text + source.substring(match.end());
    }
  }

  /** Returns all that are listed. */
  static List<Mutant> all() {
    try (InputStream in = Mutant.class.getResourceAsStream(LIST)) {
      return parse(
          new String(Objects.requireNonNull(in, LIST).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a list: paragraphs of lines that are a word, a colon and a text. */
  static List<Mutant> parse(String list) {
    return Arrays.stream(list.split("\n\\s*\n", -1))
        .map(
            paragraph ->
                paragraph.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList())
        .filter(lines -> !lines.isEmpty())
        .map(Mutant::of)
        .toList();
  }

  private static Mutant of(List<String> lines) {
    @Nullable String id = null;
    @Nullable String breaks = null;
    @Nullable String file = null;
    @Nullable String old = null;
    Optional<Invariant> invariant = Optional.empty();
    List<Edit> edits = new ArrayList<>();
    List<Case> cases = new ArrayList<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      String key = colon < 0 ? line : line.substring(0, colon);
      String value = line.substring(colon + 1).strip();
      switch (key) {
        case "mutant" -> id = value;
        case "breaks" -> breaks = value;
        case "file" -> file = value;
        case "old" -> old = value;
        case "new" -> edits.add(new Edit(need(file, line), need(old, line), value));
        case "caught by" -> invariant = Optional.of(Invariant.valueOf(value));
        case "case" -> cases.add(Case.parse(value));
        default -> throw new IllegalArgumentException("the list of mutants has the line: " + line);
      }
    }
    if (edits.isEmpty()) {
      throw new IllegalArgumentException("the list of mutants has one without a change: " + id);
    }
    return new Mutant(need(id, "mutant"), need(breaks, id), edits, invariant.orElseThrow(), cases);
  }

  private static String need(@Nullable String value, @Nullable String where) {
    if (value == null) {
      throw new IllegalArgumentException("the list of mutants lacks something before: " + where);
    }
    return value;
  }
}
