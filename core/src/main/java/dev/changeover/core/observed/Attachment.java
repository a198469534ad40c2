package dev.changeover.core.observed;

import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import java.util.Comparator;
import java.util.Optional;

/**
 * The link of one database to one app.
 *
 * @param app the app that gets the config var, which need not be the one that pays
 * @param alias the name of the link within that app
 * @param addon the database
 * @param namespace absent for the default credential; else for example {@code credential:readonly}
 *     or {@code connection-pooling:default}
 */
public record Attachment(AppName app, Alias alias, AddonId addon, Optional<String> namespace)
    implements Comparable<Attachment> {
  private static final Comparator<Attachment> ORDER =
      Comparator.comparing(Attachment::app)
          .thenComparing(Attachment::alias)
          .thenComparing(Attachment::addon);

  /** Returns whether this link goes through the connection pooler. */
  public boolean isPooler() {
    return namespace.filter(text -> text.startsWith("connection-pooling:")).isPresent();
  }

  @Override
  public int compareTo(Attachment other) {
    return ORDER.compare(this, other);
  }
}
