package dev.hayate.nn.data;

import dev.hayate.nn.format.CsvTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many rows of a CSV file belong to each part of it, and to each class, counted as its tables
 * pass by.
 */
final class AnswerCounts {
  private final RowShares shares;
  private final int column;
  private final long[] sizes;
  private long missing;

  /** How many rows of each part have a class, by the field. None if they are many. */
  private final Map<String, int[]> classSizes = new HashMap<>();

  /**
   * Nothing counted yet.
   *
   * @param column that of the target
   */
  AnswerCounts(RowShares shares, int column) {
    this.shares = shares;
    this.column = column;
    this.sizes = new long[shares.fractions().size()];
  }

  /**
   * Counts a row.
   *
   * @param number the row's number in the file
   * @return whether it is one to learn from: of the first part, with an answer
   */
  boolean add(CsvTable table, int row, long number) {
    String answer = table.text(row, column);
    if (Cells.isMissing(answer)) {
      missing++;
      return false;
    }
    int part = shares.part(number);
    sizes[part]++;
    if (classSizes.size() <= ColumnChoice.MANY_TEXTS) {
      classSizes.computeIfAbsent(answer, ignored -> new int[sizes.length])[part]++;
    }
    return part == 0;
  }

  /** How many rows have no answer. */
  long missing() {
    return missing;
  }

  /** How many have one. */
  long answered() {
    long rows = 0;
    for (long size : sizes) {
      rows += size;
    }
    return rows;
  }

  /** The parts of the file that was counted. */
  List<CsvRows> parts(Path file, char separator, Encoding encoding) {
    List<String> labels = encoding.target().labels();
    List<CsvRows> parts = new ArrayList<>();
    for (int part = 0; part < sizes.length; part++) {
      int number = part;
      parts.add(
          new CsvRows(
              file,
              separator,
              encoding,
              row -> shares.part(row) == number,
              (int) sizes[part],
              classCounts(labels, part)));
    }
    return parts;
  }

  private int[] classCounts(List<String> labels, int part) {
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
