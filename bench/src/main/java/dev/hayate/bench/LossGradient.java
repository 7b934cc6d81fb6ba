package dev.hayate.bench;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Reduction;
import dev.hayate.kernels.RowLoss;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;
import dev.hayate.kernels.loss.BinaryCrossEntropy;
import dev.hayate.kernels.loss.ClassCrossEntropy;
import dev.hayate.kernels.loss.ClassLikelihood;
import dev.hayate.kernels.loss.GaussianLikelihood;
import dev.hayate.kernels.loss.Huber;
import dev.hayate.kernels.loss.KlDivergence;
import dev.hayate.kernels.loss.LogitCrossEntropy;
import dev.hayate.kernels.loss.MultiLabelMargin;
import dev.hayate.kernels.loss.MultiLabelSoftMargin;
import dev.hayate.kernels.loss.MultiMargin;
import dev.hayate.kernels.loss.ProbabilityCrossEntropy;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Losses alone and with their gradients, of a batch of samples. Before anything is timed, results
 * are compared with those of the scalar backend.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LossGradient {
  /** A result may be off by so much of its size, or of 1 if that is more. */
  private static final double TOLERANCE = 1e-4;

  /** Classes that are listed for a sample with several. */
  private static final int LISTED = 3;

  /** The backend that computes. */
  @Param({"vector", "scalar"})
  public String backend;

  /** Samples and what is predicted for each. */
  @Param({"64x10", "64x1", "4x256", "256x1000"})
  public String shape;

  /** Which loss. */
  @Param({
    "bce",
    "kl",
    "logits",
    "logits_positive",
    "logits_columns",
    "logits_samples",
    "huber_columns",
    "cross_entropy_smooth",
    "cross_entropy_weights",
    "cross_entropy_probabilities",
    "nll",
    "multi_margin",
    "multi_label_margin",
    "multi_label_soft_margin",
    "gaussian"
  })
  public String loss;

  /** A loss and what it is computed of. */
  private interface Call {
    void run(Losses losses, Tensor result, Tensor gradient);
  }

  private final SplittableRandom random = new SplittableRandom(1);
  private Arena arena;
  private Backend used;
  private int rows;
  private int cols;
  private Tensor result;
  private Tensor gradient;
  private Call call;

  /** Fills the operands, from a fixed seed, and compares the results. */
  @Setup
  public void open() {
    arena = Arena.ofShared();
    String[] sizes = shape.split("x", 2);
    rows = Integer.parseInt(sizes[0]);
    cols = Integer.parseInt(sizes[1]);
    used = Backends.open(backend, 1);
    result = Tensor.allocate(arena, 1, 1);
    call = choose();
    try (Backend reference = Backends.open("scalar", 1)) {
      call.run(reference.losses(), result, gradient);
    }
    float expected = result.get(0, 0);
    float[] slopes = gradient.toFloats();
    call.run(used.losses(), result, gradient);
    compare("loss", new float[] {expected}, result.toFloats());
    compare("gradient", slopes, gradient.toFloats());
    call.run(used.losses(), result, Losses.NONE);
    compare("loss alone", new float[] {expected}, result.toFloats());
  }

  private Call choose() {
    return switch (loss) {
      case "bce" -> points(new BinaryCrossEntropy(), Weights.NONE, false, 0.01, 0.99);
      case "kl" -> points(new KlDivergence(false), Weights.NONE, false, -3, 0);
      case "logits" -> points(new LogitCrossEntropy(Weights.NONE), Weights.NONE, false, -3, 3);
      case "logits_positive" ->
          points(new LogitCrossEntropy(weights()), Weights.NONE, false, -3, 3);
      case "logits_columns" -> points(new LogitCrossEntropy(Weights.NONE), weights(), false, -3, 3);
      case "logits_samples" ->
          points(new LogitCrossEntropy(Weights.NONE), Weights.NONE, true, -3, 3);
      case "huber_columns" -> points(new Huber(1), weights(), false, -3, 3);
      case "cross_entropy_smooth" ->
          rows(new ClassCrossEntropy(Weights.NONE, 0.1, -100), cols, -3, 3);
      case "cross_entropy_weights" -> rows(new ClassCrossEntropy(weights(), 0, -100), cols, -3, 3);
      case "cross_entropy_probabilities" ->
          rows(new ProbabilityCrossEntropy(Weights.NONE, 0), cols, -3, 3);
      case "nll" -> rows(new ClassLikelihood(Weights.NONE, -100), cols, -3, 0);
      case "multi_margin" -> rows(new MultiMargin(1, 1, Weights.NONE), cols, -3, 3);
      case "multi_label_margin" -> rows(new MultiLabelMargin(), cols, -3, 3);
      case "multi_label_soft_margin" -> rows(new MultiLabelSoftMargin(Weights.NONE), cols, -3, 3);
      case "gaussian" -> rows(new GaussianLikelihood(false, 1e-6), 2 * cols, 0.2, 3);
      default -> throw new IllegalArgumentException("no loss is called " + loss);
    };
  }

  private Call points(PointLoss f, Weights columns, boolean weighted, double low, double high) {
    Tensor x = random(rows, cols, low, high);
    Tensor target = random(rows, cols, 0.01, 1);
    Tensor samples = weighted ? random(1, rows, 0, 2) : Losses.NONE;
    gradient = Tensor.allocate(arena, rows, cols);
    return (losses, sum, slopes) ->
        losses.pointwise(f, Reduction.MEAN, columns, x, target, samples, sum, slopes);
  }

  private Call rows(RowLoss f, int width, double low, double high) {
    Tensor x = random(rows, width, low, high);
    int wanted = f.targetColumns(width);
    Tensor target = f.targetType() == DType.I32 ? numbers(wanted) : random(rows, wanted, 0.01, 1);
    gradient = Tensor.allocate(arena, rows, width);
    return (losses, sum, slopes) ->
        losses.rowwise(f, Reduction.MEAN, x, target, Losses.NONE, sum, slopes);
  }

  private Tensor numbers(int wanted) {
    Tensor target = Tensor.allocate(arena, DType.I32, Shape.of(rows, wanted));
    for (int i = 0; i < rows * wanted; i++) {
      int number = i % wanted < LISTED ? random.nextInt(cols) : -1;
      target.segment().setAtIndex(ValueLayout.JAVA_INT, i, number);
    }
    return target;
  }

  private Weights weights() {
    return Weights.of(random.doubles(cols, 0.5, 2).toArray());
  }

  private Tensor random(int height, int width, double low, double high) {
    Tensor tensor = Tensor.allocate(arena, height, width);
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        tensor.set(i, j, (float) random.nextDouble(low, high));
      }
    }
    return tensor;
  }

  private void compare(String what, float[] expected, float[] found) {
    double checksum = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(found[i] - expected[i]);
      if (!(error <= TOLERANCE * Math.max(1, Math.abs(expected[i])))) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s %s: %s[%d]: expected %s, found %s",
                loss,
                shape,
                what,
                i,
                expected[i],
                found[i]));
      }
      checksum += found[i];
    }
    System.out.println("checksum of the " + what + " " + checksum);
  }

  /** The loss alone; the rate counts bytes of predictions. */
  @Benchmark
  public void value(Work work) {
    call.run(used.losses(), result, Losses.NONE);
    work.flops += (long) Float.BYTES * gradient.size();
  }

  /** With its gradient; the rate counts bytes of predictions and gradient. */
  @Benchmark
  public void gradient(Work work) {
    call.run(used.losses(), result, gradient);
    work.flops += 2L * Float.BYTES * gradient.size();
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    used.close();
    arena.close();
  }
}
