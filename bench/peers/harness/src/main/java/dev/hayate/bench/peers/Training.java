package dev.hayate.bench.peers;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One step of a peer's learner. The losses of the first steps are compared with those of plain Java
 * in double, and in the end the batch must have been learnt.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Training {
  private static final int COMPARED = 4;

  /** Of the loss: float32 against double, a few steps in. */
  private static final double TOLERANCE = 1e-3;

  /** A share of the first loss that the slowest peer gets below in a second. */
  private static final double LEARNT = 0.95;

  /** The sizes of the layers, the batch, and the rule. */
  @Param({
    "784-256-128-10 x 64 sgd",
    "784-256-128-10 x 64 adam",
    "784-256-128-10 x 256 sgd",
    "784-256-128-10 x 256 adam"
  })
  public String work;

  private Peer.Learner learner;
  private double first;

  /** Opens the model, compares its first losses and steps until it is compiled. */
  @Setup
  public void prepare() {
    open();
    WarmUp.run(learner::step);
  }

  /** Opens the model and compares the losses of its first steps. */
  void open() {
    String[] parts = work.split(" x | ", -1);
    Mlp model = Mlp.of(parts[0]);
    int batch = Integer.parseInt(parts[1]);
    Peer.Rule rule = Peer.Rule.valueOf(parts[2].toUpperCase(Locale.ROOT));
    float[] input = model.input(batch);
    int[] classes = model.classes(batch);
    learner = Peer.here().learner(model, rule, batch, input, classes);
    double[] expected = new Reference(model, rule).losses(input, classes, COMPARED);
    first = expected[0];
    for (int step = 0; step < COMPARED; step++) {
      learner.step();
      double loss = learner.loss();
      if (!(Math.abs(loss - expected[step]) <= TOLERANCE * expected[step])) {
        throw new IllegalStateException(
            "loss of step " + step + ": expected " + expected[step] + ", found " + loss);
      }
    }
  }

  /** One step. */
  @Benchmark
  public Object step() {
    learner.step();
    return learner;
  }

  /** Checks that the batch was being learnt to the end. */
  @TearDown
  public void close() {
    Garbage.count(learner::step);
    double loss = learner.loss();
    learner.close();
    if (!(loss < LEARNT * first)) {
      throw new IllegalStateException(
          "loss: expected below " + LEARNT + " of the first, " + first + ", found " + loss);
    }
  }

  /** Closes the learner after a few steps, which teach it little. */
  void abandon() {
    learner.close();
  }
}
