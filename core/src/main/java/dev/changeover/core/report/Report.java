package dev.changeover.core.report;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.diagnostic.Severity;
import dev.changeover.core.model.Money;
import dev.changeover.core.plan.Impact;
import dev.changeover.core.plan.Plan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A plan for one app as flat text, numbers and enums: all that a renderer needs, so that no output
 * can show what another lacks.
 *
 * @param app the app's name
 * @param attachment the attachment that is upgraded
 * @param result what came out
 * @param from the database as it is
 * @param to the database as it is wanted
 * @param method how the version is reached
 * @param stage how far a changeover has come, as an id such as {@code following}
 * @param stageText the same as the end of a sentence
 * @param databases all databases that the app has to do with, the one in use first
 * @param phases the steps, grouped
 * @param findings what a person must know, most important first
 * @param counts how many steps do what
 * @param monthlyChange what the whole plan adds to the bill; empty if a price is not known
 * @param approval what a person who agrees to it agrees to
 */
public record Report(
    String app,
    String attachment,
    Result result,
    Side from,
    Side to,
    String method,
    String stage,
    String stageText,
    List<DatabaseRow> databases,
    List<PhaseRow> phases,
    List<Finding> findings,
    Counts counts,
    Optional<Money> monthlyChange,
    Approval approval) {

  /** The version of the JSON formats, of plans as well as of events. */
  public static final String FORMAT_VERSION = "1";

  public Report {
    databases = List.copyOf(databases);
    phases = List.copyOf(phases);
    findings = List.copyOf(findings);
  }

  /** Returns the report of a plan. */
  public static Report of(Plan plan) {
    return new ReportBuilder(plan).build();
  }

  /** Returns all steps, in order. */
  public List<StepRow> steps() {
    return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
  }

  /** What a plan came to. */
  public enum Result {
    /** There is something to do. */
    CHANGES,
    /** The desired state holds. */
    NOTHING,
    /** A check forbids the changeover. */
    BLOCKED
  }

  /**
   * One end of a changeover.
   *
   * @param version for example {@code 13.13}, or only the major version
   * @param plan for example {@code standard-0}
   */
  public record Side(Optional<String> version, Optional<String> plan) {}

  /** The part that a database plays. */
  public enum Role {
    /** It serves the attachment that is upgraded. */
    PRIMARY,
    /** It is to take over. */
    NEW,
    /** It served the attachment before. */
    OLD,
    OTHER
  }

  /**
   * One database.
   *
   * @param status Heroku's words for how it is doing
   * @param leader the database that it follows, if it does
   * @param lag commits behind that
   * @param aliases its attachments; those of other apps with the app's name and two colons before
   */
  public record DatabaseRow(
      String name,
      Role role,
      String version,
      String plan,
      Optional<String> status,
      OptionalLong bytes,
      Optional<Money> price,
      Optional<String> leader,
      OptionalInt lag,
      List<String> aliases) {
    public DatabaseRow {
      aliases = List.copyOf(aliases);
    }
  }

  /**
   * Steps that belong together.
   *
   * @param id for example {@code prepare}
   */
  public record PhaseRow(String id, String title, List<StepRow> steps) {
    public PhaseRow {
      steps = List.copyOf(steps);
    }
  }

  /**
   * One step.
   *
   * @param number from 1, through all phases
   * @param undo how it could be undone; empty if it cannot be
   * @param guards what must hold at once
   * @param waitsBefore what is waited for before it
   * @param waitsAfter what ends it
   * @param pointOfNoReturn whether going back loses writes from here on
   */
  public record StepRow(
      int number,
      String id,
      String fingerprint,
      String summary,
      Impact.Change change,
      String herokuCommand,
      Impact.Downtime downtime,
      Optional<Money> cost,
      Optional<String> undo,
      Optional<String> note,
      List<String> guards,
      List<WaitRow> waitsBefore,
      WaitRow waitsAfter,
      boolean pointOfNoReturn) {
    public StepRow {
      guards = List.copyOf(guards);
      waitsBefore = List.copyOf(waitsBefore);
    }
  }

  /**
   * One wait.
   *
   * @param claim what is waited for, as a sentence without its full stop
   * @param seconds how long at most, zero if it must hold at once
   * @param limit the key of the desired state that sets that
   */
  public record WaitRow(String claim, long seconds, Optional<String> limit) {}

  /**
   * One diagnostic.
   *
   * @param code its stable id
   */
  public record Finding(String code, Severity severity, String what, String why, String fix) {}

  /** How many steps do what to resources. */
  public record Counts(int steps, int create, int update, int convert, int destroy) {}
}
