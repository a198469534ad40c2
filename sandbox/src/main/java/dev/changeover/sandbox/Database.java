package dev.changeover.sandbox;

import dev.changeover.sandbox.scenario.Plan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A Postgres database of the world. Its passwords and URLs never reach a log or a message. */
final class Database {
  /** What a database is doing. */
  enum Stage {
    /** Being provisioned. */
    PREPARING,
    /** A follower that is not up to date yet. */
    CATCHING_UP,
    /** Serving. */
    READY,
    /** Getting a new version. */
    UPGRADING,
    /** Becoming independent. */
    UNFOLLOWING,
    /** Moving to other hardware. */
    CHANGING_PLAN,
    /** Never came to be. */
    FAILED
  }

  /** The upgrade in place a leader has been prepared for. */
  enum Prepared {
    /** Nothing is prepared. */
    NO,
    /** The preparation runs. */
    PREPARING,
    /** The upgrade may be run. */
    READY
  }

  final AddOn addOn;
  final long createdAt;
  final String host;
  final String databaseName;

  /** Stands for the private key of its bastion; it reaches no log and no snapshot. */
  final String bastionKey;

  final Map<String, Credential> credentials = new LinkedHashMap<>();
  final List<Schedule> schedules = new ArrayList<>();
  final List<Link> links = new ArrayList<>();
  final Map<String, String> settings = new LinkedHashMap<>();
  final Map<WriteStream, Long> held = new LinkedHashMap<>();
  Plan plan;
  Stage stage = Stage.PREPARING;
  String version;
  String shownVersion;
  Optional<Database> leader = Optional.empty();
  Optional<Database> forkedFrom = Optional.empty();
  String window;
  long bytes;
  int tables;
  long visibleAt;
  long forkableAt;
  long settingsFreeAt;
  long busyFrom;
  long busyUntil;
  boolean stuckBehind;
  boolean upgradeEverRan;
  boolean upgradeFailed;
  boolean streaming;
  boolean pooled;
  boolean destroyed;
  int epoch;
  Prepared prepared = Prepared.NO;

  /** How many of the last readings were wrong, while its status flaps. */
  final Map<DataJson.Told, Integer> wrongInARow = new EnumMap<>(DataJson.Told.class);

  String preparedVersion = "";
  Maintenance maintenance = new Maintenance();

  /** A user of the database. */
  static final class Credential {
    final String uuid;
    final String name;
    String user;
    String password;
    String state = "active";

    Credential(String uuid, String name, String user, String password) {
      this.uuid = uuid;
      this.name = name;
      this.user = user;
      this.password = password;
    }
  }

  /** A backup schedule. */
  record Schedule(String uuid, String name, int hour, String timezone, long createdAt) {}

  /** A link to another database. */
  record Link(String id, String name, Database remote, long createdAt) {}

  /** The maintenance record of the database. */
  static final class Maintenance {
    String status = "none";
    String method = "";
    String reason = "";
    long scheduledFor;
    long previouslyScheduledFor;
    long startedAt;
    long completedAt;
    boolean customerRequested;
  }

  Database(AddOn addOn, Plan plan, String version, Minter minter, long createdAt) {
    this.addOn = addOn;
    this.plan = plan;
    this.version = version;
    this.shownVersion = version;
    this.createdAt = createdAt;
    this.window = "Sundays 22:30 to Mondays 02:30 UTC";
    host = "ec2-" + (10 + minter.below(90)) + "-" + minter.hex(8) + ".sandbox.example";
    databaseName = "d" + minter.letters(13);
    bastionKey = "sandbox-key-" + PlatformJson.fixedId("bastion" + addOn.id);
    addCredential("default", minter);
  }

  Credential addCredential(String name, Minter minter) {
    Credential made =
        new Credential(minter.uuid(), name, "u" + minter.letters(13), "p" + minter.hex(64));
    credentials.put(name, made);
    return made;
  }

  Credential defaultCredential() {
    return credentials.values().iterator().next();
  }

  String url(Optional<String> namespace) {
    String kind = namespace.orElse("");
    Credential credential = defaultCredential();
    int port = 5432;
    if (kind.startsWith("credential:")) {
      credential = credentials.getOrDefault(kind.substring("credential:".length()), credential);
    } else if (kind.startsWith("connection-pooling:")) {
      port = 6432;
    }
    String location = credential.user + ":" + credential.password + "@" + host + ":" + port;
    return "postgres://" + location + "/" + databaseName;
  }

  /** Lets go of what nobody can ask for once the database is gone. */
  void empty() {
    forkedFrom = Optional.empty();
    credentials.keySet().retainAll(Set.of("default"));
    schedules.clear();
    links.clear();
    settings.clear();
    held.clear();
  }

  boolean writable() {
    boolean serves = stage == Stage.READY || stage == Stage.CHANGING_PLAN;
    return serves && leader.isEmpty() && !destroyed;
  }

  int major() {
    return majorOf(version);
  }

  static int majorOf(String version) {
    int dot = version.indexOf('.');
    return Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
  }

  long heldOf(WriteStream stream) {
    Long amount = held.get(stream);
    return amount == null ? 0 : amount;
  }

  @Override
  public String toString() {
    return "Database[" + addOn.name + ']';
  }
}
