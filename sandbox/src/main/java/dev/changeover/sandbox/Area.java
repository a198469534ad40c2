package dev.changeover.sandbox;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A part of the world that changes apart from the others, so that an answer about one part holds
 * while another changes.
 */
enum Area {
  /** Maintenance mode and how many dynos of each process type an app wants. */
  APP,
  /** Dynos and their sessions. */
  DYNOS,
  /** What databases do and what their maintenances do. */
  DATABASES,
  /** Everything else, such as add-ons, attachments, config vars and releases. */
  REST;

  static final Set<Area> ALL = Collections.unmodifiableSet(EnumSet.allOf(Area.class));
  private static final Set<Area> OF_APP = Set.of(APP, DYNOS);
  private static final Set<Area> OF_DATABASES = Set.of(DATABASES);

  /** Returns what a request to {@code route} may change, if it is no GET. */
  static Set<Area> changedBy(Route route) {
    return switch (route.name()) {
      case "update app",
          "scale",
          "scale process type",
          "restart",
          "restart dyno",
          "restart process type" ->
          OF_APP;
      case "unfollow", "run upgrade", "old upgrade", "prepare upgrade", "terminate connections" ->
          OF_DATABASES;
      default -> ALL;
    };
  }

  /** Returns what the answer to a GET request to {@code route} can tell of, without dynos. */
  static Set<Area> toldBy(Route route) {
    return switch (route.name()) {
      case "app", "formation", "process type", "dynos" -> Set.of(APP, REST);
      case "database", "wait status", "upgrade status", "followers", "maintenance" ->
          Set.of(DATABASES, REST);
      case "add-on",
          "add-ons of app",
          "attachments of add-on",
          "attachments of app",
          "config vars",
          "releases" ->
          Set.of(REST);
      case "plans", "plan" -> Set.of();
      default -> ALL;
    };
  }
}
