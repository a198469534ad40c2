package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Scope;
import dev.changeover.core.timing.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts single reads together to an {@link ObservedState}, in a fixed order. What is known to be
 * read is asked for ahead, so that a transport that carries several requests at once need not wait
 * for each.
 */
final class Observer {
  private static final int MAX_CANDIDATES = 100;

  private final Reads reads;
  private final DatabaseReader databases;
  private @Nullable Map<PlanSlug, Money> prices;
  private Collection<Database> expected = List.of();

  Observer(Reads reads) {
    this.reads = reads;
    this.databases = new DatabaseReader(reads);
  }

  ObservedState observe(
      AppName app,
      Alias attachment,
      Function<Database, List<AddonName>> candidateNames,
      PreImages preImages,
      Deadline deadline) {
    Draft draft = new Draft(app, preImages);
    reads.ahead(Agenda.of(app, expected, prices == null), deadline);
    try {
      return observe(draft, attachment, candidateNames, deadline);
    } finally {
      reads.forgetAhead();
    }
  }

  private ObservedState observe(
      Draft draft,
      Alias attachment,
      Function<Database, List<AddonName>> candidateNames,
      Deadline deadline) {
    AppName app = draft.app;
    readApp(draft, deadline);
    readAddons(draft, deadline);
    databases.read(draft.databases.keySet(), draft, deadline);
    draft.attachments.stream()
        .filter(link -> link.app().equals(app) && link.alias().equals(attachment))
        .map(link -> draft.databases.get(link.addon()))
        .findFirst()
        .ifPresent(behind -> readCandidates(candidateNames.apply(behind), draft, deadline));
    readProcesses(draft, deadline);
    draft.releases = reads.read(new ListReleases(app), deadline);
    readConfigVars(draft, deadline);
    draft.prices = prices(deadline);
    expected = List.copyOf(draft.databases.values());
    return draft.state();
  }

  /** Prices do not change while an apply runs, and each request keeps users waiting. */
  private Map<PlanSlug, Money> prices(Deadline deadline) {
    if (prices == null) {
      prices = reads.read(new ListPlans(), deadline);
    }
    return prices;
  }

  ObservedState refresh(ObservedState previous, Scope scope, Deadline deadline) {
    reads.ahead(Agenda.of(previous, scope), deadline);
    try {
      return refreshed(previous, scope, deadline);
    } finally {
      reads.forgetAhead();
    }
  }

  private ObservedState refreshed(ObservedState previous, Scope scope, Deadline deadline) {
    Draft draft = new Draft(previous);
    Set<Scope.Part> parts = scope.parts();
    if (parts.contains(Scope.Part.APP)) {
      readApp(draft, deadline);
    }
    Set<AddonId> stale = new HashSet<>(scope.databases());
    if (parts.contains(Scope.Part.ADDONS)) {
      readAddons(draft, deadline);
      draft.databases.values().stream()
          .filter(each -> each.details().isEmpty())
          .map(Database::id)
          .forEach(stale::add);
    } else {
      scope.databases().stream().sorted().forEach(id -> readAddon(id, draft, deadline));
    }
    databases.read(stale, draft, deadline);
    if (parts.contains(Scope.Part.PROCESSES)) {
      readProcesses(draft, deadline);
    }
    if (parts.contains(Scope.Part.RELEASES)) {
      draft.releases = reads.read(new ListReleases(draft.app), deadline);
    }
    if (parts.contains(Scope.Part.CONFIG_VARS)) {
      readConfigVars(draft, deadline);
    }
    return draft.state();
  }

  private void readApp(Draft draft, Deadline deadline) {
    ReadApp.App app = reads.read(new ReadApp(draft.app), deadline);
    draft.appId = app.id();
    draft.maintenance = app.maintenance();
  }

  private void readProcesses(Draft draft, Deadline deadline) {
    draft.formation = reads.read(new ReadFormation(draft.app), deadline);
    draft.dynos = reads.read(new ListDynos(draft.app), deadline);
  }

  /** Reads all add-ons and attachments; details that the draft has already are kept. */
  private void readAddons(Draft draft, Deadline deadline) {
    Map<AddonId, Database> before = new TreeMap<>(draft.databases);
    draft.databases.clear();
    draft.attachments.clear();
    draft.otherServices.clear();
    for (ListedAddon addon : reads.read(new ListAddons(draft.app), deadline)) {
      addon.database().ifPresentOrElse(draft::put, () -> draft.otherServices.add(addon.service()));
    }
    readAppAttachments(draft, deadline);
    readUnlisted(before, draft, deadline);
    before.forEach((id, each) -> draft.put(id, each.details()));
    before.keySet().stream().filter(id -> !draft.databases.containsKey(id)).forEach(draft::remove);
    reads.ahead(
        Agenda.of(
            draft.databases.values().stream().filter(each -> each.details().isEmpty()).toList()),
        deadline);
    List.copyOf(draft.databases.values())
        .forEach(database -> readOtherAppsAttachments(database, draft, deadline));
  }

  /** One answer tells all of this app's attachments, so they fit together even if one moves. */
  private void readAppAttachments(Draft draft, Deadline deadline) {
    Map<AddonId, ListedAttachment> unlisted = new TreeMap<>();
    List<ListedAttachment> links = reads.read(new ListAppAttachments(draft.app), deadline);
    for (ListedAttachment link : links) {
      if (!draft.databases.containsKey(link.addon())) {
        unlisted.putIfAbsent(link.addon(), link);
      }
    }
    unlisted.forEach((id, link) -> readAttachedAddon(id, link, draft, deadline));
    links.stream()
        .filter(link -> draft.databases.containsKey(link.addon()))
        .map(ListedAttachment::attachment)
        .forEach(draft.attachments::add);
  }

  /** Reads an add-on that another app owns, unless the attachment shows that it is no Postgres. */
  private void readAttachedAddon(
      AddonId id, ListedAttachment link, Draft draft, Deadline deadline) {
    Optional<String> service = link.plan().map(Plans::service);
    if (service.isPresent() && !service.get().equals(PlanSlug.SERVICE)) {
      draft.otherServices.add(service.get());
      return;
    }
    ReadAddon.Found found = reads.read(ReadAddon.byId(id), deadline);
    if (found.hidden()) {
      draft.put(link.hiddenDatabase());
    }
    found.addon().flatMap(ListedAddon::database).ifPresent(draft::put);
  }

  /** A list can lag behind, so an add-on of this app that it leaves out is asked for by itself. */
  private void readUnlisted(Map<AddonId, Database> before, Draft draft, Deadline deadline) {
    before.values().stream()
        .filter(known -> known.billingApp().equals(draft.app))
        .filter(known -> !draft.databases.containsKey(known.id()))
        .forEach(known -> readAddon(known.id(), draft, deadline));
  }

  private void readAddon(AddonId id, Draft draft, Deadline deadline) {
    Optional<DatabaseDetails> details =
        Optional.ofNullable(draft.databases.get(id)).flatMap(Database::details);
    ReadAddon.Found found = reads.read(ReadAddon.byId(id), deadline);
    Optional<Database> database = found.addon().flatMap(ListedAddon::database);
    if (database.isPresent()) {
      draft.put(database.get());
      draft.put(id, details);
    } else if (!found.hidden()) {
      draft.remove(id);
    }
  }

  private void readOtherAppsAttachments(Database database, Draft draft, Deadline deadline) {
    if (database.state() == Database.State.UNKNOWN && !database.billingApp().equals(draft.app)) {
      return; // It may not be read, and so neither may its attachments.
    }
    Optional<List<ListedAttachment>> links =
        reads.read(new ListAddonAttachments(database.id()), deadline);
    if (links.isEmpty() && database.exists()) {
      // Heroku contradicts itself, and whether others use the database is not known.
      draft.put(database.withState(Database.State.UNKNOWN));
    }
    links.stream()
        .flatMap(List::stream)
        .map(ListedAttachment::attachment)
        .filter(link -> link.addon().equals(database.id()) && !link.app().equals(draft.app))
        .forEach(draft.attachments::add);
  }

  /** Looks which names are free; databases of this app that are found on the way are added. */
  private void readCandidates(List<AddonName> names, Draft draft, Deadline deadline) {
    List<Database> found = new ArrayList<>();
    for (AddonName name : names.subList(0, Math.min(names.size(), MAX_CANDIDATES))) {
      if (draft.databases.values().stream().anyMatch(each -> each.name().equals(name))) {
        continue;
      }
      ReadAddon.Found addon = reads.read(ReadAddon.byName(name), deadline);
      if (!addon.taken()) {
        break;
      }
      addon
          .addon()
          .flatMap(ListedAddon::database)
          .filter(each -> each.billingApp().equals(draft.app))
          .ifPresentOrElse(
              each -> {
                draft.put(each);
                found.add(each);
              },
              () -> draft.takenNames.add(name));
    }
    found.forEach(each -> readOtherAppsAttachments(each, draft, deadline));
    databases.read(found.stream().map(Database::id).toList(), draft, deadline);
  }

  private void readConfigVars(Draft draft, Deadline deadline) {
    draft.urlVars =
        reads
            .read(new ReadConfigVars(draft.app), deadline)
            .map(
                urls -> {
                  Map<String, AddonId> known = new TreeMap<>();
                  urls.forEach(
                      (name, url) -> databases.at(url, draft).ifPresent(id -> known.put(name, id)));
                  return known;
                });
  }
}
