package dev.changeover.sandbox.scenario;

import java.util.List;

/**
 * An add-on that is no database.
 *
 * @param name add-on name
 * @param app billing app
 * @param plan full plan name, for example {@code scheduler:standard}
 * @param attachments where it is attached
 */
public record AddOnSpec(
    String name, String app, String plan, List<DatabaseSpec.Attached> attachments) {
  /** Checks the plan and copies the list. */
  public AddOnSpec {
    if (!plan.matches("[a-z0-9-]+:[a-z0-9-]+")) {
      throw new IllegalArgumentException("a plan is written service:plan");
    }
    attachments = List.copyOf(attachments);
  }
}
