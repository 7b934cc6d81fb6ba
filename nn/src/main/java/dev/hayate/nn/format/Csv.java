package dev.hayate.nn.format;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

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
   * Reads a whole table; {@link CsvChunks} reads one that is larger than memory.
   *
   * @param separator what stands between two fields: a comma, a semicolon or a tab
   * @throws IllegalArgumentException if the separator is another one
   * @throws ModelFormatException if the file is malformed or exceeds a limit
   * @throws IOException if the file is absent or cannot be read
   */
  public static CsvTable read(Path file, char separator, ReadLimits limits) throws IOException {
    try (CsvChunks rows = CsvChunks.open(file, separator, limits)) {
      return rows.next(Integer.MAX_VALUE, row -> true);
    }
  }

  /**
   * Writes a table with its header, as a whole or not at all (see {@link AtomicFile}); lines end in
   * a line feed alone.
   *
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public static void write(Path file, CsvTable table) throws IOException {
    write(file, table.names(), table.rows());
  }

  /**
   * {@link #write(Path, CsvTable)} of rows that are made one after another, so that they need not
   * be in memory.
   *
   * @param names of the columns
   * @param rows as many fields each as there are names, which is not checked
   */
  public static void write(Path file, List<String> names, Iterable<List<String>> rows)
      throws IOException {
    AtomicFile.write(
        file,
        channel -> {
          Writer text = Channels.newWriter(channel, StandardCharsets.UTF_8);
          CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
          writer.writeRecord(names);
          for (List<String> row : rows) {
            writer.writeRecord(row);
          }
          writer.flush();
          text.flush();
        });
  }
}
