package dev.changeover.core.apply;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.heroku.HerokuClient;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.plan.Names;
import dev.changeover.core.plan.Plan;
import dev.changeover.core.plan.Planner;
import dev.changeover.core.timing.Deadline;
import dev.changeover.core.timing.Timing;
import java.time.Duration;
import java.util.Optional;

/** Observes one app and plans for it, with what is on record about the time before. */
public final class Surveyor {
  /** How long one whole reading may take, retries included. */
  public static final Duration READING_LIMIT = Duration.ofMinutes(5);

  private final HerokuClient client;
  private final Planner planner;
  private final Timing timing;
  private final JournalStorage journals;

  public Surveyor(HerokuClient client, Planner planner, Timing timing, JournalStorage journals) {
    this.client = client;
    this.planner = planner;
    this.timing = timing;
    this.journals = journals;
  }

  /**
   * Reads Heroku and plans, with what the journal has on record. Sends no request that changes
   * anything.
   *
   * @throws dev.changeover.core.diagnostic.DiagnosticException if Heroku or the journal cannot be
   *     read
   */
  public Plan survey(DesiredState desired) {
    return survey(desired, Optional.empty(), Journal.open(journals, desired.app()));
  }

  /** Does the same for what was approved before, with what the approved plan has on record. */
  public Plan survey(Approval approval) {
    return survey(approval, Journal.open(journals, approval.desired().app()));
  }

  Plan survey(Approval approval, Journal journal) {
    return survey(approval.desired(), Optional.of(approval), journal);
  }

  private Plan survey(DesiredState desired, Optional<Approval> approval, Journal journal) {
    ObservedState observed =
        withOrigins(
            client.observe(
                desired.app(),
                desired.attachment(),
                primary -> planner.namesToLookUp(desired, primary),
                PreImages.NONE,
                Deadline.after(READING_LIMIT, timing)),
            approval,
            journal);
    PreImages approved = approval.map(Approval::preImages).orElse(PreImages.NONE);
    PreImages record =
        planner
            .changeoverKey(desired, observed)
            .map(
                key ->
                    merge(onRecord(journal, key, observed), approved)
                        .withCutOffUnseen(journal.cutOffUnseen(key)))
            .orElse(PreImages.NONE);
    return planner.plan(
        desired, record.equals(PreImages.NONE) ? observed : observed.withPreImages(record));
  }

  /**
   * Where Heroku does not tell what a database was made from, the journal does, if it was made by a
   * changeover, or the approved plan: without that an adopted follower would look like any database
   * once it is upgraded.
   */
  private static ObservedState withOrigins(
      ObservedState observed, Optional<Approval> approval, Journal journal) {
    ObservedState state = observed;
    for (Database each : observed.databases().values()) {
      boolean untold =
          each.details()
              .filter(details -> !details.follows() && details.forkedFrom().isEmpty())
              .isPresent();
      AddonName name = Names.base(each.name());
      Optional<String> origin =
          untold
              ? journal
                  .madeFrom(name)
                  .or(() -> approval.flatMap(approved -> approved.madeFrom(name)))
              : Optional.empty();
      if (origin.isPresent()) {
        state = state.withDetails(each.id(), details -> details.withForkedFrom(origin.get()));
      }
    }
    return state;
  }

  /**
   * An app that is closed may have been closed for another new database of the same old one, which
   * is gone. One that is open is as people want it.
   */
  private static PreImages onRecord(Journal journal, String key, ObservedState observed) {
    boolean closed =
        observed.maintenance()
            || observed.formation().values().stream().allMatch(quantity -> quantity == 0);
    PreImages record = journal.record(key);
    return closed ? merge(record, journal.leftClosed(key)) : record;
  }

  /** The journal saw what was overwritten; the approved plan only what was there before. */
  private static PreImages merge(PreImages journal, PreImages approved) {
    if (journal.completed()) {
      return journal;
    }
    boolean fromJournal = journal.quantities().isPresent();
    return new PreImages(
        fromJournal || approved.source() == PreImages.Source.NONE
            ? journal.source()
            : approved.source(),
        journal.maintenance().or(approved::maintenance),
        journal.quantities().or(approved::quantities),
        journal.connectionsReset(),
        journal.reopenedSince(),
        false);
  }
}
