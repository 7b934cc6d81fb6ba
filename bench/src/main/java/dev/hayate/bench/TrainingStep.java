package dev.hayate.bench;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.train.Trainer;
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
 * A training step of 784-256-128-10: forward, cross entropy, backward, update.
 *
 * <p>Always on the same batch, which the model must have learnt when the benchmark ends: a step
 * that did not train would be found out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TrainingStep {
  private static final int CLASSES = 10;

  /** Samples in a batch. */
  @Param({"64", "256"})
  public int batch;

  /** The optimizer. */
  @Param({"sgd", "adam"})
  public String optimizer;

  private Arena arena;
  private Trainer trainer;
  private Tensor input;
  private Tensor classes;

  /** Makes a batch of random images and classes, from a fixed seed. */
  @Setup
  public void open() {
    arena = Arena.ofShared();
    Model model =
        Model.sequential(784).linear(256).relu().linear(128).relu().linear(CLASSES).build();
    trainer =
        model
            .trainer(model.initialize(arena, 1))
            .loss(Loss.crossEntropy())
            .optimizer(optimizer.equals("sgd") ? Sgd.of(0.05) : Adam.of(1e-3))
            .batch(batch)
            .open();
    input = Tensor.allocate(arena, batch, 784);
    classes = Tensor.allocate(arena, DType.I32, Shape.of(batch, 1));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < batch; i++) {
      for (int j = 0; j < 784; j++) {
        input.set(i, j, (float) random.nextDouble());
      }
      classes.setInt(i, 0, random.nextInt(CLASSES));
    }
  }

  /** One step. */
  @Benchmark
  public Trainer step() {
    trainer.step(input, classes);
    return trainer;
  }

  /** Checks that the batch was learnt, and frees the memory. */
  @TearDown
  public void check() {
    double loss = trainer.loss();
    System.out.println("checksum: loss " + loss + " after " + trainer.steps() + " steps");
    if (!(loss < 0.1)) {
      throw new IllegalStateException("training step: loss: expected below 0.1, found " + loss);
    }
    trainer.close();
    arena.close();
  }
}
