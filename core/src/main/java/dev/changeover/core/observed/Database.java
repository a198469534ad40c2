package dev.changeover.core.observed;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import java.util.Optional;

/**
 * One Postgres add-on.
 *
 * @param billingApp the app that owns and pays for it
 * @param price what it costs, if Heroku said so
 * @param state where its add-on is in its life
 * @param details what the Data API says; absent while it knows nothing of the database
 */
public record Database(
    AddonId id,
    AddonName name,
    AppName billingApp,
    PlanSlug plan,
    Optional<Money> price,
    State state,
    Optional<DatabaseDetails> details) {

  /** Life of an add-on (Platform API reference, Add-on, {@code state}). */
  public enum State {
    PROVISIONING,
    PROVISIONED,
    DEPROVISIONING,
    DEPROVISIONED,
    /**
     * A word that this release does not know, or what Heroku lists but does not find when it is
     * asked. Nothing is done to such a database.
     */
    UNKNOWN
  }

  /** Returns the major version, else empty while it is not reported. */
  public Optional<PgMajor> major() {
    return details.flatMap(DatabaseDetails::version).map(version -> version.major());
  }

  /** Returns the reported version for display, else {@code unknown version}. */
  public String versionText() {
    return details
        .flatMap(DatabaseDetails::version)
        .map(Object::toString)
        .orElse("unknown version");
  }

  /** Returns whether it is a read-only replica. Absent details say nothing, so this is false. */
  public boolean follows() {
    return details.map(DatabaseDetails::follows).orElse(false);
  }

  /** Returns whether it follows {@code leader}. */
  public boolean follows(AddonId leader) {
    return follows() && details.flatMap(DatabaseDetails::leader).filter(leader::equals).isPresent();
  }

  /** Returns whether it is made, or being made, and nothing else. */
  public boolean exists() {
    return state == State.PROVISIONING || state == State.PROVISIONED;
  }

  /** Returns whether it is gone, or about to be. */
  public boolean isGoing() {
    return state == State.DEPROVISIONING || state == State.DEPROVISIONED;
  }

  /** Returns whether it is provisioned, reports itself available and no wait is under way. */
  public boolean available() {
    return state == State.PROVISIONED && details.map(DatabaseDetails::available).orElse(false);
  }

  /** Returns a copy in another state. */
  public Database withState(State other) {
    return new Database(id, name, billingApp, plan, price, other, details);
  }

  /** Returns a copy with another name. */
  public Database withName(AddonName other) {
    return new Database(id, other, billingApp, plan, price, state, details);
  }

  /** Returns a copy with other details. */
  public Database withDetails(DatabaseDetails other) {
    return new Database(id, name, billingApp, plan, price, state, Optional.of(other));
  }
}
