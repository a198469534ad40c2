package dev.changeover.core.desired;

import java.util.regex.Pattern;

/**
 * What a YAML value without quotes is.
 *
 * <p>The core schema of YAML 1.2 decides, except that whatever YAML 1.1 reads in another way is a
 * {@link #TRAP}: two tools would take the same file as two different desired states.
 */
enum Plain {
  NULL,
  BOOLEAN,
  INTEGER,
  NUMBER,
  TEXT,
  /** Not the same for all readers, or not a number that can be used. */
  TRAP;

  /** Longer text is no number that anybody means; matching it could exhaust the stack. */
  private static final int LONGEST_TRAP = 100;

  private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
  private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern YES_NO =
      Pattern.compile("y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF");
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");
  private static final Pattern FRACTION = Pattern.compile("-?(0|[1-9][0-9]{0,99})\\.[0-9]{1,99}");
  private static final Pattern WHOLE_FRACTION = Pattern.compile("-?[0-9]+\\.0*");
  private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9][0-9_]*");
  private static final Pattern BASE_60 = Pattern.compile("[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+");
  private static final Pattern OTHER_NUMBER =
      Pattern.compile(
          "[-+]?(0x[0-9a-fA-F_]+|0o[0-7]+|0b[01_]+|[0-9][0-9_]*(\\.[0-9_]*)?([eE][-+]?[0-9]+)?"
              + "|\\.[0-9][0-9_]*([eE][-+]?[0-9]+)?)");
  private static final Pattern NOT_FINITE =
      Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

  /** Returns what {@code text} is. */
  static Plain of(String text) {
    if (NOTHING.matcher(text).matches()) {
      return NULL;
    }
    if (TRUTH.matcher(text).matches()) {
      return BOOLEAN;
    }
    if (WHOLE.matcher(text).matches()) {
      return INTEGER;
    }
    if (text.length() > LONGEST_TRAP) {
      return TEXT;
    }
    if (YES_NO.matcher(text).matches()
        || WHOLE_FRACTION.matcher(text).matches()
        || LEADING_ZERO.matcher(text).matches()
        || BASE_60.matcher(text).matches()
        || NOT_FINITE.matcher(text).matches()) {
      return TRAP;
    }
    if (FRACTION.matcher(text).matches()) {
      return NUMBER;
    }
    return OTHER_NUMBER.matcher(text).matches() ? TRAP : TEXT;
  }

  /** Returns why {@code trap} is one. */
  static String whyTrap(String trap) {
    if (isTruthWord(trap)) {
      return "Without quotes, some YAML readers take it as `%s` and others as text."
          .formatted(meansTrue(trap));
    }
    if (LEADING_ZERO.matcher(trap).matches()) {
      return "Some YAML readers take a number with a leading zero as octal, others as decimal.";
    }
    if (BASE_60.matcher(trap).matches()) {
      return "Without quotes, some YAML readers take it as a number in base 60, others as text.";
    }
    if (NOT_FINITE.matcher(trap).matches()) {
      return "YAML reads it as infinity or as not a number.";
    }
    return WHOLE_FRACTION.matcher(trap).matches()
        ? "YAML readers differ on whether that is a whole number."
        : "YAML readers differ on which number that is, or whether it is text.";
  }

  /** Returns whether {@code text} is a yes-or-no word that only some readers take as such. */
  static boolean isTruthWord(String text) {
    return YES_NO.matcher(text).matches();
  }

  /** Returns whether the yes-or-no word stands for true; of no use for other text. */
  static boolean meansTrue(String word) {
    return word.matches("(?i)y|yes|on|true");
  }
}
