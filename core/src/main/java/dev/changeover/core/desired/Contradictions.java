package dev.changeover.core.desired;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.model.ProcessType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a schema cannot say of a document: how its statements fit together, and how long a time span
 * may be. Looks only at values that have the right form, so it can run on a document with mistakes.
 */
final class Contradictions {
  private static final KeyPath ADOPT = KeyPath.ROOT.then("adopt");
  private static final KeyPath CUTOVER = KeyPath.ROOT.then("cutover");
  private static final KeyPath LIMITS = KeyPath.ROOT.then("limits");

  private final DesiredSchema schema;
  private final YamlNode root;
  private final List<Diagnostic> found = new ArrayList<>();

  Contradictions(DesiredSchema schema, YamlNode root) {
    this.schema = schema;
    this.root = root;
  }

  /** Returns all contradictions, in no particular order. */
  List<Diagnostic> find() {
    ADOPT.entryIn(root).ifPresent(this::checkAdopt);
    checkRelease();
    checkDuration(CUTOVER.then("deadline"));
    schema.at(LIMITS).orElseThrow().keys().forEach(limit -> checkDuration(LIMITS.then(limit)));
    return found;
  }

  private void checkAdopt(YamlNode.Entry adopt) {
    text(KeyPath.ROOT.then("method"))
        .filter(method -> method.equals("direct") || method.equals("copy"))
        .ifPresent(
            method ->
                found.add(
                    contradiction(
                            "`adopt` names a follower, but `method` is `%s`.".formatted(method),
                            "Remove `adopt`, or write `method: follower`.")
                        .because("Only the method `follower` uses a follower.")
                        .at(adopt.keyPosition())));
    String attachment = text(KeyPath.ROOT.then("postgres").then("attachment")).orElse("DATABASE");
    text(ADOPT)
        .filter(attachment::equals)
        .ifPresent(
            same ->
                found.add(
                    contradiction(
                            "`adopt` names %s, the attachment that is upgraded."
                                .formatted(Shown.of(same)),
                            "Name the follower, or remove `adopt` so that a follower is made.")
                        .because("A database cannot be the follower of itself.")
                        .at(adopt.keyPosition())));
  }

  private void checkRelease() {
    String release = ProcessType.RELEASE.value();
    CUTOVER
        .then("restore")
        .then(release)
        .entryIn(root)
        .ifPresent(
            entry ->
                found.add(
                    contradiction(
                            "`cutover.restore` names the process type `release`.",
                            "Remove `release` from `cutover.restore`.")
                        .because("Heroku runs it once for every release; it is never scaled.")
                        .at(entry.keyPosition())));
    CUTOVER
        .then("stop")
        .in(root)
        .filter(YamlNode.Sequence.class::isInstance)
        .map(YamlNode.Sequence.class::cast)
        .ifPresent(stop -> stop.items().forEach(item -> checkStopped(item, release)));
  }

  private void checkStopped(YamlNode item, String release) {
    if (item instanceof YamlNode.Scalar scalar && scalar.text().equals(release)) {
      found.add(
          contradiction(
                  "`cutover.stop` lists the process type `release`.",
                  "Remove `release` from `cutover.stop`.")
              .because(
                  "Heroku runs it once for every release, the ones of the changeover included; it"
                      + " cannot be stopped.")
              .at(item.position()));
    }
  }

  private void checkDuration(KeyPath path) {
    Place place = schema.at(path).orElseThrow();
    Optional<String> text = text(path).filter(place::accepts);
    if (text.isEmpty()) {
      return;
    }
    String least = place.keyword("minimumDuration").orElseThrow().asString();
    String most = place.keyword("maximumDuration").orElseThrow().asString();
    Duration span = Durations.parse(text.get());
    if (span.compareTo(Durations.parse(least)) < 0 || span.compareTo(Durations.parse(most)) > 0) {
      found.add(
          Diagnostic.of(
                  Code.WRONG_VALUE,
                  "%s cannot be %s.".formatted(path, Shown.of(text.get())),
                  "Write a duration from `%s` to `%s`, for example `%s: %s`."
                      .formatted(least, most, path.last(), place.example().orElse(least)))
              .because("Heroku needs some time to answer, and nobody should wait for ever.")
              .at(path.in(root).orElseThrow().position()));
    }
  }

  private Optional<String> text(KeyPath path) {
    return path.in(root)
        .filter(YamlNode.Scalar.class::isInstance)
        .map(YamlNode.Scalar.class::cast)
        .filter(scalar -> scalar.kind() == Plain.TEXT)
        .map(YamlNode.Scalar::text);
  }

  private static Diagnostic contradiction(String what, String fix) {
    return Diagnostic.of(Code.CONTRADICTION, what, fix);
  }
}
