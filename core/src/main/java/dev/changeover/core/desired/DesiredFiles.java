package dev.changeover.core.desired;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.diagnostic.SourcePosition;
import dev.changeover.core.model.Alias;
import dev.changeover.core.model.AppName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads desired-state files. Strict: what is not known, not clear or not consistent is a mistake,
 * and all mistakes of all files are reported together.
 *
 * <p>Bounds: 1000 files of 1 MiB; in each 100 documents, 50 aliases, 10,000 values with aliases
 * unfolded, 50 levels. Safe for use by several threads.
 */
public final class DesiredFiles {
  private static final int MOST_DIAGNOSTICS = 100;

  /** Built when the first document needs it: that takes longer than all the rest. */
  private Optional<DesiredSchema> schema = Optional.empty();

  /** Returns the JSON schema of desired-state files, for editors. */
  public static String schemaText() {
    return DesiredSchema.text();
  }

  /**
   * Reads all files that {@code paths} stand for.
   *
   * @param paths files, and folders in which {@code changeover.yaml}, {@code changeover.yml},
   *     {@code *.changeover.yaml} and {@code *.changeover.yml} are read; a file that is named twice
   *     is read once
   * @return at least one desired state; in the order of the paths, the files of a folder by name
   * @throws DiagnosticException with every mistake of every file, sorted by place; those about a
   *     file that cannot be read have no place and come first
   * @throws IllegalArgumentException if {@code paths} is empty
   */
  public List<DesiredState> read(List<Path> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("no path is given");
    }
    List<Diagnostic> problems = new ArrayList<>();
    List<Document> documents = new ArrayList<>();
    FileFinder finder = new FileFinder(problems);
    for (Path file : finder.find(paths)) {
      finder
          .content(file)
          .ifPresent(content -> documents.addAll(check(file.toString(), content, problems)));
    }
    return build(documents, problems);
  }

  /**
   * Reads the content of one file.
   *
   * @param fileName what messages call the file
   * @param content its bytes; not changed
   * @return at least one desired state, in the order of the file
   * @throws DiagnosticException with every mistake, sorted by place
   */
  public List<DesiredState> parse(String fileName, byte[] content) {
    List<Diagnostic> problems = new ArrayList<>();
    return build(check(fileName, content, problems), problems);
  }

  private List<Document> check(String file, byte[] content, List<Diagnostic> problems) {
    List<Diagnostic> found = new ArrayList<>();
    List<Document> documents = new ArrayList<>();
    try {
      String text = new SourceText(file).decode(content);
      for (YamlNode root : new YamlReader(file, text, found).read()) {
        found.addAll(new SchemaMistakes(schema(), root).find());
        found.addAll(new Contradictions(schema(), root).find());
        documents.add(new Document(root));
      }
    } catch (DiagnosticException e) {
      found.addAll(e.diagnostics());
    }
    problems.addAll(bounded(found));
    return documents;
  }

  private synchronized DesiredSchema schema() {
    DesiredSchema built = schema.orElseGet(DesiredSchema::new);
    schema = Optional.of(built);
    return built;
  }

  /**
   * Returns the first diagnostics of a file, so that a file of rubbish does not flood a terminal.
   */
  private static List<Diagnostic> bounded(List<Diagnostic> found) {
    List<Diagnostic> sorted = found.stream().distinct().sorted(BY_PLACE).toList();
    if (sorted.size() <= MOST_DIAGNOSTICS) {
      return sorted;
    }
    List<Diagnostic> first = new ArrayList<>(sorted.subList(0, MOST_DIAGNOSTICS));
    Diagnostic next = sorted.get(MOST_DIAGNOSTICS);
    first.add(
        new Diagnostic(
            Code.YAML_TOO_COMPLEX,
            Code.YAML_TOO_COMPLEX.severity(),
            "From here on, %d more mistakes are not shown."
                .formatted(sorted.size() - MOST_DIAGNOSTICS),
            "So many mistakes mostly have one cause.",
            "Correct the ones above, then run again.",
            next.at()));
    return first;
  }

  private static final Comparator<Diagnostic> BY_PLACE =
      Comparator.comparing(
          Diagnostic::at,
          Comparator.comparing(
              (Optional<SourcePosition> at) -> at.orElse(null),
              Comparator.nullsFirst(Comparator.naturalOrder())));

  private static List<DesiredState> build(List<Document> documents, List<Diagnostic> problems) {
    refuseDuplicates(documents, problems);
    if (!problems.isEmpty()) {
      throw new DiagnosticException(problems.stream().distinct().sorted(BY_PLACE).toList());
    }
    return documents.stream()
        .map(document -> new DesiredBuilder((YamlNode.Mapping) document.root).build())
        .toList();
  }

  private static void refuseDuplicates(List<Document> documents, List<Diagnostic> problems) {
    Map<Target, SourcePosition> seen = new HashMap<>();
    for (Document document : documents) {
      document
          .target()
          .ifPresent(
              target -> {
                SourcePosition first = seen.putIfAbsent(target, document.targetPosition());
                if (first != null) {
                  problems.add(twice(target, first).at(document.targetPosition()));
                }
              });
    }
  }

  private static Diagnostic twice(Target target, SourcePosition first) {
    return Diagnostic.of(
        Code.DUPLICATE_TARGET,
        "The attachment `%s` of the app `%s` is described here and at %s."
            .formatted(target.attachment, target.app, first));
  }

  /** The database that a document is about. */
  private record Target(AppName app, Alias attachment) {}

  /** A document that is YAML, whatever else may be wrong with it. */
  private record Document(YamlNode root) {
    private static final KeyPath APP = KeyPath.ROOT.then("app");
    private static final KeyPath ATTACHMENT = KeyPath.ROOT.then("postgres").then("attachment");

    /** Returns what it is about, as far as that can be told. */
    Optional<Target> target() {
      Optional<Alias> attachment =
          ATTACHMENT.entryIn(root).isPresent()
              ? text(ATTACHMENT).filter(Alias::isValid).map(Alias::new)
              : Optional.of(new Alias("DATABASE"));
      return text(APP)
          .filter(AppName::isValid)
          .map(AppName::new)
          .flatMap(app -> attachment.map(alias -> new Target(app, alias)));
    }

    SourcePosition targetPosition() {
      return APP.in(root).map(YamlNode::position).orElse(root.position());
    }

    private Optional<String> text(KeyPath path) {
      return path.in(root)
          .filter(YamlNode.Scalar.class::isInstance)
          .map(YamlNode.Scalar.class::cast)
          .map(YamlNode.Scalar::text);
    }
  }
}
