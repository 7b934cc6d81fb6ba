package dev.hayate.nn.data;

import dev.hayate.nn.format.CsvChunks;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.ReadLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The pass over a CSV file before training, in bounded memory; see {@link CsvRows#scan}. */
final class CsvScan {
  private static final int CHUNK = 256;
  private static final int LOOKED_AT = 1_000;

  private final Path file;
  private final char separator;
  private final RowShares shares;
  private final TargetChoice target;
  private final boolean given;
  private final long[] sizes;

  /** How many rows of each part have a class, by the field. None if they are many. */
  private final Map<String, int[]> classSizes = new HashMap<>();

  private List<ColumnScan> columns = List.of();
  private int targetColumn;
  private long missing;

  CsvScan(Path file, char separator, String target, RowShares shares) throws IOException {
    this.file = file;
    this.separator = separator;
    this.shares = shares;
    this.sizes = new long[shares.fractions().size()];
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

  static OptionalInt column(List<String> names, String name) {
    int index = names.indexOf(name);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  static ModelFormatException noColumn(Place place, List<String> names, String name) {
    return new ModelFormatException(
        "target", place.key(name), "one of the columns " + names, "no such column");
  }

  CsvRows.Scan run() throws IOException {
    try (CsvChunks chunks = open()) {
      targetColumn =
          column(chunks.names(), target.name())
              .orElseThrow(() -> noColumn(chunks.place(), chunks.names(), target.name()));
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
        add(table, first);
      }
      return result(chunks.place());
    }
  }

  private void add(CsvTable table, long first) throws ModelFormatException {
    for (int row = 0; row < table.size(); row++) {
      String answer = table.text(row, targetColumn);
      boolean known = !Cells.isMissing(answer);
      int part = shares.part(first + row);
      if (!known) {
        missing++;
      } else {
        sizes[part]++;
        if (classSizes.size() <= ColumnChoice.MANY_TEXTS) {
          classSizes.computeIfAbsent(answer, ignored -> new int[sizes.length])[part]++;
        }
      }
      for (ColumnScan column : columns) {
        column.add(table, row, known && part == 0);
      }
    }
  }

  private CsvRows.Scan result(Place place) throws ModelFormatException {
    long rows = 0;
    for (long size : sizes) {
      rows += size;
    }
    if (rows < 2 || rows > Integer.MAX_VALUE) {
      throw new ModelFormatException(
          "table", place, "from 2 to 2,147,483,647 rows with a target", Long.toString(rows));
    }
    ColumnScan scan = columns.get(targetColumn);
    List<String> labels = scan.labels();
    if (labels.size() == 1) {
      throw new ModelFormatException(
          "target", place.key(target.name()), "at least two different values", "one");
    }
    List<String> notes = new ArrayList<>();
    if (missing > 0) {
      notes.add(
          missing + " rows are left out: their " + Place.quote(target.name()) + " is missing");
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
    List<CsvRows> parts = new ArrayList<>();
    for (int part = 0; part < sizes.length; part++) {
      int number = part;
      parts.add(
          CsvRows.of(
              file,
              separator,
              encoding,
              row -> shares.part(row) == number,
              (int) sizes[part],
              counts(labels, part)));
    }
    return new CsvRows.Scan(
        encoding, parts, given ? Optional.empty() : Optional.of(target.reason()), notes);
  }

  private int[] counts(List<String> labels, int part) {
    Map<String, Integer> numbers = KnownAnswers.numbers(labels);
    int[] counts = new int[labels.size()];
    classSizes.forEach(
        (field, size) -> {
          Integer number = numbers.get(field);
          if (number == null && Cells.isNumber(field)) {
            number = numbers.get(TableColumn.Numbers.text(Double.parseDouble(field)));
          }
          if (number != null) {
            counts[number] += size[part];
          }
        });
    return counts;
  }
}
