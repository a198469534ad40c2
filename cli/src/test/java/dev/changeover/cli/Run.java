package dev.changeover.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs the program in this process and keeps what it prints. */
final class Run {
  private final Path folder;
  private final Map<String, String> variables = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Interrupts interrupts = new Interrupts();
  private Environment.Terminals terminals = Environment.Terminals.NONE;
  private String typed = "";

  private Run(Path folder) {
    this.folder = folder;
  }

  static Run in(Path folder) {
    return new Run(folder);
  }

  Run with(Map<String, String> more) {
    variables.putAll(more);
    return this;
  }

  Run with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Run onTerminal(String answer) {
    terminals = new Environment.Terminals(true, true, true, () -> 80);
    typed = answer;
    return this;
  }

  ExitStatus changeover(String... words) {
    out.reset();
    err.reset();
    return new Main(
            new Environment(
                variables,
                folder,
                folder,
                new ByteArrayInputStream(typed.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                terminals,
                interrupts))
        .run(words);
  }

  Interrupts interrupts() {
    return interrupts;
  }

  String out() {
    return out.toString(UTF_8);
  }

  String err() {
    return err.toString(UTF_8);
  }
}
