package dev.changeover.core.desired;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells what to write instead of a wrong value.
 *
 * @param path the path of the value
 * @param place what the schema says of it
 * @param item whether it is an item of a list
 */
record Advice(KeyPath path, Place place, boolean item) {
  private static final Pattern FRACTION = Pattern.compile("([0-9]{1,4})(\\.[0-9]*)?");
  private static final Pattern SPAN =
      Pattern.compile("(?i)([0-9]{1,5}) *([dhms])(ays?|ours?|rs?|inutes?|ins?|econds?|ecs?)?");
  private static final Pattern SAFE_WITHOUT_QUOTES =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9 _./-]*[A-Za-z0-9_])?");

  /** Returns what to do about a value for which {@code text} is written. */
  String insteadOf(String text) {
    return meant(text).map(better -> "Write " + written(better) + ".").orElseGet(this::anyOther);
  }

  /** Returns what to do about a value of which nothing can be used. */
  String anyOther() {
    String words =
        place.words().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    if (!words.isEmpty()) {
      return place
          .listExample()
          .map(list -> "Write %s, or a list such as `%s: %s`.".formatted(words, path.last(), list))
          .orElse("Write one of %s.".formatted(words));
    }
    return place
        .example()
        .map(example -> "Write for example " + written(example) + ".")
        .orElseGet(this::keysBelow);
  }

  private String keysBelow() {
    return place.keys().isEmpty()
        ? place.rule().orElse("Correct the value.")
        : "Indent some of its keys below it: "
            + place.keys().stream().map(key -> "`" + key + "`").collect(Collectors.joining(", "))
            + ".";
  }

  /** Returns a value that is allowed here and that {@code text} seems to stand for. */
  Optional<String> meant(String text) {
    if (Shown.mayHoldSecret(text) || text.length() > 300) {
      return Optional.empty();
    }
    return candidates(text)
        .filter(place::accepts)
        .findFirst()
        .or(() -> NearMatch.of(text, place.words()));
  }

  private Stream<String> candidates(String text) {
    String bare = text.strip();
    String lower = bare.toLowerCase(Locale.ROOT);
    String upper = bare.toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    return Stream.of(
            Stream.of(bare, lower, lower.replace('_', '-').replace(' ', '-')),
            Stream.of(lower.substring(lower.lastIndexOf(':') + 1).strip()),
            Stream.of(lower.replaceFirst("\\.herokuapp\\.com$", "")),
            Stream.of(upper, upper.replaceFirst("_URL$", ""), bare.replaceFirst("_URL$", "")),
            wholeNumber(bare.replace("_", "")),
            span(bare),
            truth(lower))
        .flatMap(stream -> stream);
  }

  private static Stream<String> wholeNumber(String text) {
    Matcher matcher = FRACTION.matcher(text);
    return matcher.matches()
        ? Stream.of(Integer.toString(Integer.parseInt(matcher.group(1))))
        : Stream.empty();
  }

  private static Stream<String> span(String text) {
    Matcher matcher = SPAN.matcher(text);
    if (!matcher.matches()) {
      return Stream.empty();
    }
    int number = Integer.parseInt(matcher.group(1));
    String unit = matcher.group(2).toLowerCase(Locale.ROOT);
    return Stream.of(unit.equals("d") ? number * 24 + "h" : number + unit);
  }

  private Stream<String> truth(String text) {
    boolean wanted = place.type().filter("boolean"::equals).isPresent();
    return wanted && text.matches("y|yes|on|true|n|no|off|false")
        ? Stream.of(Boolean.toString(Plain.meansTrue(text)))
        : Stream.empty();
  }

  /** Returns {@code value} as it would stand in the file, in backticks. */
  String written(String value) {
    boolean text = place.type().map(type -> type.equals("string")).orElse(true);
    boolean bare =
        !text || (SAFE_WITHOUT_QUOTES.matcher(value).matches() && Plain.of(value) == Plain.TEXT);
    String quoted = bare ? value : "\"" + value + "\"";
    return Shown.of(item ? quoted : path.last() + ": " + quoted);
  }
}
