package dev.changeover.core.heroku;

import dev.changeover.core.model.AppName;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.Dyno;
import java.util.List;

/** Lists the running processes of an app. */
record ListDynos(AppName app) implements Endpoint<List<Dyno>> {
  @Override
  public String path() {
    return "/apps/" + app + "/dynos";
  }

  @Override
  public List<Dyno> decode(Json answer) {
    return answer.elements().stream().map(ListDynos::dyno).toList();
  }

  private static Dyno dyno(Json dyno) {
    return new Dyno(
        dyno.get("name").words(), dyno.get("type").as(ProcessType::new), dyno.get("state").words());
  }

  @Override
  public String description() {
    return "list the dynos of `" + app + "`";
  }
}
