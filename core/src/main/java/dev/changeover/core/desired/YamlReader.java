package dev.changeover.core.desired;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.diagnostic.SourcePosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the documents of one file, with the place of every key and value.
 *
 * <p>It works on the events of the parser that Jackson's YAML format is built on, not on Jackson's
 * tokens, because those do not tell quoted from unquoted values, where documents begin, or where an
 * empty one stands. One reader reads one file.
 */
final class YamlReader {
  private static final int MOST_DOCUMENTS = 100;
  private static final int MOST_ALIASES = 50;
  private static final int MOST_NODES = 10_000;
  private static final int DEEPEST = 50;

  private final String file;
  private final Iterator<Event> events;
  private final List<Diagnostic> problems;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private SourcePosition reached;
  private int nodes;
  private int aliases;

  /**
   * @param file as the user named it
   * @param text its content
   * @param problems where mistakes are added
   */
  YamlReader(String file, String text, List<Diagnostic> problems) {
    this.file = file;
    this.problems = problems;
    this.reached = new SourcePosition(file, 1, 1);
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setCodePointLimit(SourceText.LARGEST)
            // With a smaller buffer, snakeyaml-engine 3.0.1 fails on a surrogate pair at its end.
            .setBufferSize(text.length() + 1)
            .build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /** Returns the roots of all documents that end before the first mistake in YAML itself. */
  List<YamlNode> read() {
    List<YamlNode> roots = new ArrayList<>();
    try {
      readInto(roots);
    } catch (DiagnosticException e) {
      problems.addAll(e.diagnostics());
    } catch (MarkedYamlEngineException e) {
      SyntaxMistake mistake = SyntaxMistake.of(e);
      problems.add(mistake.toDiagnostic().at(mistake.mark().map(this::at).orElse(reached)));
    } catch (NumberFormatException e) {
      // The parser (snakeyaml-engine 3.0.1) does not check eight-digit escapes beyond its integers.
      problems.add(
          Diagnostic.of(
                  Code.YAML_SYNTAX,
                  "A `\\U` in double quotes after this place names no character.",
                  "Write the character itself, or use single quotes if the backslash is meant.")
              .at(reached));
    } catch (YamlEngineException e) {
      problems.add(
          Diagnostic.of(
                  Code.YAML_SYNTAX,
                  "The file states a version of YAML that does not exist.",
                  "Remove the line that begins with `%YAML`.")
              .at(reached));
    }
    return roots;
  }

  private void readInto(List<YamlNode> roots) {
    int documents = 0;
    SourcePosition start = reached;
    Optional<YamlNode> root = Optional.empty();
    while (events.hasNext()) {
      Event event = next();
      if (event.getEventId() == Event.ID.DocumentStart) {
        documents++;
        start = reached;
        anchors.clear();
        if (documents > MOST_DOCUMENTS) {
          throw tooComplex("The file has more than %d documents.".formatted(MOST_DOCUMENTS));
        }
      } else if (event instanceof NodeEvent node) {
        root = Optional.of(node(node, 1));
      } else if (event.getEventId() == Event.ID.DocumentEnd) {
        addUnlessEmpty(root.orElseThrow(), documents, start, roots);
      }
    }
    if (documents == 0) {
      problems.add(empty("The file is empty, or holds only comments.").at(start));
    }
  }

  private void addUnlessEmpty(
      YamlNode root, int number, SourcePosition start, List<YamlNode> roots) {
    if (root instanceof YamlNode.Scalar scalar && scalar.kind() == Plain.NULL) {
      problems.add(empty("Document %d of the file is empty.".formatted(number)).at(start));
    } else {
      roots.add(root);
    }
  }

  private static Diagnostic empty(String what) {
    return Diagnostic.of(Code.FILE_EMPTY, what);
  }

  private YamlNode node(NodeEvent event, int depth) {
    SourcePosition position = reached;
    if (depth > DEEPEST) {
      throw tooComplex("The file nests deeper than %d levels.".formatted(DEEPEST));
    }
    if (event instanceof AliasEvent alias) {
      return expand(alias, depth);
    }
    count(1);
    int before = nodes;
    YamlNode node;
    if (event instanceof ScalarEvent scalar) {
      refuseTag(scalar.getTag());
      node = new YamlNode.Scalar(scalar.getValue(), kind(scalar), position);
    } else {
      refuseTag(((CollectionStartEvent) event).getTag());
      node = event instanceof MappingStartEvent ? mapping(depth) : sequence(depth);
    }
    event
        .getAnchor()
        .ifPresent(
            name ->
                anchors.put(name.getValue(), new Anchored(node, nodes - before + 1, height(node))));
    return node;
  }

  private static Plain kind(ScalarEvent scalar) {
    return scalar.isPlain() ? Plain.of(scalar.getValue()) : Plain.TEXT;
  }

  private YamlNode.Sequence sequence(int depth) {
    SourcePosition position = reached;
    List<YamlNode> items = new ArrayList<>();
    while (next() instanceof NodeEvent item) {
      items.add(node(item, depth + 1));
    }
    return new YamlNode.Sequence(items, position);
  }

  private YamlNode.Mapping mapping(int depth) {
    SourcePosition position = reached;
    Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
    while (next() instanceof NodeEvent keyEvent) {
      SourcePosition keyPosition = reached;
      Optional<String> key = key(keyEvent, node(keyEvent, depth + 1), keyPosition);
      // A collection is closed by an event that is no node, so a key is always followed by a value.
      YamlNode value = node((NodeEvent) next(), depth + 1);
      key.ifPresent(name -> put(entries, name, new YamlNode.Entry(keyPosition, value)));
    }
    return new YamlNode.Mapping(entries, position);
  }

  private void put(Map<String, YamlNode.Entry> entries, String key, YamlNode.Entry entry) {
    YamlNode.Entry first = entries.putIfAbsent(key, entry);
    if (first != null) {
      problems.add(
          Diagnostic.of(
                  Code.YAML_DUPLICATE_KEY,
                  "%s is given twice; the first one is at %s."
                      .formatted(Shown.of(key), first.keyPosition()))
              .at(entry.keyPosition()));
    }
  }

  private Optional<String> key(NodeEvent event, YamlNode node, SourcePosition position) {
    if (!(event instanceof ScalarEvent) || !(node instanceof YamlNode.Scalar scalar)) {
      problems.add(
          Diagnostic.of(
                  Code.WRONG_VALUE,
                  "A key is a list, a mapping or an alias.",
                  "Write the key as plain text, followed by `:`.")
              .at(position));
      return Optional.empty();
    }
    String text = scalar.text();
    if (scalar.kind() == Plain.TEXT) {
      return text.equals("<<") ? refuseMerge(position) : Optional.of(text);
    }
    boolean trap = scalar.kind() == Plain.TRAP;
    problems.add(
        Diagnostic.of(
                Code.WRONG_VALUE,
                "The key %s is not text.".formatted(text.isEmpty() ? "before `:`" : Shown.of(text)),
                "Correct the key, or write it in quotes if it is meant as it stands.")
            .because(
                trap
                    ? Plain.whyTrap(text)
                    : "YAML reads it as a number, as true or false, or as nothing.")
            .at(position));
    return Optional.empty();
  }

  private Optional<String> refuseMerge(SourcePosition position) {
    problems.add(
        Diagnostic.of(
                Code.UNKNOWN_KEY,
                "The merge key `<<` is not supported.",
                "Write the keys out, or use an alias for a whole value, such as `limits: *limits`.")
            .because("It is not part of YAML 1.2, and it hides which of several values holds.")
            .at(position));
    return Optional.empty();
  }

  private YamlNode expand(AliasEvent alias, int depth) {
    String name = alias.getAlias().getValue();
    Anchored anchored = anchors.get(name);
    if (anchored == null) {
      throw new DiagnosticException(
          Diagnostic.of(
                  Code.YAML_SYNTAX,
                  "The alias %s stands for nothing.".formatted(Shown.of("*" + name)),
                  "Define %s earlier in the same document, or put the value in quotes."
                      .formatted(Shown.of("&" + name)))
              .because(
                  "An alias repeats a value that is complete, named with `&`, and in the same"
                      + " document.")
              .at(reached));
    }
    aliases++;
    if (aliases > MOST_ALIASES) {
      throw tooComplex("The file uses more than %d aliases.".formatted(MOST_ALIASES));
    }
    if (depth + anchored.height > DEEPEST) {
      throw tooComplex("The file nests deeper than %d levels.".formatted(DEEPEST));
    }
    count(anchored.size);
    return anchored.node;
  }

  private void count(int more) {
    nodes += more;
    if (nodes > MOST_NODES) {
      throw tooComplex("The file has more than %,d values.".formatted(MOST_NODES));
    }
  }

  private static int height(YamlNode node) {
    if (node instanceof YamlNode.Sequence sequence) {
      return 1 + sequence.items().stream().mapToInt(YamlReader::height).max().orElse(0);
    }
    if (node instanceof YamlNode.Mapping mapping) {
      return 1
          + mapping.entries().values().stream()
              .mapToInt(entry -> height(entry.value()))
              .max()
              .orElse(0);
    }
    return 0;
  }

  private void refuseTag(Optional<String> tag) {
    tag.ifPresent(
        name ->
            problems.add(
                Diagnostic.of(
                        Code.WRONG_VALUE,
                        "The tag %s is not allowed."
                            .formatted(Shown.of(name.replaceFirst("^tag:yaml.org,2002:", "!!"))),
                        "Remove the tag that begins with `!`; put text in quotes instead.")
                    .because(
                        "Tags tell a YAML reader to build something else than what is written; no"
                            + " value here needs one.")
                    .at(reached)));
  }

  private DiagnosticException tooComplex(String what) {
    return new DiagnosticException(Diagnostic.of(Code.YAML_TOO_COMPLEX, what).at(reached));
  }

  private Event next() {
    Event event = events.next();
    event.getStartMark().map(this::at).ifPresent(position -> reached = position);
    return event;
  }

  private SourcePosition at(Mark mark) {
    return new SourcePosition(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /**
   * A value with a name.
   *
   * @param size how many values it is made of, aliases unfolded
   * @param height how many levels it has below itself
   */
  private record Anchored(YamlNode node, int size, int height) {}
}
