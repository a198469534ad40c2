package dev.changeover.cli;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import java.util.List;
import java.util.Optional;

/** Asks the user to agree to plans, as Heroku does for what cannot be taken back. */
final class Consent {
  private final Environment environment;
  private final boolean yes;
  private final List<String> confirmed;

  Consent(Environment environment, boolean yes, List<String> confirmed) {
    this.environment = environment;
    this.yes = yes;
    this.confirmed = List.copyOf(confirmed);
  }

  /**
   * Returns if the user agrees to changes of all those apps.
   *
   * @throws DiagnosticException with {@link Code#DECLINED} if not, or if nobody can be asked
   */
  void obtain(List<String> apps) {
    check(apps);
    if (yes) {
      return;
    }
    for (String app : apps) {
      if (!confirmed.contains(app)) {
        ask(app);
      }
    }
  }

  /**
   * Checks that only those apps were confirmed.
   *
   * @throws DiagnosticException with {@link Code#DECLINED} if another was
   */
  void check(List<String> apps) {
    for (String name : confirmed) {
      if (!apps.contains(name)) {
        throw declined(
            "`--confirm=%s` does not name an app of the plan (%s); nothing was changed"
                .formatted(name, String.join(", ", apps)));
      }
    }
  }

  private void ask(String app) {
    if (!confirmed.isEmpty()) {
      throw declined("`--confirm` does not name `%s`; nothing was changed".formatted(app));
    }
    if (!environment.terminals().in()) {
      throw declined("there is no terminal to ask for `%s` on; nothing was changed".formatted(app));
    }
    environment.err().print("To apply this to `%s`, type the app's name: ".formatted(app));
    environment.err().flush();
    Optional<String> typed = environment.readLine().map(String::strip);
    if (typed.isEmpty()) {
      environment.err().print("\n");
    }
    if (!typed.equals(Optional.of(app))) {
      throw declined("the name typed is not `%s`; nothing was changed".formatted(app));
    }
  }

  private static DiagnosticException declined(String what) {
    return new DiagnosticException(Diagnostic.of(Code.DECLINED, what));
  }
}
