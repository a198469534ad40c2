package dev.changeover.sandbox;

import java.util.Optional;

/** An add-on of the world; a database when it is one of Heroku Postgres. */
final class AddOn {
  static final String POSTGRES = "heroku-postgresql";
  final String id;
  final String providerId;
  final App app;
  final String service;
  final long createdAt;
  String name;
  String plan;
  String state = "provisioning";
  long updatedAt;
  boolean varSetAtOnce;
  private Optional<Database> database = Optional.empty();

  AddOn(String id, String name, App app, String plan, long createdAt) {
    this.id = id;
    this.name = name;
    this.app = app;
    this.plan = plan;
    this.service = plan.substring(0, plan.indexOf(':'));
    this.createdAt = createdAt;
    this.updatedAt = createdAt;
    this.providerId = "resource" + Math.floorMod(id.hashCode(), 1_000_000) + "@heroku.com";
  }

  void serves(Database made) {
    database = Optional.of(made);
  }

  Optional<Database> database() {
    return database;
  }

  boolean isPostgres() {
    return service.equals(POSTGRES);
  }
}
