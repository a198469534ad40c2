package dev.changeover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Looks at every file of the project for what reviews should not have to find. The words it looks
 * for are put together from parts, so that it does not find itself.
 */
class TidyTest {
  private static final int LONGEST_LINE = 120;

  private static final Pattern JAVA = Pattern.compile("\\.java$");
  private static final Pattern MARKDOWN = Pattern.compile("\\.md$");
  private static final Pattern SHELL = Pattern.compile("^changeover$|\\.sh$|^\\.ci/[^.]+$");
  private static final Pattern CODE = Pattern.compile(JAVA + "|" + SHELL + "|\\.mjs$");
  private static final Pattern ANY = Pattern.compile("^(?!LICENSE$)");

  /** Data of tests is broken on purpose. */
  private static final Pattern WRITTEN = Pattern.compile("^(?!LICENSE$|.*/src/test/resources/)");

  private static final Pattern PROGRAM = Pattern.compile("/src/main/.*\\.java$");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

  private static final SortedMap<String, String> TEXTS = Repository.texts();

  @Test
  void theFilesAreFound() {
    assertThat(TEXTS).hasSizeGreaterThan(100).containsKeys("pom.xml", "README.md", "changeover");
    assertThat(TEXTS.keySet()).filteredOn(JAVA.asPredicate()).hasSizeGreaterThan(100);
    assertThat(TEXTS.keySet()).filteredOn(MARKDOWN.asPredicate()).hasSizeGreaterThan(4);
    assertThat(TEXTS.keySet()).filteredOn(SHELL.asPredicate()).hasSizeGreaterThan(1);
  }

  @Test
  void nothingIsLeftToDo() {
    none(
        ANY,
        "\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b",
        "do it, or write it down as an issue");
  }

  @Test
  void noTestIsSwitchedOff() {
    none(JAVA, "@Dis" + "abled|@Ig" + "nore\\b|assume" + "True\\(false", "mend or delete the test");
  }

  @Test
  void noStackTraceGoesToAStream() {
    none(
        JAVA,
        "printStack" + "Trace\\((\\)|System)",
        "turn the failure into a diagnostic, or let it go up");
  }

  @Test
  void nothingSleepsEvenInTests() {
    none(
        JAVA,
        "Thread\\.sle" + "ep|TimeUnit\\.[A-Z]+\\.sle" + "ep",
        "wait for a condition, with a deadline");
  }

  @Test
  void importsNameOneThing() {
    none(JAVA, "^import .*\\*;", "import each type or member by name");
  }

  @Test
  void javaIsIndentedWithSpacesAndWrittenInAscii() {
    none(JAVA, "\\t", "use spaces, or \\t in a string");
    none(PROGRAM, "[^\\x00-\\x7F]", "use an escape");
  }

  @Test
  void linesAreNotTooLong() {
    none(
        CODE,
        "^(?!import |.*https?://|[ +]*\").{" + (LONGEST_LINE + 1) + ",}",
        "break the line after at most " + LONGEST_LINE + " characters, unless it is all data");
  }

  @Test
  void linesEndCleanly() {
    none(WRITTEN, "\\r", "end lines as on Unix");
    none(WRITTEN, "[ \\t]+$", "remove the blanks at the end of the line");
    assertThat(TEXTS.keySet())
        .filteredOn(WRITTEN.asPredicate())
        .filteredOn(path -> !TEXTS.getOrDefault(path, "").endsWith("\n"))
        .as("files whose last line has no end")
        .isEmpty();
  }

  @Test
  void nothingDependsOnOneMachine() {
    none(
        ANY,
        "(?<![\\w.~$}])/(ho" + "me|ro" + "ot|wo" + "rk|Use" + "rs)/",
        "use a path from the root of the project");
  }

  @Test
  void nothingNamesAPackageRegistry() {
    none(
        ANY,
        "repo1\\.ma"
            + "ven|repo\\.ma"
            + "ven\\.apache|ma"
            + "ven\\.org/ma"
            + "ven2|registry\\.np"
            + "m|registry\\.ya"
            + "rnpkg|deb\\.deb"
            + "ian|pypi\\.o"
            + "rg",
        "the machine's own settings say where packages come from");
  }

  @Test
  void everyDecisionIsListed() {
    String index = TEXTS.getOrDefault("docs/adr/README.md", "");
    List<String> decisions =
        TEXTS.keySet().stream().filter(path -> path.matches("docs/adr/\\d.*")).toList();
    assertThat(decisions).isNotEmpty();
    assertThat(decisions)
        .allSatisfy(
            path -> {
              String name = path.substring("docs/adr/".length());
              assertThat(name).matches("\\d{4}-[a-z0-9-]+\\.md");
              assertThat(index).contains("](" + name + ")");
            });
    assertThat(decisions.stream().map(path -> path.substring(0, "docs/adr/0000".length())))
        .as("two decisions with one number")
        .doesNotHaveDuplicates();
  }

  @Test
  void linksBetweenPagesLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (String page : TEXTS.keySet().stream().filter(MARKDOWN.asPredicate()).toList()) {
      Matcher matcher = LINK.matcher(TEXTS.getOrDefault(page, ""));
      while (matcher.find()) {
        links++;
        if (!leadsSomewhere(page, matcher.group(1))) {
          broken.add(page + ": " + matcher.group(1));
        }
      }
    }
    assertThat(links).isPositive();
    assertThat(broken).isEmpty();
  }

  @Test
  void scriptsCanBeRun() {
    assertThat(TEXTS.keySet())
        .filteredOn(SHELL.asPredicate())
        .allSatisfy(
            path -> {
              assertThat(TEXTS.get(path)).startsWith("#!/bin/sh\n");
              assertThat(Repository.root().resolve(path)).isExecutable();
            });
  }

  private static boolean leadsSomewhere(String page, String link) {
    URI uri = URI.create(link);
    if (uri.isAbsolute()) {
      return List.of("https", "http", "mailto").contains(uri.getScheme());
    }
    Path target = Repository.root().resolve(page);
    if (!uri.getPath().isEmpty()) {
      target = target.resolveSibling(uri.getPath()).normalize();
    }
    if (!Files.exists(target)) {
      return false;
    }
    String fragment = uri.getFragment();
    String key = Repository.root().relativize(target).toString();
    return fragment == null
        || !TEXTS.containsKey(key)
        || anchors(TEXTS.getOrDefault(key, "")).contains(fragment);
  }

  /** Returns the anchors that a page gets from its headings, as GitHub makes them. */
  private static List<String> anchors(String text) {
    return text.lines()
        .filter(line -> line.startsWith("#"))
        .map(
            line ->
                line.replaceFirst("^#+ +", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\w\\- ]", "")
                    .replace(' ', '-'))
        .toList();
  }

  private static void none(Pattern where, String pattern, String instead) {
    Predicate<String> bad = Pattern.compile(pattern).asPredicate();
    List<String> found = new ArrayList<>();
    TEXTS.forEach(
        (path, text) -> {
          if (where.matcher(path).find()) {
            List<String> lines = Repository.lines(text);
            for (int i = 0; i < lines.size(); i++) {
              if (bad.test(lines.get(i))) {
                found.add(path + ":" + (i + 1) + ": " + lines.get(i).strip());
              }
            }
          }
        });
    assertThat(found).as(instead).isEmpty();
  }
}
