package dev.hayate.bench;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.Sequential;
import dev.hayate.nn.predict.Predictor;
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
 * A prediction: from a tensor of inputs to a tensor of outputs, ReLU between the layers.
 *
 * <p>When it is done, the outputs are compared with those of the scalar backend.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Prediction {
  /** The sizes of the layers, the input's first. */
  @Param({"784-256-128-10"})
  public String model;

  /** Samples in a call. */
  @Param({"1", "8", "32", "256"})
  public int batch;

  private Arena arena;
  private Model built;
  private Parameters parameters;
  private Predictor predictor;
  private Tensor input;
  private Tensor output;

  /** Builds the model with its initial weights, from a fixed seed. */
  @Setup
  public void open() {
    arena = Arena.ofShared();
    String[] sizes = model.split("-", -1);
    Sequential layers = Model.sequential(Integer.parseInt(sizes[0]));
    for (int i = 1; i < sizes.length; i++) {
      layers = layers.linear(Integer.parseInt(sizes[i]));
      if (i < sizes.length - 1) {
        layers = layers.relu();
      }
    }
    built = layers.build();
    parameters = built.initialize(arena, 1);
    predictor = built.predictor(parameters).batch(batch).open();
    input = Tensor.allocate(arena, batch, Integer.parseInt(sizes[0]));
    output = Tensor.allocate(arena, batch, Integer.parseInt(sizes[sizes.length - 1]));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < input.cols(); j++) {
        input.set(i, j, (float) random.nextDouble());
      }
    }
  }

  /** One prediction. */
  @Benchmark
  public Tensor predict() {
    predictor.predict(input, output);
    return output;
  }

  /** Compares the outputs with the scalar backend's, and frees the memory. */
  @TearDown
  public void check() {
    Tensor expected = Tensor.allocate(arena, output.rows(), output.cols());
    try (Predictor reference = built.predictor(parameters).backend("scalar").batch(batch).open()) {
      reference.predict(input, expected);
    }
    double checksum = 0;
    for (int i = 0; i < output.rows(); i++) {
      for (int j = 0; j < output.cols(); j++) {
        float found = output.get(i, j);
        if (!(Math.abs(found - expected.get(i, j)) <= 1e-5)) {
          throw new IllegalStateException(
              "prediction: output["
                  + i
                  + ", "
                  + j
                  + "]: expected "
                  + expected.get(i, j)
                  + ", found "
                  + found);
        }
        checksum += found;
      }
    }
    System.out.println("checksum " + checksum);
    predictor.close();
    arena.close();
  }
}
