package dev.changeover.core.heroku;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.heroku.Transport.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why an attempt came to nothing although the request itself may be in order.
 *
 * @param code what to tell if it stays so
 * @param reason in words, without secrets
 * @param pause how long the server asks to wait
 * @param lasting whether another attempt is pointless
 */
record Setback(Code code, String reason, Optional<Duration> pause, boolean lasting) {

  /** Returns whether an answer says that the same request may work later. */
  static boolean mayPass(Answer answer) {
    return answer.status() == 429 || answer.status() == 408 || answer.status() >= 500;
  }

  static Setback of(Answer answer) {
    return answer.status() == 429
        ? new Setback(
            Code.RATE_LIMITED,
            "the account's request limit is used up (status 429)",
            RetryAfter.of(answer),
            false)
        : new Setback(
            Code.UNREACHABLE,
            "Heroku answered with status " + answer.status(),
            RetryAfter.of(answer),
            false);
  }

  /** Returns the setback of an exchange that broke; {@code address} is host and port. */
  static Setback of(IOException problem, String address) {
    return new Setback(
        Code.UNREACHABLE,
        reason(problem).formatted(address),
        Optional.empty(),
        caused(problem, CertificateException.class));
  }

  private static String reason(IOException problem) {
    if (caused(problem, CertificateException.class)) {
      return "the certificate of `%s` is not trusted";
    }
    if (caused(problem, UnresolvedAddressException.class)
        || caused(problem, UnknownHostException.class)) {
      return "the host of `%s` is unknown";
    }
    if (caused(problem, ConnectException.class)) {
      return "nothing accepts connections at `%s`";
    }
    if (caused(problem, SocketTimeoutException.class)) {
      return "`%s` did not answer in time";
    }
    return caused(problem, SSLException.class)
        ? "TLS with `%s` failed"
        : "the connection to `%s` broke";
  }

  private static boolean caused(Throwable problem, Class<? extends Throwable> type) {
    Throwable each = problem;
    for (int depth = 0; each != null && depth < 20; depth++) {
      if (type.isInstance(each)) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }
}
