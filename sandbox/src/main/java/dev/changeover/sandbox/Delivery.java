package dev.changeover.sandbox;

/** What happens to an answer on its way to the caller. */
public enum Delivery {
  /** It arrives. */
  ARRIVES,
  /** The connection broke before the request was acted on. */
  LOST_BEFORE,
  /** The request was acted on, then the connection broke. */
  RESET_AFTER
}
