package dev.changeover.core.heroku;

import java.util.List;
import java.util.regex.Pattern;

/** Makes text that Heroku wrote fit to be shown: without secrets, control characters and length. */
final class Redaction {
  static final int MAX_LENGTH = 300;
  private static final int MAX_INPUT = 4000;
  private static final String HIDDEN = "[hidden]";

  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cs}]+");
  private static final List<Rule> RULES =
      List.of(
          new Rule("(?i)\\b(postgres(?:ql)?://)\\S+", "$1" + HIDDEN),
          // Without the scheme before it: looking for that takes the square of a long text's
          // length.
          new Rule("(://)[^\\s/]*@", "$1" + HIDDEN + "@"),
          new Rule("(?i)\\b(bearer)\\s+[^\\s,;\"']+", "$1 " + HIDDEN),
          new Rule("(?i)\\b(basic)\\s+[a-z0-9+/_-]{12,}={0,2}", "$1 " + HIDDEN),
          new Rule("\\bHRKU-[\\w-]+", HIDDEN),
          new Rule(
              "(?i)\\b((?:\\w*_)?(?:password|passwd|secret|token|api_?key|private_?key))([\"']?\\s*[=:]\\s*)(?:\"[^\"]*\"?|'[^']*'?|[^\\s,;}]+)",
              "$1$2" + HIDDEN));

  /** A made-up token for a sandbox can be part of any word, and is no secret. */
  private static final int SHORTEST_TOKEN = 12;

  private final String token;

  Redaction(Credentials.Token token) {
    this.token = token.value();
  }

  /** Returns {@code text} on one line, at most {@link #MAX_LENGTH} characters long. */
  String clean(String text) {
    String shown = text.length() > MAX_INPUT ? text.substring(0, MAX_INPUT) : text;
    shown = token.length() < SHORTEST_TOKEN ? shown : shown.replace(token, HIDDEN);
    if (isPlainWord(shown)) {
      return shown;
    }
    for (Rule rule : RULES) {
      shown = rule.pattern().matcher(shown).replaceAll(rule.replacement());
    }
    shown = INVISIBLE.matcher(shown).replaceAll(" ").strip();
    return shown.length() > MAX_LENGTH ? shown.substring(0, MAX_LENGTH - 3) + "..." : shown;
  }

  /** Returns whether a text is so plain that no rule can find anything in it, as most are. */
  private static boolean isPlainWord(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-') {
        return false;
      }
    }
    return text.length() <= MAX_LENGTH;
  }

  private record Rule(Pattern pattern, String replacement) {
    Rule(String pattern, String replacement) {
      this(Pattern.compile(pattern), replacement);
    }
  }
}
