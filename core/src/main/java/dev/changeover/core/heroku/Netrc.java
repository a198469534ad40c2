package dev.changeover.core.heroku;

import java.util.Optional;

/**
 * Reads a netrc file (GNU Inetutils manual: "The .netrc file"): words apart from each other by
 * white space, in double quotes if need be; comments from {@code #} to the end of the line; macros
 * end with an empty line.
 */
final class Netrc {
  private final String text;
  private int at;

  private Netrc(String text) {
    this.text = text;
  }

  /**
   * Returns the password of the first entry of exactly that machine.
   *
   * @throws IllegalArgumentException if the file is damaged; the message shows nothing of it
   */
  static Optional<String> password(String text, String machine) {
    return new Netrc(text).password(machine);
  }

  private Optional<String> password(String machine) {
    boolean inEntry = false;
    boolean found = false;
    for (Optional<String> word = keyword(); word.isPresent(); word = keyword()) {
      switch (word.get()) {
        case "machine" -> {
          if (found) {
            throw new IllegalArgumentException("the entry `" + machine + "` has no password");
          }
          inEntry = value().equals(machine);
          found = inEntry;
        }
        case "default" -> inEntry = false;
        case "macdef" -> skipMacro();
        case "login", "account" -> value();
        case "password" -> {
          String password = value();
          if (inEntry) {
            return Optional.of(password);
          }
        }
        default -> {
          // Other programs know more words than the standard; they stand alone or before a value.
        }
      }
    }
    if (found) {
      throw new IllegalArgumentException("the entry `" + machine + "` has no password");
    }
    return Optional.empty();
  }

  private Optional<String> keyword() {
    skipSpace();
    while (at < text.length() && text.charAt(at) == '#') {
      skipLine();
      skipSpace();
    }
    return at < text.length() ? Optional.of(word()) : Optional.empty();
  }

  private String value() {
    skipSpace();
    if (at >= text.length()) {
      throw new IllegalArgumentException("it ends in the middle of an entry");
    }
    return word();
  }

  private String word() {
    if (text.charAt(at) == '"') {
      return quoted();
    }
    int start = at;
    while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() {
    StringBuilder word = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '"') {
        at++;
        return word.toString();
      }
      if (next == '\\' && at + 1 < text.length()) {
        at++;
      }
      word.append(text.charAt(at));
    }
    throw new IllegalArgumentException("a double quote is never closed");
  }

  private void skipMacro() {
    skipLine();
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      skipLine();
    }
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private void skipLine() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
    at = Math.min(at + 1, text.length());
  }
}
