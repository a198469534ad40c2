package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.AppName;
import java.util.regex.Pattern;

/** Reads the app itself. */
record ReadApp(AppName app) implements Endpoint<ReadApp.App> {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  @Override
  public String path() {
    return "/apps/" + app;
  }

  @Override
  public App decode(Json answer) {
    if (!answer.get("name").text().equals(app.value())) {
      throw Json.unexpected("The answer to `GET %s` is about another app.".formatted(path()));
    }
    return new App(answer.get("id").as(App::checkedId), answer.get("maintenance").bool());
  }

  @Override
  public Diagnostic explain(ApiFailure failure) {
    return failure.isAbsence()
        ? Diagnostic.of(
            Code.APP_NOT_FOUND,
            "The app `%s` does not exist, or the token may not see it.".formatted(app))
        : failure.diagnostic(description());
  }

  @Override
  public String description() {
    return "read the app `" + app + "`";
  }

  /**
   * The app.
   *
   * @param id safe in a URL
   * @param maintenance whether maintenance mode is on
   */
  record App(String id, boolean maintenance) {
    private static String checkedId(String id) {
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException("no id");
      }
      return id;
    }
  }
}
