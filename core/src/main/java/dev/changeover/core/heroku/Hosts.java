package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.ApiCall;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Heroku's APIs are: the real ones, or others named by {@code HEROKU_HOST} and {@code
 * HEROKU_DATA_HOST}, as for the Heroku CLI. Other than there, a value that cannot be used is an
 * error, so that nothing meant for a sandbox ever reaches production; and the two must be
 * redirected together. Plain http is for this machine only.
 */
public final class Hosts {
  private static final String PLATFORM_VARIABLE = "HEROKU_HOST";
  private static final String DATA_VARIABLE = "HEROKU_DATA_HOST";
  private static final String OLD_DATA_VARIABLE = "HEROKU_POSTGRESQL_HOST";
  private static final String REAL_PLATFORM = "api.heroku.com";
  private static final String REAL_DATA = "api.data.heroku.com";
  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1");
  private static final List<String> DOMAINS =
      List.of("heroku.com", "herokai.com", "herokuspace.com", "herokudev.com");
  private static final Pattern ADDRESS =
      Pattern.compile("(https?)://([a-z0-9.-]+)(?::(\\d{1,5}))?(?:/[^?#@]*)?");
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

  private final URI platform;
  private final URI data;

  private Hosts(URI platform, URI data) {
    this.platform = platform;
    this.data = data;
  }

  /**
   * Returns the hosts that the environment names.
   *
   * @throws DiagnosticException with {@link Code#HOST_NOT_ALLOWED} if it names one that cannot be
   *     used
   */
  public static Hosts fromEnvironment(Map<String, String> environment) {
    URI platform =
        value(environment, PLATFORM_VARIABLE)
            .map(Hosts::platform)
            .orElseGet(() -> URI.create("https://" + REAL_PLATFORM));
    Optional<String> redirected =
        value(environment, DATA_VARIABLE).or(() -> value(environment, OLD_DATA_VARIABLE));
    if (redirected.isEmpty()) {
      if (!platform.equals(URI.create("https://" + REAL_PLATFORM))) {
        throw notAllowed(
            "`HEROKU_HOST` names another host than the real Heroku, but `HEROKU_DATA_HOST` is not"
                + " set.",
            "Set `HEROKU_DATA_HOST` to `%s` as well, or unset `HEROKU_HOST`."
                .formatted(isLoopback(platform) ? platform.getHost() : "the host of its Data API"));
      }
      return new Hosts(platform, URI.create("https://" + REAL_DATA));
    }
    return new Hosts(platform, data(redirected.get(), platform));
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
  }

  private static URI platform(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("http")) {
      if (!isName(lower) || !isHerokus(lower)) {
        throw notAllowed(
            "`HEROKU_HOST` is neither a URL nor a name that belongs to Heroku.",
            "For a sandbox write a whole URL such as `http://127.0.0.1:5999`; else unset"
                + " `HEROKU_HOST`.");
      }
      return URI.create("https://api." + lower);
    }
    Matcher matcher = ADDRESS.matcher(lower);
    if (!matcher.matches() || !isName(matcher.group(2))) {
      throw notAllowed(
          "`HEROKU_HOST` is not a URL that can be used.",
          "Write it as `http://127.0.0.1:5999`: scheme, host and port, with IPv4 and without a"
              + " password.");
    }
    return platform(matcher.group(1), matcher.group(2), port(matcher.group(1), matcher.group(3)));
  }

  private static URI platform(String scheme, String host, String port) {
    if (!LOOPBACK.contains(host) && !isHerokus(host)) {
      throw notAllowed(
          "`HEROKU_HOST` names the host `"
              + host
              + "`, which is neither Heroku's nor this machine.",
          "Name `127.0.0.1`, `localhost`, or a host of Heroku's; or unset `HEROKU_HOST`.");
    }
    if (scheme.equals("http") && !LOOPBACK.contains(host)) {
      throw notAllowed(
          "`HEROKU_HOST` asks for plain http to `"
              + host
              + "`, which would show the token to others.",
          "Write `https://" + host + port + "`.");
    }
    return URI.create(scheme + "://" + host + port);
  }

  private static String port(String scheme, @org.jspecify.annotations.Nullable String digits) {
    if (digits == null) {
      return "";
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65535) {
      throw notAllowed(
          "`HEROKU_HOST` has the port " + port + ", which does not exist.",
          "Write a port from 1 to 65535.");
    }
    return port == (scheme.equals("http") ? 80 : 443) ? "" : ":" + port;
  }

  private static URI data(String text, URI platform) {
    String host = text.toLowerCase(Locale.ROOT);
    if (!isName(host) || !(LOOPBACK.contains(host) || isHerokus(host))) {
      throw notAllowed(
          "`HEROKU_DATA_HOST` is not a bare host name of Heroku's or of this machine.",
          "Write only the name, such as `127.0.0.1`: scheme and port come from `HEROKU_HOST`.");
    }
    if (LOOPBACK.contains(host) != isLoopback(platform)) {
      throw notAllowed(
          "`HEROKU_DATA_HOST` is `%s`, but the Platform API is at `%s`: one of them is a sandbox and"
                  .formatted(host, platform)
              + " the other is not.",
          "Set both to the sandbox, or unset both.");
    }
    String port = platform.getPort() < 0 ? "" : ":" + platform.getPort();
    return URI.create(platform.getScheme() + "://" + host + port);
  }

  private static boolean isName(String host) {
    return host.length() <= 253 && NAME.matcher(host).matches();
  }

  private static boolean isHerokus(String host) {
    return DOMAINS.stream().anyMatch(each -> host.equals(each) || host.endsWith("." + each));
  }

  private static boolean isLoopback(URI uri) {
    return LOOPBACK.contains(uri.getHost());
  }

  private static DiagnosticException notAllowed(String what, String fix) {
    return new DiagnosticException(Diagnostic.of(Code.HOST_NOT_ALLOWED, what, fix));
  }

  /** Returns the address of an API, without a path. */
  public URI of(ApiCall.Host host) {
    return host == ApiCall.Host.DATA ? data : platform;
  }

  /** Returns whether this is a server on this machine, such as a sandbox. */
  public boolean isLoopback() {
    return isLoopback(platform);
  }

  /** Returns the machine name that a netrc file has for it: host, and port if not the usual one. */
  String machine() {
    return platform.getAuthority();
  }

  boolean isPlainLoopback() {
    return isLoopback() && platform.getScheme().equals("http");
  }

  @Override
  public String toString() {
    return platform + " and " + data;
  }
}
