package dev.changeover.core.heroku;

import dev.changeover.core.model.PgVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One database as the Data API tells it, without user, password and URLs that hold them. Facts come
 * from the named fields, and from the rows for people only where there is no field.
 *
 * @param version the version it reports
 * @param status the row {@code Status}
 * @param follows whether it is a read-only replica
 * @param leader whom it follows
 * @param forkedFrom where it came from
 * @param lag the number in the row {@code Behind By}
 * @param forkFollow the row {@code Fork/Follow}
 * @param highAvailability the row {@code HA Status}
 * @param mayHaveFollowers false if the row {@code Followers} is there and empty
 * @param bytes size of the data
 * @param url where it is
 */
record DatabaseInfo(
    Optional<PgVersion> version,
    String status,
    boolean follows,
    Origin leader,
    Origin forkedFrom,
    OptionalInt lag,
    Optional<String> forkFollow,
    Optional<String> highAvailability,
    boolean mayHaveFollowers,
    OptionalLong bytes,
    Optional<DatabaseUrl> url) {

  static DatabaseInfo of(Json database) {
    Rows rows = Rows.of(database);
    Optional<String> following = text(database, "following").or(() -> followingRow(database, rows));
    return new DatabaseInfo(
        text(database, "postgres_version")
            .flatMap(PgVersion::parse)
            .or(() -> rows.words("PG Version").flatMap(PgVersion::parse)),
        rows.words("Status").orElse("unknown"),
        following.isPresent(),
        database
            .find("leader")
            .map(Origin::of)
            .orElse(Origin.NONE)
            .or(following.map(Origin::of).orElse(Origin.NONE)),
        text(database, "forked_from")
            .or(() -> rows.raw("Forked From"))
            .map(Origin::of)
            .orElse(Origin.NONE),
        rows.raw("Behind By").map(Lag::commits).orElseGet(OptionalInt::empty),
        rows.words("Fork/Follow"),
        rows.words("HA Status"),
        rows.mayHave("Followers"),
        bytes(database),
        text(database, "resource_url").flatMap(DatabaseUrl::parse));
  }

  /** Returns the row for people, unless the field is there: an explicit null means a leader. */
  private static Optional<String> followingRow(Json database, Rows rows) {
    return database.has("following") ? Optional.empty() : rows.raw("Following");
  }

  private static OptionalLong bytes(Json database) {
    OptionalLong bytes = database.find("num_bytes").map(Json::whole).orElseGet(OptionalLong::empty);
    return bytes.isPresent() && bytes.getAsLong() >= 0 ? bytes : OptionalLong.empty();
  }

  private static Optional<String> text(Json database, String field) {
    return database.find(field).map(Json::text).filter(text -> !text.isBlank());
  }

  /** The rows of {@code info}: a name for people and values, mostly texts. */
  private record Rows(Map<String, List<Json>> values) {
    static Rows of(Json database) {
      Map<String, List<Json>> rows = new HashMap<>();
      for (Json row : database.find("info").map(Json::elements).orElse(List.of())) {
        rows.put(row.get("name").text(), row.find("values").map(Json::elements).orElse(List.of()));
      }
      return new Rows(rows);
    }

    /** Returns whether a row is absent, or present with values. */
    boolean mayHave(String name) {
      return !values.containsKey(name) || first(name).isPresent();
    }

    /** Returns a row's first value as it is. It may hold a secret. */
    Optional<String> raw(String name) {
      return first(name).map(Json::scalar);
    }

    /** Returns a row's first value, fit to be shown. */
    Optional<String> words(String name) {
      return first(name).map(Json::words);
    }

    private Optional<Json> first(String name) {
      return values.getOrDefault(name, List.of()).stream().findFirst();
    }
  }
}
