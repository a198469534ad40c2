package dev.changeover.core.report;

import dev.changeover.core.diagnostic.Severity;
import dev.changeover.core.plan.Impact;
import java.util.ArrayList;
import java.util.List;

/** How text is laid out and, if told so, coloured. */
final class Style {
  /** The widest line that is made where words allow it. */
  static final int WIDTH = 100;

  private static final int NARROWEST = 20;

  private final boolean colour;

  Style(boolean colour) {
    this.colour = colour;
  }

  /** Roles of text, with the number of their ANSI attribute. */
  enum Tone {
    PLAIN(0),
    STRONG(1),
    FAINT(2),
    BAD(31),
    GOOD(32),
    CARE(33),
    INFO(36);

    private final int attribute;

    Tone(int attribute) {
      this.attribute = attribute;
    }

    static Tone of(Impact.Change change) {
      return switch (change) {
        case CREATE -> GOOD;
        case UPDATE -> CARE;
        case CONVERT, DESTROY -> BAD;
      };
    }

    static Tone of(Severity severity) {
      return switch (severity) {
        case ERROR, BLOCKED -> BAD;
        case WARNING -> CARE;
        case NOT_CHECKED, NOTE -> INFO;
      };
    }
  }

  /** Returns {@code text}, coloured if colours are on. */
  String paint(Tone tone, String text) {
    return colour && tone != Tone.PLAIN && !text.isEmpty()
        ? "\u001b[" + tone.attribute + "m" + text + "\u001b[0m"
        : text;
  }

  /**
   * Returns {@code text} without anything that could steer a terminal: names and messages come from
   * elsewhere.
   */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point ->
                safe.append(
                    switch (Character.getType(point)) {
                      case Character.CONTROL -> point == '\n' || point == '\t' ? " " : "?";
                      case Character.FORMAT,
                          Character.LINE_SEPARATOR,
                          Character.PARAGRAPH_SEPARATOR,
                          Character.PRIVATE_USE,
                          Character.SURROGATE,
                          Character.UNASSIGNED ->
                          "?";
                      default -> Character.toString(point);
                    }));
    return safe.toString();
  }

  /**
   * Returns {@code text} in lines of at most {@code width} columns; a longer word gets a line of
   * its own. At least one line.
   */
  static List<String> wrap(String text, int width) {
    int room = Math.max(width, NARROWEST);
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : printable(text).split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      if (!line.isEmpty()) {
        line.append(' ');
      }
      line.append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Returns {@code text} wrapped after {@code lead}, with further lines indented as far. */
  String hanging(String lead, Tone leadTone, String text, Tone tone) {
    return hanging(lead, leadTone, text, tone, lead.length());
  }

  /** Returns {@code text} wrapped after {@code lead}, with further lines indented as told. */
  String hanging(String lead, Tone leadTone, String text, Tone tone, int indent) {
    StringBuilder block = new StringBuilder();
    // The lead takes part in the wrapping as a word, so that all lines have the same right margin.
    String placeholder = "x".repeat(lead.length());
    for (String line : wrap(placeholder + text, WIDTH - indent)) {
      block
          .append(
              block.isEmpty()
                  ? paint(leadTone, lead) + paint(tone, line.substring(lead.length()))
                  : " ".repeat(indent) + paint(tone, line))
          .append('\n');
    }
    return block.toString();
  }

  /**
   * Returns a shell command, broken with backslashes so that it can still be copied as a whole.
   *
   * @param indent columns before it
   */
  String command(int indent, String command) {
    int room = WIDTH - indent - 6;
    List<String> lines = wrap(command, room);
    StringBuilder block = new StringBuilder();
    for (int index = 0; index < lines.size(); index++) {
      boolean last = index == lines.size() - 1;
      block
          .append(" ".repeat(index == 0 ? indent : indent + 4))
          .append(paint(Tone.FAINT, lines.get(index) + (last ? "" : " \\")))
          .append('\n');
    }
    return block.toString();
  }

  /**
   * Returns a line with {@code right} at the right margin, or on a line of its own where both do
   * not fit.
   */
  String spread(String lead, Tone leadTone, String left, Tone leftTone, String right) {
    String safeRight = printable(right);
    List<String> lines = wrap(left, WIDTH - lead.length());
    StringBuilder block = new StringBuilder();
    String indent = " ".repeat(lead.length());
    int used = 0;
    for (String line : lines) {
      block
          .append(block.isEmpty() ? "" : "\n")
          .append(used == 0 ? paint(leadTone, lead) : indent)
          .append(paint(leftTone, line));
      used = lead.length() + line.length();
    }
    if (!safeRight.isEmpty()) {
      if (used + 2 + safeRight.length() > WIDTH) {
        block.append('\n');
        used = 0;
      }
      block
          .append(" ".repeat(Math.max(2, WIDTH - used - safeRight.length())))
          .append(paint(Tone.INFO, safeRight));
    }
    return block.append('\n').toString();
  }
}
