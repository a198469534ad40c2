package dev.changeover.core.heroku;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Another database, in whatever way an answer names it.
 *
 * @param id its add-on, if named by id
 * @param name its add-on, if named by name
 * @param url where it is, if named by URL
 */
record Origin(Optional<AddonId> id, Optional<AddonName> name, Optional<DatabaseUrl> url) {
  /** No database, or one that is named in an unknown way. */
  static final Origin NONE = new Origin(Optional.empty(), Optional.empty(), Optional.empty());

  /** Returns what a text names: an id, a name, or a URL. */
  static Origin of(String text) {
    Optional<DatabaseUrl> url = DatabaseUrl.parse(text);
    if (url.isPresent()) {
      return new Origin(Optional.empty(), Optional.empty(), url);
    }
    Optional<AddonId> id = checked(AddonId::new, text.toLowerCase(Locale.ROOT));
    return new Origin(
        id, id.isPresent() ? Optional.empty() : checked(AddonName::new, text), Optional.empty());
  }

  /** Returns what {@code leader} names. */
  static Origin of(Json leader) {
    return leader.isText()
        ? of(leader.text())
        : new Origin(
            leader.find("addon_id").map(each -> each.as(AddonId::new)),
            leader.find("name").map(each -> each.as(AddonName::new)),
            Optional.empty());
  }

  private static <T> Optional<T> checked(Function<String, T> type, String text) {
    try {
      return Optional.of(type.apply(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns this, completed by {@code other}. */
  Origin or(Origin other) {
    return new Origin(id.or(other::id), name.or(other::name), url.or(other::url));
  }
}
