package dev.changeover.core.desired;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * A mistake in YAML, in the words of somebody who writes such files rather than of the parser.
 *
 * @param what what is wrong
 * @param fix what to do
 * @param mark where; the opening quote or bracket for one that is never closed
 */
record SyntaxMistake(String what, String fix, Optional<Mark> mark) {
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "found character '\\\\t.*",
              false,
              "A tab stands where only spaces may.",
              "Replace the tab by spaces, and set the editor to indent YAML with spaces."),
          new Rule(
              "found character '(.)' that cannot start any token.*",
              false,
              "A value cannot begin with %s without quotes.",
              "Put the whole value in quotes."),
          new Rule(
              "mapping values are not allowed here",
              false,
              "A `:` stands where no key can be.",
              "Put each key on a line of its own, indented like its neighbours, with a space after its"
                  + " `:`; put text that holds `: ` in quotes."),
          new Rule(
              "found unexpected (?:end of stream|document separator)",
              true,
              "The quote that is opened here is never closed.",
              "Close it on the same line."),
          new Rule(
              "expected ',' or ']'.*",
              true,
              "The list that is opened here is not closed, or lacks a comma.",
              "Put commas between its items and `]` at its end."),
          new Rule(
              "expected ',' or '}'.*",
              true,
              "The mapping that is opened here is not closed, or lacks a comma.",
              "Put commas between its keys and `}` at its end."),
          new Rule(
              "could not find expected ':'",
              true,
              "This line has a key without `:`.",
              "Write `:` after the key, then a space and its value."),
          new Rule(
              "expected <block end>.*|(?:sequence entries|mapping keys) are not allowed here",
              false,
              "The line does not fit the lines above it.",
              "Indent all keys of a mapping by the same number of spaces, and begin each item of a"
                  + " list with `- `."),
          new Rule(
              "expected the node content, but found '(.+)'",
              false,
              "A value is expected, but %s is found.",
              "Write the value, or put it in quotes if it begins with that."),
          new Rule(
              "found unknown escape character .*|expected escape sequence .*",
              false,
              "A backslash in double quotes stands before something that it cannot change.",
              "Write the backslash twice, or use single quotes."),
          new Rule(
              "expected '<document start>'.*",
              false,
              "Text follows the end of a document.",
              "Begin the next document with a line `---`."),
          new Rule(
              "unexpected character found .*",
              true,
              "A `*` or `&` stands here without a name.",
              "Put the value in quotes if the sign belongs to it."));

  /** Returns what the parser found, in plain words. */
  static SyntaxMistake of(MarkedYamlEngineException found) {
    String problem = Optional.ofNullable(found.getProblem()).orElse("");
    for (Rule rule : RULES) {
      Matcher matcher = rule.problem.matcher(problem);
      if (matcher.matches()) {
        String named = matcher.groupCount() > 0 ? matcher.group(1) : "";
        Optional<Mark> opening = rule.atOpening ? found.getContextMark() : Optional.empty();
        return new SyntaxMistake(
            rule.what.replace(
                "%s", named.equals("<stream end>") ? "the end of the file" : Shown.of(named)),
            rule.fix,
            opening.or(found::getProblemMark).or(found::getContextMark));
      }
    }
    return new SyntaxMistake(
        "This is not YAML; the parser says " + Shown.of(problem) + ".",
        "Write `key: value` lines, and put values with special characters in quotes.",
        found.getProblemMark().or(found::getContextMark));
  }

  /** Returns it as a diagnostic without a place. */
  Diagnostic toDiagnostic() {
    return Diagnostic.of(Code.YAML_SYNTAX, what, fix);
  }

  private record Rule(Pattern problem, boolean atOpening, String what, String fix) {
    Rule(String problem, boolean atOpening, String what, String fix) {
      this(Pattern.compile(problem, Pattern.DOTALL), atOpening, what, fix);
    }
  }
}
