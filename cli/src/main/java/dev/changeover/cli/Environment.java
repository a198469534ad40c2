package dev.changeover.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * What a command may know of the process around it.
 *
 * @param variables the environment variables
 * @param home the user's home folder
 * @param workingFolder where relative paths start
 * @param in standard input
 * @param out standard output, for results
 * @param err standard error, for progress and diagnostics
 * @param terminals which of them are terminals
 * @param interrupts tells when the user wants to stop
 */
record Environment(
    Map<String, String> variables,
    Path home,
    Path workingFolder,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Terminals terminals,
    Interrupts interrupts) {

  Environment {
    variables = Map.copyOf(variables);
  }

  /** When to colour. */
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER
  }

  /**
   * Which streams are terminals.
   *
   * @param columns the width, for lines that are redrawn
   */
  record Terminals(boolean in, boolean out, boolean err, IntSupplier columns) {
    static final Terminals NONE = new Terminals(false, false, false, () -> 80);
  }

  /** Returns the variable's value, else empty if it is not set or empty. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /** Returns whether standard output is to be coloured (no-color.org). */
  boolean colourOut(Colour colour) {
    return colours(colour, terminals.out());
  }

  /** Returns whether standard error is to be coloured. */
  boolean colourErr(Colour colour) {
    return colours(colour, terminals.err());
  }

  private boolean colours(Colour colour, boolean terminal) {
    return switch (colour) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> terminal && variable("NO_COLOR").isEmpty() && !isDumb();
    };
  }

  /** Returns whether a line can be redrawn on standard error. */
  boolean canRedraw() {
    return terminals.err() && !isDumb();
  }

  private boolean isDumb() {
    return variable("TERM").filter("dumb"::equals).isPresent();
  }

  /** Returns a path as the user means it. */
  Path resolve(String path) {
    return workingFolder.resolve(path);
  }

  /** Reads one line of what the user types; empty at the end of the input. */
  Optional<String> readLine() {
    try {
      return Optional.ofNullable(
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
