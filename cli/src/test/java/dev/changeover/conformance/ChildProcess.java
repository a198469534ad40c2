package dev.changeover.conformance;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program with nothing on its standard input and a deadline. */
public final class ChildProcess {
  private static final Duration BEAT = Duration.ofMillis(50);
  private static final int SHOWN = 4000;

  /**
   * How a program ended.
   *
   * @param command what was run, for messages
   * @param exit its exit code
   * @param out what it printed
   * @param err what it printed to standard error
   */
  public record Result(String command, int exit, String out, String err) {
    /** Returns all that it printed with runs of white space as one blank, to search in. */
    public String text() {
      return (out + "\n" + err).replaceAll("\\s*\\R\\s*›?\\s*", " ").replaceAll("\\s+", " ");
    }

    @Override
    public String toString() {
      return "$ " + command + "\nexit " + exit + "\n" + tail(out) + "\n" + tail(err);
    }
  }

  private final Path folder;
  private final Duration deadline;
  private final Runnable beat;

  /**
   * @param folder where it runs and where its output is kept meanwhile
   * @param deadline in real time; a program that is not done by then is ended and the test fails
   * @param beat what is done again and again while it runs
   */
  ChildProcess(Path folder, Duration deadline, Runnable beat) {
    this.folder = folder;
    this.deadline = deadline;
    this.beat = beat;
  }

  /** Runs a program in exactly this environment. */
  Result run(Map<String, String> environment, String shown, List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      process.getOutputStream().close();
      boolean done = ended(process);
      if (!done) {
        end(process);
      }
      Result result = new Result(shown, done ? process.exitValue() : -1, read(out), read(err));
      Files.delete(out);
      Files.delete(err);
      return done ? result : fail("not done after %s: %s", deadline, result);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + shown, e);
    }
  }

  private boolean ended(Process process) {
    long last = System.nanoTime() + deadline.toNanos();
    try {
      while (!process.waitFor(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        beat.run();
        if (System.nanoTime() - last > 0) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static String tail(String text) {
    return text.length() <= SHOWN ? text : "... " + text.substring(text.length() - SHOWN);
  }
}
