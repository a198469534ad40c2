package dev.changeover.core.heroku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  private static final Hosts PRODUCTION = Hosts.fromEnvironment(Map.of());
  private static final Hosts SANDBOX = Hosts.fromEnvironment(Shop.SANDBOX);

  private final Path home;

  CredentialsTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void prefersTheVariableToTheFile() throws IOException {
    netrc("machine api.heroku.com login a@b password fromFile");

    assertThat(token(Map.of("HEROKU_API_KEY", "fromVariable"), PRODUCTION))
        .isEqualTo("fromVariable");
    assertThat(token(Map.of("HEROKU_API_KEY", ""), PRODUCTION)).isEqualTo("fromFile");
  }

  @Test
  void sendsASandboxOnlyTheTokenOfItsOwnHostAndPort() throws IOException {
    netrc(
        """
        machine api.heroku.com
          login a@b
          password production
        machine 127.0.0.1
          password withoutPort
        machine 127.0.0.1:5998
          password otherPort
        default login x password anyone
        """);

    assertThat(failure(Map.of(), SANDBOX)).isEqualTo(Code.CREDENTIALS_MISSING);

    netrc("machine api.heroku.com password production machine 127.0.0.1:5999 password sandbox");
    assertThat(token(Map.of(), SANDBOX)).isEqualTo("sandbox");
    assertThat(token(Map.of(), PRODUCTION)).isEqualTo("production");
  }

  @Test
  void readsTheFileThatTheVariableNames() throws IOException {
    netrc("machine api.heroku.com password home");
    Path other = Files.writeString(home.resolve("other"), "machine api.heroku.com password other");

    assertThat(token(Map.of("NETRC", other.toString()), PRODUCTION)).isEqualTo("other");
    assertThat(failure(Map.of("NETRC", home.resolve("none").toString()), PRODUCTION))
        .isEqualTo(Code.CREDENTIALS_MISSING);
    assertThat(failure(Map.of("NETRC", home.toString()), PRODUCTION))
        .isEqualTo(Code.CREDENTIALS_UNREADABLE);
    assertThat(failure(Map.of("NETRC", "a\0b"), PRODUCTION)).isEqualTo(Code.CREDENTIALS_UNREADABLE);
  }

  @Test
  void readsQuotesCommentsAndMacros() throws IOException {
    netrc(
        """
        # machine api.heroku.com password commentedOut
        machine git.heroku.com login "a b" password "x\\"y" # machine api.heroku.com password no
        macdef init
        machine api.heroku.com password inMacro

        machine "api.heroku.com" account acc login me
          password "the\\"token\\\\"
        """);

    assertThat(token(Map.of(), PRODUCTION)).isEqualTo("the\"token\\");
  }

  @Test
  void readsWindowsLineEndsAndForeignBytes() throws IOException {
    Files.write(
        home.resolve(".netrc"),
        "machine other login J\u00fcrgen password \u00e9\r\nmachine api.heroku.com\r\n\tpassword tok\r\n"
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

    assertThat(token(Map.of(), PRODUCTION)).isEqualTo("tok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "machine api.heroku.com password \"canaryOpen",
        "machine api.heroku.com login canary",
        "machine api.heroku.com machine other password canary",
        "machine api.heroku.com password",
        "machine",
        "machine api.heroku.com password \"canary with spaces\"",
        "machine api.heroku.com password \"canary\nX-Injected: 1\"",
        "machine api.heroku.com password \"\"",
      })
  void showsNothingOfADamagedFile(String text) throws IOException {
    netrc(text);

    DiagnosticException problem =
        catchThrowableOfType(
            DiagnosticException.class, () -> new Credentials(Map.of(), home).token(PRODUCTION));

    assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.CREDENTIALS_UNREADABLE);
    assertThat(problem.diagnostics().toString()).doesNotContain("canary");
    assertThat(problem).hasNoCause();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary\nX-Injected: 1",
        "canary\r",
        "canary\0",
        " ",
        "canary token",
        "canary\u00e9"
      })
  void refusesATokenThatCannotBeInAHeader(String token) {
    DiagnosticException problem =
        catchThrowableOfType(
            DiagnosticException.class,
            () -> new Credentials(Map.of("HEROKU_API_KEY", token), home).token(PRODUCTION));

    assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.CREDENTIALS_UNREADABLE);
    assertThat(problem.diagnostics().toString()).doesNotContain("canary");
  }

  @Test
  void readsNoFileOfUnboundedSize() throws IOException {
    netrc("machine api.heroku.com password tok\n" + "#".repeat(1024 * 1024));

    assertThat(failure(Map.of(), PRODUCTION)).isEqualTo(Code.CREDENTIALS_UNREADABLE);
  }

  @Test
  void saysWhereItLooked() {
    DiagnosticException problem =
        catchThrowableOfType(
            DiagnosticException.class, () -> new Credentials(Map.of(), home).token(SANDBOX));

    assertThat(problem)
        .hasMessage(
            "`HEROKU_API_KEY` is not set, and `%s` has no entry for `127.0.0.1:5999`."
                .formatted(home.resolve(".netrc")));
  }

  @Test
  void showsNoToken() {
    assertThat(new Credentials.Token("canary")).hasToString("[token]");
  }

  private void netrc(String text) throws IOException {
    Files.writeString(home.resolve(".netrc"), text);
  }

  private String token(Map<String, String> environment, Hosts hosts) {
    return new Credentials(environment, home).token(hosts).value();
  }

  private Code failure(Map<String, String> environment, Hosts hosts) {
    return catchThrowableOfType(
            DiagnosticException.class, () -> new Credentials(environment, home).token(hosts))
        .diagnostics()
        .get(0)
        .code();
  }
}
