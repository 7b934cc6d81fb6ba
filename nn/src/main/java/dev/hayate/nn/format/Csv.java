package dev.hayate.nn.format;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * CSV files (RFC 4180) in UTF-8, with or without a byte order mark, whose first line names the
 * columns.
 *
 * <p>Fields may be in double quotes and then hold separators, line ends and doubled quotes; spaces
 * around a field without quotes do not count. Empty lines are skipped. Refused, by line and column,
 * are rows of another number of fields than the header's, quotes that are not closed or stand
 * inside a field without quotes, NUL characters, names that occur twice, fields of more than {@link
 * ReadLimits#textChars()} characters, and tables that take more memory than {@link
 * ReadLimits#tableBytes()}.
 */
public final class Csv {
  static final String WHAT = "CSV";

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private Csv() {}

  /** {@link #read(Path, char)} of fields separated by commas. */
  public static CsvTable read(Path file) throws IOException {
    return read(file, ',');
  }

  /** {@link #read(Path, char, ReadLimits)} under {@link ReadLimits#DEFAULT}. */
  public static CsvTable read(Path file, char separator) throws IOException {
    return read(file, separator, ReadLimits.DEFAULT);
  }

  /**
   * Reads a whole table.
   *
   * @param separator what stands between two fields: a comma, a semicolon or a tab
   * @throws IllegalArgumentException if the separator is another one
   * @throws ModelFormatException if the file is malformed or exceeds a limit
   * @throws IOException if the file is absent or cannot be read
   */
  public static CsvTable read(Path file, char separator, ReadLimits limits) throws IOException {
    if (",;\t".indexOf(separator) < 0) {
      throw new IllegalArgumentException("CSV: the separator is '" + separator + "'");
    }
    Place place = Place.in(file);
    CsvFields fields = new CsvFields(place, limits.tableBytes());
    List<List<String>> rows = new ArrayList<>();
    LineNumbers lines = new LineNumbers();
    try (Reader text = open(file);
        CsvReader<List<String>> reader =
            CsvReader.builder()
                .fieldSeparator(separator)
                .commentStrategy(CommentStrategy.NONE)
                .skipEmptyLines(true)
                // How many fields a row has is checked here, with its line.
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(limits.textChars())
                .build(fields, text)) {
      for (List<String> row : reader) {
        fields.check();
        if (!rows.isEmpty() && row.size() != rows.getFirst().size()) {
          throw new ModelFormatException(
              WHAT,
              place.line(fields.line(), Math.min(row.size(), rows.getFirst().size()) + 1L),
              rows.getFirst().size() + " fields, as in the header",
              Integer.toString(row.size()));
        }
        rows.add(row);
        lines.add(fields.line());
      }
    } catch (CsvParseException | UncheckedIOException broken) {
      throw error(broken, fields, place);
    }
    if (rows.isEmpty()) {
      throw new ModelFormatException(WHAT, place, "a header that names the columns", "nothing");
    }
    List<String> names = names(rows.removeFirst(), place.line(lines.at(0)));
    return new CsvTable(place, names, rows, lines.from(1));
  }

  /** The file's text behind the byte order mark that some programs write. */
  private static Reader open(Path file) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    bytes.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(bytes.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      bytes.reset();
    }
    return new InputStreamReader(bytes, decoder);
  }

  private static IOException error(RuntimeException broken, CsvFields fields, Place place) {
    Throwable cause = broken.getCause() == null ? broken : broken.getCause();
    if (cause instanceof CharacterCodingException coding) {
      return JsonText.error(WHAT, place, coding);
    }
    if (cause instanceof IOException failure) {
      return failure;
    }
    String message = String.valueOf(cause.getMessage());
    boolean quote = message.contains("quote");
    ModelFormatException error =
        new ModelFormatException(
            WHAT,
            place.line(fields.line(), fields.count() + 1L),
            quote ? "a field whose quote is closed at its end" : "fields of a usual length",
            message.replaceAll("\\p{Cntrl}+", " "));
    error.initCause(broken);
    return error;
  }

  private static List<String> names(List<String> header, Place place) throws ModelFormatException {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String field : header) {
      int column = names.size() + 1;
      // Tables written with their row numbers have a first column without a name.
      String name = field.isEmpty() ? "column " + column : field;
      if (!seen.add(name)) {
        throw new ModelFormatException(
            WHAT, place.key(name), "a name of its own for each column", "the name twice");
      }
      names.add(name);
    }
    return names;
  }

  /**
   * Writes a table with its header, as a whole or not at all (see {@link AtomicFile}); lines end in
   * a line feed alone.
   *
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public static void write(Path file, CsvTable table) throws IOException {
    AtomicFile.write(
        file,
        channel -> {
          Writer text = Channels.newWriter(channel, StandardCharsets.UTF_8);
          CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
          writer.writeRecord(table.names());
          for (int row = 0; row < table.size(); row++) {
            writer.writeRecord(table.row(row));
          }
          writer.flush();
          text.flush();
        });
  }

  /** A growing list of line numbers. */
  private static final class LineNumbers {
    private long[] lines = new long[64];
    private int size;

    void add(long line) {
      if (size == lines.length) {
        lines = Arrays.copyOf(lines, 2 * size);
      }
      lines[size++] = line;
    }

    long at(int index) {
      return lines[index];
    }

    long[] from(int index) {
      return Arrays.copyOfRange(lines, index, size);
    }
  }
}
