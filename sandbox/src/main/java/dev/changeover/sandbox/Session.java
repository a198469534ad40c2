package dev.changeover.sandbox;

/** The connections of one dyno to the database it booted with. They write until they are closed. */
final class Session {
  final App app;
  final String type;
  final Database database;
  WriteStream stream;
  final long writesPerMilli;
  boolean orphaned;

  Session(App app, String type, Database database, WriteStream stream, long writesPerMilli) {
    this.app = app;
    this.type = type;
    this.database = database;
    this.stream = stream;
    this.writesPerMilli = writesPerMilli;
  }

  /** Returns millionths of a write per millisecond that are acknowledged now. */
  long rate() {
    boolean routed = !type.equals("web") || !app.maintenance;
    return routed && database.writable() ? writesPerMilli : 0;
  }
}
