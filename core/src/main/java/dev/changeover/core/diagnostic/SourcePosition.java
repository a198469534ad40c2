package dev.changeover.core.diagnostic;

/**
 * A place in a file that the user wrote.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1
 */
public record SourcePosition(String file, int line, int column)
    implements Comparable<SourcePosition> {
  public SourcePosition {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("line and column count from 1");
    }
  }

  @Override
  public int compareTo(SourcePosition other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
