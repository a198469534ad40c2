package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.AppSpec;
import dev.changeover.sandbox.scenario.Timing.Activity;
import dev.changeover.sandbox.scenario.WorldFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Releases, release phases and dynos. */
final class Processes {
  private static final int RELEASES_KEPT = 2000;

  /** What the config vars of all releases of all apps may take together. */
  private static final long CONFIG_BYTES = 16_000_000;

  private static final int MOST_DYNOS = 1000;
  private static final int LONGEST_DESCRIPTION = 300;
  private final World world;
  private long dynos;

  Processes(World world) {
    this.world = world;
  }

  void begin(App app, AppSpec spec) {
    app.lastVersion = spec.releases() - 1;
    Release first = make(app, "Deploy " + world.minter.hex(8), false);
    first.status = "succeeded";
    for (App.ProcessType type : app.formation.values()) {
      if (!type.type.equals("release")) {
        for (int number = 1; number <= type.quantity; number++) {
          up(boot(app, type, number, first));
        }
      }
    }
    for (String command : spec.oneOffs()) {
      oneOff(app, command, first);
    }
  }

  private void oneOff(App app, String command, Release release) {
    AppSpec.ProcessSpec process = new AppSpec.ProcessSpec(1, "Standard-1X", command, 0.2);
    App.ProcessType type = new App.ProcessType("run", process, world.minter);
    up(boot(app, type, ++app.oneOffNumber, release));
  }

  private Release make(App app, String description, boolean phase) {
    SharedConfig config = SharedConfig.of(app.configVars(), app.releases);
    Release release =
        new Release(
            world.minter.uuid(),
            ++app.lastVersion,
            description.length() > LONGEST_DESCRIPTION
                ? description.substring(0, LONGEST_DESCRIPTION) + "\u2026"
                : description,
            app,
            world.time(),
            config,
            phase);
    app.releases.add(release);
    app.configBytes += config.bytes();
    long most = CONFIG_BYTES / world.apps().size();
    while (app.releases.size() > RELEASES_KEPT
        || (app.configBytes > most && app.releases.size() > 1)) {
      app.configBytes -= app.releases.remove(0).configBytes;
    }
    app.releasedAt = world.time();
    app.updatedAt = world.time();
    world.happened(Happening.Kind.RELEASED, app, description, release.version);
    return release;
  }

  /** Makes a release; with a release phase its dynos restart only when that has succeeded. */
  Release release(App app, String description) {
    boolean phase = app.hasReleasePhase();
    Release release = make(app, description, phase);
    if (!phase) {
      release.status = "succeeded";
      restartAll(app, release);
      return release;
    }
    App.ProcessType type = app.formation.get("release");
    if (type == null) {
      throw new IllegalStateException("no release phase");
    }
    long wait = Math.max(0, app.releasePhaseFreeAt - world.time());
    if (world.faulty(WorldFault.RELEASE_NEVER_ENDS, release.alias())) {
      return release;
    }
    long length = wait + world.duration(Activity.RELEASE_PHASE);
    app.releasePhaseFreeAt = world.time() + length;
    Dyno dyno = boot(app, type, ++app.oneOffNumber, release);
    world.afterInDynos(wait, () -> up(dyno));
    world.after(length, () -> endPhase(app, release, dyno));
    return release;
  }

  private void endPhase(App app, Release release, Dyno dyno) {
    remove(app, dyno);
    boolean failed = phaseFails(app, release);
    release.status = failed ? "failed" : "succeeded";
    release.updatedAt = world.time();
    world.happened(Happening.Kind.RELEASE_ENDED, app, release.status, release.version);
    if (failed) {
      release.replacement.ifPresent(world.attachments::undo);
    } else {
      restartAll(app, release);
    }
    release.replacement = Optional.empty();
  }

  private boolean phaseFails(App app, Release release) {
    if (release.description.startsWith("Attach ")
        && world.faulty(WorldFault.ATTACH_RELEASE_FAILS, release.alias())) {
      return true;
    }
    if (release.description.startsWith("Detach ")) {
      if (world.faulty(WorldFault.DETACH_RELEASE_FAILS, release.alias())) {
        return true;
      }
      if (world.faulty(WorldFault.DETACH_RELEASE_SUCCEEDS, release.alias())) {
        return false;
      }
    }
    return app.releaseNeedsDatabase && !release.hasDatabase;
  }

  Release current(App app) {
    for (int i = app.releases.size() - 1; i >= 0; i--) {
      if (app.releases.get(i).status.equals("succeeded")) {
        return app.releases.get(i);
      }
    }
    return app.releases.get(app.releases.size() - 1);
  }

  void scale(App app, String type, int quantity, Optional<String> size) {
    App.ProcessType process = app.formation.get(type);
    if (process == null) {
      throw Refusal.notFound("formation");
    }
    if (app.dynos.size() + quantity > MOST_DYNOS) {
      throw Refusal.invalid("There are too many dynos on " + app.name + ".");
    }
    boolean resized = size.isPresent() && !size.get().equals(process.size);
    size.ifPresent(chosen -> process.size = chosen);
    process.quantity = quantity;
    app.updatedAt = world.time();
    world.happened(Happening.Kind.SCALED, app, type, quantity);
    if (type.equals("release")) {
      return;
    }
    List<Dyno> kept = new ArrayList<>();
    for (Dyno dyno : List.copyOf(app.dynos)) {
      if (dyno.type.equals(type) && !dyno.stopping) {
        if (numberOf(dyno) > quantity) {
          stop(app, dyno);
        } else {
          kept.add(dyno);
        }
      }
    }
    for (int number = 1; number <= quantity; number++) {
      int wanted = number;
      if (kept.stream().noneMatch(dyno -> numberOf(dyno) == wanted)) {
        start(boot(app, process, number, current(app)));
      }
    }
    if (resized) {
      kept.forEach(dyno -> restart(app, dyno, current(app)));
    }
  }

  private static int numberOf(Dyno dyno) {
    return Integer.parseInt(dyno.name.substring(dyno.name.lastIndexOf('.') + 1));
  }

  void restartAll(App app, Release release) {
    for (Dyno dyno : List.copyOf(app.dynos)) {
      if (!dyno.stopping && !dyno.type.equals("run") && !dyno.type.equals("release")) {
        restart(app, dyno, release);
      }
    }
  }

  /** Restarts the dynos with this name or of this type. */
  int restart(App app, String nameOrType) {
    int count = 0;
    for (Dyno dyno : List.copyOf(app.dynos)) {
      boolean meant = dyno.name.equals(nameOrType) || dyno.type.equals(nameOrType);
      if (meant && dyno.stopping) {
        kill(app, dyno);
        count++;
      } else if (meant) {
        if (dyno.type.equals("run") || dyno.type.equals("release")) {
          stop(app, dyno);
        } else {
          restart(app, dyno, current(app));
        }
        count++;
      }
    }
    return count;
  }

  private void restart(App app, Dyno dyno, Release release) {
    abandonSession(dyno, world.duration(Activity.DYNO_STOP));
    dyno.release = release;
    dyno.state = "starting";
    dyno.updatedAt = world.time();
    start(dyno);
    app.updatedAt = world.time();
  }

  private Dyno boot(App app, App.ProcessType type, int number, Release release) {
    Dyno dyno =
        new Dyno(
            world.minter.uuid(),
            type.type + "." + number,
            ++dynos,
            type,
            type.command,
            "starting",
            release,
            world.time());
    app.dynos.add(dyno);
    return dyno;
  }

  private void start(Dyno dyno) {
    long started = world.time();
    dyno.startedAt = started;
    world.afterInDynos(
        world.duration(Activity.DYNO_BOOT),
        () -> {
          if (dyno.state.equals("starting") && dyno.startedAt == started) {
            up(dyno);
          }
        });
  }

  private void up(Dyno dyno) {
    App app = dyno.release.app;
    if (!app.dynos.contains(dyno)) {
      return;
    }
    dyno.updatedAt = world.time();
    if (!dyno.type.equals("release") && !comesUp(dyno)) {
      return;
    }
    dyno.state = "up";
    dyno.session = app.primary().map(database -> world.writes.open(app, dyno.process, database));
    world.happened(Happening.Kind.DYNO_UP, app, dyno.name, dyno.number);
  }

  /** A dyno that does not come up has no sessions, and stays until it is restarted. */
  private boolean comesUp(Dyno dyno) {
    if (world.faulty(WorldFault.DYNOS_CRASH, dyno.type)) {
      dyno.state = "crashed";
      world.happened(dyno.release.app.name + ": dyno " + dyno.name + " crashed");
      return false;
    }
    if (world.faulty(WorldFault.DYNOS_IDLE, dyno.type)) {
      dyno.state = "idle";
      return false;
    }
    return true;
  }

  private void stop(App app, Dyno dyno) {
    dyno.stopping = true;
    dyno.updatedAt = world.time();
    if (world.faulty(WorldFault.DYNOS_DO_NOT_STOP, dyno.type)) {
      return;
    }
    long wait = dyno.state.equals("up") ? world.duration(Activity.DYNO_STOP) : 0;
    abandonSession(dyno, wait);
    world.afterInDynos(
        wait,
        () -> {
          dyno.state = "down";
          dyno.updatedAt = world.time();
          world.happened(Happening.Kind.DYNO_STOPPED, app, dyno.name, dyno.number);
        });
    world.afterInDynos(wait + world.duration(Activity.DYNO_DOWN), () -> remove(app, dyno));
  }

  /** What ignores the stop signal goes when a person asks once more. */
  private void kill(App app, Dyno dyno) {
    if (app.dynos.contains(dyno)) {
      world.happened(Happening.Kind.DYNO_STOPPED, app, dyno.name, dyno.number);
      remove(app, dyno);
    }
  }

  private void remove(App app, Dyno dyno) {
    app.dynos.remove(dyno);
    dyno.session.ifPresent(world.writes::close);
    dyno.session = Optional.empty();
  }

  /** Its process runs on for {@code wait} milliseconds, and its connections for longer still. */
  private void abandonSession(Dyno dyno, long wait) {
    Optional<Session> left = dyno.session;
    dyno.session = Optional.empty();
    if (left.isPresent()) {
      Session session = left.get();
      world.afterInDynos(wait, () -> session.orphaned = true);
      world.afterInDynos(
          wait + world.duration(Activity.SESSION_LINGER), () -> world.writes.close(session));
    }
  }
}
