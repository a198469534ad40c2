package dev.changeover.cli;

import dev.changeover.core.apply.Applier;
import dev.changeover.core.apply.ApplyListener;
import dev.changeover.core.apply.FileLocks;
import dev.changeover.core.apply.FolderJournals;
import dev.changeover.core.apply.JournalStorage;
import dev.changeover.core.apply.Locks;
import dev.changeover.core.apply.Surveyor;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.heroku.Credentials;
import dev.changeover.core.heroku.HerokuClient;
import dev.changeover.core.heroku.Hosts;
import dev.changeover.core.heroku.HttpTransport;
import dev.changeover.core.model.ApiCall;
import dev.changeover.core.plan.Planner;
import dev.changeover.core.plan.VersionTable;
import dev.changeover.core.timing.SystemTiming;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A connection to Heroku, as the environment describes it, and all that works over it. */
final class Session implements AutoCloseable {
  static final String SPEED_VARIABLE = "CHANGEOVER_SANDBOX_SPEED";

  /**
   * When the sandbox was started, in real time; by it all processes agree on the sandbox's time.
   */
  static final String SINCE_VARIABLE = "CHANGEOVER_SANDBOX_SINCE";

  static final double FASTEST = 100_000;

  private final HttpTransport transport;
  private final HerokuClient client;
  private final Planner planner;
  private final SystemTiming timing;
  private final JournalStorage journals;
  private final Locks locks;

  private Session(
      HttpTransport transport,
      HerokuClient client,
      Planner planner,
      SystemTiming timing,
      JournalStorage journals,
      Locks locks) {
    this.transport = transport;
    this.client = client;
    this.planner = planner;
    this.timing = timing;
    this.journals = journals;
    this.locks = locks;
  }

  /**
   * Opens a session; nothing is sent yet.
   *
   * @throws DiagnosticException if hosts or credentials cannot be used
   */
  static Session open(Environment environment, Path journal) {
    Hosts hosts = Hosts.fromEnvironment(environment.variables());
    SystemTiming timing = timing(environment, hosts);
    Credentials.Token token =
        new Credentials(environment.variables(), environment.home()).token(hosts);
    HttpTransport transport = new HttpTransport(hosts);
    HerokuClient client =
        new HerokuClient(
            transport,
            hosts,
            token,
            timing,
            RandomGenerator.getDefault(),
            "changeover/" + Release.version());
    environment.interrupts().whenAsked(timing::requestStop);
    return new Session(
        transport,
        client,
        // Versions end in real time, however fast a sandbox runs.
        new Planner(
            VersionTable.CURRENT, LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC)),
        timing,
        new FolderJournals(journal),
        new FileLocks(lockFolder(environment), hosts.of(ApiCall.Host.PLATFORM).toString()));
  }

  /** Polls and deadlines follow a sandbox's clock; never the real Heroku's. */
  private static SystemTiming timing(Environment environment, Hosts hosts) {
    Optional<String> said = environment.variable(SPEED_VARIABLE);
    if (said.isEmpty()) {
      return SystemTiming.real();
    }
    if (!hosts.isLoopback()) {
      throw new DiagnosticException(
          Diagnostic.of(
              Code.USAGE,
              "`%s` is set, but `HEROKU_HOST` does not name a sandbox on this machine"
                  .formatted(SPEED_VARIABLE),
              "Unset `%s`, or point `HEROKU_HOST` at a sandbox.".formatted(SPEED_VARIABLE)));
    }
    double speed =
        speed(said.get())
            .orElseThrow(
                () ->
                    new DiagnosticException(
                        Diagnostic.of(
                            Code.USAGE,
                            "`%s` must be a number from 1 to 100000".formatted(SPEED_VARIABLE))));
    Instant now = Clock.systemUTC().instant();
    Optional<String> begin = environment.variable(SINCE_VARIABLE);
    return SystemTiming.atSpeed(
        speed,
        begin.isEmpty()
            ? now
            : since(begin.get(), now)
                .orElseThrow(
                    () ->
                        new DiagnosticException(
                            Diagnostic.of(
                                Code.USAGE,
                                "`%s` must be the time at which the sandbox was started"
                                    .formatted(SINCE_VARIABLE),
                                "Take over all `export` lines of the sandbox that runs."))));
  }

  private static Optional<Instant> since(String text, Instant now) {
    try {
      return Optional.of(Instant.parse(text))
          .filter(since -> since.isAfter(now.minus(SystemTiming.LONGEST)))
          .filter(since -> since.isBefore(now.plus(SystemTiming.LONGEST)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns a speed that a sandbox and the commands on it can both have. */
  static Optional<Double> speed(String text) {
    if (!text.matches("\\d{1,6}(\\.\\d{1,3})?")) {
      return Optional.empty();
    }
    double speed = Double.parseDouble(text);
    return speed >= 1 && speed <= FASTEST ? Optional.of(speed) : Optional.empty();
  }

  private static Path lockFolder(Environment environment) {
    return environment
        .variable("XDG_STATE_HOME")
        .map(environment::resolve)
        .orElseGet(() -> environment.home().resolve(".local").resolve("state"))
        .resolve("changeover")
        .resolve("locks");
  }

  Surveyor surveyor() {
    return new Surveyor(client, planner, timing, journals);
  }

  Applier applier(ApplyListener listener) {
    return new Applier(client, planner, timing, journals, locks, listener);
  }

  SystemTiming timing() {
    return timing;
  }

  @Override
  public void close() {
    transport.close();
  }
}
