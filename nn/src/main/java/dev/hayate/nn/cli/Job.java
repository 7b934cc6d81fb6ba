package dev.hayate.nn.cli;

import dev.hayate.nn.data.CsvRows;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.IndexedRows;
import dev.hayate.nn.data.MnistFiles;
import dev.hayate.nn.data.Rent;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.data.SequentialRows;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.data.Split;
import dev.hayate.nn.data.Table;
import dev.hayate.nn.data.TableData;
import dev.hayate.nn.data.TableEncoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.FileFormat;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be learned, and from what: one of the jobs that the command line knows by name, or a
 * CSV file.
 *
 * @param name spiral, rent, mnist, fashion or a file's name
 * @param train what to learn from
 * @param validation evaluated after each epoch; may be empty
 * @param test evaluated at the end
 * @param encoding how raw rows became these
 * @param defaults the settings where none are given
 * @param notes what the user should know of how the data was read
 * @param files that are read while training goes on; none if all rows are in memory
 */
record Job(
    String name,
    Rows train,
    Rows validation,
    Rows test,
    Encoding encoding,
    Defaults defaults,
    List<String> notes,
    List<Path> files) {
  private static final double TEST_SHARE = 0.2;
  private static final int NO_FOLD = -1;

  /** Settings where none are given. */
  record Defaults(
      List<Integer> hidden,
      double rate,
      String schedule,
      double weightDecay,
      int batch,
      int epochs) {}

  /** Whether rows are read while training goes on. */
  boolean isStreamed() {
    return !files.isEmpty();
  }

  boolean isClassification() {
    return train.isClassification();
  }

  int outputs() throws IOException {
    return isClassification() ? train.classCount() : 1;
  }

  /** The rows, shared out for training, validation and test. */
  static Job load(TrainCommand options, Arena arena) throws IOException {
    return load(options, NO_FOLD, arena);
  }

  /**
   * The rows for one round of cross-validation.
   *
   * @param fold which of the parts is to test with, from 0
   */
  static Job fold(TrainCommand options, int fold, Arena arena) throws IOException {
    return load(options, fold, arena);
  }

  private static Job load(TrainCommand options, int fold, Arena arena) throws IOException {
    return switch (options.job) {
      case "spiral" -> spiral(options, fold, arena);
      case "rent" -> rent(options, fold, arena);
      case "mnist" -> images(options, fold, MnistFiles.DIGITS, arena);
      case "fashion" -> images(options, fold, MnistFiles.FASHION, arena);
      default -> csv(options, fold, arena);
    };
  }

  /** The course trains on all points and looks at the same points. */
  private static Job spiral(TrainCommand options, int fold, Arena arena) {
    Dataset all = Spiral.generate(arena, Spiral.ARMS, Spiral.POINTS, Spiral.NOISE, options.seed);
    List<Dataset> parts =
        fold == NO_FOLD
            ? List.of(all, all.subset(arena), all)
            : all.fold(arena, options.seed, options.folds, fold, options.validation);
    return new Job(
        "spiral",
        parts.get(0),
        parts.get(1),
        parts.get(2),
        Spiral.encoding(Spiral.ARMS),
        new Defaults(List.of(100), 1e-3, "constant", 1e-5, parts.getFirst().size(), 2000),
        List.of(),
        List.of());
  }

  private static Job rent(TrainCommand options, int fold, Arena arena) throws IOException {
    TableData data = TableData.of(Rent.generate(Rent.FLATS, options.seed), Rent.TARGET);
    Defaults defaults = new Defaults(List.of(32, 32), 3e-3, "constant", 0, 32, 40);
    return table("rent", data, options, fold, defaults, arena);
  }

  private static Job csv(TrainCommand options, int fold, Arena arena) throws IOException {
    Path file = Path.of(options.job);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(
          options.job, null, "expected spiral, rent, mnist, fashion or a CSV file, found no file");
    }
    FileFormat named = FileFormat.named(file).orElse(FileFormat.CSV);
    if (named != FileFormat.CSV) {
      throw new ModelFormatException(
          "job",
          Place.in(file),
          "spiral, rent, mnist, fashion or a CSV file (a program learns from arrays by"
              + " ArrayRows.read)",
          "a file that ends in " + named.extension());
    }
    if (options.stream.stream) {
      return streamed(file, options);
    }
    Table table = Table.of(Csv.read(file));
    TableData data =
        options.target.isEmpty() ? TableData.of(table) : TableData.of(table, options.target);
    String name = String.valueOf(file.getFileName());
    return table(name, data, options, fold, tableDefaults(data.size()), arena);
  }

  private static Defaults tableDefaults(int rows) {
    return rows < 2000
        ? new Defaults(List.of(32, 16), 3e-3, "constant", 1e-4, 16, 60)
        : new Defaults(List.of(128, 64), 5e-3, "one-cycle", 0, 64, 40);
  }

  private static Job streamed(Path file, TrainCommand options) throws IOException {
    Optional<Encoding> before = options.checkpoint.encoding();
    if (before.isPresent()) {
      List<CsvRows> parts = parts(file, before.get(), options.seed, options.validation);
      return streamed(file, parts, before.get(), Optional.empty(), List.of());
    }
    CsvRows.Scan scan =
        CsvRows.scan(file, ',', options.target, options.seed, fractions(options.validation));
    return streamed(file, scan.parts(), scan.encoding(), scan.targetReason(), scan.notes());
  }

  private static Job streamed(
      Path file,
      List<CsvRows> parts,
      Encoding encoding,
      Optional<String> reason,
      List<String> more) {
    int rows = parts.stream().mapToInt(Rows::size).sum();
    Target target = encoding.target();
    List<String> notes = new ArrayList<>();
    notes.add(targetNote(target.name(), target.labels().size(), reason));
    notes.addAll(more);
    return new Job(
        String.valueOf(file.getFileName()),
        parts.get(0),
        parts.get(1),
        parts.get(2),
        encoding,
        tableDefaults(rows),
        notes,
        List.of(file));
  }

  /** The rows of a CSV file for training, validation and test, by the encoding of a model. */
  static List<CsvRows> parts(Path file, Encoding encoding, long seed, double validation)
      throws IOException {
    return CsvRows.read(file, ',', encoding, seed, fractions(validation));
  }

  private static List<Double> fractions(double validation) {
    return List.of(1 - validation - TEST_SHARE, validation, TEST_SHARE);
  }

  private static Job table(
      String name, TableData data, TrainCommand options, int fold, Defaults defaults, Arena arena) {
    double validation = options.validation;
    TableData.Parts parts =
        fold == NO_FOLD
            ? data.split(arena, options.seed, 1 - validation - TEST_SHARE, validation, TEST_SHARE)
            : data.fold(arena, options.seed, options.folds, fold, validation);
    TableEncoding encoding = parts.encoding();
    return new Job(
        name,
        parts.parts().get(0),
        parts.parts().get(1),
        parts.parts().get(2),
        encoding,
        defaults,
        notes(data),
        List.of());
  }

  private static List<String> notes(TableData data) {
    List<String> notes = new ArrayList<>();
    notes.add(targetNote(data.targetName(), data.labels().size(), data.targetReason()));
    notes.addAll(data.notes());
    return notes;
  }

  private static String targetNote(String name, int classes, Optional<String> reason) {
    return "the target is "
        + Place.quote(name)
        + (classes > 0 ? ", one of " + classes + " classes" : ", a quantity")
        + reason.map(why -> " (" + why + "; --target takes another)").orElse("");
  }

  private static Job images(TrainCommand options, int fold, List<String> labels, Arena arena)
      throws IOException {
    Path folder = options.data == null ? Path.of("data", options.job) : options.data;
    if (options.stream.stream) {
      MnistFiles.Streamed files = MnistFiles.stream(folder, labels, arena);
      List<Rows> parts = held(files.train(), options.seed, options.validation, arena);
      return images(options.job, parts, files.test(), files.encoding(), MnistFiles.paths(folder));
    }
    MnistFiles files = MnistFiles.load(folder, labels, arena);
    Dataset all = files.train();
    double validation = options.validation;
    List<Dataset> parts =
        fold != NO_FOLD
            ? all.fold(arena, options.seed, options.folds, fold, validation)
            : validation == 0
                ? List.of(all, all.subset(arena))
                : all.split(arena, options.seed, 1 - validation, validation);
    return images(
        options.job,
        parts,
        fold == NO_FOLD ? files.test() : parts.get(2),
        files.encoding(),
        List.of());
  }

  private static Job images(
      String name, List<? extends Rows> parts, Rows test, Encoding encoding, List<Path> files) {
    return new Job(
        name,
        parts.get(0),
        parts.get(1),
        test,
        encoding,
        new Defaults(List.of(256, 128), 1e-3, "constant", 0, 64, 5),
        List.of(),
        files);
  }

  /** The rows to learn from and those for validation: where any can be read, as in memory. */
  private static List<Rows> held(Rows all, long seed, double validation, Arena arena)
      throws IOException {
    if (validation == 0) {
      return List.of(all, all.sample(arena, 0));
    }
    return switch (all) {
      case IndexedRows indexed -> {
        List<int[]> parts = Split.rows(indexed.classes(), seed, 1 - validation, validation);
        yield List.of(indexed.subset(parts.get(0)), indexed.subset(parts.get(1)));
      }
      case SequentialRows sequential ->
          List.copyOf(sequential.split(seed, 1 - validation, validation));
      case Dataset data -> List.copyOf(data.split(arena, seed, 1 - validation, validation));
    };
  }
}
