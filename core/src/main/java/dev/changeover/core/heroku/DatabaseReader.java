package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.DatabaseDetails.Maintenance;
import dev.changeover.core.observed.DatabaseDetails.Upgrade;
import dev.changeover.core.timing.Deadline;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the details of databases. Remembers where each one is, without user and password, since
 * some answers name databases by URL.
 */
final class DatabaseReader {
  private final Reads reads;
  private final Map<AddonId, DatabaseUrl> places = new TreeMap<>();

  DatabaseReader(Reads reads) {
    this.reads = reads;
  }

  /**
   * Reads what the Data API tells of some databases, and puts it into the draft. Of one whose
   * details the draft has already, maintenance and followers are not read again, which saves a
   * third of the requests of a wait.
   *
   * @param wanted ids of databases that are in the draft
   * @param draft holds all databases that these may speak of
   */
  void read(Collection<AddonId> wanted, Draft draft, Deadline deadline) {
    Map<AddonId, Optional<Parts>> all = new TreeMap<>();
    for (AddonId id : new TreeSet<>(wanted)) {
      Database database = draft.databases.get(id);
      if (database != null) {
        all.put(id, parts(database, deadline));
      }
    }
    // Only now is it known where each database is, which tells who follows whom.
    all.forEach((id, parts) -> draft.put(id, parts.map(each -> details(each, draft))));
  }

  private Optional<Parts> parts(Database database, Deadline deadline) {
    AddonId id = database.id();
    Optional<DatabaseInfo> info =
        isReadable(database) ? reads.read(new ReadDatabase(id), deadline) : Optional.empty();
    if (info.isEmpty()) {
      return Optional.empty();
    }
    info.get().url().ifPresent(url -> places.put(id, url));
    Optional<DatabaseDetails> before = database.details();
    return Optional.of(
        new Parts(
            info.get(),
            reads.read(new ReadWaitStatus(id), deadline),
            reads.read(new ReadUpgradeStatus(id), deadline),
            before.isPresent()
                ? before.get().maintenance()
                : reads.read(new ReadMaintenance(id), deadline),
            before.isPresent()
                ? before.get().followers()
                : followers(database, info.get(), deadline)));
  }

  /** Advanced databases have another API; of one that is gone there is nothing to tell. */
  static boolean isReadable(Database database) {
    return database.plan().tier() != PlanSlug.Tier.ADVANCED && database.exists();
  }

  private List<AddonName> followers(Database database, DatabaseInfo info, Deadline deadline) {
    return database.plan().tier().followable() && !info.follows() && info.mayHaveFollowers()
        ? reads.read(new ListFollowers(database.id()), deadline)
        : List.of();
  }

  private DatabaseDetails details(Parts parts, Draft draft) {
    DatabaseInfo info = parts.info();
    return new DatabaseDetails(
        info.version(),
        info.status(),
        info.follows(),
        info.follows() ? find(info.leader(), draft) : Optional.empty(),
        find(info.forkedFrom(), draft)
            .map(AddonId::value)
            .or(() -> info.forkedFrom().name().map(AddonName::value)),
        info.lag(),
        parts.ready().waiting(),
        parts.ready().message(),
        parts.ready().failed(),
        parts.upgrade(),
        info.forkFollow(),
        info.highAvailability(),
        parts.maintenance(),
        parts.followers(),
        info.bytes());
  }

  private Optional<AddonId> find(Origin origin, Draft draft) {
    return origin
        .id()
        .or(() -> origin.name().flatMap(name -> named(name, draft)))
        .or(() -> origin.url().flatMap(url -> at(url, draft)));
  }

  private static Optional<AddonId> named(AddonName name, Draft draft) {
    return draft.databases.values().stream()
        .filter(each -> each.name().equals(name))
        .map(Database::id)
        .findFirst();
  }

  /** Returns which of the draft's databases is at {@code url}. */
  Optional<AddonId> at(DatabaseUrl url, Draft draft) {
    return draft.databases.keySet().stream().filter(id -> url.equals(places.get(id))).findFirst();
  }

  private record Parts(
      DatabaseInfo info,
      ReadWaitStatus.Wait ready,
      Upgrade upgrade,
      Optional<Maintenance> maintenance,
      List<AddonName> followers) {}
}
