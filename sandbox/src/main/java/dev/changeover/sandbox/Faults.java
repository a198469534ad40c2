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

  /** A fault and how often its occasion came. */
  private static final class Armed {
    final Fault fault;
    long seen;
    long done;

    Armed(Fault fault) {
      this.fault = fault;
    }
  }

  Faults(List<Fault> faults, Minter minter) {
    this.minter = minter;
    faults.forEach(this::add);
  }

  void add(Fault fault) {
    if (armed.size() >= LIMIT) {
      throw Refusal.badRequest("There are " + LIMIT + " faults already. Delete them first.");
    }
    armed.add(new Armed(fault));
  }

  void clear() {
    armed.clear();
  }

  List<Fault> all() {
    return armed.stream().map(one -> one.fault).toList();
  }

  /** Returns the fault a request meets, and counts it. */
  Optional<Fault> onRequest(String method, String path) {
    for (Armed one : armed) {
      if (one.fault.action().isPresent()
          && one.fault.action().get() != FaultAction.ONE_PER_PAGE
          && meets(one, method, path)
          && happens(one)) {
        return Optional.of(one.fault);
      }
    }
    return Optional.empty();
  }

  /** Returns whether lists on this path are cut after each element. */
  boolean onePerPage(String method, String path) {
    for (Armed one : armed) {
      if (one.fault.action().equals(Optional.of(FaultAction.ONE_PER_PAGE))
          && meets(one, method, path)) {
        return happens(one);
      }
    }
    return false;
  }

  private static boolean meets(Armed one, String method, String path) {
    return Paths.matches(one.fault.method(), one.fault.path(), method, path);
  }

  /** Returns whether a world fault happens on this occasion, and counts it. */
  boolean inWorld(WorldFault kind) {
    for (Armed one : armed) {
      if (one.fault.world().equals(Optional.of(kind)) && happens(one)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a world fault is on, without counting an occasion. */
  boolean armed(WorldFault kind) {
    for (Armed one : armed) {
      if (one.fault.world().equals(Optional.of(kind))
          && one.seen >= one.fault.skip()
          && one.done < one.fault.times()) {
        return true;
      }
    }
    return false;
  }

  private boolean happens(Armed one) {
    one.seen++;
    boolean now =
        one.seen > one.fault.skip()
            && one.done < one.fault.times()
            && minter.chance(one.fault.probability());
    if (now) {
      one.done++;
    }
    return now;
  }
}
