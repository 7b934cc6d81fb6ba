package dev.hayate.nn.format;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A place in a file or text from outside, for messages: a byte offset, a key, or a line and a
 * column. Immutable and safe to share.
 */
public final class Place {
  private static final long NONE = -1;
  private static final int QUOTED_CHARS = 60;

  private final String source;
  private final Optional<Path> file;
  private final Optional<String> key;
  private final long offset;
  private final long line;
  private final long column;

  private Place(
      String source,
      Optional<Path> file,
      Optional<String> key,
      long offset,
      long line,
      long column) {
    this.source = source;
    this.file = file;
    this.key = key;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }

  /** The file as a whole. */
  public static Place in(Path file) {
    Path name = file.getFileName();
    return new Place(
        name == null ? file.toString() : name.toString(),
        Optional.of(file),
        Optional.empty(),
        NONE,
        NONE,
        NONE);
  }

  /** A text that has no file of its own, such as the description of a model. */
  public static Place in(String source) {
    return new Place(source, Optional.empty(), Optional.empty(), NONE, NONE, NONE);
  }

  /** This place at a byte offset, counted from 0. */
  public Place offset(long bytes) {
    return new Place(source, file, key, bytes, line, column);
  }

  /** This place at a key: the name of a tensor, of a column or of a member of a JSON object. */
  public Place key(String name) {
    return new Place(source, file, Optional.of(name), offset, line, column);
  }

  /** This place at a line, counted from 1. */
  public Place line(long number) {
    return new Place(source, file, key, offset, number, NONE);
  }

  /** This place at a line and a column, both counted from 1. */
  public Place line(long number, long columnNumber) {
    return new Place(source, file, key, offset, number, columnNumber);
  }

  /** The file, where there is one. */
  public Optional<Path> file() {
    return file;
  }

  /** The name of a tensor, of a column or of a member, where one is to blame. */
  public Optional<String> key() {
    return key;
  }

  /** The offset in bytes from the beginning of the file, where it is known. */
  public OptionalLong offset() {
    return known(offset);
  }

  /** The line, counted from 1, where it is known. */
  public OptionalLong line() {
    return known(line);
  }

  /** The column of the line (a field of a table, a character of a text), counted from 1. */
  public OptionalLong column() {
    return known(column);
  }

  private static OptionalLong known(long number) {
    return number == NONE ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /**
   * The text in double quotes, cut to {@value #QUOTED_CHARS} characters, and with everything that
   * could disturb a terminal or a log escaped: what a file says must not become more than one line.
   */
  public static String quote(CharSequence text) {
    StringBuilder quoted = new StringBuilder("\"");
    int length = Math.min(text.length(), QUOTED_CHARS);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else {
        appendPlain(quoted, c);
      }
    }
    quoted.append('"');
    if (length < text.length()) {
      quoted.append("... (").append(text.length()).append(" characters)");
    }
    return quoted.toString();
  }

  /** A name as it is where it is plain, and in quotes with everything escaped where it is not. */
  public static String shown(String name) {
    String quoted = quote(name);
    return quoted.length() == name.length() + 2 ? name : quoted;
  }

  private static void appendPlain(StringBuilder to, char c) {
    boolean disturbs =
        Character.isISOControl(c)
            || Character.getType(c) == Character.FORMAT
            || Character.getType(c) == Character.LINE_SEPARATOR
            || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
    if (disturbs) {
      to.append(String.format("\\u%04x", (int) c));
    } else {
      to.append(c);
    }
  }

  /** The text on one line, cut to so many characters, escaped as {@link #quote} does. */
  static String plain(String text, int chars) {
    StringBuilder plain = new StringBuilder();
    int length = Math.min(text.length(), chars);
    for (int i = 0; i < length; i++) {
      appendPlain(plain, text.charAt(i));
    }
    return length < text.length() ? plain.append("...").toString() : plain.toString();
  }

  /** For people, as in {@code weights.safetensors, byte 8, "fc1.weight"}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(source);
    if (line != NONE) {
      text.append(", line ").append(line);
    }
    if (column != NONE) {
      text.append(", column ").append(column);
    }
    if (offset != NONE) {
      text.append(", byte ").append(offset);
    }
    key.ifPresent(name -> text.append(", ").append(quote(name)));
    return text.toString();
  }
}
