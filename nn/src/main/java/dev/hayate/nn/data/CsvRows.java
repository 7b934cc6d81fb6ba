package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.CsvChunks;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.ReadLimits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Rows of a CSV file that is read from beginning to end in each epoch, so that it may be larger
 * than memory. One pass before ({@link #scan}) finds out what {@link TableData} finds out of a
 * whole table: which columns there are to learn from, how they become features, and how many rows
 * there are. Every row is drawn for one part of the data by itself; rows without a target are left
 * out.
 */
public final class CsvRows implements SequentialRows {
  /** Few enough to take no memory to speak of, many enough that a table's own cost is spread. */
  private static final int CHUNK = 256;

  private final Path file;
  private final char separator;
  private final Encoding encoding;
  private final RowForm form;
  private final LongPredicate wanted;
  private final int size;
  private final int[] classCounts;

  /** One part of a file whose rows were counted. */
  CsvRows(
      Path file,
      char separator,
      Encoding encoding,
      LongPredicate wanted,
      int size,
      int[] classCounts) {
    this.file = file;
    this.separator = separator;
    this.encoding = encoding;
    List<String> names = encoding.featureNames();
    DType type = encoding.target() instanceof Target.Classes ? DType.I32 : DType.F32;
    this.form = new RowForm(names.size(), 1, type, names, encoding.target().labels());
    this.wanted = wanted;
    this.size = size;
    this.classCounts = classCounts;
  }

  /**
   * A file of which every part is encoded alike.
   *
   * @param encoding fitted to the rows of the first part
   * @param parts one for each fraction
   * @param targetReason why the target's column was taken, where it was not given by name
   * @param notes what was left out and why, one sentence each, for the user
   */
  public record Scan(
      TableEncoding encoding,
      List<CsvRows> parts,
      Optional<String> targetReason,
      List<String> notes) {
    /** Copies the lists. */
    public Scan {
      parts = List.copyOf(parts);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Reads a file once, in bounded memory, and shares out its rows.
   *
   * @param separator what stands between two fields: a comma, a semicolon or a tab
   * @param target the column to be told; empty for one with a usual name, or what {@link
   *     TableData#of(dev.hayate.nn.data.Table)} would take by the first thousand rows
   * @param seed which rows belong to which part
   * @param fractions how much of the rows each part gets, the last one the rest
   * @throws ModelFormatException if the file is malformed, or {@link TableData} would refuse it
   * @throws IOException if it is absent or cannot be read
   */
  public static Scan scan(
      Path file, char separator, String target, long seed, List<Double> fractions)
      throws IOException {
    return new CsvScan(file, separator, target, new RowShares(seed, fractions)).run();
  }

  /**
   * Rows for a model that there is, as its encoding takes them: reads a file once, only to count
   * them, and shares them out as {@link #scan} does.
   *
   * @param separator what stands between two fields: a comma, a semicolon or a tab
   * @param seed which rows belong to which part
   * @param fractions how much of the rows each part gets, the last one the rest
   * @return one part for each fraction
   * @throws ModelFormatException if the file is malformed, has no column of the target, or no row
   *     has an answer; what a field holds is only looked at by {@link #pass}
   * @throws IOException if it is absent or cannot be read
   */
  public static List<CsvRows> read(
      Path file, char separator, Encoding encoding, long seed, List<Double> fractions)
      throws IOException {
    try (CsvChunks chunks = CsvChunks.open(file, separator, ReadLimits.DEFAULT)) {
      String target = encoding.target().name();
      AnswerCounts counts =
          new AnswerCounts(
              new RowShares(seed, fractions),
              KnownAnswers.column(chunks.place(), chunks.names(), target));
      CsvTable table;
      do {
        long first = chunks.rows();
        table = chunks.next(CHUNK, row -> true);
        for (int row = 0; row < table.size(); row++) {
          counts.add(table, row, first + row);
        }
      } while (table.size() > 0);
      if (counts.answered() == 0) {
        throw KnownAnswers.none(chunks.place());
      }
      if (counts.answered() > Integer.MAX_VALUE) {
        throw new ModelFormatException(
            "target",
            chunks.place(),
            "at most 2,147,483,647 rows with an answer",
            Long.toString(counts.answered()));
      }
      return counts.parts(file, separator, encoding);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public RowForm form() {
    return form;
  }

  @Override
  public int[] classCounts() {
    return classCounts.clone();
  }

  @Override
  public RowPass pass() throws IOException {
    CsvChunks chunks = CsvChunks.open(file, separator, ReadLimits.DEFAULT);
    try {
      return new Pass(chunks);
    } catch (IOException | RuntimeException e) {
      chunks.close();
      throw e;
    }
  }

  private final class Pass implements RowPass {
    private final CsvChunks chunks;
    private final int target;
    private final Map<String, Integer> numbers = KnownAnswers.numbers(labels());
    private final Arena arena = Arena.ofShared();
    private final Tensor features =
        Tensor.allocate(arena, DType.F32, Shape.of(CHUNK, featureCount()));
    private final Tensor targets = Tensor.allocate(arena, targetType(), Shape.of(CHUNK, 1));
    private int held;
    private int taken;

    Pass(CsvChunks chunks) throws ModelFormatException {
      this.chunks = chunks;
      try {
        this.target = KnownAnswers.column(chunks.place(), chunks.names(), encoding.target().name());
      } catch (ModelFormatException e) {
        arena.close();
        throw e;
      }
    }

    @Override
    public boolean next(Tensor into, Tensor answers, int at) throws IOException {
      while (taken == held) {
        CsvTable table = chunks.next(CHUNK, wanted);
        if (table.size() == 0) {
          return false;
        }
        encode(table);
      }
      Dataset.copyRow(features, taken, into, at);
      Dataset.copyRow(targets, taken, answers, at);
      taken++;
      return true;
    }

    private void encode(CsvTable table) throws ModelFormatException {
      int[] rows = KnownAnswers.answered(table, target);
      encoding.encode(table, rows, features);
      for (int i = 0; i < rows.length; i++) {
        switch (encoding.target()) {
          case Target.Classes _ ->
              targets.setInt(i, 0, KnownAnswers.classOf(numbers, table, rows[i], target));
          case Target.Quantity quantity ->
              targets.set(i, 0, (float) quantity.standardise(Cells.number(table, rows[i], target)));
        }
      }
      held = rows.length;
      taken = 0;
    }

    @Override
    public void close() throws IOException {
      if (arena.scope().isAlive()) {
        arena.close();
        chunks.close();
      }
    }
  }
}
