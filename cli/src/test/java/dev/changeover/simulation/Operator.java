package dev.changeover.simulation;

import dev.changeover.core.apply.Applier;
import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.JournalStorage;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.apply.Surveyor;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.Credentials;
import dev.changeover.core.heroku.HerokuClient;
import dev.changeover.core.heroku.Hosts;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Planner;
import dev.changeover.core.plan.VersionTable;
import dev.changeover.core.timing.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A person who runs the program, on one machine after another, and what befalls the processes. */
final class Operator {
  private static final Hosts HOSTS =
      Hosts.fromEnvironment(
          Map.of("HEROKU_HOST", "http://127.0.0.1:5999", "HEROKU_DATA_HOST", "127.0.0.1"));
  private static final Planner PLANNER =
      new Planner(VersionTable.CURRENT, VersionTable.CURRENT.asOf());

  private final Stage stage;
  private final int number;
  private final Map<Integer, List<Mishap>> atRequests = new HashMap<>();
  private final Map<Integer, List<Mishap>> atWrites = new HashMap<>();
  private final Map<Integer, Mishap> atAppends = new HashMap<>();
  private int requests;
  private int writes;
  private int appends;
  private int processes;
  private boolean dying;
  private boolean stopAsked;
  private Duration clockError = Duration.ZERO;
  private Disk disk;

  Operator(Stage stage, int number, Disk disk, List<Mishap> mishaps) {
    this.stage = stage;
    this.number = number;
    this.disk = disk;
    for (Mishap mishap : mishaps) {
      if (mishap.operator() != number) {
        continue;
      }
      if (mishap.kind().place() == Mishap.Place.DISK) {
        atAppends.put(mishap.at(), mishap);
      } else {
        (mishap.write() ? atWrites : atRequests)
            .computeIfAbsent(mishap.at(), at -> new ArrayList<>())
            .add(mishap);
      }
    }
  }

  void moveTo(Disk machine) {
    disk = machine;
  }

  Disk disk() {
    return disk;
  }

  /** Nothing befalls this operator from now on. */
  void leaveAlone() {
    atRequests.clear();
    atWrites.clear();
    atAppends.clear();
  }

  int requests() {
    return requests;
  }

  int writes() {
    return writes;
  }

  int appends() {
    return appends;
  }

  /** Returns what befalls the next request; null if nothing does. */
  @Nullable Mishap beforeRequest(boolean write) {
    if (dying) {
      throw new Killed();
    }
    requests++;
    stage.counts(number, requests);
    Mishap met = write ? meet(atWrites.remove(++writes)) : null;
    Mishap other = meet(atRequests.remove(requests));
    return met != null ? met : other;
  }

  private @Nullable Mishap meet(@Nullable List<Mishap> mishaps) {
    Mishap met = null;
    for (Mishap mishap : mishaps == null ? List.<Mishap>of() : mishaps) {
      stage.struck(mishap);
      switch (mishap.kind()) {
        case PAUSE -> stage.sleep(Duration.ofSeconds(mishap.seconds()));
        case JUMP -> clockError = clockError.plusSeconds(mishap.seconds());
        case YIELD -> stage.turns().giveWay();
        case INTERRUPT -> stopAsked = true;
        case PERSON -> stage.person(mishap.detail());
        case BREAK -> stage.breaks(mishap.detail());
        default -> met = mishap;
      }
    }
    return met;
  }

  void dieSoon() {
    dying = true;
  }

  private Optional<Mishap> beforeAppend() {
    if (dying) {
      throw new Killed();
    }
    Optional<Mishap> mishap = Optional.ofNullable(atAppends.remove(++appends));
    mishap.ifPresent(stage::struck);
    return mishap;
  }

  /** What one process of this operator is made of. */
  private final class Running implements Timing {
    private final String agent = "changeover/op%d.%d".formatted(number, ++processes);
    private final HerokuClient client =
        new HerokuClient(
            new Network(stage, Operator.this),
            HOSTS,
            new Credentials.Token("HRKU-sandbox"),
            this,
            new Random(processes),
            agent,
            stage.remembered());
    private final JournalStorage journals = disk.storage(Operator.this::beforeAppend);

    @Override
    public Instant now() {
      return stage.now().plus(clockError);
    }

    /** Both clocks of a machine count, so that neither a sleep nor a jump goes unnoticed. */
    @Override
    public Age startAging() {
      Instant steady = stage.now();
      Instant wall = now();
      return () -> {
        Duration bySteady = Duration.between(steady, stage.now());
        Duration byWall = Duration.between(wall, now());
        return byWall.compareTo(bySteady) > 0 ? byWall : bySteady;
      };
    }

    @Override
    public boolean sleep(Duration duration) {
      if (!stopAsked) {
        stage.sleep(duration);
      }
      return !stopAsked;
    }

    @Override
    public boolean stopRequested() {
      return stopAsked;
    }
  }

  /** Runs {@code plan}; empty if the process was killed or could not make a plan. */
  Optional<Plan> plan(DesiredState desired) {
    dying = false;
    stopAsked = false;
    Running process = new Running();
    try {
      Plan plan = new Surveyor(process.client, PLANNER, process, process.journals).survey(desired);
      stage.planned(plan);
      return Optional.of(plan);
    } catch (Killed killed) {
      stage.note(() -> process.agent + " was killed while it planned");
    } catch (DiagnosticException e) {
      stage.note(() -> process.agent + " could not plan: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Runs {@code apply}; empty if the process was killed, or could not begin. */
  Optional<Outcome> apply(Approval approval) {
    return run(approval, applier -> applier.apply(approval));
  }

  /** What {@code apply} does with a plan that is blocked when it is looked at. */
  Optional<Outcome> refuse(Approval approval, List<Diagnostic> blockers) {
    return run(approval, applier -> applier.refuse(approval, blockers));
  }

  private Optional<Outcome> run(Approval approval, Function<Applier, Outcome> work) {
    dying = false;
    stopAsked = false;
    Running process = new Running();
    stage.oracle().begins(process.agent, disk, approval.fingerprints());
    try {
      Outcome outcome =
          work.apply(
              new Applier(
                  process.client,
                  PLANNER,
                  process,
                  process.journals,
                  disk.locks(),
                  stage.listener()));
      stage.ended(process.agent, outcome);
      return Optional.of(outcome);
    } catch (Killed killed) {
      stage.note(() -> process.agent + " was killed");
    } catch (DiagnosticException e) {
      stage.note(() -> process.agent + " could not begin: " + e.getMessage());
    } finally {
      stage.oracle().ends(process.agent);
    }
    return Optional.empty();
  }
}
