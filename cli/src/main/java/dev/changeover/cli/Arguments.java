package dev.changeover.cli;

import dev.changeover.core.desired.NearMatch;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** The parsed arguments of one command. Every method throws a usage diagnostic for a mistake. */
final class Arguments {
  private final Usage usage;
  private final CommandLine line;

  private Arguments(Usage usage, CommandLine line) {
    this.usage = usage;
    this.line = line;
  }

  /** Parses what follows the command's name. */
  static Arguments parse(Usage usage, List<String> words) {
    Options options = new Options();
    for (Flag flag : usage.flags()) {
      Option.Builder option =
          Option.builder().longOpt(flag.name()).hasArg(flag.value().isPresent());
      options.addOption(option.get());
    }
    CommandLine line;
    try {
      line =
          DefaultParser.builder()
              .setAllowPartialMatching(false)
              .setStripLeadingAndTrailingQuotes(false)
              .get()
              .parse(options, words.toArray(String[]::new));
    } catch (ParseException e) {
      throw mistake(usage, explain(usage, e));
    }
    Arguments arguments = new Arguments(usage, line);
    arguments.check();
    return arguments;
  }

  private static String explain(Usage usage, ParseException mistake) {
    if (mistake instanceof UnrecognizedOptionException unknown) {
      String typed = unknown.getOption().replaceFirst("=.*", "");
      boolean known = usage.flags().stream().anyMatch(flag -> ("--" + flag.name()).equals(typed));
      if (known) {
        return "`%s` takes no value".formatted(typed);
      }
      Optional<String> near =
          NearMatch.of(
              typed.replaceFirst("^-+", ""), usage.flags().stream().map(Flag::name).toList());
      return "`changeover %s` has no option `%s`%s"
          .formatted(
              usage.name(), typed, near.map(name -> "; did you mean `--" + name + "`?").orElse(""));
    }
    if (mistake instanceof MissingArgumentException missing) {
      return "`--%s` needs a value".formatted(missing.getOption().getLongOpt());
    }
    return "the options cannot be understood";
  }

  static DiagnosticException mistake(Usage usage, String what) {
    return new DiagnosticException(
        Diagnostic.of(Code.USAGE, what, "Run `changeover %s --help`.".formatted(usage.name())));
  }

  DiagnosticException mistake(String what) {
    return mistake(usage, what);
  }

  private void check() {
    if (has(Flag.HELP.name())) {
      return;
    }
    for (Flag flag : usage.flags()) {
      String[] values = line.getOptionValues(flag.name());
      if (values != null && values.length > 1 && !flag.repeatable()) {
        throw mistake("`--%s` is given more than once".formatted(flag.name()));
      }
      if (values != null && List.of(values).contains("")) {
        throw mistake("`--%s` has an empty value".formatted(flag.name()));
      }
    }
    if (operands().size() > usage.mostOperands()) {
      throw mistake(
          usage.mostOperands() == 0
              ? "`changeover %s` takes no arguments".formatted(usage.name())
              : "`changeover %s` takes at most %d %s"
                  .formatted(
                      usage.name(),
                      usage.mostOperands(),
                      usage.mostOperands() == 1 ? "argument" : "arguments"));
    }
  }

  /** Returns whether the option was given. */
  boolean has(String flag) {
    return line.hasOption(flag);
  }

  /** Returns the value of an option that may be given once. */
  Optional<String> value(String flag) {
    return Optional.ofNullable(line.getOptionValue(flag));
  }

  /** Returns the values of an option that may be given several times. */
  List<String> values(String flag) {
    String[] values = line.getOptionValues(flag);
    return values == null ? List.of() : List.of(values);
  }

  /** Returns what is not an option. */
  List<String> operands() {
    return List.copyOf(line.getArgList());
  }

  /** Returns which of {@code words} the option says; the first of them if it was not given. */
  String choice(String flag, List<String> words) {
    String said = value(flag).orElse(words.get(0));
    if (!words.contains(said)) {
      Optional<String> near = NearMatch.of(said, words);
      throw mistake(
          "`--%s` must be %s%s"
              .formatted(
                  flag,
                  "one of " + String.join(", ", words),
                  near.map(word -> "; did you mean `" + word + "`?").orElse("")));
    }
    return said;
  }

  /** Returns whether output is to be JSON. */
  boolean json() {
    return choice(Flag.OUTPUT.name(), List.of("text", "json")).equals("json");
  }

  /** Returns when to colour. */
  Environment.Colour colour() {
    String said = choice(Flag.COLOR.name(), List.of("auto", "always", "never"));
    return Environment.Colour.valueOf(said.toUpperCase(Locale.ROOT));
  }

  /** Returns a whole number within bounds. */
  long number(String flag, long otherwise, long least, long most) {
    Optional<String> said = value(flag);
    if (said.isEmpty()) {
      return otherwise;
    }
    if (said.get().matches("-?\\d{1,18}")) {
      long number = Long.parseLong(said.get());
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw mistake("`--%s` must be a whole number from %d to %d".formatted(flag, least, most));
  }
}
