package dev.changeover.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a command is used: what it accepts, and its help.
 *
 * @param name for example {@code plan}
 * @param operands what follows the options, for example {@code [FILE|FOLDER]...}
 * @param mostOperands how many of those are allowed
 * @param purpose one sentence
 * @param details more sentences, one paragraph a line
 * @param flags its options, besides {@code --help}
 * @param examples command lines
 * @param exits the statuses that it can end with
 */
record Usage(
    String name,
    String operands,
    int mostOperands,
    String purpose,
    List<String> details,
    List<Flag> flags,
    List<String> examples,
    List<ExitStatus> exits) {
  private static final int WIDTH = 80;

  Usage {
    details = List.copyOf(details);
    flags = Stream.concat(flags.stream(), Stream.of(Flag.HELP)).toList();
    examples = List.copyOf(examples);
    exits = List.copyOf(exits);
  }

  /** Returns the text of {@code --help}. */
  String help() {
    StringBuilder text = new StringBuilder();
    String options = flags.size() > 1 ? " [OPTION]..." : "";
    text.append(
        "Usage: changeover %s%s%s\n"
            .formatted(name, options, operands.isEmpty() ? "" : " " + operands));
    block(text, "", purpose);
    for (String paragraph : details) {
      text.append('\n');
      block(text, "", paragraph);
    }
    text.append("\nOptions:\n");
    int width = flags.stream().mapToInt(flag -> flag.typed().length()).max().orElse(0) + 2;
    for (Flag flag : flags) {
      block(text, "  " + pad(flag.typed(), width), flag.help());
    }
    text.append("\nExamples:\n");
    examples.forEach(example -> text.append("  ").append(example).append('\n'));
    text.append("\nExit status:\n");
    exits(text, exits);
    return text.toString();
  }

  static void exits(StringBuilder text, List<ExitStatus> exits) {
    for (ExitStatus exit : exits) {
      text.append("  %3d  %s\n".formatted(exit.code(), exit.meaning()));
    }
  }

  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  private static void block(StringBuilder text, String lead, String words) {
    List<String> lines = wrap(words, WIDTH - lead.length());
    for (int index = 0; index < lines.size(); index++) {
      text.append(index == 0 ? lead : " ".repeat(lead.length()))
          .append(lines.get(index))
          .append('\n');
    }
  }

  private static List<String> wrap(String words, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
