package dev.changeover.cli;

import java.util.Optional;

/**
 * An option of a command.
 *
 * @param name without the leading hyphens
 * @param value what its value is called in help; absent if it takes none
 * @param repeatable whether it may be given more than once
 * @param help what it does, with its default
 */
record Flag(String name, Optional<String> value, boolean repeatable, String help) {
  static final Flag HELP = of("help", "print this help");

  static final Flag OUTPUT = valued("output", "FORMAT", "`text` or `json` (default: text)");

  static final Flag COLOR =
      valued(
          "color",
          "WHEN",
          "`auto`, `always` or `never` (default: auto: on a terminal, and not with NO_COLOR)");

  static final Flag JOURNAL =
      valued("journal", "DIR", "the folder of the journals (default: .changeover)");

  static Flag of(String name, String help) {
    return new Flag(name, Optional.empty(), false, help);
  }

  static Flag valued(String name, String value, String help) {
    return new Flag(name, Optional.of(value), false, help);
  }

  static Flag repeatable(String name, String value, String help) {
    return new Flag(name, Optional.of(value), true, help);
  }

  /** Returns the option as it is typed, for example {@code --output=FORMAT}. */
  String typed() {
    return "--" + name + value.map(text -> "=" + text).orElse("");
  }
}
