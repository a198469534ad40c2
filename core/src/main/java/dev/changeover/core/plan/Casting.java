package dev.changeover.core.plan;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Attachment;
import dev.changeover.core.observed.Database;
import dev.changeover.core.observed.DatabaseDetails;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds out which database plays which part: which one is old, which one is new, and whether a
 * changeover is under way at all. A database counts as made by a changeover only when its name is
 * the one derived from the other database's id, or, for an adopted one, when Heroku itself says
 * where it came from.
 */
final class Casting {
  private final DesiredState desired;
  private final ObservedState observed;

  private Casting(DesiredState desired, ObservedState observed) {
    this.desired = desired;
    this.observed = observed;
  }

  /**
   * The outcome.
   *
   * @param changeover what is to be done, or was done and may need finishing; empty if there is
   *     none
   * @param problems why the parts cannot be told; then there is no changeover
   */
  record Cast(Optional<Changeover> changeover, List<Diagnostic> problems) {}

  static Cast of(DesiredState desired, ObservedState observed) {
    return new Casting(desired, observed).cast();
  }

  /** Returns the names to look up on Heroku when {@code primary} serves the main attachment. */
  static List<AddonName> namesToLookUp(DesiredState desired, Database primary) {
    PlanSlug plan = desired.plan().orElse(primary.plan());
    boolean there =
        primary.plan().equals(plan)
            && primary.major().filter(desired.version()::equals).isPresent();
    return there || desired.adopt().isPresent()
        ? List.of()
        : Names.candidates(primary.id(), desired.version(), plan);
  }

  private Cast cast() {
    Optional<Attachment> main = observed.attachment(desired.attachment());
    if (main.isEmpty()) {
      return withoutMain();
    }
    Optional<Database> attached = observed.database(main.get().addon());
    if (attached.isEmpty()) {
      return problem(
          Diagnostic.of(
              Code.ATTACHMENT_MISSING,
              "`%s` of `%s` is not attached to a Postgres database"
                  .formatted(desired.attachment(), desired.app())));
    }
    Database primary = attached.get();
    Optional<Database> predecessor = predecessorOf(primary);
    if (predecessor.isPresent()) {
      return switchedFrom(predecessor.get(), primary);
    }
    if (main.get().namespace().isPresent()) {
      return problem(
          Diagnostic.of(
              Code.ATTACHMENT_NOT_DEFAULT,
              "`%s` uses `%s`".formatted(desired.attachment(), main.get().namespace().get())));
    }
    return hasArrived(primary) ? new Cast(Optional.empty(), List.of()) : from(primary);
  }

  private boolean hasArrived(Database primary) {
    return primary.major().filter(desired.version()::equals).isPresent()
        && !primary.follows()
        && desired.plan().map(primary.plan()::equals).orElse(true);
  }

  /** The main attachment is gone: a promote that failed half-way leaves an app like that. */
  private Cast withoutMain() {
    List<Changeover> started =
        observed.databases().values().stream()
            .flatMap(
                leader ->
                    Names.candidates(leader.id(), desired.version(), planFor(leader)).stream()
                        .flatMap(name -> observed.named(name).stream())
                        .filter(candidate -> isHeir(candidate, leader) && !candidate.follows())
                        .map(candidate -> changeover(leader, candidate.name(), false)))
            .toList();
    if (started.size() == 1) {
      return new Cast(Optional.of(started.get(0)), List.of());
    }
    return problem(
        Diagnostic.of(
            Code.ATTACHMENT_MISSING,
            "`%s` has no attachment `%s`%s"
                .formatted(desired.app(), desired.attachment(), attachmentsThatExist())));
  }

  private String attachmentsThatExist() {
    List<String> names =
        observed.attachments().stream()
            .filter(link -> link.app().equals(observed.app()))
            .map(link -> "`" + link.alias() + "`")
            .toList();
    return names.isEmpty() ? ", nor any other Postgres database" : "; it has " + list(names);
  }

  /** Returns the database that {@code primary} was made from, if that is proven. */
  private Optional<Database> predecessorOf(Database primary) {
    return observed.databases().values().stream()
        .filter(other -> !other.id().equals(primary.id()))
        .filter(
            other ->
                isDerivedFrom(primary, other)
                    || (isAdopted(primary)
                        && (primary.follows(other.id())
                            || forkedFrom(primary).filter(of(other)).isPresent())))
        .findFirst();
  }

  private boolean isDerivedFrom(Database candidate, Database leader) {
    return Names.candidates(leader.id(), desired.version(), candidate.plan())
        .contains(Names.base(candidate.name()));
  }

  private boolean isAdopted(Database database) {
    return desired.adopt().filter(name -> namesOf(database).anyMatch(name::equals)).isPresent();
  }

  private Stream<String> namesOf(Database database) {
    return Stream.concat(
        Stream.of(database.name().value(), Names.base(database.name()).value()),
        observed.attachmentsOf(database.id()).stream()
            .filter(link -> link.app().equals(observed.app()))
            .map(link -> link.alias().value()));
  }

  private Cast switchedFrom(Database leader, Database primary) {
    Optional<String> witness = forkedFrom(primary);
    if (witness.isPresent() && witness.filter(of(leader)).isEmpty()) {
      return problem(
          Diagnostic.of(
              Code.CANDIDATE_CONTRADICTS,
              "`%s` is named as the successor of `%s`, but Heroku says that it came from another"
                  .formatted(primary.name(), leader.name())));
    }
    if (primary.follows()) {
      return problem(
          Diagnostic.of(
              Code.LEADER_FOLLOWS,
              "`%s` points at `%s`, which still follows `%s`: the app cannot write"
                  .formatted(desired.attachment(), primary.name(), leader.name()),
              "Promote `%s` again, then run `apply`.".formatted(leader.name())));
    }
    if (desired.plan().filter(wanted -> !wanted.equals(primary.plan())).isPresent()) {
      return from(primary);
    }
    return new Cast(
        Optional.of(changeover(leader, primary.name(), !isDerivedFrom(primary, leader))),
        List.of());
  }

  /** The main attachment points at a database that has to be replaced. */
  private Cast from(Database leader) {
    if (desired.adopt().isPresent()) {
      return adopting(leader, desired.adopt().get());
    }
    List<AddonName> names = Names.candidates(leader.id(), desired.version(), planFor(leader));
    Optional<Database> setAside =
        observed.databases().values().stream()
            .filter(each -> Names.isSetAside(each.name()))
            .filter(each -> names.contains(Names.base(each.name())) && isHeir(each, leader))
            .findFirst();
    if (setAside.isPresent()) {
      return new Cast(Optional.of(changeover(leader, setAside.get().name(), false)), List.of());
    }
    // A better name that has become free again must not lead to a second new database.
    Optional<AddonName> name =
        names.stream()
            .filter(each -> observed.named(each).filter(one -> isHeir(one, leader)).isPresent())
            .findFirst()
            .or(() -> names.stream().filter(this::isFree).findFirst());
    if (name.isPresent()) {
      return new Cast(Optional.of(changeover(leader, name.get(), false)), List.of());
    }
    return problem(
        Diagnostic.of(
            Code.CANDIDATE_CONTRADICTS,
            "all %d names for the new database are taken by other databases"
                .formatted(Names.GENERATIONS),
            "Destroy the databases named `%s` and `-2` to `-%d` that are not in use."
                .formatted(names.get(0), Names.GENERATIONS)));
  }

  private boolean isFree(AddonName name) {
    return observed.named(name).isEmpty() && !observed.takenNames().contains(name);
  }

  private Cast adopting(Database leader, String name) {
    Optional<Database> found =
        observed.databases().values().stream()
            .filter(each -> namesOf(each).anyMatch(name::equals))
            .findFirst();
    if (found.isEmpty()) {
      return problem(
          Diagnostic.of(
              Code.ADOPT_NOT_FOUND, "`%s` has no database `%s`".formatted(desired.app(), name)));
    }
    Database candidate = found.get();
    boolean heir =
        candidate.follows(leader.id())
            || (!candidate.follows() && forkedFrom(candidate).filter(of(leader)).isPresent());
    if (!heir) {
      return problem(
          Diagnostic.of(
              Code.ADOPT_NOT_FOLLOWER,
              (candidate.details().isEmpty()
                      ? "Heroku does not say whether `%s` follows `%s`"
                      : "`%s` does not follow `%s`")
                  .formatted(name, leader.name())));
    }
    if (!candidate.plan().equals(planFor(leader))) {
      return problem(
          Diagnostic.of(
              Code.ADOPT_PLAN_DIFFERS,
              "`%s` is on %s, but %s is wanted"
                  .formatted(name, candidate.plan(), planFor(leader))));
    }
    return new Cast(Optional.of(changeover(leader, candidate.name(), true)), List.of());
  }

  /**
   * Returns whether nothing contradicts that {@code candidate}, by its name made from {@code
   * leader}, really was.
   */
  private boolean isHeir(Database candidate, Database leader) {
    if (candidate.isGoing() || !candidate.billingApp().equals(observed.app())) {
      return false;
    }
    if (candidate.follows()) {
      return candidate
          .details()
          .flatMap(DatabaseDetails::leader)
          .map(leader.id()::equals)
          .orElse(true);
    }
    return forkedFrom(candidate).map(text -> of(leader).test(text)).orElse(true);
  }

  private static Optional<String> forkedFrom(Database database) {
    return database.details().flatMap(DatabaseDetails::forkedFrom);
  }

  private static Predicate<String> of(Database database) {
    return text -> text.equals(database.id().value()) || text.equals(database.name().value());
  }

  private PlanSlug planFor(Database leader) {
    return desired.plan().orElse(leader.plan());
  }

  private Changeover changeover(Database leader, AddonName candidateName, boolean adopted) {
    Optional<Database> candidate = observed.named(candidateName);
    boolean switched =
        observed
            .at(desired.attachment())
            .filter(each -> each.name().equals(candidateName))
            .isPresent();
    PlanSlug plan = candidate.map(Database::plan).orElse(planFor(leader));
    boolean upgrades = leader.major().filter(desired.version()::equals).isEmpty();
    String suffix = upgrades ? "PG" + desired.version() : plan.asAliasPart();
    String oldSuffix =
        upgrades
            ? "PG" + leader.major().map(PgMajor::toString).orElse("OLD")
            : leader.plan().asAliasPart();
    Changeover changeover =
        new Changeover(
            desired,
            leader,
            candidateName,
            candidateAlias(candidate, suffix),
            oldAlias(leader, oldSuffix),
            moves(leader),
            plan,
            Optional.ofNullable(observed.prices().get(plan)),
            upgrades,
            adopted,
            before(leader, candidate, switched));
    // Once it was completed, what is attached to the old database is its owner's business.
    return switched && observed.preImages().completed() ? changeover.withoutMoves() : changeover;
  }

  private Alias candidateAlias(Optional<Database> candidate, String suffix) {
    if (candidate.isPresent()) {
      List<Alias> own = aliasesOf(candidate.get());
      Optional<Alias> derived =
          own.stream().filter(alias -> derivedAliases(suffix).anyMatch(alias::equals)).findFirst();
      if (derived.isPresent() || !own.isEmpty()) {
        return derived.orElseGet(() -> own.get(0));
      }
    }
    return firstFree(suffix);
  }

  private Alias oldAlias(Database leader, String suffix) {
    return observed.attachmentsOf(leader.id()).stream()
        .filter(link -> link.app().equals(observed.app()))
        .filter(link -> link.namespace().isEmpty() && stays(link.alias()))
        .map(Attachment::alias)
        .findFirst()
        .orElseGet(() -> firstFree(suffix));
  }

  private List<Alias> aliasesOf(Database database) {
    return observed.attachmentsOf(database.id()).stream()
        .filter(link -> link.app().equals(observed.app()) && link.namespace().isEmpty())
        .map(Attachment::alias)
        .filter(alias -> !alias.equals(desired.attachment()))
        .toList();
  }

  private Alias firstFree(String suffix) {
    return derivedAliases(suffix)
        .filter(alias -> observed.attachment(alias).isEmpty())
        .findFirst()
        .orElseGet(() -> derivedAliases(suffix).findFirst().orElseThrow());
  }

  private Stream<Alias> derivedAliases(String suffix) {
    String first = desired.attachment() + "_" + suffix;
    return IntStream.rangeClosed(1, Names.GENERATIONS)
        .mapToObj(generation -> new Alias(generation == 1 ? first : first + "_" + generation));
  }

  /** Returns whether an alias of the old database stays with it instead of moving. */
  private boolean stays(Alias alias) {
    if (alias.equals(desired.attachment())) {
      return false;
    }
    if (desired.moveAttachments().aliases().contains(alias)) {
      return false;
    }
    return Changeover.isOwnAlias(desired.attachment(), alias)
        || !desired.moveAttachments().moves(alias);
  }

  private List<Attachment> moves(Database leader) {
    return observed.attachmentsOf(leader.id()).stream()
        .filter(link -> link.app().equals(observed.app()))
        .filter(link -> link.namespace().isEmpty() || link.isPooler())
        .filter(link -> !link.alias().equals(desired.attachment()) && !stays(link.alias()))
        .toList();
  }

  private Changeover.Before before(
      Database leader, Optional<Database> candidate, boolean switched) {
    PreImages record = observed.preImages();
    if (switched && record.completed()) {
      return new Changeover.Before(Optional.of(observed.maintenance()), Optional.of(Map.of()));
    }
    boolean untouched =
        candidate.isEmpty() && observed.at(desired.attachment()).filter(leader::equals).isPresent();
    return new Changeover.Before(
        maintenanceBefore(record, untouched), quantitiesBefore(record, untouched));
  }

  private Optional<Boolean> maintenanceBefore(PreImages record, boolean untouched) {
    // No changeover turns off what was on before: if it is off now, somebody else opened the app.
    Optional<Boolean> recorded =
        record.maintenance().filter(wasOn -> !wasOn || observed.maintenance());
    if (recorded.isPresent()) {
      return recorded;
    }
    if (!observed.maintenance() || !desired.cutover().maintenance()) {
      return Optional.of(observed.maintenance());
    }
    // Whoever states what to restore says that the app was open. That also counts after the
    // half-made database was destroyed by hand, when nothing else tells of the first attempt.
    Optional<Boolean> stated = desired.cutover().restore().map(quantities -> false);
    return untouched ? stated.or(() -> Optional.of(true)) : stated;
  }

  private Optional<Map<ProcessType, Integer>> quantitiesBefore(
      PreImages record, boolean untouched) {
    Map<ProcessType, Integer> running = runningNow();
    if (record.quantities().filter(saved -> isInEffect(record.source(), saved)).isPresent()) {
      return record.quantities();
    }
    boolean nothingToStop =
        observed.formation().keySet().stream()
            .noneMatch(type -> desired.cutover().stop().stops(type));
    if (nothingToStop || !running.isEmpty()) {
      return Optional.of(running);
    }
    Optional<Map<ProcessType, Integer>> stated = desired.cutover().restore();
    return untouched ? stated.or(() -> Optional.of(running)) : stated;
  }

  /**
   * Returns whether the process types are still stopped as they were when {@code saved} was put on
   * record. All are stopped and started by one call, so dynos of one type that run now tell that
   * somebody started them since; only the journal knows for sure that it was not the changeover.
   */
  private boolean isInEffect(PreImages.Source source, Map<ProcessType, Integer> saved) {
    if (source != PreImages.Source.JOURNAL || saved.isEmpty()) {
      return runningNow().isEmpty();
    }
    return saved.keySet().stream()
        .anyMatch(type -> observed.formation().getOrDefault(type, 0) == 0);
  }

  private Map<ProcessType, Integer> runningNow() {
    Map<ProcessType, Integer> running = new TreeMap<>();
    observed
        .formation()
        .forEach(
            (type, quantity) -> {
              if (quantity > 0 && desired.cutover().stop().stops(type)) {
                running.put(type, quantity);
              }
            });
    return running;
  }

  private static Cast problem(Diagnostic diagnostic) {
    return new Cast(Optional.empty(), List.of(diagnostic));
  }

  private static String list(List<String> names) {
    int shown = 10;
    String text = String.join(", ", names.subList(0, Math.min(shown, names.size())));
    return names.size() > shown ? text + " and others" : text;
  }
}
