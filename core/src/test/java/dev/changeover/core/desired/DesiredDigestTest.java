package dev.changeover.core.desired;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DesiredDigestTest {
  private static final String PLAIN = "format: 1\napp: one\npostgres: {version: 15}\n";

  private final DesiredFiles files = new DesiredFiles();

  @Test
  void theDigestStaysTheSameAcrossReleases() {
    assertThat(digest(PLAIN).toString())
        .isEqualTo("62784dea9fe7290d81d51a5d0dd1a750e6972e3b4cab9bab122d419e0bad35cb");
  }

  @Test
  void theLookOfTheFileMakesNoDifference() {
    String other =
        "# a comment\n\n\n{\"postgres\": {\"version\": 15}, 'app': \"one\", format: 1} # end\n";
    String defaults =
        """
        format: 1
        app: one
        postgres: {version: 15, keepOldDatabase: true, attachment: DATABASE}
        method: follower
        moveAttachments: all
        cutover: {maintenance: true, stop: all, deadline: 3600s, maxLag: 5000}
        limits: {provision: 360m, catchUp: 30m, upgrade: 45m, release: 20m}
        checks: {}
        """;

    assertThat(digest(other)).isEqualTo(digest(PLAIN));
    assertThat(digest(defaults)).isEqualTo(digest(PLAIN));
  }

  @Test
  void theOrderOfListsMakesNoDifference() {
    assertThat(digest(PLAIN + "moveAttachments: [A, B]\ncutover: {stop: [web, worker]}\n"))
        .isEqualTo(digest(PLAIN + "cutover: {stop: [worker, web]}\nmoveAttachments: [B, A]\n"));
  }

  @Test
  void everyStatementMakesADifference() {
    List<DesiredDigest> digests =
        Stream.of(
                PLAIN,
                PLAIN.replace("one", "two"),
                PLAIN.replace("15", "16"),
                PLAIN.replace("15", "15, plan: standard-0"),
                PLAIN.replace("15", "15, keepOldDatabase: false"),
                PLAIN.replace("15", "15, attachment: OTHER"),
                PLAIN + "method: copy",
                PLAIN + "adopt: GREEN",
                PLAIN + "moveAttachments: none",
                PLAIN + "moveAttachments: [GREEN]",
                PLAIN + "cutover: {maintenance: false}",
                PLAIN + "cutover: {stop: none}",
                PLAIN + "cutover: {stop: [web]}",
                PLAIN + "cutover: {restore: {web: 1}}",
                PLAIN + "cutover: {restore: {web: 2}}",
                PLAIN + "cutover: {deadline: 61m}",
                PLAIN + "cutover: {maxLag: 5001}",
                PLAIN + "limits: {provision: 5h}",
                PLAIN + "limits: {catchUp: 31m}",
                PLAIN + "limits: {upgrade: 46m}",
                PLAIN + "limits: {release: 21m}",
                PLAIN + "checks: {one-off-dynos: it reads}",
                PLAIN + "checks: {one-off-dynos: it writes}",
                PLAIN + "checks: {last-release-failed: it reads}")
            .map(this::digest)
            .toList();

    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void onlyHexadecimalDigitsAreADigest() {
    assertThatThrownBy(() -> new DesiredDigest("XYZ")).isInstanceOf(IllegalArgumentException.class);
  }

  private DesiredDigest digest(String content) {
    return DesiredDigest.of(files.parse("a.yaml", content.getBytes(UTF_8)).get(0));
  }
}
