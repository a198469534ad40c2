package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AppName;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What {@link Observer} is about to read, in its order, as far as that is known before. It is asked
 * for ahead, so that an observation takes a few turns rather than one for each request; users wait
 * for each of them. Nothing depends on it: what is missing here is read later, what is too much is
 * forgotten.
 */
final class Agenda {
  private final List<Endpoint<?>> endpoints = new ArrayList<>();

  private Agenda() {}

  /**
   * Returns what a whole observation reads.
   *
   * @param expected the databases that there were the last time
   * @param prices whether they are still to be read
   */
  static List<Endpoint<?>> of(AppName app, Collection<Database> expected, boolean prices) {
    Agenda agenda = new Agenda();
    agenda.app(app);
    agenda.addons(app, expected);
    agenda.details(expected, true);
    agenda.processes(app);
    agenda.endpoints.add(new ListReleases(app));
    agenda.endpoints.add(new ReadConfigVars(app));
    if (prices) {
      agenda.endpoints.add(new ListPlans());
    }
    return agenda.endpoints;
  }

  /** Returns what is read of databases that were just found. */
  static List<Endpoint<?>> of(Collection<Database> found) {
    Agenda agenda = new Agenda();
    agenda.users(found);
    agenda.details(found, true);
    return agenda.endpoints;
  }

  /** Returns what reading some parts again reads. */
  static List<Endpoint<?>> of(ObservedState previous, Scope scope) {
    Agenda agenda = new Agenda();
    Set<Scope.Part> parts = scope.parts();
    Collection<Database> known = previous.databases().values();
    List<Database> stale =
        known.stream().filter(each -> scope.databases().contains(each.id())).toList();
    if (parts.contains(Scope.Part.APP)) {
      agenda.app(previous.app());
    }
    if (parts.contains(Scope.Part.ADDONS)) {
      agenda.addons(previous.app(), known);
    } else {
      sorted(stale).forEach(each -> agenda.endpoints.add(ReadAddon.byId(each.id())));
    }
    agenda.details(stale, false);
    if (parts.contains(Scope.Part.PROCESSES)) {
      agenda.processes(previous.app());
    }
    if (parts.contains(Scope.Part.RELEASES)) {
      agenda.endpoints.add(new ListReleases(previous.app()));
    }
    if (parts.contains(Scope.Part.CONFIG_VARS)) {
      agenda.endpoints.add(new ReadConfigVars(previous.app()));
    }
    return agenda.endpoints;
  }

  private void app(AppName app) {
    endpoints.add(new ReadApp(app));
  }

  private void addons(AppName app, Collection<Database> expected) {
    endpoints.add(new ListAddons(app));
    endpoints.add(new ListAppAttachments(app));
    users(expected);
  }

  private void users(Collection<Database> databases) {
    sorted(databases).forEach(each -> endpoints.add(new ListAddonAttachments(each.id())));
  }

  private void details(Collection<Database> databases, boolean whole) {
    for (Database each : sorted(databases)) {
      AddonId id = each.id();
      if (DatabaseReader.isReadable(each)) {
        endpoints.add(new ReadDatabase(id));
        endpoints.add(new ReadWaitStatus(id));
        endpoints.add(new ReadUpgradeStatus(id));
        if (whole) {
          endpoints.add(new ReadMaintenance(id));
        }
      }
    }
  }

  private void processes(AppName app) {
    endpoints.add(new ReadFormation(app));
    endpoints.add(new ListDynos(app));
  }

  private static List<Database> sorted(Collection<Database> databases) {
    return databases.stream().sorted(Comparator.comparing(Database::id)).toList();
  }
}
