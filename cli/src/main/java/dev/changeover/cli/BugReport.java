package dev.changeover.cli;

import dev.changeover.core.diagnostic.Code;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is shown of a defect: enough to report it, and no secret. */
final class BugReport {
  private static final int MOST_FRAMES = 60;
  private static final int MOST_CAUSES = 5;
  private static final String HIDDEN = "[hidden]";
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("(?i)[a-z][a-z0-9+.-]*://[^\\s/@]*@\\S*"),
          Pattern.compile("(?i)postgres(ql)?://\\S+"),
          Pattern.compile("(?i)(bearer|basic)\\s+\\S+"),
          Pattern.compile("HRKU-[\\w-]+"));

  private final Environment environment;

  BugReport(Environment environment) {
    this.environment = environment;
  }

  String text(Throwable defect) {
    StringBuilder text = new StringBuilder();
    text.append(
        "error[%s]: %s\n  why: %s\n  fix: %s\n"
            .formatted(Code.BUG.id(), Code.BUG.title(), Code.BUG.why(), Code.BUG.fix()));
    Throwable each = defect;
    for (int depth = 0; each != null && depth < MOST_CAUSES; depth++) {
      text.append(depth == 0 ? "" : "caused by ").append(head(each)).append('\n');
      StackTraceElement[] frames = each.getStackTrace();
      for (int index = 0; index < Math.min(frames.length, MOST_FRAMES); index++) {
        text.append("  at ").append(frames[index]).append('\n');
      }
      each = each.getCause();
    }
    return text.toString();
  }

  private String head(Throwable thrown) {
    String message = Optional.ofNullable(thrown.getMessage()).orElse("");
    return thrown.getClass().getName() + (message.isEmpty() ? "" : ": " + redact(message));
  }

  private String redact(String message) {
    Optional<String> token = environment.variable("HEROKU_API_KEY");
    String safe = token.map(secret -> message.replace(secret, HIDDEN)).orElse(message);
    for (Pattern secret : SECRETS) {
      safe = secret.matcher(safe).replaceAll(HIDDEN);
    }
    return safe;
  }
}
