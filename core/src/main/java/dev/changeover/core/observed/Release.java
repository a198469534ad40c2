package dev.changeover.core.observed;

/**
 * One release of the app.
 *
 * @param version counts up from 1
 * @param description for example {@code Attach DATABASE (@ref:postgresql-curved-12345)}
 */
public record Release(int version, Status status, String description) {
  /** Outcome of a release (Platform API reference, Release). */
  public enum Status {
    PENDING,
    SUCCEEDED,
    FAILED,
    EXPIRED,
    UNKNOWN
  }
}
