package dev.changeover.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The project's own files, as a test sees them. */
final class Repository {
  /** What tools leave behind; none of it is the project's. */
  private static final Set<String> NOT_OURS =
      Set.of(
          ".git",
          "target",
          "node_modules",
          ".changeover",
          ".idea",
          ".vscode",
          ".settings",
          ".classpath",
          ".project",
          ".jqwik-database");

  private Repository() {}

  /** Returns the folder of the parent pom. */
  static Path root() {
    return Path.of(
        Optional.ofNullable(System.getProperty("changeover.root"))
            .orElseThrow(() -> new IllegalStateException("the build sets `changeover.root`")));
  }

  /** Returns the lines of every text file, by its path from the root. */
  static SortedMap<String, String> texts() {
    SortedMap<String, String> texts = new TreeMap<>();
    Path root = root();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return isOurs(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (isOurs(file)) {
                text(file).ifPresent(text -> texts.put(root.relativize(file).toString(), text));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /** Returns the lines of a file; the last is empty if the file ends as it should. */
  static List<String> lines(String text) {
    return List.of(text.split("\n", -1));
  }

  private static boolean isOurs(Path path) {
    return !NOT_OURS.contains(path.getFileName().toString())
        && !path.getFileName().toString().endsWith(".iml");
  }

  private static Optional<String> text(Path file) throws IOException {
    try {
      return Optional.of(
              StandardCharsets.UTF_8
                  .newDecoder()
                  .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                  .toString())
          .filter(text -> text.indexOf('\0') < 0);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
