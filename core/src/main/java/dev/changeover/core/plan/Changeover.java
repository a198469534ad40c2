package dev.changeover.core.plan;

import com.google.common.collect.ImmutableSortedMap;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.model.AddonId;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.Money;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who plays which part in one changeover. The leader is the old database, also after the switch;
 * the candidate is the new one, also before it exists.
 *
 * @param desired what the file asks for
 * @param leader the old database, as read
 * @param candidateName the add-on name of the new database, which may not exist yet
 * @param candidateAlias what the new database is called in plans, and attached as beside the main
 *     attachment
 * @param oldAlias the attachment that the old database keeps
 * @param moves further attachments of the old database that are pointed at the new one
 * @param plan the plan of the new database
 * @param price what that plan costs, if Heroku said so
 * @param upgrades whether the major version changes; else the new database only stops following
 * @param adopted whether the new database was there before the changeover
 * @param before how the app ran before it was closed
 */
public record Changeover(
    DesiredState desired,
    Database leader,
    AddonName candidateName,
    Alias candidateAlias,
    Alias oldAlias,
    List<Attachment> moves,
    PlanSlug plan,
    Optional<Money> price,
    boolean upgrades,
    boolean adopted,
    Before before) {
  private static final Pattern OWN_SUFFIX =
      Pattern.compile("(PG(\\d{2}|OLD)|(STANDARD|PREMIUM|PRIVATE|SHIELD)_[A-Z0-9_]+)(_\\d)?");

  public Changeover {
    moves = List.copyOf(moves);
  }

  /**
   * How the app ran before it was closed, as far as it is known.
   *
   * @param maintenance whether maintenance mode was on; empty if nothing tells
   * @param quantities the process types that are stopped, with how many dynos each had, above zero;
   *     empty if nothing tells
   */
  public record Before(
      Optional<Boolean> maintenance, Optional<Map<ProcessType, Integer>> quantities) {
    public Before {
      quantities = quantities.map(ImmutableSortedMap::copyOf);
    }

    /** Returns whether something that has to be restored is not known. */
    public boolean isUnknown() {
      return maintenance.isEmpty() || quantities.isEmpty();
    }
  }

  /** Returns the same changeover with nothing further to move. */
  Changeover withoutMoves() {
    return new Changeover(
        desired,
        leader,
        candidateName,
        candidateAlias,
        oldAlias,
        List.of(),
        plan,
        price,
        upgrades,
        adopted,
        before);
  }

  /**
   * Returns whether the old database would be left without any attachment, which Heroku refuses:
   * somebody switched by hand before it got the one that it keeps.
   */
  boolean losesLastAttachment(ObservedState state) {
    return !moves.isEmpty()
        && state.attachmentsOf(leaderId()).stream()
            .filter(link -> link.app().equals(state.app()))
            .allMatch(moves::contains);
  }

  /** Returns what tells this changeover from others in the journal of its app. */
  public String key() {
    return leaderId() + "/" + Names.base(candidateName);
  }

  /** Returns whether the new database was set aside, because it lacks writes. */
  public boolean isSetAside() {
    return Names.isSetAside(candidateName);
  }

  /** Returns the attachment that is upgraded. */
  public Alias main() {
    return desired.attachment();
  }

  /** Returns the target major version. */
  public PgMajor target() {
    return desired.version();
  }

  /** Returns the new database, if it exists. */
  public Optional<Database> candidate(ObservedState state) {
    return state.named(candidateName);
  }

  /** Returns the old database, if it still exists. */
  public Optional<Database> leader(ObservedState state) {
    return state.database(leaderId());
  }

  /** Returns what of the old database has to be as it was when the plan was approved. */
  String leaderFingerprint() {
    return "%s (%s, Postgres %s)"
        .formatted(
            leaderId(), leader.plan(), leader.major().map(PgMajor::toString).orElse("unknown"));
  }

  /** Returns the old database's id. */
  public AddonId leaderId() {
    return leader.id();
  }

  /** Returns whether the main attachment points at the new database. */
  public boolean switched(ObservedState state) {
    return state.at(main()).filter(each -> each.name().equals(candidateName)).isPresent();
  }

  /** Returns whether the main attachment points at the old database. */
  public boolean servesLeader(ObservedState state) {
    return state.at(main()).filter(each -> each.id().equals(leaderId())).isPresent();
  }

  /** Returns whether the old database has its other attachment. */
  public boolean oldAliasAttached(ObservedState state) {
    return state.at(oldAlias).filter(each -> each.id().equals(leaderId())).isPresent();
  }

  /** Returns whether the new database no longer follows and reports the target version. */
  public boolean converted(ObservedState state) {
    return candidate(state)
        .filter(each -> !each.follows())
        .flatMap(Database::major)
        .filter(target()::equals)
        .isPresent();
  }

  /** Returns how many dynos are wanted of each type that the cut-over stops, above zero only. */
  public Map<ProcessType, Integer> running(ObservedState state) {
    ImmutableSortedMap.Builder<ProcessType, Integer> running = ImmutableSortedMap.naturalOrder();
    state
        .formation()
        .forEach(
            (type, quantity) -> {
              if (quantity > 0 && desired.cutover().stop().stops(type)) {
                running.put(type, quantity);
              }
            });
    return running.build();
  }

  /** Returns the dynos, of the types that the cut-over stops, that exist. */
  public List<Dyno> stoppableDynos(ObservedState state) {
    return state.dynos().stream()
        .filter(
            dyno ->
                state.formation().containsKey(dyno.type())
                    && desired.cutover().stop().stops(dyno.type()))
        .toList();
  }

  /** Returns the dynos that no process type of the formation explains. */
  public static List<Dyno> oneOffDynos(ObservedState state) {
    return state.dynos().stream()
        .filter(dyno -> !state.formation().containsKey(dyno.type()))
        .filter(dyno -> !dyno.type().equals(ProcessType.RELEASE))
        .toList();
  }

  /** Returns why the app is not closed; empty if nothing that the cut-over stops can write. */
  public Optional<String> whyOpen(ObservedState state) {
    if (desired.cutover().maintenance() && !state.maintenance()) {
      return Optional.of("maintenance mode is off");
    }
    Map<ProcessType, Integer> wanted = running(state);
    if (!wanted.isEmpty()) {
      return Optional.of("the formation wants " + describe(wanted));
    }
    List<Dyno> dynos = stoppableDynos(state);
    return dynos.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s running: %s"
                .formatted(
                    dynos.size() == 1 ? "1 dyno is" : dynos.size() + " dynos are", first(dynos)));
  }

  /** Returns whether the app works as before, so that nobody waits for the end of the cut-over. */
  public boolean isOpen(ObservedState state) {
    boolean wasInMaintenance = before.maintenance().filter(on -> on).isPresent();
    if (desired.cutover().maintenance() && state.maintenance() && !wasInMaintenance) {
      return false;
    }
    return !running(state).isEmpty() || before.quantities().filter(Map::isEmpty).isPresent();
  }

  /** Returns how far the changeover has come. */
  public Stage stage(ObservedState state) {
    Optional<Database> candidate = candidate(state);
    if (candidate.isEmpty()) {
      return Stage.NONE;
    }
    if (switched(state)) {
      return isReopened(state) ? Stage.REOPENED : Stage.SWITCHED;
    }
    if (candidate.get().details().isEmpty()
        || candidate.get().state() != Database.State.PROVISIONED) {
      return Stage.CREATING;
    }
    if (candidate.get().follows()) {
      return whyOpen(state).isEmpty() ? Stage.CLOSED : Stage.FOLLOWING;
    }
    return converted(state) ? Stage.UPGRADED : Stage.UPGRADING;
  }

  /** Returns whether process counts and maintenance are as they were before. */
  public boolean isReopened(ObservedState state) {
    return quantitiesRestored(state)
        && before.maintenance().map(on -> on == state.maintenance()).orElse(false);
  }

  /** Returns whether the process counts are as they were before. */
  public boolean quantitiesRestored(ObservedState state) {
    return before
        .quantities()
        .map(
            wanted ->
                wanted.entrySet().stream()
                    .allMatch(each -> each.getValue().equals(state.formation().get(each.getKey()))))
        .orElse(false);
  }

  /**
   * Returns whether Heroku or a changeover, rather than a person, made {@code alias} up. Such an
   * attachment stays with the old database, and may vanish with it.
   */
  static boolean isOwnAlias(Alias main, Alias alias) {
    return alias.isColour()
        || (alias.value().startsWith(main.value() + "_")
            && OWN_SUFFIX.matcher(alias.value().substring(main.value().length() + 1)).matches());
  }

  /** Returns process counts as text, for example {@code web 2, worker 1}. */
  public static String describe(Map<ProcessType, Integer> quantities) {
    return quantities.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .reduce((one, other) -> one + ", " + other)
        .orElse("nothing");
  }

  private static String first(List<Dyno> dynos) {
    int shown = 5;
    String names =
        dynos.stream().limit(shown).map(Dyno::name).reduce((a, b) -> a + ", " + b).orElse("");
    return dynos.size() > shown ? names + ", ..." : names;
  }
}
