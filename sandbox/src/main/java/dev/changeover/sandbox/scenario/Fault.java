package dev.changeover.sandbox.scenario;

import java.time.Duration;
import java.util.Optional;

/**
 * One thing that goes wrong: either with requests that match, or in the world.
 *
 * @param action what happens to a matching request; empty for a world fault
 * @param world what happens in the world; empty for a request fault
 * @param method HTTP method, or {@code *}
 * @param path pattern in which {@code *} stands for one part and a last {@code **} for any rest
 * @param target for a world fault, the alias, add-on or process type it concerns; empty for all
 * @param skip how many matching occasions pass before the fault starts
 * @param times how often it happens, then it is over
 * @param probability chance from 0 to 1 of each occasion
 * @param delay for {@link FaultAction#SLOW}, how late the answer is
 */
public record Fault(
    Optional<FaultAction> action,
    Optional<WorldFault> world,
    String method,
    String path,
    Optional<String> target,
    int skip,
    int times,
    double probability,
    Duration delay) {
  private static final int LONGEST_TEXT = 500;

  /** Checks that the fault is of one kind and its numbers and texts are in bounds. */
  public Fault {
    if (action.isPresent() == world.isPresent()) {
      throw new IllegalArgumentException("a fault has either an action or a world fault");
    }
    if (skip < 0 || times < 1 || probability < 0 || probability > 1 || delay.isNegative()) {
      throw new IllegalArgumentException("a number of the fault is out of bounds");
    }
    if (method.length() + path.length() + target.orElse("").length() > LONGEST_TEXT) {
      throw new IllegalArgumentException("the fault names something too long");
    }
  }

  /** Returns a fault on every request with this method and path pattern. */
  public static Fault onRequest(FaultAction action, String method, String path) {
    return new Fault(
        Optional.of(action),
        Optional.empty(),
        method,
        path,
        Optional.empty(),
        0,
        Integer.MAX_VALUE,
        1,
        Duration.ZERO);
  }

  /** Returns a fault of the world that lasts. */
  public static Fault inWorld(WorldFault fault) {
    return new Fault(
        Optional.empty(),
        Optional.of(fault),
        "*",
        "/**",
        Optional.empty(),
        0,
        Integer.MAX_VALUE,
        1,
        Duration.ZERO);
  }

  /** Returns a fault of the world that concerns one alias, add-on or process type. */
  public static Fault inWorld(WorldFault fault, String target) {
    return new Fault(
        Optional.empty(),
        Optional.of(fault),
        "*",
        "/**",
        Optional.of(target),
        0,
        Integer.MAX_VALUE,
        1,
        Duration.ZERO);
  }

  /** Returns the same fault, happening only on the n-th matching occasion, counted from one. */
  public Fault onlyNth(int nth) {
    return new Fault(action, world, method, path, target, nth - 1, 1, probability, delay);
  }

  /** Returns the same fault, happening at most this often. */
  public Fault atMost(int most) {
    return new Fault(action, world, method, path, target, skip, most, probability, delay);
  }

  /** Returns the same fault with a chance on each occasion. */
  public Fault withProbability(double chance) {
    return new Fault(action, world, method, path, target, skip, times, chance, delay);
  }

  /** Returns the same fault with this delay. */
  public Fault withDelay(Duration late) {
    return new Fault(action, world, method, path, target, skip, times, probability, late);
  }
}
