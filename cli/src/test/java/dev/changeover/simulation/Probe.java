package dev.changeover.simulation;

import java.util.function.UnaryOperator;

/**
 * Runs one case, given as text, and returns its first violation as text; empty if there was none.
 * {@link Mutants} makes one in a class loader of its own, so only types of the JDK go in and out.
 */
public final class Probe implements UnaryOperator<String> {
  /** Makes one. */
  public Probe() {}

  @Override
  public String apply(String text) {
    return Simulation.of(Case.parse(text)).violations().stream()
        .findFirst()
        .map(Oracle.Violation::toString)
        .orElse("");
  }
}
