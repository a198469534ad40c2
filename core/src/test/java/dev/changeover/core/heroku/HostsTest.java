package dev.changeover.core.heroku;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.ApiCall;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, https://api.heroku.com, https://api.data.heroku.com, api.heroku.com",
        "'', '', https://api.heroku.com, https://api.data.heroku.com, api.heroku.com",
        "https://api.heroku.com, -, https://api.heroku.com, https://api.data.heroku.com, api.heroku.com",
        "https://api.heroku.com/, -, https://api.heroku.com, https://api.data.heroku.com, api.heroku.com",
        "heroku.com, -, https://api.heroku.com, https://api.data.heroku.com, api.heroku.com",
        "http://127.0.0.1:5999, 127.0.0.1, http://127.0.0.1:5999, http://127.0.0.1:5999, 127.0.0.1:5999",
        "http://127.0.0.1:5999/path, 127.0.0.1, http://127.0.0.1:5999, http://127.0.0.1:5999, 127.0.0.1:5999",
        "HTTP://LOCALHOST:5999, 127.0.0.1, http://localhost:5999, http://127.0.0.1:5999, localhost:5999",
        "http://localhost, localhost, http://localhost, http://localhost, localhost",
        "http://localhost:80, localhost, http://localhost, http://localhost, localhost",
        "https://127.0.0.1:443, localhost, https://127.0.0.1, https://localhost, 127.0.0.1",
        "https://127.0.0.1:8443, localhost, https://127.0.0.1:8443, https://localhost:8443, 127.0.0.1:8443",
        "staging.herokudev.com, data.herokudev.com, https://api.staging.herokudev.com, https://data.herokudev.com, api.staging.herokudev.com",
        "https://x.herokai.com:8443, y.herokuspace.com, https://x.herokai.com:8443, https://y.herokuspace.com:8443, x.herokai.com:8443",
        "-, api.data.heroku.com, https://api.heroku.com, https://api.data.heroku.com, api.heroku.com",
      })
  void redirectsAsTheCliDoes(
      @Nullable String host,
      @Nullable String dataHost,
      String platform,
      String data,
      String machine) {
    Hosts hosts = Hosts.fromEnvironment(environment(host, dataHost));

    assertThat(hosts.of(ApiCall.Host.PLATFORM)).hasToString(platform);
    assertThat(hosts.of(ApiCall.Host.DATA)).hasToString(data);
    assertThat(hosts.machine()).isEqualTo(machine);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://[::1]:5999",
        "localhost:5999",
        "127.0.0.1:5999",
        "127.0.0.1",
        "localhost",
        "example.com",
        "https://example.com",
        "https://heroku.com.example.com",
        "https://evilheroku.com",
        "notheroku.com",
        "http://api.heroku.com",
        "http://user:canaryPassw0rd@127.0.0.1:5999",
        "http://127.0.0.1:5999@example.com",
        "http://example.com#@127.0.0.1",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://127.0.0.1:99999999",
        "http://127.0.0.1:",
        "http://127.0.0.1.example.com",
        "http://0x7f000001",
        "ftp://127.0.0.1",
        "http:127.0.0.1",
        "https//api.heroku.com",
        " ",
        "http://127.0.0.1:5999\nX-Other: 1",
        "api.heroku.com\r\nX: y",
      })
  void neverFallsBackToProductionInSilence(String host) {
    DiagnosticException problem =
        catchThrowableOfType(
            DiagnosticException.class, () -> Hosts.fromEnvironment(environment(host, "127.0.0.1")));

    assertThat(problem.diagnostics())
        .extracting(each -> each.code())
        .containsExactly(Code.HOST_NOT_ALLOWED);
    assertThat(problem.diagnostics().toString()).doesNotContain("canaryPassw0rd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:5999",
        "http://127.0.0.1",
        "example.com",
        "[::1]",
        "::1",
        "127.0.0.1/x",
        " ",
        "a@127.0.0.1"
      })
  void wantsABareNameForTheDataHost(String dataHost) {
    refuses("http://127.0.0.1:5999", dataHost);
  }

  @Test
  void neverSendsTheSandboxsRequestsToTheRealDataHostNorTheOtherWayRound() {
    refuses("http://127.0.0.1:5999", null);
    refuses("http://127.0.0.1:5999", "");
    refuses("http://127.0.0.1:5999", "api.data.heroku.com");
    refuses(null, "127.0.0.1");
    refuses("https://api.heroku.com", "localhost");
    refuses("staging.herokudev.com", null);
  }

  @Test
  void saysWhatToSetWhenTheDataHostIsMissing() {
    assertThatThrownBy(() -> Hosts.fromEnvironment(environment("http://127.0.0.1:5999", null)))
        .isInstanceOfSatisfying(
            DiagnosticException.class,
            problem ->
                assertThat(problem.diagnostics().get(0).fix())
                    .isEqualTo(
                        "Set `HEROKU_DATA_HOST` to `127.0.0.1` as well, or unset `HEROKU_HOST`."));
  }

  @Test
  void readsTheOldNameOfTheDataHostWhenTheNewOneIsUnset() {
    Hosts hosts =
        Hosts.fromEnvironment(
            Map.of("HEROKU_HOST", "http://127.0.0.1:1", "HEROKU_POSTGRESQL_HOST", "localhost"));

    assertThat(hosts.of(ApiCall.Host.DATA)).hasToString("http://localhost:1");
  }

  @Test
  void ignoresVariablesThatTheCliDoesNotRead() {
    assertThat(Hosts.fromEnvironment(Map.of("HEROKU_API_URL", "http://127.0.0.1:5999")))
        .hasToString("https://api.heroku.com and https://api.data.heroku.com");
  }

  private static void refuses(@Nullable String host, @Nullable String dataHost) {
    assertThatThrownBy(() -> Hosts.fromEnvironment(environment(host, dataHost)))
        .isInstanceOfSatisfying(
            DiagnosticException.class,
            problem ->
                assertThat(problem.diagnostics().get(0).code()).isEqualTo(Code.HOST_NOT_ALLOWED));
  }

  private static Map<String, String> environment(@Nullable String host, @Nullable String dataHost) {
    Map<String, String> environment = new HashMap<>();
    if (host != null) {
      environment.put("HEROKU_HOST", host);
    }
    if (dataHost != null) {
      environment.put("HEROKU_DATA_HOST", dataHost);
    }
    return environment;
  }
}
