package dev.changeover.cli;

import java.util.List;

/** Prints the version. */
final class VersionCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "version",
        "",
        0,
        "Prints the version of Changeover and of Java.",
        List.of(),
        List.of(),
        List.of("changeover version"),
        List.of(ExitStatus.DONE, ExitStatus.USAGE));
  }

  @Override
  public ExitStatus run(Arguments arguments, Environment environment) {
    environment
        .out()
        .print(
            "changeover %s (Java %s, %s)\n"
                .formatted(
                    Release.version(),
                    System.getProperty("java.version", "unknown"),
                    System.getProperty("java.vendor", "unknown")));
    return ExitStatus.DONE;
  }
}
