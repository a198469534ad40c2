package dev.changeover.simulation;

import dev.changeover.simulation.Mishap.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything that can go wrong once, and twice, in the plain procedure; and the ways in which two
 * applies can take turns, up to a bound.
 */
final class Exhaustive {
  private static final List<String> RESUMES = List.of("same", "plan", "nothing");

  /** What can befall a request, with how long it takes. */
  private static final Map<Kind, String> WIRE = new LinkedHashMap<>();

  static {
    WIRE.put(Kind.LOSE_REQUEST, "");
    WIRE.put(Kind.TIME_OUT, "");
    WIRE.put(Kind.LIMITED, "");
    WIRE.put(Kind.UNAVAILABLE, "");
    WIRE.put(Kind.SLOW, "30");
    WIRE.put(Kind.PAUSE, "50000");
    WIRE.put(Kind.JUMP, "3700");
    WIRE.put(Kind.INTERRUPT, "");
    WIRE.put(Kind.KILL_BEFORE, "");
    WIRE.put(Kind.KILL_AFTER, "");
    WIRE.put(Kind.LOSE_REPLY, "");
    WIRE.put(Kind.DUPLICATE, "");
    WIRE.put(Kind.TIME_OUT_ACTED, "");
    WIRE.put(Kind.LATE, "20");
    WIRE.put(Kind.UNAVAILABLE_ACTED, "");
    WIRE.put(Kind.PAUSE_ACTED, "50000");
    WIRE.put(Kind.KILL_ACTED, "");
  }

  /** These differ from another kind only where the server acts. */
  private static final List<Kind> ONLY_FOR_WRITES =
      List.of(
          Kind.LOSE_REPLY,
          Kind.DUPLICATE,
          Kind.TIME_OUT_ACTED,
          Kind.LATE,
          Kind.UNAVAILABLE_ACTED,
          Kind.PAUSE_ACTED,
          Kind.KILL_ACTED);

  private final int requests;
  private final int writes;
  private final int appends;

  /** Measures an undisturbed run, so that the enumeration grows with the procedure. */
  Exhaustive() {
    Simulation.Result plain = Simulation.of(Case.plain());
    if (!plain.isSound() || !plain.converged()) {
      throw new IllegalStateException("the undisturbed run fails: " + plain.violations());
    }
    requests = plain.requests();
    writes = plain.writes();
    appends = plain.appends();
  }

  /** Returns the parts of the enumeration, by name. */
  Map<String, List<Case>> parts() {
    Map<String, List<Case>> parts = new LinkedHashMap<>();
    parts.put(
        "every fault at each of %d requests, and every end of the process there"
            .formatted(requests),
        resumed(atRequests()));
    parts.put(
        "every fault at each of %d writes, acted on or not".formatted(writes), resumed(atWrites()));
    parts.put("a kill around and within each of %d lines".formatted(appends), resumed(atAppends()));
    parts.put("every end of the process, and every fault after it", crashes());
    parts.put("all pairs of faults at writes and lines", pairs());
    parts.put("two applies, three changes of turn at writes", interleavings());
    return parts;
  }

  /** After an interruption, other than after a kill, a process still says how it ended. */
  private static boolean isKill(Mishap mishap) {
    return mishap.kind().endsTheProcess() && mishap.kind() != Kind.INTERRUPT;
  }

  private List<Mishap> atRequests() {
    List<Mishap> mishaps = new ArrayList<>();
    for (int request = 1; request <= requests; request++) {
      for (Map.Entry<Kind, String> each : WIRE.entrySet()) {
        if (!ONLY_FOR_WRITES.contains(each.getKey())) {
          mishaps.add(Mishap.at(request, 1, each.getKey(), each.getValue()));
        }
      }
    }
    return mishaps;
  }

  private List<Mishap> atWrites() {
    List<Mishap> mishaps = new ArrayList<>();
    for (int write = 1; write <= writes; write++) {
      for (Map.Entry<Kind, String> each : WIRE.entrySet()) {
        mishaps.add(Mishap.atWrite(write, 1, each.getKey(), each.getValue()));
      }
    }
    return mishaps;
  }

  private List<Mishap> atAppends() {
    List<Mishap> mishaps = new ArrayList<>();
    for (int append = 1; append <= appends; append++) {
      mishaps.add(Mishap.at(append, 1, Kind.KILL_BEFORE_APPEND, ""));
      for (String part : List.of("1", "50", "99")) {
        mishaps.add(Mishap.at(append, 1, Kind.TEAR, part));
      }
      mishaps.add(Mishap.at(append, 1, Kind.KILL_AFTER_APPEND, ""));
    }
    return mishaps;
  }

  /** Where a process ends, what is left of it differs. */
  private static List<Case> resumed(List<Mishap> mishaps) {
    List<Case> cases = new ArrayList<>();
    for (Mishap mishap : mishaps) {
      for (String resume : isKill(mishap) ? RESUMES : List.of("plan")) {
        cases.add(Case.plain().with(Feature.RESUME, resume).with(mishap));
      }
    }
    return cases;
  }

  /** Each end of the process at a write or a line, and each fault at each write. */
  private List<Case> crashes() {
    List<Case> cases = new ArrayList<>();
    List<Mishap> ends = new ArrayList<>(atWrites());
    ends.addAll(atAppends());
    ends.removeIf(mishap -> !isKill(mishap) || mishap.detail().equals("1"));
    for (Mishap end : ends) {
      for (Mishap fault : atWrites()) {
        if (!isKill(fault)) {
          cases.add(Case.plain().with(Feature.RESUME, "turns").with(end, fault));
        }
      }
    }
    return cases;
  }

  private List<Case> pairs() {
    List<Mishap> points = new ArrayList<>(atWrites());
    points.addAll(atAppends());
    points.removeIf(mishap -> mishap.kind() == Kind.TEAR && !mishap.detail().equals("50"));
    List<Case> cases = new ArrayList<>();
    for (int first = 0; first < points.size(); first++) {
      for (int second = first + 1; second < points.size(); second++) {
        Mishap one = points.get(first);
        Mishap other = points.get(second);
        boolean covered = isKill(one) != isKill(other);
        boolean together =
            one.write() == other.write()
                && one.at() == other.at()
                && one.kind().place() == other.kind().place();
        if (!covered && !together) {
          cases.add(Case.plain().with(Feature.RESUME, "turns").with(one, other));
        }
      }
    }
    return cases;
  }

  /** The second apply begins beside the first, which it overtakes, and is overtaken again. */
  private List<Case> interleavings() {
    List<Case> cases = new ArrayList<>();
    for (String has : List.of("plan", "nothing")) {
      for (String machine : List.of("other", "same")) {
        for (int first = 0; first <= writes; first++) {
          for (int second = 0; second <= writes; second++) {
            for (int third = 0; third <= writes; third++) {
              List<Mishap> turns = new ArrayList<>();
              addTurn(turns, first, 1);
              addTurn(turns, second, 2);
              addTurn(turns, third, 1);
              cases.add(
                  Case.plain()
                      .with(Feature.OPERATORS, "2")
                      .with(Feature.SECOND_HAS, has)
                      .with(Feature.SECOND_MACHINE, machine)
                      .with(Feature.SECOND_AT, "30")
                      .withMishaps(turns));
            }
          }
        }
      }
    }
    return cases;
  }

  private static void addTurn(List<Mishap> turns, int write, int operator) {
    if (write > 0) {
      turns.add(Mishap.atWrite(write, operator, Kind.YIELD, ""));
    }
  }

  /** Runs all of it, and returns the table of counts. */
  String run(Campaign total, int threads) {
    StringBuilder table = new StringBuilder();
    parts()
        .forEach(
            (name, cases) -> {
              Campaign campaign = new Campaign(threads);
              campaign.run(name, cases.size(), index -> cases.get((int) index));
              table.append(
                  String.format(
                      Locale.ROOT,
                      "%,8d  %s: %,d violations%n",
                      campaign.done(),
                      name,
                      campaign.failed()));
              campaign.failures().forEach(each -> table.append("  ").append(each).append('\n'));
              total.add(campaign);
            });
    return table.toString();
  }
}
