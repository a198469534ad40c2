package dev.changeover.sandbox.scenario;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A person who changes something meanwhile.
 *
 * @param after when, counted from the start of the world; empty when a request triggers it
 * @param method method of the triggering request, or {@code *}
 * @param path path pattern of the triggering request
 * @param nth which matching request triggers it, counted from one
 * @param action what is done: scale, maintenance, attach, detach, destroy-addon, plan, deploy,
 *     config
 * @param details names and values for the action
 */
public record HumanEdit(
    Optional<Duration> after,
    String method,
    String path,
    int nth,
    String action,
    Map<String, String> details) {
  /** Copies the details. */
  public HumanEdit {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  @Override
  public String toString() {
    return "HumanEdit[" + action + ']';
  }
}
