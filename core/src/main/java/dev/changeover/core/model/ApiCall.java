package dev.changeover.core.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A request that changes something, as data: shown in plans, sent only by the applier. Holds no
 * credential.
 *
 * @param host which of Heroku's APIs it goes to
 * @param method for example {@code POST}
 * @param path with a leading slash; every part of it is already safe in a URL
 * @param body JSON object of strings, numbers, booleans, lists and such objects; empty for none
 */
public record ApiCall(Host host, Method method, String path, Map<String, Object> body) {
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_.~-]+)+");

  public ApiCall {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException("`" + path + "` is not a safe path");
    }
    body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
  }

  /** Heroku's APIs. */
  public enum Host {
    PLATFORM,
    DATA
  }

  /** The verbs in use. */
  public enum Method {
    POST,
    PUT,
    PATCH,
    DELETE
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
