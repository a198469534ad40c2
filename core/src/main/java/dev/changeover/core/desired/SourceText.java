package dev.changeover.core.desired;

import dev.changeover.core.diagnostic.Code;
import dev.changeover.core.diagnostic.Diagnostic;
import dev.changeover.core.diagnostic.DiagnosticException;
import dev.changeover.core.diagnostic.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Turns the bytes of a file into text, or says where they are not text. */
final class SourceText {
  /** The size, in bytes, that a desired-state file may have. */
  static final int LARGEST = 1 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String file;

  SourceText(String file) {
    this.file = file;
  }

  /**
   * Returns the text, without a byte order mark, every line break as a line feed.
   *
   * @throws DiagnosticException if it is too large, not UTF-8, or holds a control character
   */
  String decode(byte[] content) {
    if (content.length > LARGEST) {
      throw tooLarge();
    }
    refuseUtf16(content);
    ByteBuffer in = ByteBuffer.wrap(content);
    CharBuffer out = CharBuffer.allocate(content.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String decoded = normal(out.flip().toString());
    if (result.isError()) {
      int wrong = content[in.position()] & 0xFF;
      throw new DiagnosticException(
          Diagnostic.of(
                  Code.FILE_NOT_UTF8,
                  "The byte 0x%02X is not valid UTF-8.".formatted(wrong),
                  "Save the file as UTF-8, and correct the character at this place.")
              .at(endOf(decoded)));
    }
    refuseControlCharacters(decoded);
    return decoded;
  }

  /** Returns what to throw for a file larger than {@link #LARGEST}. */
  DiagnosticException tooLarge() {
    return new DiagnosticException(
        Diagnostic.of(Code.FILE_TOO_LARGE, "The file is larger than 1 MiB.").at(start()));
  }

  /** Returns the first place of the file. */
  SourcePosition start() {
    return new SourcePosition(file, 1, 1);
  }

  /** Returns {@code text} without a byte order mark, and with one kind of line break. */
  private static String normal(String text) {
    boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
    return text.substring(marked ? 1 : 0).replace("\r\n", "\n").replace('\r', '\n');
  }

  private void refuseUtf16(byte[] content) {
    if (content.length < 2) {
      return;
    }
    int first = content[0] & 0xFF;
    int second = content[1] & 0xFF;
    boolean marked = (first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE);
    boolean unmarked = (first == 0) != (second == 0);
    if (marked || unmarked) {
      throw new DiagnosticException(
          Diagnostic.of(
                  Code.FILE_NOT_UTF8,
                  "The file looks like UTF-16 or UTF-32.",
                  "Save the file as UTF-8; in an editor, look for \"Save with encoding\".")
              .at(start()));
    }
  }

  private void refuseControlCharacters(String text) {
    OptionalInt bad =
        IntStream.iterate(0, i -> i < text.length(), i -> text.offsetByCodePoints(i, 1))
            .filter(i -> !StreamReader.isPrintable(text.codePointAt(i)))
            .findFirst();
    if (bad.isPresent()) {
      throw new DiagnosticException(
          Diagnostic.of(
                  Code.YAML_SYNTAX,
                  "The character U+%04X is not allowed in YAML."
                      .formatted(text.codePointAt(bad.getAsInt())),
                  "Remove the character; it is invisible in most editors.")
              .at(endOf(text.substring(0, bad.getAsInt()))));
    }
  }

  /** Returns the place after {@code text}. */
  private SourcePosition endOf(String text) {
    int lastLine = text.lastIndexOf('\n') + 1;
    int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
    int column = 1 + text.codePointCount(lastLine, text.length());
    return new SourcePosition(file, line, column);
  }
}
