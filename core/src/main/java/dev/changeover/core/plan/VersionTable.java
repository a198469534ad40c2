package dev.changeover.core.plan;

import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.model.PgMajor;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * The major versions that Heroku offers, which no API lists (Heroku Dev Center: "Heroku Postgres
 * Version Support").
 *
 * @param asOf when the table was true
 * @param retirements each version on offer, with the day Heroku ends its support, if announced
 */
public record VersionTable(LocalDate asOf, Map<PgMajor, Optional<LocalDate>> retirements) {
  /** The table of this release. */
  public static final VersionTable CURRENT =
      new VersionTable(
          LocalDate.of(2026, 11, 1),
          Map.of(
              new PgMajor(15), Optional.of(LocalDate.of(2027, 2, 28)),
              new PgMajor(16), Optional.empty(),
              new PgMajor(17), Optional.empty(),
              new PgMajor(18), Optional.empty()));

  /** After so many days the table is called old. */
  public static final int OLD_AFTER_DAYS = 90;

  public VersionTable {
    retirements = ImmutableSortedMap.copyOf(retirements);
  }

  /** Returns whether {@code version} can be the target of an upgrade. */
  public boolean offers(PgMajor version) {
    return retirements.containsKey(version);
  }

  /** Returns the day the support of {@code version} ends, if announced. */
  public Optional<LocalDate> retirement(PgMajor version) {
    return retirements.getOrDefault(version, Optional.empty());
  }

  /** Returns whether the table is old on {@code day}. */
  public boolean isOldOn(LocalDate day) {
    return asOf.plusDays(OLD_AFTER_DAYS).isBefore(day);
  }
}
