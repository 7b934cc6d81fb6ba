package dev.hayate.nn.format;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the fields of one row after the other from the parser, and checks each. */
final class CsvFields extends AbstractBaseCsvCallbackHandler<List<String>> {
  /** About what a row takes beside its fields, and a field beside its characters. */
  private static final int ROW_BYTES = 64;

  private static final int FIELD_BYTES = 56;

  private final Place place;
  private final long mostBytes;
  private long bytes;
  private long bytesBefore;
  private List<String> fields = new ArrayList<>();
  private Optional<ModelFormatException> problem = Optional.empty();
  private long line = 1;

  CsvFields(Place place, long mostBytes) {
    this.place = place;
    this.mostBytes = mostBytes;
  }

  /** The line in which the last row begins. */
  long line() {
    return line;
  }

  /** How many fields of the last row were taken. */
  int count() {
    return fields.size();
  }

  /** The last row is not kept. */
  void forget() {
    bytes = bytesBefore;
  }

  /** No row is kept. */
  void forgetAll() {
    bytes = 0;
  }

  /** Throws what was wrong with a field of the last row: the parser's methods cannot. */
  void check() throws ModelFormatException {
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    line = startingLineNumber;
    fields = new ArrayList<>(fields.size());
    bytesBefore = bytes;
    bytes += ROW_BYTES;
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    int from = offset;
    int to = offset + length;
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\0') {
        refuse(index, "text", "a NUL character");
      } else if (buffer[i] == '"' && !quoted) {
        refuse(index, "quotes around the whole field", "a quote inside it");
      }
    }
    if (!quoted) {
      while (from < to && isSpace(buffer[from])) {
        from++;
      }
      while (from < to && isSpace(buffer[to - 1])) {
        to--;
      }
    }
    bytes += FIELD_BYTES + to - from;
    if (bytes > mostBytes) {
      refuse(index, "a table of at most " + mostBytes + " bytes in memory", "more");
      return;
    }
    fields.add(from == to ? "" : new String(buffer, from, to - from));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }

  private void refuse(int index, String expected, String found) {
    if (problem.isEmpty()) {
      problem =
          Optional.of(
              new ModelFormatException(Csv.WHAT, place.line(line, index + 1L), expected, found));
    }
  }

  @Override
  protected List<String> buildRecord() {
    return fields;
  }
}
