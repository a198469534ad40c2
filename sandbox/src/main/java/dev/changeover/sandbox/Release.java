package dev.changeover.sandbox;

import java.util.Map;
import java.util.Optional;

/** A release of an app. */
final class Release {
  /** How a release phase ends. */
  static final String PENDING = "pending";

  final String id;
  final int version;
  final String description;
  final App app;
  final long createdAt;
  final Map<String, String> config;
  final long configBytes;
  final boolean hasDatabase;
  final boolean phase;
  String status = PENDING;
  long updatedAt;
  Optional<Replacement> replacement = Optional.empty();

  /** The attachment that took over an alias, what it took it from, and the release of that. */
  record Replacement(Attachment now, Attachment before, Release detach) {}

  /** Returns the alias an attach or detach release is about; empty for other releases. */
  String alias() {
    String[] words = description.split(" ", 3);
    boolean about = words.length == 3 && description.matches("(Attach|Detach) .*");
    return about ? words[1] : "";
  }

  Release(
      String id,
      int version,
      String description,
      App app,
      long createdAt,
      SharedConfig config,
      boolean phase) {
    this.id = id;
    this.version = version;
    this.description = description;
    this.app = app;
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
    this.config = config.vars();
    this.configBytes = config.bytes();
    this.phase = phase;
    this.hasDatabase = this.config.containsKey("DATABASE_URL");
  }
}
