package dev.changeover.cli;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The environment variables that point this program and the Heroku CLI at a sandbox.
 *
 * @param uri its address
 * @param token a token that it accepts
 * @param speed how much faster than real its clock runs
 * @param since when it began to, in real time
 */
record SandboxExports(URI uri, String token, double speed, Instant since) {
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("HEROKU_HOST", uri.toString());
    variables.put("HEROKU_DATA_HOST", uri.getHost());
    variables.put("HEROKU_API_KEY", token);
    variables.put("HEROKU_PARTICLEBOARD_URL", uri.toString());
    variables.put("DISABLE_TELEMETRY", "true");
    variables.put("HEROKU_SKIP_NEW_VERSION_CHECK", "true");
    variables.put("HEROKU_DISABLE_AUTOUPDATE", "true");
    variables.put(Session.SPEED_VARIABLE, number(speed));
    variables.put(Session.SINCE_VARIABLE, since.toString());
    return variables;
  }

  /** Returns the variables as lines for a shell. */
  String lines() {
    return variables().entrySet().stream()
        .map(each -> "export %s=%s\n".formatted(each.getKey(), quoted(each.getValue())))
        .collect(Collectors.joining());
  }

  private static String quoted(String value) {
    return value.matches("[A-Za-z0-9_.:/-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }

  static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
