package dev.changeover.sandbox;

import java.util.Optional;

/**
 * The acknowledged writes of one app that one database served, numbered from one. Databases are
 * copied as of a moment, so what a database holds of a stream is always a beginning of it.
 *
 * <p>One stream of each app has no such database: it is the sum of those that are over.
 */
final class WriteStream {
  static final long WRITE = 1_000_000;
  final App app;
  final Optional<Database> origin;
  private final int epoch;
  long acknowledged;
  long rate;

  WriteStream(App app, Database origin) {
    this.app = app;
    this.origin = Optional.of(origin);
    epoch = origin.epoch;
  }

  /** Makes the sum of the streams of an app that are over. */
  WriteStream(App app) {
    this.app = app;
    origin = Optional.empty();
    epoch = 0;
  }

  /** Returns whether nothing can be written to it any more. */
  boolean over() {
    return origin.map(from -> from.destroyed || from.epoch != epoch).orElse(false);
  }

  String servedBy() {
    return origin.map(from -> from.addOn.name).orElse("databases that are gone or were erased");
  }

  /** Returns an amount without the write that has only begun. */
  static long whole(long amount) {
    return amount - amount % WRITE;
  }
}
