package dev.changeover.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.PreImages;
import dev.changeover.core.observed.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every plan, over generated apps from which a changeover may start. */
class PlannerPropertiesTest {
  /** A desired state and an app that does not meet it yet, or does. */
  record Case(DesiredState desired, ObservedState observed) {}

  @Property(tries = 400)
  void aPlanMadeInTheMiddleIsTheTailOfThePlanMadeAtTheStart(@ForAll("cases") Case start) {
    Plan plan = Given.PLANNER.plan(start.desired(), start.observed());
    ObservedState state = start.observed();
    for (int index = 0; index < plan.steps().size(); index++) {
      Plan fresh = Given.PLANNER.plan(start.desired(), state);
      assertThat(fresh.fingerprints())
          .isEqualTo(plan.fingerprints().subList(index, plan.steps().size()));
      state = approved(plan, fresh.steps().get(0).predict(state));
      assertThat(fresh.steps().get(0).postcondition().verdict(state).whyNot()).isEmpty();
      assertThat(fresh.steps().get(0).begun(state)).isTrue();
    }
    assertThat(Given.PLANNER.plan(start.desired(), state).steps()).isEmpty();
    assertThat(Given.PLANNER.plan(start.desired(), state).isConverged()).isTrue();
  }

  /** What the approved plan has on record of the time before counts where nothing newer is. */
  private static ObservedState approved(Plan plan, ObservedState state) {
    PreImages known = state.preImages();
    Optional<Changeover.Before> before = plan.changeover().map(Changeover::before);
    return state.withPreImages(
        new PreImages(
            known.source() == PreImages.Source.NONE ? PreImages.Source.PLAN_FILE : known.source(),
            known.maintenance().or(() -> before.flatMap(Changeover.Before::maintenance)),
            known.quantities().or(() -> before.flatMap(Changeover.Before::quantities)),
            known.connectionsReset(),
            known.reopenedSince(),
            known.completed()));
  }

  @Property(tries = 400)
  void everyPreconditionHoldsInThePredictedStateBeforeItsStep(@ForAll("cases") Case start) {
    ObservedState state = start.observed();
    for (Step step : Given.PLANNER.plan(start.desired(), state).steps()) {
      for (Condition condition : step.preconditions()) {
        assertThat(condition.verdict(state).whyNot())
            .as("%s before %s", condition.claim(), step.id())
            .isEmpty();
      }
      state = step.predict(state);
    }
  }

  @Property(tries = 400)
  void theAppEndsAsItWas(@ForAll("cases") Case start) {
    ObservedState state = start.observed();
    for (Step step : Given.PLANNER.plan(start.desired(), state).steps()) {
      state = step.predict(state);
    }
    assertThat(state.maintenance()).isEqualTo(start.observed().maintenance());
    assertThat(state.formation()).isEqualTo(start.observed().formation());
  }

  @Property(tries = 200)
  void nothingIsDestroyedUnlessTheFileSaysSo(@ForAll("cases") Case start) {
    Plan plan = Given.PLANNER.plan(start.desired(), start.observed());
    boolean destroys = plan.steps().stream().anyMatch(step -> step.id().equals("destroy-old"));
    assertThat(destroys && start.desired().keepOldDatabase()).isFalse();
    if (destroys) {
      assertThat(plan.steps().get(plan.steps().size() - 1).id()).isEqualTo("destroy-old");
    }
  }

  @Property(tries = 200)
  void theOrderInWhichHerokuListsThingsDoesNotMatter(
      @ForAll("cases") Case start, @ForAll long seed) {
    ObservedState shuffled = shuffle(start.observed(), new Random(seed));
    assertThat(shuffled).isEqualTo(start.observed());
    assertThat(shuffled.toString()).isEqualTo(start.observed().toString());
    assertThat(Given.PLANNER.plan(start.desired(), shuffled).toString())
        .isEqualTo(Given.PLANNER.plan(start.desired(), start.observed()).toString());
  }

  private static ObservedState shuffle(ObservedState state, Random random) {
    return new ObservedState(
        state.app(),
        state.appId(),
        state.maintenance(),
        shuffle(state.databases(), random),
        new LinkedHashSet<>(shuffle(new ArrayList<>(state.attachments()), random)),
        shuffle(state.formation(), random),
        new LinkedHashSet<>(shuffle(new ArrayList<>(state.dynos()), random)),
        shuffle(new ArrayList<>(state.releases()), random),
        new LinkedHashSet<>(shuffle(new ArrayList<>(state.otherServices()), random)),
        state.urlVars().map(vars -> shuffle(vars, random)),
        shuffle(state.prices(), random),
        new LinkedHashSet<>(shuffle(new ArrayList<>(state.takenNames()), random)),
        state.preImages());
  }

  private static <T> List<T> shuffle(List<T> list, Random random) {
    Collections.shuffle(list, random);
    return list;
  }

  private static <K, V> Map<K, V> shuffle(Map<K, V> map, Random random) {
    Map<K, V> shuffled = new LinkedHashMap<>();
    shuffle(new ArrayList<>(map.keySet()), random)
        .forEach(key -> shuffled.put(key, Objects.requireNonNull(map.get(key))));
    return shuffled;
  }

  @Provide
  Arbitrary<Case> cases() {
    return Combinators.combine(apps(), desires()).as(PlannerPropertiesTest::caseOf);
  }

  /** What differs between the generated apps. */
  record App(
      int version,
      int web,
      int worker,
      boolean releasePhase,
      boolean maintenance,
      boolean colour,
      boolean custom,
      boolean pooler,
      int follower,
      boolean nameTaken) {}

  private static Arbitrary<App> apps() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    return Combinators.combine(
            Combinators.combine(
                    Arbitraries.of(13, 14, 15, 16),
                    Arbitraries.integers().between(0, 3),
                    Arbitraries.integers().between(0, 2))
                .as(List::of),
            flag,
            flag,
            flag,
            flag,
            flag,
            Arbitraries.of(0, 1, 2),
            flag)
        .as(
            (numbers, release, maintenance, colour, custom, pooler, follower, taken) ->
                new App(
                    numbers.get(0),
                    numbers.get(1),
                    numbers.get(2),
                    release,
                    maintenance,
                    colour,
                    custom,
                    pooler,
                    follower,
                    taken));
  }

  private static Arbitrary<DesiredState> desires() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    return Combinators.combine(Arbitraries.of("standard-0", "standard-2", ""), flag, flag, flag)
        .as(
            (plan, keep, maintenance, stopAll) -> {
              DesiredState desired = Given.desired(16);
              desired = plan.isEmpty() ? desired : Given.onPlan(desired, plan);
              desired = keep ? desired : Given.destroyingTheOld(desired);
              return Given.closing(
                  desired,
                  new DesiredState.Cutover(
                      maintenance,
                      stopAll ? DesiredState.Stop.ALL : DesiredState.Stop.NONE,
                      Optional.empty(),
                      Duration.ofHours(1),
                      5_000));
            });
  }

  /** An adopted, an own, or no follower; its state is what a started changeover leaves. */
  private static Case caseOf(App app, DesiredState desired) {
    Given given = Given.anApp().leader(app.version() + ".4", "DATABASE");
    given.running("web", app.web()).running("worker", app.worker());
    // In maintenance mode with a follower nothing would tell whether it was on before.
    given.maintenance(app.maintenance() && app.follower() == 0);
    if (app.releasePhase()) {
      given.running("release", 0);
    }
    if (app.colour()) {
      given.attached("old-1", Given.APP, "HEROKU_POSTGRESQL_AMBER", Optional.empty());
    }
    if (app.custom()) {
      given.attached("old-1", Given.APP, "REPORTING", Optional.empty());
    }
    if (app.pooler()) {
      given.attached(
          "old-1",
          Given.APP,
          "DATABASE_CONNECTION_POOL",
          Optional.of("connection-pooling:default"));
    }
    String plan = desired.plan().map(Object::toString).orElse("standard-0");
    String own =
        Names.candidates(
                Given.idOf("old-1"),
                desired.version(),
                desired.plan().orElse(new PlanSlug("standard-0")))
            .get(0)
            .value();
    if (app.nameTaken() && app.follower() == 0) {
      given.taken(own);
    }
    boolean running = app.web() + app.worker() > 0;
    if (app.follower() == 1 && running) {
      given.with(
          own, plan, Given.followerDetails(app.version() + ".4", "old-1", 0), "DATABASE_PG16");
    } else if (app.follower() == 2 && running) {
      given.with("mine", plan, Given.followerDetails(app.version() + ".4", "old-1", 0), "FOLLOWER");
      boolean arrived = app.version() == 16 && plan.equals("standard-0");
      return new Case(
          arrived ? desired : Given.adopting(desired, "FOLLOWER"),
          given.release(Release.Status.SUCCEEDED).observed());
    }
    return new Case(desired, given.release(Release.Status.SUCCEEDED).observed());
  }
}
