package dev.changeover.sandbox;

import java.util.Optional;

/** A backup or a copy. */
final class Transfer {
  final String uuid;
  final int number;
  final String fromName;
  final String toName;
  final boolean copy;
  final Database source;
  final Optional<Database> target;
  final long createdAt;
  long finishedAt;
  long canceledAt;
  boolean succeeded;

  Transfer(
      String uuid,
      int number,
      String fromName,
      String toName,
      Database source,
      Optional<Database> target,
      long createdAt) {
    this.uuid = uuid;
    this.number = number;
    this.fromName = fromName;
    this.toName = toName;
    this.copy = target.isPresent();
    this.source = source;
    this.target = target;
    this.createdAt = createdAt;
  }
}
