package dev.hayate.nn.cli;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Encoding;
import dev.hayate.nn.data.KnownAnswers;
import dev.hayate.nn.data.MnistFiles;
import dev.hayate.nn.data.TableEncoding;
import dev.hayate.nn.data.Target;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.insight.PermutationImportance;
import dev.hayate.nn.insight.PermutationImportance.Source;
import dev.hayate.nn.metric.Regression;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Rows to judge or explain a model by. */
final class AnsweredRows {
  private AnsweredRows() {}

  /**
   * Reads a CSV file with the target's column, or the test images of a folder.
   *
   * @return quantities stand in their own unit
   */
  static Dataset read(ModelSource source, Path data, Arena arena) throws IOException {
    if (Files.isDirectory(data)) {
      return images(source.encoding(), data, arena);
    }
    if (!data.toString().endsWith(".csv")) {
      throw new ModelFormatException(
          "--data", Place.in(data), "FILE.csv with answers, or a folder of images", "neither");
    }
    return KnownAnswers.of(source.encoding(), Csv.read(data), arena);
  }

  /** Rows as the model takes them, of a file with or without answers, or of a folder. */
  static Tensor features(ModelSource source, Path data, Arena arena) throws IOException {
    return Files.isDirectory(data)
        ? images(source.encoding(), data, arena).features()
        : source.features(data, arena);
  }

  private static Dataset images(Encoding encoding, Path folder, Arena arena) throws IOException {
    return MnistFiles.load(folder, encoding.target().labels(), arena).test();
  }

  /** The columns of raw rows, each with the inputs that stand for it. */
  static List<Source> sources(Encoding encoding) {
    List<String> names = encoding.featureNames();
    if (!(encoding instanceof TableEncoding table)) {
      return PermutationImportance.eachColumn(names);
    }
    List<Source> sources = new ArrayList<>();
    int from = 0;
    for (String column : table.columnNames()) {
      List<Integer> columns = new ArrayList<>();
      // Inputs stand in the columns' order: "age", "sex=male", "age is missing".
      while (from < names.size() && belongs(names.get(from), column)) {
        columns.add(from++);
      }
      sources.add(new Source(column, columns));
    }
    return sources;
  }

  private static boolean belongs(String feature, String column) {
    return feature.equals(column)
        || feature.startsWith(column + "=")
        || feature.equals(column + " is missing");
  }

  /** The accuracy of outputs for classes, R2 for a quantity. */
  static double goodness(Target target, Tensor outputs, Tensor truth) {
    if (target instanceof Target.Quantity quantity) {
      Tensor values = Tensor.of(Arena.ofAuto(), outputs.shape(), outputs.toFloats());
      return Regression.of(Scoring.restored(quantity, values), truth).r2();
    }
    int right = 0;
    for (int row = 0; row < outputs.rows(); row++) {
      // A single output is the second class's logit.
      int best = outputs.cols() == 1 && outputs.get(row, 0) > 0 ? 1 : 0;
      for (int j = 1; j < outputs.cols(); j++) {
        best = outputs.get(row, j) > outputs.get(row, best) ? j : best;
      }
      right += best == truth.getInt(row, 0) ? 1 : 0;
    }
    return (double) right / outputs.rows();
  }
}
