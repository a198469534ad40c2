package dev.changeover.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AddonName;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.ProcessType;
import dev.changeover.core.observed.PreImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal keeps, and that it is never believed when it was tampered with. */
class JournalTest {
  private static final AppName APP = new AppName("bookshop");
  private static final Instant AT = Instant.parse("2026-11-22T22:00:00Z");
  private static final PreImages CLOSED =
      new PreImages(
          PreImages.Source.JOURNAL,
          Optional.of(false),
          Optional.of(Map.of(new ProcessType("web"), 2)),
          false,
          false,
          false);

  private static Journal.Entry entry(Journal.Type type, String step, String text) {
    return new Journal.Entry(type, AT, "leader/pg16-x", step, text, CLOSED);
  }

  private static Path written(Path folder) {
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    journal.append(entry(Journal.Type.INTENT, "maintenance-on", "PATCH /apps/bookshop"));
    journal.append(entry(Journal.Type.OUTCOME, "maintenance-on", "accepted 200"));
    journal.append(entry(Journal.Type.ACHIEVED, "maintenance-on", ""));
    return folder.resolve("bookshop").resolve("journal.jsonl");
  }

  private static Code codeOf(Path folder) {
    try {
      Journal journal = Journal.open(new FolderJournals(folder), APP);
      throw new AssertionError("it was believed: " + journal.record("leader/pg16-x"));
    } catch (DiagnosticException e) {
      return e.diagnostics().get(0).code();
    }
  }

  @Test
  void whatIsAppendedIsThereForTheNextProcess(@TempDir Path folder) {
    written(folder);
    Journal read = Journal.open(new FolderJournals(folder), APP);
    assertThat(read.record("leader/pg16-x")).isEqualTo(CLOSED);
    assertThat(read.record("another/pg16-y")).isEqualTo(PreImages.NONE);
    assertThat(read.closedSince("leader/pg16-x")).contains(AT);
  }

  @Test
  void aLineThatWasTornIsForgottenAndWrittenOver(@TempDir Path folder) throws IOException {
    Path file = written(folder);
    byte[] whole = Files.readAllBytes(file);
    for (int cut = 1; cut < 200; cut += 13) {
      Files.write(file, Arrays.copyOf(whole, whole.length - cut));
      Journal torn = Journal.open(new FolderJournals(folder), APP);
      torn.append(entry(Journal.Type.ACHIEVED, "maintenance-on", "again"));
      assertThat(Journal.open(new FolderJournals(folder), APP).record("leader/pg16-x"))
          .isEqualTo(CLOSED);
    }
  }

  @Test
  void aLineThatIsMissingOrMovedIsNoticed(@TempDir Path folder) throws IOException {
    Path file = written(folder);
    List<String> lines = Files.readAllLines(file);
    Files.write(file, List.of(lines.get(0), lines.get(2)));
    assertThat(codeOf(folder)).isEqualTo(Code.JOURNAL_UNUSABLE);
    Files.write(file, List.of(lines.get(1), lines.get(0), lines.get(2)));
    assertThat(codeOf(folder)).isEqualTo(Code.JOURNAL_UNUSABLE);
  }

  @Test
  void aLineThatMeansTheSameButReadsOtherwiseIsNoticed(@TempDir Path folder) throws IOException {
    Path file = written(folder);
    String whole = Files.readString(file);
    for (String other : List.of("{\"v\": 1", "{ \"v\":1", "{\"w\":0,\"v\":1")) {
      Files.writeString(file, whole.replaceFirst("\\{\"v\":1", other));
      assertThat(codeOf(folder)).isEqualTo(Code.JOURNAL_UNUSABLE);
    }
    Files.writeString(file, whole.replaceFirst("\"}\n", "\" }\n"));
    assertThat(codeOf(folder)).isEqualTo(Code.JOURNAL_UNUSABLE);
  }

  @Test
  void aJournalOfAnotherAppIsNotUsed(@TempDir Path folder) throws IOException {
    Path file = written(folder);
    Path other = folder.resolve("library").resolve("journal.jsonl");
    Files.createDirectories(folder.resolve("library"));
    Files.copy(file, other);
    assertThatThrownBy(() -> Journal.open(new FolderJournals(folder), new AppName("library")))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("another app");
  }

  @Test
  void aJournalOfANewerReleaseIsNotUsed(@TempDir Path folder) throws IOException {
    Path file = written(folder);
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.writeString(file, text.replaceFirst("\"v\":1", "\"v\":2"));
    assertThatThrownBy(() -> Journal.open(new FolderJournals(folder), APP))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("newer release");
  }

  private static final Path SCRATCH = scratch();

  private static Path scratch() {
    try {
      return Files.createTempDirectory("journal-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterProperty
  void removeScratch() throws IOException {
    Files.deleteIfExists(SCRATCH.resolve("bookshop").resolve("journal.jsonl"));
  }

  @Property(tries = 300)
  void aFlippedBitIsNoticedUnlessItOnlyTearsTheEnd(
      @ForAll @IntRange(min = 0, max = 4000) int position, @ForAll @IntRange(max = 7) int bit)
      throws IOException {
    Files.deleteIfExists(SCRATCH.resolve("bookshop").resolve("journal.jsonl"));
    Path file = written(SCRATCH);
    byte[] bytes = Files.readAllBytes(file);
    int at = position % bytes.length;
    bytes[at] ^= (byte) (1 << bit);
    Files.write(file, bytes);
    if (at == bytes.length - 1) {
      assertThat(Journal.open(new FolderJournals(SCRATCH), APP).record("leader/pg16-x"))
          .isEqualTo(CLOSED);
    } else {
      assertThat(codeOf(SCRATCH)).isEqualTo(Code.JOURNAL_UNUSABLE);
    }
  }

  @Test
  void whatWasKilledWhileItWentBackIsGoingBackStill(@TempDir Path folder) {
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    assertThat(journal.isGoingBack("leader/pg16-x")).isFalse();
    journal.append(entry(Journal.Type.GOING_BACK, "", "the upgrade failed"));
    journal.append(entry(Journal.Type.INTENT, "scale-up-back", "PATCH /apps/bookshop/formation"));
    assertThat(journal.isGoingBack("leader/pg16-x")).isTrue();
    assertThat(journal.isGoingBack("another/pg16-y")).isFalse();
    journal.append(entry(Journal.Type.WENT_BACK, "", ""));
    assertThat(journal.isGoingBack("leader/pg16-x")).isFalse();
    journal.append(entry(Journal.Type.GOING_BACK, "", "again"));
    journal.append(entry(Journal.Type.INTENT, "maintenance-on", "PATCH /apps/bookshop"));
    assertThat(journal.isGoingBack("leader/pg16-x")).isFalse();
  }

  @Test
  void aCallThatWasHeldBackDoesNotCountAsSent(@TempDir Path folder) {
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    journal.append(entry(Journal.Type.INTENT, "promote", "POST /addon-attachments"));
    journal.append(entry(Journal.Type.OUTCOME, "promote", "not-sent"));
    assertThat(journal.mayHaveSent("leader/pg16-x", "promote")).isFalse();
  }

  @Test
  void whatAFollowerWasMadeFromIsOnRecordOnceItIsToStopFollowing(@TempDir Path folder) {
    written(folder);
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    assertThat(journal.madeFrom(new AddonName("pg16-x"))).isEmpty();
    journal.append(entry(Journal.Type.INTENT, "upgrade", "POST /client"));
    Journal read = Journal.open(new FolderJournals(folder), APP);
    assertThat(read.madeFrom(new AddonName("pg16-x"))).contains("leader");
    assertThat(read.madeFrom(new AddonName("pg16-y"))).isEmpty();
    assertThat(read.madeFrom(new AddonName("x"))).isEmpty();
  }

  @Test
  void anotherNewDatabaseBeginsAnew(@TempDir Path folder) {
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    journal.append(entry(Journal.Type.INTENT, "create-follower", "POST /apps/bookshop/addons"));
    journal.append(entry(Journal.Type.INTENT, "maintenance-on", "PATCH /apps/bookshop"));
    journal.append(entry(Journal.Type.INTENT, "promote", "POST /addon-attachments"));
    assertThat(journal.mayHaveSent("leader/pg16-x", "promote")).isTrue();
    assertThat(journal.closedSince("leader/pg16-x")).contains(AT);
    journal.append(entry(Journal.Type.INTENT, "create-follower", "POST /apps/bookshop/addons"));
    assertThat(journal.mayHaveSent("leader/pg16-x", "promote")).isFalse();
    assertThat(journal.closedSince("leader/pg16-x")).isEmpty();
  }

  @Test
  void howTheAppWasBeforeOutlivesTheNewDatabaseItWasClosedFor(@TempDir Path folder) {
    written(folder);
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    PreImages before = journal.record("leader/pg16-x");
    assertThat(before.quantities()).isPresent();
    assertThat(journal.record("leader/pg16-y")).isEqualTo(PreImages.NONE);
    assertThat(journal.leftClosed("leader/pg16-y").quantities()).isEqualTo(before.quantities());
    assertThat(journal.leftClosed("leader/pg16-y").maintenance()).isEqualTo(before.maintenance());
    assertThat(journal.leftClosed("other/pg16-y")).isEqualTo(PreImages.NONE);
    journal.append(at(Journal.Type.WENT_BACK, "", PreImages.NONE, false));
    assertThat(journal.leftClosed("leader/pg16-y")).isEqualTo(PreImages.NONE);
    PreImages closedAllAlong =
        new PreImages(
            PreImages.Source.JOURNAL, Optional.of(true), Optional.empty(), false, false, false);
    journal.append(at(Journal.Type.WENT_BACK, "", closedAllAlong, false));
    assertThat(journal.leftClosed("leader/pg16-y").maintenance()).contains(true);
    journal.append(at(Journal.Type.COMPLETED, "", PreImages.NONE, false));
    assertThat(journal.leftClosed("leader/pg16-y")).isEqualTo(PreImages.NONE);
  }

  private static Journal.Entry at(
      Journal.Type type, String step, PreImages record, boolean openApp) {
    return new Journal.Entry(type, AT.plusSeconds(60), "leader/pg16-x", step, "", record, openApp);
  }

  @Test
  void theTimeOfACutOverRunsFromWhenTheAppWasLastOpen(@TempDir Path folder) {
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    journal.append(entry(Journal.Type.INTENT, "maintenance-on", "PATCH /apps/bookshop"));
    journal.append(at(Journal.Type.INTENT, "scale-down", PreImages.NONE, false));
    assertThat(journal.closedSince("leader/pg16-x")).contains(AT);
    journal.append(at(Journal.Type.INTENT, "maintenance-on", PreImages.NONE, true));
    Journal read = Journal.open(new FolderJournals(folder), APP);
    assertThat(read.closedSince("leader/pg16-x")).contains(AT.plusSeconds(60));
  }

  @Test
  void aCutOffThatThisMachineHasNotSentIsSomebodyElses(@TempDir Path folder) {
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    assertThat(journal.cutOffUnseen("leader/pg16-x")).isFalse();
    journal.append(entry(Journal.Type.INTENT, "attach-old", "POST /addon-attachments"));
    assertThat(journal.cutOffUnseen("leader/pg16-x")).isFalse();
    for (String before :
        List.of("create-follower", "maintenance-on", "scale-down", "reset-connections")) {
      for (String cutOff : List.of("upgrade", "unfollow")) {
        journal.append(entry(Journal.Type.INTENT, before, "POST /"));
        assertThat(journal.cutOffUnseen("leader/pg16-x")).isTrue();
        assertThat(journal.cutOffUnseen("leader/pg16-y")).isFalse();
        journal.append(entry(Journal.Type.INTENT, cutOff, "POST /"));
        assertThat(journal.cutOffUnseen("leader/pg16-x")).isFalse();
        journal.append(entry(Journal.Type.OUTCOME, cutOff, "refused 422"));
        assertThat(journal.cutOffUnseen("leader/pg16-x")).isTrue();
        journal.append(entry(Journal.Type.ACHIEVED, cutOff, ""));
        assertThat(journal.cutOffUnseen("leader/pg16-x")).isFalse();
      }
    }
    journal.append(entry(Journal.Type.INTENT, "scale-down", "PATCH /"));
    journal.append(entry(Journal.Type.COMPLETED, "", ""));
    assertThat(journal.cutOffUnseen("leader/pg16-x")).isFalse();
  }

  @Test
  void aCallThatWasRefusedDoesNotCountAsSent(@TempDir Path folder) {
    Journal journal = Journal.open(new FolderJournals(folder), APP);
    journal.append(entry(Journal.Type.INTENT, "promote", "POST /addon-attachments"));
    assertThat(journal.mayHaveSent("leader/pg16-x", "promote")).isTrue();
    journal.append(entry(Journal.Type.OUTCOME, "promote", "refused 422"));
    assertThat(journal.mayHaveSent("leader/pg16-x", "promote")).isFalse();
    journal.append(entry(Journal.Type.INTENT, "promote", "POST /addon-attachments"));
    journal.append(entry(Journal.Type.OUTCOME, "promote", "unknown"));
    assertThat(journal.mayHaveSent("leader/pg16-x", "promote")).isTrue();
    journal.append(entry(Journal.Type.WENT_BACK, "", ""));
    assertThat(journal.mayHaveSent("leader/pg16-x", "promote")).isFalse();
  }
}
