package dev.changeover.sandbox;

/**
 * The acknowledged writes of one app that one database served, numbered from one. Databases are
 * copied as of a moment, so what a database holds of a stream is always a beginning of it.
 */
final class WriteStream {
  static final long WRITE = 1_000_000;
  final App app;
  final Database origin;
  long acknowledged;
  long rate;

  WriteStream(App app, Database origin) {
    this.app = app;
    this.origin = origin;
  }
}
