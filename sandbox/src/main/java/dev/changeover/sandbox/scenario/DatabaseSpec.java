package dev.changeover.sandbox.scenario;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A database as it is when the world starts.
 *
 * @param name add-on name
 * @param app billing app
 * @param plan slug of its plan
 * @param version full Postgres version, for example {@code 13.13}
 * @param created when it was created
 * @param bytes size of the data
 * @param tables number of tables
 * @param follows name of its leader
 * @param forkedFrom name of the database it was forked from
 * @param attachments where it is attached
 * @param credentials names of credentials besides {@code default}
 * @param schedules backup schedules
 * @param settings settings that differ from the default
 * @param window maintenance window as Heroku words it
 */
public record DatabaseSpec(
    String name,
    String app,
    String plan,
    String version,
    Instant created,
    long bytes,
    int tables,
    Optional<String> follows,
    Optional<String> forkedFrom,
    List<Attached> attachments,
    List<String> credentials,
    List<Schedule> schedules,
    Map<String, String> settings,
    String window) {

  /**
   * One attachment.
   *
   * @param app the app it is in
   * @param name alias, for example {@code DATABASE}
   * @param namespace for example {@code credential:readonly}; empty for the default credential
   */
  public record Attached(String app, String name, Optional<String> namespace) {}

  /**
   * One backup schedule.
   *
   * @param name config var it backs up, {@code DATABASE_URL}
   * @param hour hour of the day, 0 to 23
   * @param timezone name of the time zone
   */
  public record Schedule(String name, int hour, String timezone) {}

  /** Copies the collections. */
  public DatabaseSpec {
    attachments = List.copyOf(attachments);
    credentials = List.copyOf(credentials);
    schedules = List.copyOf(schedules);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Returns the major version. */
  public int major() {
    int dot = version.indexOf('.');
    return Integer.parseInt(dot < 0 ? version : version.substring(0, dot));
  }
}
