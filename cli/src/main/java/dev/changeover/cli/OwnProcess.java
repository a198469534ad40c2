package dev.changeover.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The process that the program runs in: its streams, its terminal and its signals. */
final class OwnProcess {
  /** How long a stop may take to reach a safe point and say what was done. */
  private static final long STOP_SECONDS = 60;

  private static final int DEFAULT_COLUMNS = 80;

  private OwnProcess() {}

  /** Runs the program and ends the process; never returns. */
  static void run(String[] args) {
    // Numbers in plans read the same everywhere, whatever the user's language.
    Locale.setDefault(Locale.ROOT);
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    Interrupts interrupts = new Interrupts();
    Environment environment =
        new Environment(
            System.getenv(),
            Path.of(System.getProperty("user.home", "/")),
            Path.of("").toAbsolutePath(),
            System.in,
            out,
            err,
            terminals(),
            interrupts);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicInteger status = new AtomicInteger(ExitStatus.INTERRUPTED.code());
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> stop(interrupts, ended, status), "changeover-stop"));
    status.set(new Main(environment).run(args).code());
    out.flush();
    err.flush();
    ended.countDown();
    System.exit(status.get());
  }

  /**
   * Runs when the process is told to end, or ends by itself. The JVM would end at once, in the
   * middle of a step; this waits until the work has stopped at a safe point and has been reported.
   */
  private static void stop(Interrupts interrupts, CountDownLatch ended, AtomicInteger status) {
    if (ended.getCount() > 0 && interrupts.hasListeners()) {
      interrupts.ask();
      try {
        if (ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
          Runtime.getRuntime().halt(status.get());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (ended.getCount() > 0) {
      Runtime.getRuntime().halt(ExitStatus.INTERRUPTED.code());
    }
  }

  /** Returns a stream that writes UTF-8 whatever the locale, and swallows a broken pipe. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 13) {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            super.write(bytes, offset, length);
            flush();
          }
        },
        false,
        StandardCharsets.UTF_8);
  }

  private static Environment.Terminals terminals() {
    return new Environment.Terminals(
        isTerminal(0), isTerminal(1), isTerminal(2), OwnProcess::columns);
  }

  /** The JDK tells only whether there is a console at all; Linux tells for each stream. */
  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    if (Files.isSymbolicLink(link)) {
      try {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      } catch (IOException e) {
        return false;
      }
    }
    return hasConsole();
  }

  /** From JDK 22 on there may be a console without a terminal, and a method that tells. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }

  /** Asks {@code stty} for the width: the JDK does not tell it. */
  private static int columns() {
    Map<String, String> variables = System.getenv();
    String said = variables.getOrDefault("COLUMNS", "");
    if (said.matches("\\d{1,4}")) {
      return Math.max(20, Integer.parseInt(said));
    }
    File terminal = new File("/dev/tty");
    if (!terminal.canRead()) {
      return DEFAULT_COLUMNS;
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!stty.waitFor(500, TimeUnit.MILLISECONDS)) {
        stty.destroyForcibly();
        return DEFAULT_COLUMNS;
      }
      String size =
          new String(stty.getInputStream().readNBytes(40), StandardCharsets.US_ASCII).strip();
      return size.matches("\\d+ [1-9]\\d{1,3}")
          ? Math.max(20, Integer.parseInt(size.substring(size.indexOf(' ') + 1)))
          : DEFAULT_COLUMNS;
    } catch (IOException e) {
      return DEFAULT_COLUMNS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DEFAULT_COLUMNS;
    }
  }
}
