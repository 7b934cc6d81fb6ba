package dev.hayate.bench;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
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
 * A plain read of weights from front to back: what bounds the product of a single row with them,
 * {@code NT-1x...} of {@link Product}. They are added up in 64 sums, four vectors of 512 bits. As
 * work it counts what the product would do, so that the two compare by GFLOP/s as by time.
 *
 * <p>When it is done the sums are compared with what they must be.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WeightRead {
  private static final int SUMS = 64;

  /** Outputs and inputs of the layer whose weights are read. */
  @Param({"256x784", "128x256", "1024x1024", "4096x4096"})
  public String shape;

  private Arena arena;
  private Backend backend;
  private Tensor weights;
  private Tensor sums;

  /** Fills the weights with ones. */
  @Setup
  public void open() {
    String[] sizes = shape.split("x", -1);
    arena = Arena.ofShared();
    backend = Backends.open("vector", 1);
    weights =
        Tensor.allocate(
            arena, Integer.parseInt(sizes[0]) * Integer.parseInt(sizes[1]) / SUMS, SUMS);
    for (int i = 0; i < weights.rows(); i++) {
      for (int j = 0; j < SUMS; j++) {
        weights.set(i, j, 1f);
      }
    }
    sums = Tensor.allocate(arena, 1, SUMS);
  }

  /** One read of all weights. */
  @Benchmark
  public Tensor read(Work work) {
    backend.reductions().columnSums(weights, false, sums);
    work.flops += 2 * weights.size();
    return sums;
  }

  /** Compares the sums. */
  @TearDown
  public void close() {
    for (float sum : sums.toFloats()) {
      if (sum != weights.rows()) {
        throw new AssertionError("a sum is " + sum + ", expected " + weights.rows());
      }
    }
    arena.close();
    backend.close();
  }
}
