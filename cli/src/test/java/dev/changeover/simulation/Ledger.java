package dev.changeover.simulation;

import dev.changeover.sandbox.Happening;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What there is in the world, told from its history alone. */
final class Ledger {
  private final Map<String, AddOn> addOns = new LinkedHashMap<>();
  private final Map<String, App> apps = new LinkedHashMap<>();

  /** An add-on as the history tells it. */
  static final class AddOn {
    String name;
    final String app;
    boolean madeByProgram;
    boolean lacksWrites;
    int upgradesByProgram;

    /** The leader while it follows, else empty. */
    String follows;

    /** The leader that it followed at some time, else empty. */
    String origin;

    boolean provisioned;
    boolean failed;
    boolean destroyed;
    boolean upgrading;
    boolean upgradeFailed;
    String version = "";

    AddOn(String name, String app, String follows) {
      this.name = name;
      this.app = app;
      this.follows = follows;
      this.origin = follows;
    }

    boolean lives() {
      return !destroyed && !failed;
    }

    String major() {
      int dot = version.indexOf('.');
      return dot < 0 ? version : version.substring(0, dot);
    }
  }

  /** An app as the history tells it. */
  static final class App {
    boolean maintenance;
    final Map<String, Long> quantities = new TreeMap<>();

    /** The names of those that run, by their numbers. */
    final Map<Long, String> dynos = new TreeMap<>();

    final Map<String, String> attachments = new TreeMap<>();
    private long mainReleaseNumber = -1;

    /** How the release ended by which the main attachment was last made; empty before that. */
    String mainRelease = "";

    /** Returns the dynos of the formation that run. */
    boolean runs() {
      return dynos.values().stream()
          .anyMatch(
              dyno ->
                  quantities.containsKey(dyno.substring(0, dyno.lastIndexOf('.')))
                      && !dyno.startsWith("release."));
    }

    boolean wantsDynos() {
      return quantities.values().stream().anyMatch(quantity -> quantity > 0);
    }

    Optional<String> main() {
      return Optional.ofNullable(attachments.get("DATABASE"));
    }
  }

  Optional<AddOn> addOn(String name) {
    return Optional.ofNullable(addOns.get(name));
  }

  Collection<AddOn> addOns() {
    return addOns.values();
  }

  App app(String name) {
    return apps.computeIfAbsent(name, made -> new App());
  }

  /** Returns every alias that points at an add-on, by app. */
  Map<String, Set<String>> aliasesOf(String addOn) {
    Map<String, Set<String>> found = new HashMap<>();
    apps.forEach(
        (name, app) ->
            app.attachments.forEach(
                (alias, target) -> {
                  if (target.equals(addOn)) {
                    found.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(alias);
                  }
                }));
    return found;
  }

  /** Returns the names of what follows an add-on. */
  List<String> followersOf(String addOn) {
    return addOns.values().stream()
        .filter(each -> each.lives() && each.follows.equals(addOn))
        .map(each -> each.name)
        .toList();
  }

  void enter(Happening happening) {
    AddOn addOn = addOns.get(happening.addOn());
    App app = happening.app().isEmpty() ? null : app(happening.app());
    switch (happening.kind()) {
      case CREATED ->
          addOns.put(
              happening.addOn(), new AddOn(happening.addOn(), happening.app(), happening.about()));
      case ATTACHED -> {
        if (app != null) {
          app.attachments.put(happening.about(), happening.addOn());
        }
      }
      case DETACHED -> {
        if (app != null) {
          app.attachments.remove(happening.about());
        }
      }
      case MAINTENANCE -> {
        if (app != null) {
          app.maintenance = happening.about().equals("on");
        }
      }
      case SCALED -> {
        if (app != null && !happening.about().equals("release")) {
          app.quantities.put(happening.about(), happening.amount());
        }
      }
      case DYNO_UP -> {
        if (app != null) {
          app.dynos.put(happening.amount(), happening.about());
        }
      }
      case DYNO_STOPPED -> {
        if (app != null) {
          app.dynos.remove(happening.amount());
        }
      }
      case RELEASED -> {
        if (app != null && happening.about().startsWith("Attach DATABASE (")) {
          app.mainReleaseNumber = happening.amount();
          app.mainRelease = "";
        }
      }
      case RELEASE_ENDED -> {
        // A later release that succeeds has the attachment too, so it makes a failed one good.
        boolean mends =
            app != null
                && happening.amount() > app.mainReleaseNumber
                && !happening.about().equals("failed");
        if (app != null && (happening.amount() == app.mainReleaseNumber || mends)) {
          app.mainRelease = happening.about();
        }
      }
      default -> {
        if (addOn != null) {
          enter(happening, addOn);
        }
        if (addOn != null && happening.kind() == Happening.Kind.RENAMED) {
          rename(happening.addOn(), addOn);
        }
      }
    }
  }

  private void rename(String before, AddOn addOn) {
    addOns.remove(before);
    addOns.put(addOn.name, addOn);
    for (App app : apps.values()) {
      app.attachments.replaceAll((alias, target) -> target.equals(before) ? addOn.name : target);
    }
    for (AddOn other : addOns.values()) {
      other.follows = other.follows.equals(before) ? addOn.name : other.follows;
      other.origin = other.origin.equals(before) ? addOn.name : other.origin;
    }
  }

  private static void enter(Happening happening, AddOn addOn) {
    switch (happening.kind()) {
      case PROVISIONED -> {
        addOn.provisioned = true;
        addOn.version = happening.about();
      }
      case NOT_PROVISIONED -> {
        addOn.failed = true;
        addOn.follows = "";
      }
      case DESTROYED -> addOn.destroyed = true;
      case RENAMED -> addOn.name = happening.about();
      case STOPPED_FOLLOWING -> addOn.follows = "";
      case UPGRADE_STARTED -> addOn.upgrading = true;
      case UPGRADED -> {
        addOn.upgrading = false;
        addOn.upgradeFailed = false;
        addOn.version = happening.about();
      }
      case UPGRADE_FAILED -> {
        addOn.upgrading = false;
        addOn.upgradeFailed = true;
      }
      default -> {}
    }
  }
}
