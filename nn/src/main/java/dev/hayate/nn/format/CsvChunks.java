package dev.hayate.nn.format;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * A CSV file that is read some rows at a time, in the memory of these, whatever its size. What is
 * refused is the same as by {@link Csv#read}. Belongs to one thread at a time.
 */
public final class CsvChunks implements AutoCloseable {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final Place place;
  private final CsvFields fields;
  private final CsvReader<List<String>> reader;
  private final Iterator<List<String>> records;
  private final List<String> names;
  private long row;

  private CsvChunks(Reader text, char separator, ReadLimits limits, Place place)
      throws IOException {
    this.place = place;
    this.fields = new CsvFields(place, limits.tableBytes());
    this.reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .commentStrategy(CommentStrategy.NONE)
            .skipEmptyLines(true)
            // How many fields a row has is checked here, with its line.
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .maxBufferSize(limits.textChars())
            .build(fields, text);
    this.records = reader.iterator();
    if (!hasNext()) {
      throw new ModelFormatException(Csv.WHAT, place, "a header that names the columns", "nothing");
    }
    List<String> header = record();
    this.names = names(header, place.line(fields.line()));
  }

  /**
   * {@link #open(Path, char, ReadLimits)} of fields separated by commas, under the usual limits.
   */
  public static CsvChunks open(Path file) throws IOException {
    return open(file, ',', ReadLimits.DEFAULT);
  }

  /**
   * Opens a file and reads its header.
   *
   * @param separator what stands between two fields: a comma, a semicolon or a tab
   * @throws IllegalArgumentException if the separator is another one
   * @throws ModelFormatException if the header is malformed
   * @throws IOException if the file is absent or cannot be read
   */
  public static CsvChunks open(Path file, char separator, ReadLimits limits) throws IOException {
    if (",;\t".indexOf(separator) < 0) {
      throw new IllegalArgumentException("CSV: the separator is '" + separator + "'");
    }
    Reader text = text(file);
    try {
      return new CsvChunks(text, separator, limits, Place.in(file));
    } catch (IOException | RuntimeException e) {
      text.close();
      throw e;
    }
  }

  /** The file's text behind the byte order mark that some programs write. */
  private static Reader text(Path file) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    try {
      bytes.mark(BYTE_ORDER_MARK.length);
      if (!Arrays.equals(bytes.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
        bytes.reset();
      }
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
    return new InputStreamReader(bytes, decoder);
  }

  /** The names of the columns in order; unmodifiable and all different. */
  public List<String> names() {
    return names;
  }

  /** The file, for messages. */
  public Place place() {
    return place;
  }

  /** How many rows were read, the header not counted. */
  public long rows() {
    return row;
  }

  /**
   * Reads on.
   *
   * @param most of how many rows a table is made
   * @param wanted which rows are taken, by their numbers from 0; the others are passed over
   * @return the next rows that are wanted; none at the end of the file
   * @throws ModelFormatException if the file is malformed, or these rows exceed a limit
   * @throws IOException if it cannot be read
   */
  public CsvTable next(int most, LongPredicate wanted) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    LineNumbers lines = new LineNumbers();
    while (rows.size() < most && hasNext()) {
      List<String> record = record();
      if (record.size() != names.size()) {
        throw new ModelFormatException(
            Csv.WHAT,
            place.line(fields.line(), Math.min(record.size(), names.size()) + 1L),
            names.size() + " fields, as in the header",
            Integer.toString(record.size()));
      }
      if (wanted.test(row++)) {
        rows.add(record);
        lines.add(fields.line());
      } else {
        fields.forget();
      }
    }
    fields.forgetAll();
    return new CsvTable(place, names, rows, lines.all());
  }

  private boolean hasNext() throws IOException {
    try {
      return records.hasNext();
    } catch (CsvParseException | UncheckedIOException broken) {
      throw error(broken);
    }
  }

  private List<String> record() throws IOException {
    try {
      List<String> record = records.next();
      fields.check();
      return record;
    } catch (CsvParseException | UncheckedIOException broken) {
      throw error(broken);
    }
  }

  private IOException error(RuntimeException broken) {
    Throwable cause = broken.getCause() == null ? broken : broken.getCause();
    if (cause instanceof CharacterCodingException coding) {
      return Unicode.error(Csv.WHAT, place, coding);
    }
    if (cause instanceof IOException failure) {
      return failure;
    }
    String message = String.valueOf(cause.getMessage());
    boolean quote = message.contains("quote");
    ModelFormatException error =
        new ModelFormatException(
            Csv.WHAT,
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
            Csv.WHAT, place.key(name), "a name of its own for each column", "the name twice");
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  /** Closes the file. Closing twice does nothing. */
  @Override
  public void close() throws IOException {
    reader.close();
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

    long[] all() {
      return Arrays.copyOf(lines, size);
    }
  }
}
