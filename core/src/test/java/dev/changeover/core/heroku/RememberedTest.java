package dev.changeover.core.heroku;

import static dev.changeover.core.heroku.WireScript.replying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.changeover.core.model.AppName;
import dev.changeover.core.observed.Dyno;
import dev.changeover.core.observed.ObservedState;
import dev.changeover.core.observed.Scope;
import dev.changeover.core.timing.Deadline;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private static final ListDynos DYNOS = new ListDynos(new AppName("shop"));

  private final Remembered remembered = new Remembered();

  @Test
  void knowsTheSameTextOfTheSameEndpointOnly() {
    List<Dyno> none = List.of();
    remembered.put(DYNOS, "[]", none);

    assertThat(remembered.find(new ListDynos(new AppName("shop")), "[]")).containsSame(none);
    assertThat(remembered.find(DYNOS, "[ ]")).isEmpty();
    assertThat(remembered.find(new ListDynos(new AppName("other")), "[]")).isEmpty();
    assertThat(remembered.find(new ReadFormation(new AppName("shop")), "[]")).isEmpty();
  }

  @Test
  void keepsSeveralTextsOfAnEndpoint() {
    List<Dyno> first = List.of();
    remembered.put(DYNOS, "[]", first);
    remembered.put(DYNOS, "[ ]", List.of());

    assertThat(remembered.find(DYNOS, "[]")).containsSame(first);
    assertThat(remembered.find(DYNOS, "[ ]")).isPresent();
  }

  @Test
  void forgetsWhatWasNotAskedForLongest() {
    remembered.put(DYNOS, "[]", List.of());
    for (int number = 0; number < 64; number++) {
      remembered.put(new ListDynos(new AppName("shop-" + number)), "[]", List.of());
      if (number == 10) {
        assertThat(remembered.find(new ListDynos(new AppName("shop-0")), "[]")).isPresent();
      }
    }

    assertThat(remembered.find(DYNOS, "[]")).isEmpty();
    assertThat(remembered.find(new ListDynos(new AppName("shop-0")), "[]")).isPresent();
  }

  @Test
  void keepsNoLongText() {
    String text = "[" + " ".repeat(100_000) + "]";
    remembered.put(DYNOS, "[]", List.of());
    remembered.put(DYNOS, text, List.of());

    assertThat(remembered.find(DYNOS, text)).isEmpty();
    assertThat(remembered.find(DYNOS, "[]")).isPresent();
  }

  @Test
  void hasToRememberSomething() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Remembered(0));
  }

  @Test
  void readsWhatChangedAndWhatChangedBack() {
    String on = "{\"id\":\"x\",\"name\":\"shop\",\"maintenance\":true}";
    String off = "{\"id\":\"x\",\"name\":\"shop\",\"maintenance\":false}";
    WireScript wire = Shop.wire();
    VirtualTiming timing = new VirtualTiming();
    HerokuClient client = Shop.client(wire, timing);
    ObservedState state = Shop.observe(Shop.wire());
    wire.on(
        "/apps/shop", replying(200, on), replying(200, on), replying(200, off), replying(200, on));
    Deadline deadline = timing.in(Duration.ofMinutes(1));

    List<Boolean> seen =
        List.of(
            client.refresh(state, Scope.of(Scope.Part.APP), deadline).maintenance(),
            client.refresh(state, Scope.of(Scope.Part.APP), deadline).maintenance(),
            client.refresh(state, Scope.of(Scope.Part.APP), deadline).maintenance(),
            client.refresh(state, Scope.of(Scope.Part.APP), deadline).maintenance());

    assertThat(seen).containsExactly(true, true, false, true);
    assertThat(wire.requests).hasSize(4);
  }
}
