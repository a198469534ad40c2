package dev.changeover.core.observed;

import com.google.common.collect.Sets;
import dev.changeover.core.model.AddonId;
import java.util.Set;

/**
 * Which parts of an observation to read again. Waits read as little as they can, so that they keep
 * within the account's request limit.
 *
 * @param parts the parts
 * @param databases the databases whose add-on and details are read again
 */
public record Scope(Set<Part> parts, Set<AddonId> databases) {
  /** Nothing. */
  public static final Scope NOTHING = new Scope(Set.of(), Set.of());

  public Scope {
    parts = Set.copyOf(parts);
    databases = Set.copyOf(databases);
  }

  /** Parts of an {@link ObservedState} that can be read by themselves. */
  public enum Part {
    /** The maintenance flag. */
    APP,
    /** The formation and the dynos. */
    PROCESSES,
    /** The newest releases. */
    RELEASES,
    /** All add-ons and attachments, and the details of databases that are new. */
    ADDONS,
    /** Which config vars hold which database's URL. */
    CONFIG_VARS
  }

  /** Returns a scope of parts. */
  public static Scope of(Part... parts) {
    return new Scope(Set.of(parts), Set.of());
  }

  /** Returns a scope of one database. */
  public static Scope of(AddonId database) {
    return new Scope(Set.of(), Set.of(database));
  }

  /** Returns everything that this or {@code other} reads. */
  public Scope and(Scope other) {
    return new Scope(
        Sets.union(parts, other.parts).immutableCopy(),
        Sets.union(databases, other.databases).immutableCopy());
  }
}
