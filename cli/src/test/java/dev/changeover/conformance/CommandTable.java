package dev.changeover.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table of commands in {@code commands.txt}. */
final class CommandTable {
  /**
   * A command and what it is expected to do.
   *
   * @param given what is done before it
   * @param words what follows {@code heroku}
   * @param expected its exit code and its requests, one a line
   */
  record Row(List<String> given, String words, List<String> expected) {
    Row {
      given = List.copyOf(given);
      expected = List.copyOf(expected);
    }

    /** Returns the expected requests, without marks. */
    List<String> requests() {
      return expected.stream()
          .filter(line -> !line.startsWith("exit "))
          .map(line -> line.replaceFirst("^~ ", "").replaceFirst(" \\*$", ""))
          .toList();
    }
  }

  /**
   * Commands typed one after another into one world.
   *
   * @param world the name of the world
   * @param rows the commands
   */
  record Paragraph(String world, List<Row> rows) {
    Paragraph {
      rows = List.copyOf(rows);
    }

    @Override
    public String toString() {
      return rows.get(0).words() + (rows.size() > 1 ? ", ..." : "");
    }
  }

  private CommandTable() {}

  static Path file() {
    return HerokuCli.root()
        .resolve("cli/src/test/resources/dev/changeover/conformance/commands.txt");
  }

  static List<Paragraph> paragraphs() {
    List<Paragraph> paragraphs = new ArrayList<>();
    for (String text : text().split("\n\n", -1)) {
      if (text.startsWith("world ")) {
        paragraphs.add(paragraph(text.lines().toList()));
      }
    }
    return paragraphs;
  }

  private static Paragraph paragraph(List<String> lines) {
    List<Row> rows = new ArrayList<>();
    List<String> given = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("> ")) {
        given.add(line.substring(2));
      } else if (line.startsWith("$ heroku ")) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).matches("[>$] .*")) {
          end++;
        }
        rows.add(new Row(given, line.substring("$ heroku ".length()), lines.subList(i + 1, end)));
        given = new ArrayList<>();
        i = end - 1;
      } else {
        throw new IllegalStateException("the table of commands has a stray line: " + line);
      }
    }
    return new Paragraph(lines.get(0).substring("world ".length()), rows);
  }

  static String text() {
    try {
      return Files.readString(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
