package dev.changeover.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.changeover.core.diagnostic.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("changeover.root"), "docs", "errors.md");

  /** With {@code -Dgolden.update=true} the page is written, and the test fails all the same. */
  @Test
  void thePageListsEveryCode() throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(PAGE.resolveSibling("."));
      Files.writeString(PAGE, page());
      fail("wrote " + PAGE + "; read the difference, then run without golden.update");
    }
    assertThat(Files.readString(PAGE, UTF_8)).isEqualTo(page());
  }

  private static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # Messages and exit codes

            Every message carries a code that is stable across releases; `changeover explain CODE` \
            prints what is said here, and why it matters. This page is made from the code.

            ## Exit codes

            | exit | meaning |
            | ---: | --- |
            """);
    for (ExitStatus status : ExitStatus.values()) {
      page.append("| %d | %s |\n".formatted(status.code(), status.meaning()));
    }
    page.append(
        """

        ## Codes

        A dash stands where a code is only part of a plan and ends nothing.

        | code | exit | meaning | remedy |
        | --- | ---: | --- | --- |
        """);
    for (Code code : Code.values()) {
      String exit =
          code.kind() == Code.Kind.PLAN ? "-" : Integer.toString(ExitStatus.of(code.kind()).code());
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(code.id(), exit, cell(code.title()), cell(code.fix())));
    }
    return page.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
