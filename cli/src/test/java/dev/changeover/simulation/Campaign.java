package dev.changeover.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Many runs, on several threads that share nothing, and what came of them. */
final class Campaign {
  private static final int FAILURES_SHOWN = 10;

  /** Beyond those that are shortened, which takes long. */
  private static final int FAILURES_NAMED = 200;

  private static final int PROGRESS = 10_000;
  private final int threads;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Long> struck = new TreeMap<>();
  private final Map<String, Long> violated = new TreeMap<>();
  private final Set<Integer> states = new HashSet<>();
  private String what = "all";
  private long done;
  private long wanted;
  private long converged;
  private long requests;
  private long failed;
  private long nanos;
  private long warmAt;
  private long halfTime;
  private double warmRate;

  Campaign(int threads) {
    this.threads = threads;
  }

  /** Runs the cases with the numbers from 0 to {@code count} - 1. */
  void run(String name, long count, LongFunction<Case> cases) {
    what = name;
    wanted += count;
    AtomicLong next = new AtomicLong();
    long start = System.nanoTime();
    warmAt = done + count / 2;
    List<Thread> workers = new ArrayList<>();
    for (int worker = 0; worker < threads; worker++) {
      Thread thread = new Thread(() -> work(next, count, cases), "runs " + worker);
      thread.start();
      workers.add(thread);
    }
    workers.forEach(Campaign::join);
    long end = System.nanoTime();
    nanos += end - start;
    if (halfTime > start && end > halfTime) {
      warmRate = (count - count / 2) / ((end - halfTime) / 1e9);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void work(AtomicLong next, long count, LongFunction<Case> cases) {
    for (long index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
      Case run = cases.apply(index);
      Simulation.Result result = Simulation.of(run);
      add(run, result);
    }
  }

  private synchronized void add(Case run, Simulation.Result result) {
    done++;
    if (done == warmAt) {
      halfTime = System.nanoTime();
    }
    if (done % PROGRESS == 0) {
      System.err.printf(Locale.ROOT, "%,d runs, %,d violations%n", done, failed);
    }
    converged += result.converged() ? 1 : 0;
    requests += result.requests();
    states.addAll(result.states());
    result.struck().forEach((kind, times) -> struck.merge(kind.key(), (long) times, Long::sum));
    if (!result.isSound()) {
      failed++;
      System.err.println(result.violations().get(0) + ": '" + quoted(run) + "'");
      violated.merge(result.violations().get(0).invariant().name(), 1L, Long::sum);
      if (failures.size() < FAILURES_SHOWN) {
        failures.add(told(run, result.violations().get(0)));
      } else if (failures.size() < FAILURES_NAMED) {
        failures.add(result.violations().get(0) + "\n    replay:    '" + quoted(run) + "'");
      }
    }
  }

  private static String told(Case run, Oracle.Violation violation) {
    return "%s%n    replay:    .ci/simulate --trace --case '%s'%n    shortened: .ci/simulate --trace --case '%s'"
        .formatted(violation, quoted(run), quoted(Shrinker.shorten(run)));
  }

  private static String quoted(Case run) {
    return run.toString().replace("'", "'\\''");
  }

  boolean isSound() {
    return failed == 0 && done == wanted;
  }

  long done() {
    return done;
  }

  List<String> failures() {
    return failures;
  }

  /** Returns what came of it, for people. */
  String summary() {
    StringBuilder text = new StringBuilder();
    double seconds = nanos / 1e9;
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %,d runs in %.1f s on %d threads, %.0f a second%s; %,d requests%n",
            what,
            done,
            seconds,
            threads,
            done / seconds,
            warmRate == 0
                ? ""
                : String.format(
                    Locale.ROOT, " (%.0f in the second half, when the code is compiled)", warmRate),
            requests));
    text.append(
        String.format(
            Locale.ROOT,
            "converged %,d, refused from the start %,d, states visited %,d%n",
            converged,
            done - converged - failed,
            states.size()));
    text.append("faults injected:");
    struck.forEach(
        (kind, times) -> text.append(String.format(Locale.ROOT, " %s %,d", kind, times)));
    text.append(String.format(Locale.ROOT, "%nviolations: %,d %s%n", failed, violated));
    failures.forEach(failure -> text.append("  ").append(failure).append('\n'));
    return text.toString();
  }

  long failed() {
    return failed;
  }

  /** Adds what came of another campaign. */
  void add(Campaign other) {
    done += other.done;
    wanted += other.wanted;
    converged += other.converged;
    requests += other.requests;
    failed += other.failed;
    nanos += other.nanos;
    states.addAll(other.states);
    other.struck.forEach((kind, times) -> struck.merge(kind, times, Long::sum));
    other.violated.forEach((invariant, times) -> violated.merge(invariant, times, Long::sum));
  }
}
