package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Release;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An observation that is being put together. */
final class Draft {
  final AppName app;
  final Map<AddonId, Database> databases = new TreeMap<>();
  final Set<Attachment> attachments = new HashSet<>();
  final Set<String> otherServices = new HashSet<>();
  final Set<AddonName> takenNames = new HashSet<>();
  String appId = "";
  boolean maintenance;
  Map<ProcessType, Integer> formation = Map.of();
  Collection<Dyno> dynos = List.of();
  List<Release> releases = List.of();
  Optional<Map<String, AddonId>> urlVars = Optional.empty();
  Map<PlanSlug, Money> prices = Map.of();
  private final PreImages preImages;

  Draft(AppName app, PreImages preImages) {
    this.app = app;
    this.preImages = preImages;
  }

  Draft(ObservedState state) {
    this(state.app(), state.preImages());
    databases.putAll(state.databases());
    attachments.addAll(state.attachments());
    otherServices.addAll(state.otherServices());
    takenNames.addAll(state.takenNames());
    appId = state.appId();
    maintenance = state.maintenance();
    formation = state.formation();
    dynos = state.dynos();
    releases = state.releases();
    urlVars = state.urlVars();
    prices = state.prices();
  }

  /** Adds a database, or replaces the one with its id. */
  void put(Database database) {
    databases.put(database.id(), database);
  }

  /** Gives a database other details, or none. */
  void put(AddonId id, Optional<DatabaseDetails> details) {
    Database known = databases.get(id);
    if (known != null) {
      put(
          new Database(
              id,
              known.name(),
              known.billingApp(),
              known.plan(),
              known.price(),
              known.state(),
              details));
    }
  }

  /** Removes a database and what leads to it. */
  void remove(AddonId id) {
    databases.remove(id);
    attachments.removeIf(link -> link.addon().equals(id));
    urlVars =
        urlVars.map(
            vars -> {
              Map<String, AddonId> rest = new TreeMap<>(vars);
              rest.values().removeIf(id::equals);
              return rest;
            });
  }

  ObservedState state() {
    return new ObservedState(
        app,
        appId,
        maintenance,
        databases,
        attachments,
        formation,
        Set.copyOf(dynos),
        releases,
        otherServices,
        urlVars,
        prices,
        takenNames,
        preImages);
  }
}
