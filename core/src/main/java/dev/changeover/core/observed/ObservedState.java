package dev.changeover.core.observed;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One reading of everything about one app that a plan depends on. What could not be read is absent,
 * never guessed. The order in which Heroku lists things does not matter: all collections are
 * sorted. Holds no credential.
 *
 * @param app the app that the desired state names
 * @param appId its id, which the call that destroys an add-on wants
 * @param maintenance whether maintenance mode is on
 * @param databases every Postgres add-on that the app owns or is attached to
 * @param attachments every attachment of those, in all apps
 * @param formation how many dynos of each process type are wanted
 * @param dynos the processes that run now
 * @param releases the newest releases, newest first
 * @param otherServices the add-on services, besides Postgres, that the app uses
 * @param urlVars for each config var of the app that holds the URL of one of the databases, which;
 *     empty when the config vars could not be read
 * @param prices the plans on offer
 * @param takenNames add-on names that are known to belong to something else
 * @param preImages values from before the cut-over
 */
public record ObservedState(
    AppName app,
    String appId,
    boolean maintenance,
    Map<AddonId, Database> databases,
    Set<Attachment> attachments,
    Map<ProcessType, Integer> formation,
    Set<Dyno> dynos,
    List<Release> releases,
    Set<String> otherServices,
    Optional<Map<String, AddonId>> urlVars,
    Map<PlanSlug, Money> prices,
    Set<AddonName> takenNames,
    PreImages preImages) {

  public ObservedState {
    databases = ImmutableSortedMap.copyOf(databases);
    attachments = ImmutableSortedSet.copyOf(attachments);
    formation = ImmutableSortedMap.copyOf(formation);
    dynos = ImmutableSortedSet.copyOf(dynos);
    releases =
        releases.stream().sorted(Comparator.comparingInt(Release::version).reversed()).toList();
    otherServices = ImmutableSortedSet.copyOf(otherServices);
    urlVars = urlVars.map(ImmutableSortedMap::copyOf);
    prices = ImmutableSortedMap.copyOf(prices);
    takenNames = ImmutableSortedSet.copyOf(takenNames);
  }

  /** Returns what {@code alias} of the app links to, whatever the credential. */
  public Optional<Attachment> attachment(Alias alias) {
    return attachments.stream()
        .filter(link -> link.app().equals(app) && link.alias().equals(alias))
        .findFirst();
  }

  /** Returns the database that {@code alias} of the app links to. */
  public Optional<Database> at(Alias alias) {
    return attachment(alias).map(Attachment::addon).map(databases::get);
  }

  /** Returns the database with that id. */
  public Optional<Database> database(AddonId id) {
    return Optional.ofNullable(databases.get(id));
  }

  /** Returns the database with that name. */
  public Optional<Database> named(AddonName name) {
    return databases.values().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** Returns all attachments of a database, in all apps. */
  public List<Attachment> attachmentsOf(AddonId id) {
    return attachments.stream().filter(link -> link.addon().equals(id)).toList();
  }

  /** Returns the newest release, else empty if the app has none. */
  public Optional<Release> newestRelease() {
    return releases.stream().findFirst();
  }

  /** Returns whether each release runs a command before it takes effect. */
  public boolean hasReleasePhase() {
    return formation.containsKey(ProcessType.RELEASE);
  }

  /** Returns a copy with another maintenance flag. */
  public ObservedState withMaintenance(boolean on) {
    return copy(on, databases, attachments, formation, dynos, urlVars, preImages);
  }

  /** Returns a copy with another formation. */
  public ObservedState withFormation(Map<ProcessType, Integer> other, Collection<Dyno> running) {
    return copy(
        maintenance,
        databases,
        attachments,
        other,
        ImmutableSortedSet.copyOf(running),
        urlVars,
        preImages);
  }

  /** Returns a copy with a database added, or replaced where the id is known. */
  public ObservedState withDatabase(Database database) {
    ImmutableSortedMap.Builder<AddonId, Database> all = ImmutableSortedMap.naturalOrder();
    databases.forEach(
        (id, each) -> {
          if (!id.equals(database.id())) {
            all.put(id, each);
          }
        });
    all.put(database.id(), database);
    return copy(maintenance, all.build(), attachments, formation, dynos, urlVars, preImages);
  }

  /** Returns a copy with one database changed. */
  public ObservedState withDetails(AddonId id, UnaryOperator<DatabaseDetails> change) {
    return database(id)
        .flatMap(known -> known.details().map(change).map(known::withDetails))
        .map(this::withDatabase)
        .orElse(this);
  }

  /** Returns a copy without a database and its attachments. */
  public ObservedState withoutDatabase(AddonId id) {
    ImmutableSortedMap.Builder<AddonId, Database> rest = ImmutableSortedMap.naturalOrder();
    databases.values().stream()
        .filter(each -> !each.id().equals(id))
        .forEach(each -> rest.put(each.id(), each));
    List<Attachment> links = attachments.stream().filter(link -> !link.addon().equals(id)).toList();
    return copy(
        maintenance,
        rest.build(),
        ImmutableSortedSet.copyOf(links),
        formation,
        dynos,
        urlVars.map(vars -> without(vars, id)),
        preImages);
  }

  /** Returns a copy in which an attachment is added, replacing one of that name. */
  public ObservedState withAttachment(Attachment added) {
    List<Attachment> links = new ArrayList<>();
    attachments.stream()
        .filter(link -> !(link.app().equals(added.app()) && link.alias().equals(added.alias())))
        .forEach(links::add);
    links.add(added);
    Optional<Map<String, AddonId>> vars =
        added.app().equals(app)
            ? urlVars.map(known -> with(known, added.alias().configVar(), added.addon()))
            : urlVars;
    return copy(
        maintenance,
        databases,
        ImmutableSortedSet.copyOf(links),
        formation,
        dynos,
        vars,
        preImages);
  }

  /** Returns a copy with other pre-images. */
  public ObservedState withPreImages(PreImages other) {
    return copy(maintenance, databases, attachments, formation, dynos, urlVars, other);
  }

  private ObservedState copy(
      boolean maintenance,
      Map<AddonId, Database> databases,
      Set<Attachment> attachments,
      Map<ProcessType, Integer> formation,
      Set<Dyno> dynos,
      Optional<Map<String, AddonId>> urlVars,
      PreImages preImages) {
    return new ObservedState(
        app,
        appId,
        maintenance,
        databases,
        attachments,
        formation,
        dynos,
        releases,
        otherServices,
        urlVars,
        prices,
        takenNames,
        preImages);
  }

  private static Map<String, AddonId> with(Map<String, AddonId> vars, String name, AddonId id) {
    ImmutableSortedMap.Builder<String, AddonId> all = ImmutableSortedMap.naturalOrder();
    vars.forEach(
        (key, value) -> {
          if (!key.equals(name)) {
            all.put(key, value);
          }
        });
    return all.put(name, id).build();
  }

  private static Map<String, AddonId> without(Map<String, AddonId> vars, AddonId id) {
    ImmutableSortedMap.Builder<String, AddonId> rest = ImmutableSortedMap.naturalOrder();
    vars.forEach(
        (key, value) -> {
          if (!value.equals(id)) {
            rest.put(key, value);
          }
        });
    return rest.build();
  }
}
