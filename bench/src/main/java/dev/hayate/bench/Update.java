package dev.hayate.bench;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.lang.foreign.Arena;
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
 * Steps of optimizers, beside streams over as many arrays that do next to nothing with them. The
 * table's GFLOP/s stand for 10^9 bytes each second here: every element that is read or written
 * counts 4.
 *
 * <p>Before anything is timed, a step is compared with that of the scalar backend.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Update {
  private static final double RATE = 1e-4;
  private static final double TOLERANCE = 1e-5;

  /** The backend that computes. */
  @Param({"vector"})
  public String backend;

  /** Parameters. */
  @Param({"1000000"})
  public int size;

  /**
   * The optimizer, or {@code stream}, which reads four arrays and writes two: moving averages of
   * one by the other.
   */
  @Param({
    "stream",
    "sgd",
    "momentum",
    "adagrad",
    "adadelta",
    "rmsprop",
    "rmsprop_momentum",
    "adam",
    "amsgrad",
    "adamax",
    "lion",
    "rprop"
  })
  public String optimizer;

  private Arena arena;
  private Backend used;
  private Tensor w;
  private Tensor g;
  private Tensor m;
  private Tensor v;
  private Tensor most;
  private Runnable step;
  private long bytes;

  /** Fills the operands, from a fixed seed, and compares one step. */
  @Setup
  public void open() {
    arena = Arena.ofShared();
    used = Backends.open(backend, 1);
    try (Backend reference = Backends.open("scalar", 1)) {
      fill();
      choose(reference.updates());
      step.run();
      float[] expected = w.toFloats();
      fill();
      choose(used.updates());
      step.run();
      compare(expected, w.toFloats());
    }
  }

  private void fill() {
    w = random(-1, 1, 1);
    g = random(-1, 1, 2);
    m = random(-0.1, 0.1, 3);
    v = random(0.01, 0.1, 4);
    most = random(0.01, 0.1, 5);
  }

  private Tensor random(double low, double high, long seed) {
    Tensor tensor = Tensor.allocate(arena, 1, size);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      tensor.set(0, i, (float) random.nextDouble(low, high));
    }
    return tensor;
  }

  private void choose(Updates updates) {
    switch (optimizer) {
      case "stream" -> {
        bytes = 24L * size;
        step =
            () -> {
              updates.average(m, g, 0.9);
              updates.average(w, v, 0.999);
            };
      }
      case "sgd" -> {
        bytes = 12L * size;
        step = () -> updates.sgd(w, g, RATE, 0);
      }
      case "momentum" -> {
        bytes = 20L * size;
        step = () -> updates.sgd(w, g, m, RATE, 0, 0.9, 0, false);
      }
      case "adagrad" -> {
        bytes = 20L * size;
        step = () -> updates.adagrad(w, g, v, RATE, 0, 1e-8);
      }
      case "adadelta" -> {
        bytes = 28L * size;
        step = () -> updates.adadelta(w, g, v, m, RATE, 0, 0.9, 0.2);
      }
      case "rmsprop" -> {
        bytes = 20L * size;
        step = () -> updates.rmsprop(w, g, v, RATE, 0, 0.99, 1e-8);
      }
      case "rmsprop_momentum" -> {
        bytes = 28L * size;
        step = () -> updates.rmsprop(w, g, v, most, m, RATE, 0, 0.99, 1e-8, 0.9, false);
      }
      case "amsgrad" -> {
        bytes = 36L * size;
        step = () -> updates.moments(w, g, m, v, most, 0.9, 0.999, 0, 1, 0, RATE, 1, 1e-8);
      }
      case "rprop" -> {
        bytes = 28L * size;
        step = () -> updates.rprop(w, g, m, v, 0.5, 1.2, 1e-6, 50);
      }
      case "adam" -> {
        bytes = 28L * size;
        step = () -> updates.adam(w, g, m, v, RATE, 0.9, 0.999, 1e-8, 0, false, 10);
      }
      case "adamax" -> {
        bytes = 28L * size;
        step = () -> updates.adamax(w, g, m, v, RATE, 0, 0.9, 0.999, 1e-8);
      }
      case "lion" -> {
        bytes = 20L * size;
        step = () -> updates.lion(w, g, m, RATE, 0, 0.9, 0.99);
      }
      default -> throw new IllegalArgumentException("optimizer: " + optimizer);
    }
  }

  private void compare(float[] expected, float[] found) {
    double checksum = 0;
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(found[i] - expected[i]) <= TOLERANCE)) {
        throw new IllegalStateException(
            optimizer + ": w[" + i + "]: expected " + expected[i] + ", found " + found[i]);
      }
      checksum += found[i];
    }
    System.out.println("checksum " + checksum);
  }

  /** One step. */
  @Benchmark
  public void step(Work work) {
    step.run();
    work.flops += bytes;
  }

  /** Frees the memory. */
  @TearDown
  public void close() {
    used.close();
    arena.close();
  }
}
