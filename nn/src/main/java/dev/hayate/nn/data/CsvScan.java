package dev.hayate.nn.data;

import dev.hayate.nn.format.CsvChunks;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.ReadLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pass over a CSV file before training, in bounded memory; see {@link CsvRows#scan}. */
final class CsvScan {
  private static final int CHUNK = 256;
  private static final int LOOKED_AT = 1_000;

  private final Path file;
  private final char separator;
  private final RowShares shares;
  private final TargetChoice target;
  private final boolean given;
  private List<ColumnScan> columns = List.of();

  CsvScan(Path file, char separator, String target, RowShares shares) throws IOException {
    this.file = file;
    this.separator = separator;
    this.shares = shares;
    this.given = !target.isEmpty();
    this.target = given ? new TargetChoice(target, "") : choice();
  }

  private TargetChoice choice() throws IOException {
    try (CsvChunks chunks = open()) {
      Optional<TargetChoice> usual = TargetChoice.of(chunks.names());
      return usual.isPresent()
          ? usual.get()
          : TargetChoice.of(Table.of(chunks.next(LOOKED_AT, row -> true)));
    }
  }

  private CsvChunks open() throws IOException {
    return CsvChunks.open(file, separator, ReadLimits.DEFAULT);
  }

  CsvRows.Scan run() throws IOException {
    try (CsvChunks chunks = open()) {
      int targetColumn = KnownAnswers.column(chunks.place(), chunks.names(), target.name());
      AnswerCounts counts = new AnswerCounts(shares, targetColumn);
      List<ColumnScan> scans = new ArrayList<>();
      for (String name : chunks.names()) {
        scans.add(new ColumnScan(name, scans.size(), shares.seed()));
      }
      columns = scans;
      while (true) {
        long first = chunks.rows();
        CsvTable table = chunks.next(CHUNK, row -> true);
        if (table.size() == 0) {
          break;
        }
        add(table, first, counts);
      }
      return result(chunks.place(), counts, columns.get(targetColumn));
    }
  }

  private void add(CsvTable table, long first, AnswerCounts counts) throws ModelFormatException {
    for (int row = 0; row < table.size(); row++) {
      boolean learned = counts.add(table, row, first + row);
      for (ColumnScan column : columns) {
        column.add(table, row, learned);
      }
    }
  }

  private CsvRows.Scan result(Place place, AnswerCounts counts, ColumnScan scan)
      throws ModelFormatException {
    long rows = counts.answered();
    if (rows < 2 || rows > Integer.MAX_VALUE) {
      throw new ModelFormatException(
          "table", place, "from 2 to 2,147,483,647 rows with a target", Long.toString(rows));
    }
    List<String> labels = scan.labels();
    if (labels.size() == 1) {
      throw new ModelFormatException(
          "target", place.key(target.name()), "at least two different values", "one");
    }
    List<String> notes = new ArrayList<>();
    if (counts.missing() > 0) {
      notes.add(
          counts.missing()
              + " rows are left out: their "
              + Place.quote(target.name())
              + " is missing");
    }
    List<ColumnEncoding> features = new ArrayList<>();
    for (ColumnScan column : columns) {
      if (column == scan) {
        continue;
      }
      Optional<String> reason = column.reasonToDrop();
      if (reason.isPresent()) {
        notes.add("column " + Place.quote(column.name()) + " is left out: " + reason.get());
      } else {
        features.add(column.encoding());
      }
    }
    if (features.isEmpty()) {
      throw new ModelFormatException(
          "table", place, "a column to learn from beside the target", "none: " + notes);
    }
    Moments moments = scan.moments();
    Target told =
        labels.isEmpty()
            ? new Target.Quantity(target.name(), moments.mean(), moments.deviation())
            : new Target.Classes(target.name(), labels);
    TableEncoding encoding = TableEncoding.of(features, told);
    return new CsvRows.Scan(
        encoding,
        counts.parts(file, separator, encoding),
        given ? Optional.empty() : Optional.of(target.reason()),
        notes);
  }
}
