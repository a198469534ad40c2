package dev.changeover.core.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares what is said of each broken file with what is written down. With {@code
 * -Dgolden.update=true} the text is written down anew, and the test fails all the same, so that
 * somebody reads the difference.
 */
class BrokenFilesTest {
  private static final Path FOLDER =
      Path.of(
          Objects.requireNonNull(System.getProperty("changeover.root")),
          "core/src/test/resources/broken");

  private final DesiredFiles files = new DesiredFiles();

  static List<String> names() throws IOException {
    return namesEndingIn(".yaml");
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachBrokenFileIsExplained(String name) throws IOException {
    String said =
        diagnose(name).stream().map(BrokenFilesTest::render).collect(Collectors.joining());
    Path expected = FOLDER.resolve(name + ".expected.txt");
    if (Files.exists(expected) && Files.readString(expected).equals(said)) {
      return;
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(expected, said);
      fail("%s was written; read it, then run again without golden.update", expected);
    }
    assertThat(expected).exists();
    assertThat(said).isEqualTo(Files.readString(expected));
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachMistakeHasAPlaceAReasonAndARemedy(String name) throws IOException {
    assertThat(diagnose(name))
        .isNotEmpty()
        .allSatisfy(
            diagnostic -> {
              assertThat(diagnostic.at()).isPresent();
              assertThat(diagnostic.what()).matches("(?s)[A-Z`].*[.]").doesNotContain("\n");
              assertThat(diagnostic.why()).endsWith(".");
              assertThat(diagnostic.fix()).matches("[A-Z`].*[.?]");
            });
  }

  @Test
  void everyExpectationBelongsToAFile() throws IOException {
    assertThat(namesEndingIn(".expected.txt")).isEqualTo(names()).hasSizeGreaterThan(80);
  }

  private List<Diagnostic> diagnose(String name) throws IOException {
    byte[] content = Files.readAllBytes(FOLDER.resolve(name + ".yaml"));
    DiagnosticException thrown =
        catchThrowableOfType(DiagnosticException.class, () -> files.parse(name + ".yaml", content));
    return thrown.diagnostics();
  }

  private static String render(Diagnostic diagnostic) {
    return "error[%s] %s: %s\n  why: %s\n  fix: %s\n"
        .formatted(
            diagnostic.code().id(),
            diagnostic.at().map(Object::toString).orElse("-"),
            diagnostic.what(),
            diagnostic.why(),
            diagnostic.fix());
  }

  private static List<String> namesEndingIn(String suffix) throws IOException {
    try (Stream<Path> entries = Files.list(FOLDER)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .map(name -> name.substring(0, name.length() - suffix.length()))
          .sorted()
          .toList();
    }
  }
}
