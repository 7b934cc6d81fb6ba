package dev.hayate.bench;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.GroupNorm;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Celu;
import dev.hayate.kernels.activation.Elu;
import dev.hayate.kernels.activation.Gelu;
import dev.hayate.kernels.activation.GeluTanh;
import dev.hayate.kernels.activation.Hardshrink;
import dev.hayate.kernels.activation.Hardsigmoid;
import dev.hayate.kernels.activation.Hardswish;
import dev.hayate.kernels.activation.Hardtanh;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.LeakyRelu;
import dev.hayate.kernels.activation.LogSigmoid;
import dev.hayate.kernels.activation.Mish;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Selu;
import dev.hayate.kernels.activation.Sigmoid;
import dev.hayate.kernels.activation.Silu;
import dev.hayate.kernels.activation.Softplus;
import dev.hayate.kernels.activation.Softshrink;
import dev.hayate.kernels.activation.Softsign;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.activation.Tanhshrink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
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
 * Operations on one element or one row at a time, beside what they could do if arithmetic cost
 * nothing: the JDK's copy of the same memory, which goes past the caches where that is much, a copy
 * by the same loop ({@code identity}), a sum, and an addition ({@code sum} backward), which reads
 * two arrays and writes one as a gradient does. 1,024 elements are in the first cache, 1,048,576
 * are not. The table's GFLOP/s stand for 10^9 bytes each second here: every element that is read or
 * written counts 4.
 *
 * <p>Before anything is timed, and after that, all results are compared with those of the scalar
 * backend.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Elementwise {
  private static final int COLUMNS = 256;

  /** A result may be off by so much of its size, or of 1 if that is more. */
  private static final double TOLERANCE = 1e-4;

  private static final List<Activation> ACTIVATIONS =
      List.of(
          new Identity(),
          new Relu(),
          new LeakyRelu(0.01),
          new Elu(1),
          new Selu(),
          new Celu(1),
          new Gelu(),
          new GeluTanh(),
          new Silu(),
          new Mish(),
          new Softplus(1, 20),
          new Softsign(),
          new Sigmoid(),
          new LogSigmoid(),
          new Tanh(),
          new Hardtanh(-1, 1),
          new Hardsigmoid(),
          new Hardswish(),
          new Softshrink(0.5),
          new Hardshrink(0.5),
          new Tanhshrink());

  /** The backend that computes. */
  @Param({"vector", "scalar"})
  public String backend;

  /** Elements in all. */
  @Param({"1024", "1048576"})
  public int size;

  /** What is computed: an activation by its name, or one of the others. */
  @Param({
    "copy",
    "sum",
    "identity",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "celu",
    "gelu",
    "gelu_tanh",
    "silu",
    "mish",
    "softplus",
    "softsign",
    "sigmoid",
    "log_sigmoid",
    "tanh",
    "hardtanh",
    "hardsigmoid",
    "hardswish",
    "softshrink",
    "hardshrink",
    "tanhshrink",
    "softmax",
    "log_softmax",
    "cross_entropy",
    "layer_norm",
    "batch_norm",
    "moments",
    "row",
    "multiply",
    "dropout",
    "uniform"
  })
  public String operation;

  private Arena arena;
  private Backend used;
  private Tensor x;
  private Tensor dy;
  private Tensor y;
  private Tensor dx;
  private Runnable forward;
  private Runnable backward;
  private long forwardBytes;
  private long backwardBytes;
  private float[] expectedY = {};
  private float[] expectedDx = {};

  /** Fills the operands, from a fixed seed, and compares the results. */
  @Setup
  public void open() {
    arena = Arena.ofShared();
    used = Backends.open(backend, 1);
    x = random(-4, 4, 1);
    dy = random(-1, 1, 2);
    y = Tensor.allocate(arena, x.rows(), x.cols());
    dx = Tensor.allocate(arena, x.rows(), x.cols());
    try (Backend reference = Backends.open("scalar", 1)) {
      choose(reference);
      forward.run();
      backward.run();
      expectedY = y.toFloats();
      expectedDx = dx.toFloats();
      choose(used);
      forward.run();
      backward.run();
      compare("output", expectedY, y.toFloats());
      compare("gradient", expectedDx, dx.toFloats());
    }
    countBytes();
  }

  private void countBytes() {
    boolean one = Set.of("sum", "cross_entropy", "moments", "uniform").contains(operation);
    forwardBytes = (one ? 4L : 8L) * size;
    boolean backOne = Set.of("moments", "uniform").contains(operation);
    boolean backTwo = Set.of("copy", "cross_entropy", "row", "dropout").contains(operation);
    backwardBytes = (backOne ? 4L : backTwo ? 8L : 12L) * size;
  }

  private Tensor random(double low, double high, long seed) {
    Tensor tensor = Tensor.allocate(arena, size / COLUMNS, COLUMNS);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < tensor.rows(); i++) {
      for (int j = 0; j < COLUMNS; j++) {
        tensor.set(i, j, (float) random.nextDouble(low, high));
      }
    }
    return tensor;
  }

  private Tensor row(float value) {
    Tensor tensor = Tensor.allocate(arena, 1, COLUMNS);
    for (int j = 0; j < COLUMNS; j++) {
      tensor.set(0, j, value);
    }
    return tensor;
  }

  private static Tensor row(Tensor rows, int row) {
    long bytes = 4L * COLUMNS;
    return Tensor.wrap(rows.segment().asSlice(row * bytes, bytes), Shape.of(1, COLUMNS));
  }

  /** Makes the two calls, of which a softmax and its kin have rows of all elements. */
  private void choose(Backend backend) {
    Tensor wideX = Tensor.wrap(x.segment(), Shape.of(1, size));
    Tensor wideDy = Tensor.wrap(dy.segment(), Shape.of(1, size));
    Tensor wideY = Tensor.wrap(y.segment(), Shape.of(1, size));
    Tensor wideDx = Tensor.wrap(dx.segment(), Shape.of(1, size));
    Tensor loss = Tensor.allocate(arena, 1, 1);
    switch (operation) {
      case "copy" -> {
        forward = () -> MemorySegment.copy(x.segment(), 0, y.segment(), 0, 4L * size);
        backward = () -> MemorySegment.copy(dy.segment(), 0, dx.segment(), 0, 4L * size);
      }
      case "sum" -> {
        Tensor sums = row(0);
        forward = () -> backend.reductions().columnSums(x, false, sums);
        backward = () -> backend.arithmetic().add(x, dy, dx);
      }
      case "softmax" -> {
        forward = () -> backend.normalizations().softmax(wideX, wideY);
        backward = () -> backend.normalizations().softmaxBackward(wideY, wideDy, wideDx);
      }
      case "log_softmax" -> {
        forward = () -> backend.normalizations().logSoftmax(wideX, wideY);
        backward = () -> backend.normalizations().logSoftmaxBackward(wideY, wideDy, wideDx);
      }
      case "cross_entropy" -> {
        Tensor classes = Tensor.allocate(arena, DType.I32, Shape.of(1));
        forward = () -> backend.losses().crossEntropy(wideX, classes, loss);
        backward = () -> backend.losses().crossEntropy(wideX, classes, loss, wideDx);
      }
      case "layer_norm" -> {
        Tensor mean = Tensor.allocate(arena, 1, x.rows());
        Tensor scale = Tensor.allocate(arena, 1, x.rows());
        GroupNorm norm = new GroupNorm(row(0.7f), row(0.1f), mean, scale, 1, 1, true, 1e-5);
        Tensor dweight = row(0);
        Tensor dbias = row(0);
        forward = () -> backend.normalizations().groupNorm(norm, x, y);
        backward =
            () -> backend.normalizations().groupNormBackward(norm, x, dy, dx, dweight, dbias);
      }
      case "batch_norm" -> {
        ChannelNorm norm =
            new ChannelNorm(row(0.7f), row(0.1f), row(0), row(1), row(0), row(0), 1, 1e-5);
        Tensor dweight = row(0);
        Tensor dbias = row(0);
        forward = () -> backend.normalizations().batchNorm(norm, 0.1, x, y);
        backward =
            () -> backend.normalizations().batchNormBackward(norm, x, dy, dx, dweight, dbias);
      }
      case "moments" -> {
        Tensor mean = row(y, 0);
        Tensor deviation = row(y, 1);
        Tensor backMean = row(dx, 0);
        Tensor backDeviation = row(dx, 1);
        forward = () -> backend.reductions().columnMoments(x, mean, deviation);
        backward = () -> backend.reductions().columnMoments(dy, backMean, backDeviation);
      }
      case "row" -> {
        Tensor summands = row(dy, 0);
        Tensor factors = row(x, 0);
        forward = () -> backend.arithmetic().addRow(x, summands, y);
        backward = () -> backend.arithmetic().multiplyRow(dy, factors, dx);
      }
      case "multiply" -> {
        forward = () -> backend.arithmetic().clamp(x, -1, 1, y);
        backward = () -> backend.arithmetic().multiply(x, dy, dx);
      }
      case "dropout" -> {
        forward = () -> backend.random().dropout(1, 2, 0, 0.3, x, y);
        backward = () -> backend.random().dropout(1, 2, 0, 0.3, dy, dx);
      }
      case "uniform" -> {
        forward = () -> backend.random().uniform(1, 2, -1, 1, y);
        backward = () -> backend.random().normal(1, 2, 0, 1, dx);
      }
      default -> {
        Activation f =
            ACTIVATIONS.stream().filter(a -> a.name().equals(operation)).findFirst().orElseThrow();
        Tensor saved = f.savesOutput() ? y : x;
        forward = () -> backend.activations().forward(f, x, y);
        backward = () -> backend.activations().backward(f, saved, dy, dx);
      }
    }
  }

  private void compare(String what, float[] expected, float[] found) {
    double checksum = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(found[i] - expected[i]);
      if (!(error <= TOLERANCE * Math.max(1, Math.abs(expected[i])))) {
        throw new IllegalStateException(
            operation
                + ": "
                + what
                + "["
                + i
                + "]: expected "
                + expected[i]
                + ", found "
                + found[i]);
      }
      checksum += found[i];
    }
    System.out.println("checksum of the " + what + " " + checksum);
  }

  /**
   * The operation; for {@code sum} the column sums, which only read; for {@code row} the sum with a
   * row, for {@code multiply} bounds.
   */
  @Benchmark
  public void forward(Work work) {
    forward.run();
    work.flops += forwardBytes;
  }

  /**
   * Its gradient, which reads two arrays and writes one; for {@code copy} another copy, for {@code
   * row} and {@code multiply} the product, for {@code uniform} normal numbers.
   */
  @Benchmark
  public void backward(Work work) {
    backward.run();
    work.flops += backwardBytes;
  }

  /** Compares once more, since random numbers come from other code in the end; frees the memory. */
  @TearDown
  public void close() {
    compare("last output", expectedY, y.toFloats());
    compare("last gradient", expectedDx, dx.toFloats());
    used.close();
    arena.close();
  }
}
