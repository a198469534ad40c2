package dev.changeover.sandbox;

import java.util.Optional;

/** A dyno as the API lists it. Its use of a database is a {@link Session}. */
final class Dyno {
  final String id;
  final String name;

  /** No other dyno of this world has or had it, while names come back. */
  final long number;

  final App.ProcessType process;
  final String type;
  final String size;
  final String command;
  final long createdAt;
  String state;
  long updatedAt;
  long startedAt;
  Release release;
  boolean stopping;
  Optional<Session> session = Optional.empty();

  Dyno(
      String id,
      String name,
      long number,
      App.ProcessType process,
      String command,
      String state,
      Release release,
      long createdAt) {
    this.id = id;
    this.name = name;
    this.number = number;
    this.process = process;
    this.type = process.type;
    this.size = process.size;
    this.command = command;
    this.state = state;
    this.release = release;
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
  }
}
