package dev.changeover.core.heroku;

import dev.changeover.core.heroku.Transport.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how long a server asks to be left alone (RFC 9110, 10.2.3, in seconds). */
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /** Returns the time, at most an hour, else empty if the answer names none in seconds. */
  static Optional<Duration> of(Answer answer) {
    return answer
        .header("Retry-After")
        .map(String::strip)
        .filter(text -> SECONDS.matcher(text).matches())
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .map(time -> time.compareTo(LONGEST) > 0 ? LONGEST : time);
  }
}
