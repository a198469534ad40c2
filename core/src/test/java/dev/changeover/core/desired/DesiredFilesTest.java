package dev.changeover.core.desired;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.changeover.core.desired.DesiredState.Cutover;
import dev.changeover.core.desired.DesiredState.Limits;
import dev.changeover.core.desired.DesiredState.Method;
import dev.changeover.core.desired.DesiredState.MoveAttachments;
import dev.changeover.core.desired.DesiredState.Stop;
import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.diagnostic.SourcePosition;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import dev.changeover.core.model.PgMajor;
import dev.changeover.core.model.PlanSlug;
import dev.changeover.core.model.ProcessType;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesiredFilesTest {
  private static final String EVERYTHING =
      """
      # every key, none with its default
      format: 1
      app: projectify-backend
      postgres:
        version: 15
        plan: standard-0
        keepOldDatabase: false
        attachment: PRIMARY
      method: follower
      adopt: HEROKU_POSTGRESQL_GREEN
      moveAttachments: [HEROKU_POSTGRESQL_AMBER, REPORTS]
      cutover:
        maintenance: false
        stop: [web, worker]
        restore: {web: 2, worker: 0}
        deadline: 1h30m
        maxLag: 20000
      limits: {provision: 5h, catchUp: 90s, upgrade: 1m, release: 24h}
      checks:
        one-off-dynos: "the run dyno is a read-only console"
        writers-not-stopped: >-
          the clock process
          only reads
      """;

  private final DesiredFiles files = new DesiredFiles();

  @Test
  void everyKeyIsRead() {
    assertThat(parse(EVERYTHING))
        .containsExactly(
            new DesiredState(
                new AppName("projectify-backend"),
                new Alias("PRIMARY"),
                new PgMajor(15),
                Optional.of(new PlanSlug("standard-0")),
                false,
                Optional.of(Method.FOLLOWER),
                Optional.of("HEROKU_POSTGRESQL_GREEN"),
                new MoveAttachments(
                    false, Set.of(new Alias("HEROKU_POSTGRESQL_AMBER"), new Alias("REPORTS"))),
                new Cutover(
                    false,
                    new Stop(false, Set.of(new ProcessType("web"), new ProcessType("worker"))),
                    Optional.of(Map.of(new ProcessType("web"), 2, new ProcessType("worker"), 0)),
                    Duration.ofMinutes(90),
                    20_000),
                new Limits(
                    Duration.ofHours(5),
                    Duration.ofSeconds(90),
                    Duration.ofMinutes(1),
                    Duration.ofHours(24)),
                Map.of(
                    Code.ONE_OFF_DYNOS, "the run dyno is a read-only console",
                    Code.WRITERS_NOT_STOPPED, "the clock process only reads"),
                new SourcePosition("a.yaml", 2, 1)));
  }

  @Test
  void whatIsNotStatedHasItsDefault() {
    DesiredState desired = parse(minimal("projectify-backend")).get(0);

    assertThat(desired)
        .usingRecursiveComparison()
        .ignoringFields("position")
        .isEqualTo(DesiredState.of(new AppName("projectify-backend"), new PgMajor(15)));
  }

  @Test
  void allAndNoneAreRead() {
    DesiredState none =
        parse(minimal("one") + "moveAttachments: none\ncutover: {stop: none}").get(0);
    DesiredState all = parse(minimal("one") + "moveAttachments: all\ncutover: {stop: all}").get(0);

    assertThat(none.moveAttachments()).isEqualTo(MoveAttachments.NONE);
    assertThat(none.cutover().stop()).isEqualTo(Stop.NONE);
    assertThat(all.moveAttachments()).isEqualTo(MoveAttachments.ALL);
    assertThat(all.cutover().stop()).isEqualTo(Stop.ALL);
  }

  @Test
  void otherMethodsAreReadAlthoughTheyAreNotAvailable() {
    assertThat(parse(minimal("one") + "method: direct").get(0).method()).contains(Method.DIRECT);
    assertThat(parse(minimal("one") + "method: copy").get(0).method()).contains(Method.COPY);
  }

  @Test
  void anchorsAndAliasesAreUnfolded() {
    DesiredState desired =
        parse(minimal("one") + "limits: {upgrade: &long 2h, provision: *long}").get(0);

    assertThat(desired.limits().upgrade()).isEqualTo(Duration.ofHours(2));
    assertThat(desired.limits().provision()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void severalDocumentsAreReadInTheirOrder() {
    List<DesiredState> read =
        parse(
            "---\n" + minimal("one") + "---\n" + minimal("two") + "...\n---\n" + minimal("three"));

    assertThat(read)
        .extracting(state -> state.app().value())
        .containsExactly("one", "two", "three");
    assertThat(read).extracting(state -> state.position().line()).containsExactly(2, 7, 13);
  }

  @Test
  void oneAppMayHaveSeveralAttachments() {
    assertThat(parse(minimal("one") + "---\n" + minimal("one") + "  attachment: REPORTS\n"))
        .extracting(state -> state.attachment().value())
        .containsExactly("DATABASE", "REPORTS");
  }

  @Test
  void jsonAndByteOrderMarksAndWindowsLinesAreTolerated() {
    String json = "{\"format\": 1, \"app\": \"one\", \"postgres\": {\"version\": 15}}";

    assertThat(parse(json)).isNotEmpty();
    assertThat(parse("\uFEFF" + minimal("one"))).isNotEmpty();
    assertThat(parse(minimal("one").replace("\n", "\r\n"))).isEqualTo(parse(minimal("one")));
  }

  @Test
  void placesAreCountedInWindowsFilesToo() {
    assertThat(mistakes((minimal("one") + "colour: blue\n").replace("\n", "\r\n")))
        .extracting(Diagnostic::at)
        .containsExactly(Optional.of(new SourcePosition("a.yaml", 5, 1)));
  }

  @Test
  void characterPairsAreReadWhereverTheyStand() {
    String pairs = "# " + "\uD83D\uDE00".repeat(3000) + "\n";

    assertThat(parse(pairs + minimal("one"))).hasSize(1);
    assertThat(parse("#" + pairs + minimal("one"))).hasSize(1);
  }

  @Test
  void aDurationMayHaveItsBounds() {
    Limits limits =
        parse(minimal("one") + "limits: {upgrade: 60s, release: 1440m}").get(0).limits();

    assertThat(limits.upgrade()).isEqualTo(Duration.ofMinutes(1));
    assertThat(limits.release()).isEqualTo(Duration.ofHours(24));
  }

  @Test
  void aFileThatIsTooLargeIsRefused() {
    assertThat(mistakes("#".repeat(SourceText.LARGEST + 1)))
        .extracting(Diagnostic::code)
        .containsExactly(Code.FILE_TOO_LARGE);
    assertThat(parse(minimal("one") + "#".repeat(SourceText.LARGEST - 100))).hasSize(1);
  }

  @Test
  void aFolderIsReadByNameAndNotItsFolders(@TempDir Path folder) throws IOException {
    write(folder.resolve("changeover.yaml"), minimal("three"));
    write(folder.resolve("changeover.yml"), minimal("four"));
    write(folder.resolve("b.changeover.yml"), minimal("two"));
    write(folder.resolve("a.changeover.yaml"), minimal("one"));
    write(folder.resolve("other.yaml"), "not: ours\n");
    write(Files.createDirectory(folder.resolve("inner")).resolve("changeover.yaml"), "not: read\n");

    List<DesiredState> read = files.read(List.of(folder));

    assertThat(read)
        .extracting(state -> state.app().value())
        .containsExactly("one", "two", "three", "four");
    assertThat(read.get(0).position().file())
        .isEqualTo(folder.resolve("a.changeover.yaml").toString());
  }

  @Test
  void aFileThatIsNamedTwiceIsReadOnce(@TempDir Path folder) throws IOException {
    Path file = write(folder.resolve("changeover.yaml"), minimal("one"));

    assertThat(files.read(List.of(folder, file, folder.resolve("./changeover.yaml")))).hasSize(1);
  }

  @Test
  void mistakesOfAllFilesAreToldTogether(@TempDir Path folder) throws IOException {
    Path second = write(folder.resolve("b.yaml"), minimal("one") + "colour: blue\n");
    Path first = write(folder.resolve("a.yaml"), minimal("one") + "---\n" + minimal("Two"));
    Path missing = folder.resolve("missing.yaml");

    List<Diagnostic> told = mistakes(List.of(second, missing, first));

    assertThat(told)
        .extracting(Diagnostic::code)
        .containsExactly(
            Code.FILE_NOT_FOUND, Code.DUPLICATE_TARGET, Code.WRONG_VALUE, Code.UNKNOWN_KEY);
    assertThat(told.get(0).what()).contains(missing.toString());
    assertThat(told.get(1).what()).contains(second + ":2:6");
    assertThat(told.get(1).at()).contains(new SourcePosition(first.toString(), 2, 6));
  }

  @Test
  void aFolderWithoutFilesIsAMistake(@TempDir Path folder) {
    assertThat(mistakes(List.of(folder)))
        .extracting(Diagnostic::code)
        .containsExactly(Code.FILE_NOT_FOUND);
  }

  @Test
  void aFolderThatHasTheNameOfAFileIsAMistake(@TempDir Path folder) throws IOException {
    Files.createDirectory(folder.resolve("changeover.yaml"));

    assertThat(mistakes(List.of(folder)))
        .extracting(Diagnostic::code)
        .containsExactly(Code.FILE_UNREADABLE);
  }

  @Test
  void linksAreFollowedUnlessTheyLeadToNothing(@TempDir Path folder) throws IOException {
    Path file = write(folder.resolve("real.yaml"), minimal("one"));
    Path good = Files.createSymbolicLink(folder.resolve("good.yaml"), file);
    Path dangling = Files.createSymbolicLink(folder.resolve("x.yaml"), folder.resolve("gone"));
    Path loop = Files.createSymbolicLink(folder.resolve("loop.yaml"), folder.resolve("loop.yaml"));

    assertThat(files.read(List.of(good))).hasSize(1);
    assertThat(mistakes(List.of(dangling)).get(0).what()).contains("leads to nothing");
    assertThat(mistakes(List.of(loop)).get(0).code()).isEqualTo(Code.FILE_UNREADABLE);
  }

  @Test
  void whatIsNeitherFileNorFolderIsNotOpened(@TempDir Path folder) throws IOException {
    Path socket = folder.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));

      assertThat(mistakes(List.of(socket)).get(0).what()).contains("neither a file nor a folder");
    }
  }

  @Test
  void tooManyFilesAreRefused(@TempDir Path folder) throws IOException {
    for (int i = 0; i <= FileFinder.MOST_FILES; i++) {
      Files.createFile(folder.resolve(i + ".changeover.yaml"));
    }

    assertThat(mistakes(List.of(folder)))
        .extracting(Diagnostic::what)
        .containsExactly("There are more than 1000 desired-state files.");
  }

  @Test
  void noPathAtAllIsADefectOfTheCaller() {
    assertThatThrownBy(() -> files.read(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noMessageHoldsASecret() {
    String said =
        mistakes(
                minimal("one")
                    + "adopt: postgres://user:hunter2@db.example.com/name\n"
                    + "method: HRKU-hunter2\n"
                    + "\"postgres://hunter2\": 1\n"
                    + "checks: {\"https://hunter2\": 1}\n"
                    + "cutover: {restore: {\"x://hunter2\": 1}, stop: \"y://hunter2\"}\n"
                    + "limits: {upgrade: \"z://hunter2\"}\n")
            .stream()
            .map(Diagnostic::toString)
            .collect(Collectors.joining("\n"));

    assertThat(said).contains("may hold a secret").doesNotContain("hunter2");
  }

  private List<DesiredState> parse(String content) {
    return files.parse("a.yaml", content.getBytes(UTF_8));
  }

  private List<Diagnostic> mistakes(String content) {
    return catchThrowableOfType(DiagnosticException.class, () -> parse(content)).diagnostics();
  }

  private List<Diagnostic> mistakes(List<Path> paths) {
    return catchThrowableOfType(DiagnosticException.class, () -> files.read(paths)).diagnostics();
  }

  private static String minimal(String app) {
    return "format: 1\napp: %s\npostgres:\n  version: 15\n".formatted(app);
  }

  private static Path write(Path file, String content) throws IOException {
    return Files.writeString(file, content);
  }
}
