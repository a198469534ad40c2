package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the token as the Heroku CLI does: {@code HEROKU_API_KEY}, else the entry of the netrc file
 * for exactly this host and port. The file is {@code ~/.netrc}, or the one that {@code NETRC}
 * names. Its {@code default} entry is never used, so a sandbox is never sent the token of
 * production.
 */
public final class Credentials {
  private static final String TOKEN_VARIABLE = "HEROKU_API_KEY";
  private static final String FILE_VARIABLE = "NETRC";
  private static final int MAX_FILE_BYTES = 1024 * 1024;

  private final Map<String, String> environment;
  private final Path home;

  /** Returns a finder that looks into that environment and home folder. */
  public Credentials(Map<String, String> environment, Path home) {
    this.environment = Map.copyOf(environment);
    this.home = home;
  }

  /**
   * Returns the token for those hosts.
   *
   * @throws DiagnosticException with {@link Code#CREDENTIALS_MISSING} if there is none, or {@link
   *     Code#CREDENTIALS_UNREADABLE} if what is there cannot be used
   */
  public Token token(Hosts hosts) {
    Optional<String> fromVariable = value(TOKEN_VARIABLE);
    if (fromVariable.isPresent()) {
      return token(fromVariable.get(), "`HEROKU_API_KEY`");
    }
    Path file = file();
    String place = "`" + file + "`";
    return read(file)
        .flatMap(text -> password(text, hosts.machine(), place))
        .map(password -> token(password, "The entry `%s` of %s".formatted(hosts.machine(), place)))
        .orElseThrow(
            () ->
                new DiagnosticException(
                    Diagnostic.of(
                        Code.CREDENTIALS_MISSING,
                        "`HEROKU_API_KEY` is not set, and %s has no entry for `%s`."
                            .formatted(place, hosts.machine()))));
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
  }

  private Path file() {
    try {
      return value(FILE_VARIABLE).map(Path::of).orElseGet(() -> home.resolve(".netrc"));
    } catch (InvalidPathException e) {
      throw unreadable("`NETRC` does not name a file.");
    }
  }

  private static Optional<String> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      throw unreadable("`" + file + "` is not a file.");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw unreadable("`%s` is larger than %d bytes.".formatted(file, MAX_FILE_BYTES));
      }
      // Every byte is a character here; what is not ASCII matters only in other entries.
      return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw unreadable("`" + file + "` cannot be read.");
    }
  }

  private static Optional<String> password(String text, String machine, String place) {
    try {
      return Netrc.password(text, machine);
    } catch (IllegalArgumentException e) {
      throw unreadable("%s cannot be used: %s.".formatted(place, e.getMessage()));
    }
  }

  private static Token token(String text, String source) {
    try {
      return new Token(text);
    } catch (IllegalArgumentException e) {
      throw unreadable(source + " holds " + e.getMessage() + ".");
    }
  }

  private static DiagnosticException unreadable(String what) {
    return new DiagnosticException(Diagnostic.of(Code.CREDENTIALS_UNREADABLE, what));
  }

  /** A token. It shows itself to nobody but the client of this package. */
  public static final class Token {
    private static final Pattern VALID = Pattern.compile("[\\x21-\\x7e]{1,4096}");

    private final String value;

    /**
     * Wraps a token.
     *
     * @throws IllegalArgumentException if it has characters that no token has, such as a line break
     */
    public Token(String value) {
      if (!VALID.matcher(value).matches()) {
        throw new IllegalArgumentException(
            "no token: it is empty, too long, or has spaces or other characters that no token has");
      }
      this.value = value;
    }

    String value() {
      return value;
    }

    @Override
    public String toString() {
      return "[token]";
    }
  }
}
