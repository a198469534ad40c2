package dev.changeover.cli;

import dev.changeover.core.apply.Approval;
import dev.changeover.core.desired.DesiredFiles;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.report.PlanFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that a command is given. */
final class Inputs {
  private static final String DEFAULT_FILE = "changeover.yaml";

  private final Arguments arguments;
  private final Environment environment;

  Inputs(Arguments arguments, Environment environment) {
    this.arguments = arguments;
    this.environment = environment;
  }

  /** Returns the desired states of the files and folders, else of the usual file. */
  List<DesiredState> desired() {
    List<String> names =
        arguments.operands().isEmpty() ? List.of(DEFAULT_FILE) : arguments.operands();
    return new DesiredFiles().read(names.stream().map(this::path).toList());
  }

  /** Returns the approvals of a saved plan, else empty if none is given. */
  Optional<List<Approval>> savedPlan() {
    List<Path> saved = new ArrayList<>();
    for (String name : arguments.operands()) {
      Path path = path(name);
      if (name.endsWith(".json") && !Files.isDirectory(path)) {
        saved.add(path);
      }
    }
    if (saved.isEmpty()) {
      return Optional.empty();
    }
    if (arguments.operands().size() > 1) {
      throw arguments.mistake("a saved plan is applied alone, without other files");
    }
    return Optional.of(PlanFile.read(bytes(saved.get(0))));
  }

  /** Returns the folder of the journals. */
  Path journal() {
    return path(arguments.value(Flag.JOURNAL.name()).orElse(".changeover"));
  }

  /** Returns a path; relative ones stay so in messages as long as they can. */
  Path path(String name) {
    try {
      Path given = Path.of(name);
      Path here = Path.of("").toAbsolutePath();
      return environment.workingFolder().equals(here) ? given : environment.resolve(name);
    } catch (InvalidPathException e) {
      throw arguments.mistake("`%.200s` cannot be a path".formatted(name));
    }
  }

  private static byte[] bytes(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(PlanFile.MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_NOT_FOUND, "`%s` does not exist".formatted(file)), e);
    } catch (IOException e) {
      throw new DiagnosticException(
          Diagnostic.of(Code.FILE_UNREADABLE, "`%s` cannot be read".formatted(file)), e);
    }
  }
}
