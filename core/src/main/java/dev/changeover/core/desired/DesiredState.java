package dev.changeover.core.desired;

import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.SourcePosition;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one document of a desired-state file asks for: one attachment of one app served by one
 * Postgres major version on one plan.
 *
 * @param app the app
 * @param attachment the attachment that is upgraded; {@code DATABASE} unless stated
 * @param version the target major version
 * @param plan the target plan; absent means the plan that the database has now
 * @param keepOldDatabase whether the old database stays; true unless stated
 * @param method how the version is reached; absent means by follower
 * @param adopt an existing follower to use, by alias or add-on name
 * @param moveAttachments which other attachments of the old database move to the new one
 * @param cutover how the app is closed and opened again
 * @param limits how long each wait may take
 * @param checks checks that are turned into warnings, with the reason why
 * @param position where the document starts in its file
 */
public record DesiredState(
    AppName app,
    Alias attachment,
    PgMajor version,
    Optional<PlanSlug> plan,
    boolean keepOldDatabase,
    Optional<Method> method,
    Optional<String> adopt,
    MoveAttachments moveAttachments,
    Cutover cutover,
    Limits limits,
    Map<Code, String> checks,
    SourcePosition position) {

  public DesiredState {
    checks = ImmutableSortedMap.copyOf(checks);
  }

  /** Returns a desired state in which everything that has a default has it. */
  public static DesiredState of(AppName app, PgMajor version) {
    return new DesiredState(
        app,
        new Alias("DATABASE"),
        version,
        Optional.empty(),
        true,
        Optional.empty(),
        Optional.empty(),
        MoveAttachments.ALL,
        Cutover.DEFAULT,
        Limits.DEFAULT,
        Map.of(),
        new SourcePosition("changeover.yaml", 1, 1));
  }

  /** Returns a copy with another target plan. */
  public DesiredState withPlan(Optional<PlanSlug> other) {
    return new DesiredState(
        app,
        attachment,
        version,
        other,
        keepOldDatabase,
        method,
        adopt,
        moveAttachments,
        cutover,
        limits,
        checks,
        position);
  }

  /** Returns a copy that keeps the old database, or does not. */
  public DesiredState withKeepOldDatabase(boolean other) {
    return new DesiredState(
        app,
        attachment,
        version,
        plan,
        other,
        method,
        adopt,
        moveAttachments,
        cutover,
        limits,
        checks,
        position);
  }

  /** Returns a copy that adopts a follower, or none. */
  public DesiredState withAdopt(Optional<String> other) {
    return new DesiredState(
        app,
        attachment,
        version,
        plan,
        keepOldDatabase,
        method,
        other,
        moveAttachments,
        cutover,
        limits,
        checks,
        position);
  }

  /** Returns a copy that moves other attachments. */
  public DesiredState withMoveAttachments(MoveAttachments other) {
    return new DesiredState(
        app,
        attachment,
        version,
        plan,
        keepOldDatabase,
        method,
        adopt,
        other,
        cutover,
        limits,
        checks,
        position);
  }

  /** Returns a copy with another way to close and open the app. */
  public DesiredState withCutover(Cutover other) {
    return new DesiredState(
        app,
        attachment,
        version,
        plan,
        keepOldDatabase,
        method,
        adopt,
        moveAttachments,
        other,
        limits,
        checks,
        position);
  }

  /** Returns a copy with other limits. */
  public DesiredState withLimits(Limits other) {
    return new DesiredState(
        app,
        attachment,
        version,
        plan,
        keepOldDatabase,
        method,
        adopt,
        moveAttachments,
        cutover,
        other,
        checks,
        position);
  }

  /** Returns a copy with other checks turned into warnings. */
  public DesiredState withChecks(Map<Code, String> other) {
    return new DesiredState(
        app,
        attachment,
        version,
        plan,
        keepOldDatabase,
        method,
        adopt,
        moveAttachments,
        cutover,
        limits,
        other,
        position);
  }

  /** How a version is reached. */
  public enum Method {
    /** A follower is made, caught up, upgraded and promoted. */
    FOLLOWER,
    /** The database itself is upgraded in place. Known, not available yet. */
    DIRECT,
    /** The data is copied into a new database. Known, not available yet. */
    COPY
  }

  /**
   * Which attachments of the old database, besides the main one, are pointed at the new one.
   *
   * @param all whether every one is
   * @param aliases those that are, if not all; empty for none
   */
  public record MoveAttachments(boolean all, Set<Alias> aliases) {
    public static final MoveAttachments ALL = new MoveAttachments(true, Set.of());
    public static final MoveAttachments NONE = new MoveAttachments(false, Set.of());

    public MoveAttachments {
      aliases = Set.copyOf(aliases);
    }

    /** Returns whether {@code alias} moves. */
    public boolean moves(Alias alias) {
      return all || aliases.contains(alias);
    }
  }

  /**
   * Which process types are stopped.
   *
   * @param all whether every one is
   * @param types those that are, if not all; empty for none
   */
  public record Stop(boolean all, Set<ProcessType> types) {
    public static final Stop ALL = new Stop(true, Set.of());
    public static final Stop NONE = new Stop(false, Set.of());

    public Stop {
      types = Set.copyOf(types);
    }

    /** Returns whether dynos of {@code type} are stopped. The release phase never is. */
    public boolean stops(ProcessType type) {
      return !type.equals(ProcessType.RELEASE) && (all || types.contains(type));
    }
  }

  /**
   * How the app is closed for the switch and opened again.
   *
   * @param maintenance whether maintenance mode is turned on; true unless stated
   * @param stop which process types are scaled to zero; all unless stated
   * @param restore how many dynos of each type to run afterwards, where that cannot be known; its
   *     presence also says that the app was open before
   * @param deadline how long the app may be closed before the switch; when it is missed the app is
   *     opened again on the old database
   * @param maxLag how many commits the follower may be behind when the app is closed, 0 to {@link
   *     #MOST_LAG}; it has everything before it is cut off all the same
   */
  public record Cutover(
      boolean maintenance,
      Stop stop,
      Optional<Map<ProcessType, Integer>> restore,
      Duration deadline,
      int maxLag) {
    public static final int MOST_LAG = 1_000_000_000;

    /** The default allows for what a follower catches up on within seconds once nobody writes. */
    public static final Cutover DEFAULT =
        new Cutover(true, Stop.ALL, Optional.empty(), Duration.ofHours(1), 5_000);

    public Cutover {
      if (maxLag < 0 || maxLag > MOST_LAG) {
        throw new IllegalArgumentException("no follower is " + maxLag + " commits behind");
      }
      restore = restore.map(ImmutableSortedMap::copyOf);
    }
  }

  /**
   * How long each wait may take.
   *
   * @param provision until a created database is available
   * @param catchUp until the follower has all commits
   * @param upgrade until the upgraded database is available
   * @param release until a release, with its release phase, is done
   */
  public record Limits(Duration provision, Duration catchUp, Duration upgrade, Duration release) {
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofHours(6),
            Duration.ofMinutes(30),
            Duration.ofMinutes(45),
            Duration.ofMinutes(20));
  }
}
