package dev.changeover.core.observed;

import dev.changeover.core.model.ProcessType;
import java.util.Comparator;

/**
 * A running process of the app. One that is slow to stop and the one that takes its place can have
 * the same name.
 *
 * @param name for example {@code web.1}
 * @param type for example {@code web}; {@code run} for one-off dynos, {@code scheduler} for jobs
 * @param state for example {@code up}, {@code starting}, {@code crashed}, {@code idle}
 */
public record Dyno(String name, ProcessType type, String state) implements Comparable<Dyno> {
  private static final Comparator<Dyno> ORDER =
      Comparator.comparing(Dyno::name).thenComparing(Dyno::type).thenComparing(Dyno::state);

  @Override
  public int compareTo(Dyno other) {
    return ORDER.compare(this, other);
  }
}
