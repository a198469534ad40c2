package dev.changeover.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads and checks the token of a request. */
final class Credentials {
  private Credentials() {}

  /** Returns the token of a Bearer or Basic header. */
  static Optional<String> token(SandboxRequest request) {
    String header = request.header("authorization").orElse("");
    if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return kept(header.substring(7).trim());
    }
    if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
      try {
        byte[] decoded = Base64.getDecoder().decode(header.substring(6).trim());
        String pair = new String(decoded, StandardCharsets.UTF_8);
        return kept(pair.substring(pair.indexOf(':') + 1));
      } catch (IllegalArgumentException notBase64) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<String> kept(String token) {
    return token.isEmpty() || token.equals("undefined") ? Optional.empty() : Optional.of(token);
  }

  static boolean accepted(SandboxRequest request, List<String> tokens) {
    Optional<String> token = token(request);
    return token.isPresent() && (tokens.isEmpty() || tokens.contains(token.get()));
  }
}
