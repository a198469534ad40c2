package dev.changeover.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AppName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One apply at a time for each app and Heroku. */
class FileLocksTest {
  private static final AppName APP = new AppName("bookshop");

  @Test
  void aSecondApplyIsTurnedAwayUntilTheFirstEnds(@TempDir Path folder) {
    FileLocks locks = new FileLocks(folder, "https://api.heroku.com");
    try (Locks.Held first = locks.take(APP)) {
      assertThatThrownBy(() -> locks.take(APP))
          .isInstanceOfSatisfying(
              DiagnosticException.class,
              e -> {
                assertThat(e.diagnostics().get(0).code()).isEqualTo(Code.LOCKED);
                assertThat(e.diagnostics().get(0).what())
                    .contains("process " + ProcessHandle.current().pid());
              });
      assertThat(first).isNotNull();
    }
    locks.take(APP).close();
  }

  @Test
  void otherAppsAndOtherHerokusAreNotInTheWay(@TempDir Path folder) {
    FileLocks real = new FileLocks(folder, "https://api.heroku.com");
    FileLocks sandbox = new FileLocks(folder, "http://127.0.0.1:5999");
    try (Locks.Held one = real.take(APP);
        Locks.Held other = real.take(new AppName("library"));
        Locks.Held elsewhere = sandbox.take(APP)) {
      assertThat(one).isNotSameAs(other).isNotSameAs(elsewhere);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsSaid(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> new FileLocks(file, "x").take(APP))
        .isInstanceOfSatisfying(
            DiagnosticException.class,
            e -> assertThat(e.diagnostics().get(0).code()).isEqualTo(Code.JOURNAL_UNUSABLE));
  }
}
