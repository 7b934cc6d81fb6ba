package dev.hayate.nn.insight;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Philox;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.RandomStream;
import dev.hayate.nn.predict.Predictor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much worse a model's answers get when one of their sources is mixed up among the rows
 * (Breiman, "Random Forests", 2001; Fisher, Rudin and Dominici, 2019). A source is a group of
 * columns, such as all those that stand for the values of one category.
 *
 * <p>What a source tells that another one tells too, it does not get the credit for.
 */
public final class PermutationImportance {
  private static final int BATCH = 256;

  /**
   * Columns that are mixed up together.
   *
   * @param name of all of them
   * @param columns their numbers
   */
  public record Source(String name, List<Integer> columns) {
    /** Copies the list. */
    public Source {
      columns = List.copyOf(columns);
    }
  }

  /**
   * What was found of one source.
   *
   * @param name the source's
   * @param drop by how much the measure is lower without it, on average
   * @param deviation the standard deviation of the drop over the repetitions
   */
  public record Importance(String name, double drop, double deviation) {}

  private PermutationImportance() {}

  /** A source for each column. */
  public static List<Source> eachColumn(List<String> names) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      sources.add(new Source(names.get(i), List.of(i)));
    }
    return sources;
  }

  /**
   * Mixes up each source in turn.
   *
   * @param rows float32, {@code [n, inputs]}; not changed
   * @param measure of the outputs {@code [n, outputs]}: the more the better
   * @param repeats how often each source is mixed up, 1 or more
   * @param backend the backend's name; empty for the best
   * @return the sources in the given order
   */
  public static List<Importance> of(
      Parameters parameters,
      Tensor rows,
      List<Source> sources,
      ToDoubleFunction<Tensor> measure,
      int repeats,
      long seed,
      String backend) {
    Model model = parameters.model();
    List<Importance> found = new ArrayList<>();
    try (Arena arena = Arena.ofShared();
        Predictor predictor = model.predictor(parameters).batch(BATCH).backend(backend).open()) {
      Tensor mixed = Tensor.of(arena, rows.shape(), rows.toFloats());
      int outputs = Math.toIntExact(model.outputShape(0).size());
      Tensor answers = Tensor.allocate(arena, DType.F32, Shape.of(rows.rows(), outputs));
      double whole = measured(predictor, mixed, answers, measure);
      for (int s = 0; s < sources.size(); s++) {
        double[] drops = new double[repeats];
        for (int r = 0; r < repeats; r++) {
          mix(rows, mixed, sources.get(s), seed, RandomStream.INSIGHT.at((long) s * repeats + r));
          drops[r] = whole - measured(predictor, mixed, answers, measure);
        }
        restore(rows, mixed, sources.get(s));
        found.add(importance(sources.get(s).name(), drops));
      }
    }
    return found;
  }

  private static Importance importance(String name, double[] drops) {
    double mean = 0;
    for (double drop : drops) {
      mean += drop / drops.length;
    }
    double square = 0;
    for (double drop : drops) {
      square += (drop - mean) * (drop - mean) / drops.length;
    }
    return new Importance(name, mean, Math.sqrt(square));
  }

  private static double measured(
      Predictor predictor, Tensor rows, Tensor answers, ToDoubleFunction<Tensor> measure) {
    for (int from = 0; from < rows.rows(); from += BATCH) {
      int count = Math.min(BATCH, rows.rows() - from);
      predictor.predict(rows.rows(from, count), answers.rows(from, count));
    }
    return measure.applyAsDouble(answers);
  }

  private static void mix(Tensor rows, Tensor mixed, Source source, long seed, long stream) {
    int[] order = new int[rows.rows()];
    for (int i = 0; i < order.length; i++) {
      // Fisher and Yates, from the inside out.
      int j = Philox.below(i + 1, seed, stream, i);
      order[i] = order[j];
      order[j] = i;
    }
    for (int column : source.columns()) {
      for (int row = 0; row < order.length; row++) {
        mixed.set(row, column, rows.get(order[row], column));
      }
    }
  }

  private static void restore(Tensor rows, Tensor mixed, Source source) {
    for (int column : source.columns()) {
      for (int row = 0; row < rows.rows(); row++) {
        mixed.set(row, column, rows.get(row, column));
      }
    }
  }
}
