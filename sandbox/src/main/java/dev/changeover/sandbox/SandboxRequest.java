package dev.changeover.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request to the sandbox.
 *
 * @param method HTTP method in capitals
 * @param path decoded path, without the query
 * @param query decoded query parameters
 * @param headers header values by name in small letters
 * @param body text of the body, empty for none
 */
public record SandboxRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {
  /** The usual names, since every request has them. */
  private static final Map<String, String> SMALL =
      Map.of(
          "Accept", "accept",
          "Accept-Expansion", "accept-expansion",
          "Accept-Inclusion", "accept-inclusion",
          "Authorization", "authorization",
          "Content-Type", "content-type",
          "Range", "range",
          "Request-Id", "request-id",
          "User-Agent", "user-agent");

  /** Copies the maps; header names become small letters. */
  public SandboxRequest {
    query = Map.copyOf(query);
    Map<String, String> lower = new LinkedHashMap<>();
    headers.forEach((name, value) -> lower.put(small(name), value));
    headers = Collections.unmodifiableMap(lower);
  }

  /**
   * Returns a request without body for a target such as {@code /apps/shop?x=y}, with a token.
   *
   * @throws IllegalArgumentException when the target is not decodable
   */
  public static SandboxRequest of(String method, String target) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    Map<String, String> query = mark < 0 ? Map.of() : parameters(target.substring(mark + 1));
    String decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    return new SandboxRequest(
        method, decoded, query, Map.of("authorization", "Bearer sandbox"), "");
  }

  /** Returns the same request with one more header, replacing one of the same name. */
  public SandboxRequest withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new SandboxRequest(method, path, query, more, body);
  }

  /** Returns the same request with this body. */
  public SandboxRequest withBody(String json) {
    return new SandboxRequest(method, path, query, headers, json);
  }

  /** Returns the value of a header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  private static String small(String name) {
    String known = SMALL.get(name);
    return known == null ? name.toLowerCase(Locale.ROOT) : known;
  }

  static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", 100)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!key.isEmpty()) {
        parameters.put(
            URLDecoder.decode(key, StandardCharsets.UTF_8),
            URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  @Override
  public String toString() {
    return "SandboxRequest[" + method + ' ' + Redaction.text(path) + ']';
  }
}
