package dev.changeover.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Bytes;
import dev.changeover.core.apply.Approval;
import dev.changeover.core.apply.FolderJournals;
import dev.changeover.core.apply.Outcome;
import dev.changeover.core.desired.DesiredState;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.model.AppName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Journals of real changeovers, cut, damaged, mixed up and replaced. Either the journal is refused,
 * and nothing is sent; or what is left of it is true, and the changeover converges with the true
 * process counts, or asks for them.
 */
class TamperedJournalTest {
  private static final DesiredState DESIRED = ProjectifyTest.desired(false);
  private static final AppName APP = DESIRED.app();

  /** What a person can tell who knows how the app ran, and that an apply did the upgrade. */
  private static final DesiredState TOLD =
      ProjectifyTest.allowing(
          ProjectifyTest.restoring(DESIRED, 1, 1), Code.CUT_OFF_UNSEEN, "apply did it");

  private static final long SEED = Long.getLong("fuzz.seed", 20_261_124L);
  private static final int CASES = Integer.getInteger("fuzz.cases", 120);

  /** How many lines apart journals are cut, except near their end. */
  private static final int STRIDE = CASES > 1000 ? 1 : 5;

  /** A changeover that was killed somewhere, and what is left of it. */
  private static final class Half {
    final Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    final MemoryJournals machine = new MemoryJournals();
    final Approval approval = Approval.of(rehearsal.plan(DESIRED, machine));
    final Oracle oracle = new Oracle(rehearsal, "15", new Rehearsal.Wiretap() {});

    /** Goes on until the process dies in the middle of that line of its journal. */
    Half(int lines) {
      rehearsal.through(oracle);
      machine.tearAfter(lines);
      assertThatThrownBy(() -> rehearsal.apply(approval, machine)).isInstanceOf(Killed.class);
      machine.tearAfter(-1);
      rehearsal.restart();
    }

    byte[] journal() {
      return machine.read(APP);
    }

    /** The plan file is at hand: it converges, or asks who cut the new database off. */
    void assertConvergesWithPlan(String what) {
      long writes = rehearsal.writes();
      Outcome outcome = rehearsal.apply(approval, machine);
      if (outcome.kind() == Outcome.Kind.BLOCKED) {
        assertThat(outcome.diagnostics())
            .as(what)
            .extracting(each -> each.code())
            .containsExactly(Code.CUT_OFF_UNSEEN);
        assertThat(rehearsal.writes()).as(what).isEqualTo(writes);
        outcome = rehearsal.apply(TOLD, machine);
      }
      assertThat(outcome.diagnostics()).as(what).isEmpty();
      assertEnd(what);
    }

    /** Only the desired state is at hand: it converges, or asks for what is not on record. */
    boolean asksOrConverges(String what) {
      long writes = rehearsal.writes();
      Outcome outcome = rehearsal.apply(DESIRED, machine);
      boolean asks = outcome.kind() == Outcome.Kind.BLOCKED;
      if (asks) {
        assertThat(outcome.diagnostics())
            .as(what)
            .extracting(each -> each.code())
            .isNotEmpty()
            .isSubsetOf(Code.PRE_IMAGES_UNKNOWN, Code.CUT_OFF_UNSEEN);
        assertThat(rehearsal.writes()).as(what).isEqualTo(writes);
        outcome = rehearsal.apply(TOLD, machine);
      }
      assertThat(outcome.diagnostics()).as(what).isEmpty();
      assertEnd(what);
      return asks;
    }

    private void assertEnd(String what) {
      assertThat(oracle.violations()).as(what).isEmpty();
      assertThat(rehearsal.plan(DESIRED, new MemoryJournals()).isConverged()).as(what).isTrue();
      var app = rehearsal.world().path("apps").path(0);
      assertThat(app.path("maintenance").asBoolean()).as(what).isFalse();
      assertThat(app.path("formation").toString())
          .as(what)
          .isEqualTo("{\"web\":1,\"worker\":1,\"release\":0}");
    }
  }

  /** Returns where lines of a journal begin, the end included. */
  private static List<Integer> lineStarts(byte[] journal) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    for (int index = 0; index < journal.length; index++) {
      if (journal[index] == '\n') {
        starts.add(index + 1);
      }
    }
    return starts;
  }

  private static List<byte[]> lines(byte[] journal) {
    List<Integer> starts = lineStarts(journal);
    List<byte[]> lines = new ArrayList<>();
    for (int line = 0; line + 1 < starts.size(); line++) {
      lines.add(Arrays.copyOfRange(journal, starts.get(line), starts.get(line + 1)));
    }
    return lines;
  }

  private static byte[] joined(List<byte[]> lines) {
    return Bytes.concat(lines.toArray(new byte[0][]));
  }

  /** After these lines: closing, closed, upgrading, promoted, open again, and destroying. */
  @ParameterizedTest
  @ValueSource(ints = {5, 13, 16, 22, 28})
  void whateverIsLeftOfAJournalTheChangeoverGoesOnWithTrueCounts(int lines) {
    List<Integer> starts = lineStarts(new Half(lines).journal());
    assertThat(starts).hasSize(lines + 1);
    for (int line = 0; line < starts.size(); line += line < lines - 3 ? STRIDE : 1) {
      int cut = starts.get(line);
      String what = "killed in line " + lines + ", cut at line " + line;
      Half half = new Half(lines);
      half.machine.write(APP, Arrays.copyOf(half.journal(), cut));
      half.assertConvergesWithPlan(what);
      half = new Half(lines);
      half.machine.write(APP, Arrays.copyOf(half.journal(), cut));
      half.asksOrConverges(what + ", without the plan");
    }
  }

  @Test
  void withoutPlanAndJournalTheCountsAreAskedForExactlyWhileTheAppIsClosed() {
    for (int lines : List.of(2, 5, 9, 13, 19, 22)) {
      Half half = new Half(lines);
      half.machine.write(APP, new byte[0]);
      boolean closed = half.rehearsal.effects().contains("maintenance");
      assertThat(half.asksOrConverges("line " + lines)).as("line " + lines).isEqualTo(closed);
    }
  }

  private static DesiredState closedAtMost(Duration deadline) {
    return ProjectifyTest.closing(
        DESIRED,
        new DesiredState.Cutover(true, DesiredState.Stop.ALL, Optional.empty(), deadline, 5_000));
  }

  /** The journal of an earlier attempt cannot be told from one that lost its newest lines. */
  @Test
  void countsOfAnEarlierAttemptAreNotRestoredAgainstThePlan() {
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    MemoryJournals machine = new MemoryJournals();
    DesiredState impatient = closedAtMost(Duration.ofMinutes(5));
    rehearsal.fault("{world: dynos-do-not-stop}");
    assertThat(rehearsal.apply(impatient, machine).diagnostics())
        .extracting(each -> each.code())
        .containsExactly(Code.DEADLINE_MISSED, Code.REOPENED);
    byte[] earlier = machine.read(APP);
    int goingBack = new String(earlier, UTF_8).indexOf("{\"v\":1,\"type\":\"going-back\"");
    assertThat(goingBack).isPositive();
    rehearsal.clearFaults();
    rehearsal.human("{action: scale, app: projectify-backend, type: web, quantity: 3}");
    rehearsal.timing.sleep(Duration.ofMinutes(10));

    Approval approval = Approval.of(rehearsal.plan(impatient, machine));
    machine.tearAfter(5);
    assertThatThrownBy(() -> rehearsal.apply(approval, machine)).isInstanceOf(Killed.class);
    machine.tearAfter(-1);
    assertThat(rehearsal.world().path("apps").path(0).path("formation").path("web").asInt())
        .isZero();
    machine.write(APP, Arrays.copyOf(earlier, goingBack));
    long writes = rehearsal.writes();
    Outcome outcome = rehearsal.restart().apply(approval, machine);
    assertThat(outcome.kind()).isEqualTo(Outcome.Kind.STALE);
    assertThat(rehearsal.writes()).isEqualTo(writes);
    rehearsal.apply(approval, new MemoryJournals());
    assertThat(rehearsal.world().path("apps").path(0).path("formation").path("web").asInt())
        .isEqualTo(3);
  }

  /** The world of a changeover that stands still; nothing that is tried on it may change it. */
  private static final class Still {
    final Half half = new Half(17);
    final byte[] journal;
    final long writes = half.rehearsal.writes();

    Still() {
      List<Integer> starts = lineStarts(half.journal());
      journal = Arrays.copyOf(half.journal(), starts.get(starts.size() - 1));
    }

    void assertRefused(byte[] bytes, String what) {
      half.machine.write(APP, bytes);
      assertThatThrownBy(() -> half.rehearsal.apply(half.approval, half.machine))
          .as(what)
          .isInstanceOfSatisfying(
              DiagnosticException.class,
              e ->
                  assertThat(e.diagnostics())
                      .extracting(each -> each.code())
                      .containsExactly(Code.JOURNAL_UNUSABLE));
      assertThatThrownBy(() -> half.rehearsal.plan(DESIRED, half.machine))
          .as(what)
          .isInstanceOf(DiagnosticException.class);
      assertThat(half.rehearsal.writes()).as(what).isEqualTo(writes);
      assertThat(half.machine.read(APP)).as(what).isEqualTo(bytes);
    }
  }

  @Test
  void aJournalWithAFlippedBitIsRefusedAndNothingIsSent() {
    Still still = new Still();
    Random random = new Random(SEED);
    for (int round = 0; round < CASES; round++) {
      int at = random.nextInt(still.journal.length - 1);
      byte[] bytes = still.journal.clone();
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      still.assertRefused(bytes, "seed " + SEED + ", bit of byte " + at);
    }
  }

  @Test
  void aJournalWhoseLinesWereMixedUpIsRefusedAndNothingIsSent() {
    Still still = new Still();
    List<byte[]> lines = lines(still.journal);
    for (int line = 0; line < lines.size(); line++) {
      List<byte[]> twice = new ArrayList<>(lines);
      twice.add(line, lines.get(line));
      still.assertRefused(joined(twice), "line " + line + " twice");
      if (line < lines.size() - 1) {
        List<byte[]> dropped = new ArrayList<>(lines);
        dropped.remove(line);
        still.assertRefused(joined(dropped), "without line " + line);
        List<byte[]> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, line, line + 1);
        still.assertRefused(joined(swapped), "line " + line + " after the next");
      }
    }
    still.assertRefused(Bytes.concat(still.journal, still.journal), "the whole twice");
  }

  @Test
  void aJournalThatIsNoneOfThisAppAndReleaseIsRefusedAndNothingIsSent() {
    Still still = new Still();
    String text = new String(still.journal, UTF_8);
    still.assertRefused(text.replace("projectify-backend", "another-shop").getBytes(UTF_8), "app");
    still.assertRefused(text.replace("{\"v\":1", "{\"v\":2").getBytes(UTF_8), "newer");
    still.assertRefused(text.replace("{\"v\":1", "{\"v\":\"1\"").getBytes(UTF_8), "a text");
    Rehearsal bookshop = Rehearsal.ofExample("change-plan");
    MemoryJournals other = new MemoryJournals();
    DesiredState shop = ExamplesTest.desired("change-plan");
    assertThat(bookshop.apply(shop, other).kind()).isEqualTo(Outcome.Kind.CONVERGED);
    byte[] foreign = other.read(shop.app());
    still.assertRefused(foreign, "another app's journal");
    still.assertRefused(Bytes.concat(still.journal, foreign), "another app's journal after it");
    still.assertRefused(Bytes.concat(foreign, still.journal), "another app's journal before it");
    for (String rubbish :
        List.of("\n", "{}\n", "null\n", "[]\n", "\u0000\n", "<html>\n", "\uFEFF\n")) {
      still.assertRefused(Bytes.concat(still.journal, rubbish.getBytes(UTF_8)), rubbish);
      still.assertRefused(Bytes.concat(rubbish.getBytes(UTF_8), still.journal), rubbish);
    }
    still.assertRefused("[".repeat(100_000).concat("\n").getBytes(UTF_8), "deep lists");
    still.assertRefused("{\"a\":".repeat(100_000).concat("\n").getBytes(UTF_8), "deep objects");
  }

  @Test
  void rubbishWithoutAnEndOfLineIsATornLineAndIsWrittenOver() {
    for (byte[] rubbish :
        List.of("{\"v\":1".getBytes(UTF_8), new byte[4096], "x".repeat(1 << 20).getBytes(UTF_8))) {
      Half half = new Half(17);
      half.machine.write(APP, Bytes.concat(joined(lines(half.journal())), rubbish));
      half.assertConvergesWithPlan("rubbish at the end");
      assertThat(new String(half.journal(), UTF_8)).doesNotContain("xxx", "\u0000");
    }
  }

  @Test
  void aJournalThatIsTooLongToReadIsRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve(APP.value()).resolve("journal.jsonl");
    Files.createDirectories(folder.resolve(APP.value()));
    Files.write(file, new byte[20 << 20]);
    Rehearsal rehearsal = Rehearsal.ofExample("projectify");
    Approval approval = Approval.of(rehearsal.plan(DESIRED, new MemoryJournals()));
    assertThatThrownBy(() -> rehearsal.apply(approval, new FolderJournals(folder)))
        .isInstanceOf(DiagnosticException.class)
        .hasMessageContaining("longer than");
    assertThat(rehearsal.writes()).isZero();
  }
}
