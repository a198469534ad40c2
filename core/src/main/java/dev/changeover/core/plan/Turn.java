package dev.changeover.core.plan;

/** Which way the app is turned by a step that closes or opens it. */
enum Turn {
  /** Closed, before the switch. */
  CLOSE,
  /** Opened on the new database, after the switch. */
  OPEN,
  /** Opened again on the old database, because the switch did not happen. */
  GO_BACK;

  /** Returns the end of a step's id. */
  String idSuffix() {
    return this == GO_BACK ? "-back" : "";
  }
}
