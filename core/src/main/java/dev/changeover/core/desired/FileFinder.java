package dev.changeover.core.desired;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds the files that a user's paths stand for, and reads their bytes. */
final class FileFinder {
  static final int MOST_FILES = 1000;

  private final List<Diagnostic> problems;

  /** By where a file really is, so that one that is named twice is read once. */
  private final Map<Path, Path> found = new LinkedHashMap<>();

  /**
   * @param problems where mistakes are added
   */
  FileFinder(List<Diagnostic> problems) {
    this.problems = problems;
  }

  /** Returns all files behind {@code paths}, in their order; those of a folder by name. */
  List<Path> find(List<Path> paths) {
    for (Path path : paths) {
      attributes(path).ifPresent(attributes -> add(path, attributes));
      if (found.size() > MOST_FILES) {
        problems.add(
            Diagnostic.of(
                Code.FILE_TOO_LARGE,
                "There are more than %d desired-state files.".formatted(MOST_FILES),
                "Name fewer files or folders at once."));
        return List.of();
      }
    }
    return List.copyOf(found.values());
  }

  /**
   * Returns the content of a file that was found, if it can be read; no more than one byte too
   * many.
   */
  Optional<byte[]> content(Path file) {
    try (var in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(SourceText.LARGEST + 1));
    } catch (IOException e) {
      problems.add(unreadable(file, e));
      return Optional.empty();
    }
  }

  private void add(Path path, BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      addFolder(path);
    } else if (attributes.isRegularFile()) {
      addFile(path);
    } else {
      // A pipe or a device could keep the reader waiting for ever.
      problems.add(
          Diagnostic.of(
              Code.FILE_UNREADABLE,
              "%s is neither a file nor a folder.".formatted(shown(path)),
              "Write the desired state to a file and name that."));
    }
  }

  private void addFile(Path file) {
    try {
      found.putIfAbsent(file.toRealPath(), file);
    } catch (IOException e) {
      problems.add(unreadable(file, e));
    }
  }

  private void addFolder(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, entry -> isDesiredState(entry.getFileName().toString()))) {
      for (Path entry : entries) {
        files.add(entry);
        if (files.size() > MOST_FILES) {
          break;
        }
      }
    } catch (DirectoryIteratorException e) {
      problems.add(unreadable(folder, Objects.requireNonNull(e.getCause())));
      return;
    } catch (IOException e) {
      problems.add(unreadable(folder, e));
      return;
    }
    if (files.isEmpty()) {
      problems.add(
          Diagnostic.of(
              Code.FILE_NOT_FOUND,
              "The folder %s holds no desired-state file.".formatted(shown(folder)),
              "Write `changeover.yaml` or `NAME.changeover.yaml` there, or name the file itself;"
                  + " folders inside it are not searched."));
    }
    files.stream()
        .sorted()
        .forEach(file -> attributes(file).ifPresent(attributes -> addListed(file, attributes)));
  }

  private void addListed(Path file, BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      problems.add(
          Diagnostic.of(
              Code.FILE_UNREADABLE,
              "%s is a folder, but has the name of a desired-state file.".formatted(shown(file)),
              "Rename the folder, or name the files themselves."));
    } else {
      add(file, attributes);
    }
  }

  private static boolean isDesiredState(String name) {
    return name.equals("changeover.yaml")
        || name.equals("changeover.yml")
        || name.endsWith(".changeover.yaml")
        || name.endsWith(".changeover.yml");
  }

  private Optional<BasicFileAttributes> attributes(Path path) {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      problems.add(notFound(path));
    } catch (IOException e) {
      problems.add(unreadable(path, e));
    }
    return Optional.empty();
  }

  private static Diagnostic notFound(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        ? Diagnostic.of(
            Code.FILE_NOT_FOUND,
            "The symbolic link %s leads to nothing.".formatted(shown(path)),
            "Restore the file that it leads to, or correct the link.")
        : Diagnostic.of(Code.FILE_NOT_FOUND, "%s does not exist.".formatted(shown(path)));
  }

  private static Diagnostic unreadable(Path path, IOException cause) {
    String reason =
        cause instanceof AccessDeniedException
            ? "The operating system does not permit it."
            : "The operating system reports an error (%s)."
                .formatted(cause.getClass().getSimpleName());
    return Diagnostic.of(Code.FILE_UNREADABLE, "%s cannot be read.".formatted(shown(path)))
        .because(reason);
  }

  private static String shown(Path path) {
    return Shown.of(path.toString());
  }
}
