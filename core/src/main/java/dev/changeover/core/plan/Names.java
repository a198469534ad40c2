package dev.changeover.core.plan;

import com.google.common.hash.Hashing;
import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The names of the databases that changeovers make. A name is derived from what the database is
 * for, so that any machine can tell it again and a repeated create is refused instead of billed
 * twice: add-on names are unique on all of Heroku.
 */
public final class Names {
  /** How many names are tried when earlier ones belong to something else. */
  public static final int GENERATIONS = 5;

  private static final int HEX_DIGITS = 10;

  private static final Pattern DERIVED =
      Pattern.compile("pg\\d{2}-[0-9a-f]{" + HEX_DIGITS + "}(-\\d)?");

  private static final Pattern SET_ASIDE = Pattern.compile("(.+)-missed-[0-9a-f]{4}");

  private Names() {}

  /** Returns whether {@code name} has the form of a derived one. */
  static boolean isDerived(AddonName name) {
    return DERIVED.matcher(base(name).value()).matches();
  }

  /**
   * Returns the name that a database gets when it will never be promoted, because it lacks writes.
   * A promotion that is still under way from elsewhere names it by the name it had, and so fails.
   */
  static AddonName setAside(AddonName name, AddonId id) {
    return new AddonName(name + "-missed-" + id.value().substring(0, 4));
  }

  /** Returns whether a database was set aside. */
  static boolean isSetAside(AddonName name) {
    return SET_ASIDE.matcher(name.value()).matches();
  }

  /** Returns the name before it was set aside. */
  public static AddonName base(AddonName name) {
    Matcher matcher = SET_ASIDE.matcher(name.value());
    return matcher.matches() ? new AddonName(matcher.group(1)) : name;
  }

  /**
   * Returns the names that a database made from {@code leader} may have, best first.
   *
   * @param leader the add-on that the new database follows
   */
  public static List<AddonName> candidates(AddonId leader, PgMajor version, PlanSlug plan) {
    String seed = leader + "/" + version + "/" + plan;
    String digest =
        Hashing.sha256()
            .hashString(seed, StandardCharsets.UTF_8)
            .toString()
            .substring(0, HEX_DIGITS);
    String first = "pg" + version + "-" + digest;
    return IntStream.rangeClosed(1, GENERATIONS)
        .mapToObj(generation -> generation == 1 ? first : first + "-" + generation)
        .map(AddonName::new)
        .toList();
  }
}
