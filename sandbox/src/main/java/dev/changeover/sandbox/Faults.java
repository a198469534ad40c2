package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Fault;
import dev.changeover.sandbox.scenario.FaultAction;
import dev.changeover.sandbox.scenario.WorldFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides what goes wrong, and counts the occasions. */
final class Faults {
  private static final int LIMIT = 1000;
  private final List<Armed> armed = new ArrayList<>();
  private final Minter minter;
  private final Reliance reliance;
  private long occasions;

  /** A fault and how often its occasion came. */
  private static final class Armed {
    final Fault fault;
    long seen;
    long done;

    Armed(Fault fault) {
      this.fault = fault;
    }
  }

  Faults(List<Fault> faults, Minter minter, Reliance reliance) {
    this.minter = minter;
    this.reliance = reliance;
    faults.forEach(this::add);
  }

  void add(Fault fault) {
    if (armed.size() >= LIMIT) {
      throw Refusal.badRequest("There are " + LIMIT + " faults already. Delete them first.");
    }
    occasions++;
    armed.add(new Armed(fault));
  }

  void clear() {
    occasions++;
    armed.clear();
  }

  List<Fault> all() {
    return armed.stream().map(one -> one.fault).toList();
  }

  /** Returns the fault a request meets, and counts the occasion for every fault it fits. */
  Optional<Fault> onRequest(String method, String path) {
    Optional<Fault> met = Optional.empty();
    for (Armed one : armed) {
      if (one.fault.action().isPresent()
          && one.fault.action().get() != FaultAction.ONE_PER_PAGE
          && Paths.matches(one.fault.method(), one.fault.path(), method, path)
          && happens(one, met.isEmpty())) {
        met = Optional.of(one.fault);
      }
    }
    return met;
  }

  /** Returns whether lists on this path are cut after each element. */
  boolean onePerPage(String method, String path) {
    for (Armed one : armed) {
      if (one.fault.action().equals(Optional.of(FaultAction.ONE_PER_PAGE))
          && Paths.matches(one.fault.method(), one.fault.path(), method, path)) {
        counting();
        return happens(one, true);
      }
    }
    return false;
  }

  /** Returns whether a world fault happens to this target on this occasion, and counts it. */
  boolean happens(WorldFault kind, String target) {
    boolean now = false;
    for (Armed one : armed) {
      if (concerns(one, kind, target)) {
        counting();
        now |= happens(one, !now);
      }
    }
    return now;
  }

  /** Returns whether a world fault is on for this target, without counting an occasion. */
  boolean isOn(WorldFault kind, String target) {
    for (Armed one : armed) {
      if (concerns(one, kind, target)
          && one.seen >= one.fault.skip()
          && one.done < one.fault.times()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the chance that a lasting world fault shows in one reading, 0 where it is off. */
  double chanceInAReading(WorldFault kind, String target) {
    if (!isOn(kind, target)) {
      return 0;
    }
    reliance.onChance();
    return armed.stream()
        .filter(one -> concerns(one, kind, target))
        .mapToDouble(one -> one.fault.probability())
        .max()
        .orElse(0);
  }

  /** Returns how often faults were changed, or an occasion counted that answers can depend on. */
  long occasions() {
    return occasions;
  }

  private void counting() {
    occasions++;
    reliance.onChance();
  }

  private static boolean concerns(Armed one, WorldFault kind, String target) {
    return one.fault.world().equals(Optional.of(kind))
        && one.fault.target().map(target::equals).orElse(true);
  }

  private boolean happens(Armed one, boolean free) {
    one.seen++;
    boolean now =
        free
            && one.seen > one.fault.skip()
            && one.done < one.fault.times()
            && minter.chance(one.fault.probability());
    if (now) {
      one.done++;
    }
    return now;
  }
}
