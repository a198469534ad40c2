package dev.changeover.core.plan;

import dev.changeover.core.diagnostic.Diagnostic;
import java.util.Optional;

/** Whether a claim holds in an observed state. */
public final class Verdict {
  private static final Verdict HOLDS = new Verdict("", Optional.empty(), "");

  private final String whyNot;
  private final Optional<Diagnostic> failure;
  private final String advice;

  private Verdict(String whyNot, Optional<Diagnostic> failure, String advice) {
    this.whyNot = whyNot;
    this.failure = failure;
    this.advice = advice;
  }

  /** The claim holds. */
  public static Verdict holds() {
    return HOLDS;
  }

  /** The claim does not hold, and may later; {@code whyNot} has the number that it depends on. */
  public static Verdict notYet(String whyNot) {
    if (whyNot.isEmpty()) {
      throw new IllegalArgumentException("a claim that does not hold has a reason");
    }
    return new Verdict(whyNot, Optional.empty(), "");
  }

  /** The claim will never hold; waiting on is of no use. */
  public static Verdict never(Diagnostic failure) {
    return new Verdict(failure.what(), Optional.of(failure), "");
  }

  /** Returns a verdict by a test. */
  public static Verdict of(boolean holds, String whyNot) {
    return holds ? HOLDS : notYet(whyNot);
  }

  /** Returns this verdict if it does not hold, else the other. */
  public Verdict and(Verdict other) {
    return isHolding() ? other : this;
  }

  /** Returns a copy that tells what a person can do if it takes too long: whole sentences. */
  Verdict advising(String what) {
    return new Verdict(whyNot, failure, what);
  }

  /** Returns whether the claim holds. */
  public boolean isHolding() {
    return whyNot.isEmpty();
  }

  /** Returns why it does not hold; empty if it does. */
  public String whyNot() {
    return whyNot;
  }

  /** Returns why it never will. */
  public Optional<Diagnostic> failure() {
    return failure;
  }

  /** Returns what a person can do if it takes too long; empty if nothing special. */
  public String advice() {
    return advice;
  }

  @Override
  public String toString() {
    return isHolding() ? "holds" : whyNot;
  }
}
