package dev.hayate.bench.peers;

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

/** One call of a peer's scorer. The outputs are compared before and after. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Scoring {
  /** The sizes of the layers, and the batch. */
  @Param({
    "32-64-32-1 x 1",
    "784-256-128-10 x 1",
    "784-256-128-10 x 8",
    "784-256-128-10 x 32",
    "784-256-128-10 x 256",
    "1024-2048-2048-1024-10 x 1",
    "1024-2048-2048-1024-10 x 64"
  })
  public String work;

  private Peer.Scorer scorer;
  private double[] expected;

  /** Opens the model, compares its first outputs and calls it until it is compiled. */
  @Setup
  public void prepare() {
    open();
    WarmUp.run(scorer::score);
  }

  /** Opens the model and compares its first outputs. */
  void open() {
    String[] parts = work.split(" x ", -1);
    Mlp model = Mlp.of(parts[0]);
    int batch = Integer.parseInt(parts[1]);
    float[] input = model.input(batch);
    expected = model.expected(input);
    scorer = Peer.here().scorer(model, batch, input);
    scorer.score();
    compare(Peer.here(), scorer.outputs(), expected);
  }

  /** One call. */
  @Benchmark
  public Object score() {
    scorer.score();
    return scorer;
  }

  /** Compares the last outputs. */
  @TearDown
  public void close() {
    Garbage.count(scorer::score);
    compare(Peer.here(), scorer.outputs(), expected);
    scorer.close();
  }

  /** Fails unless all outputs are as expected. */
  static void compare(Peer peer, float[] found, double[] expected) {
    if (found.length != expected.length) {
      throw new IllegalStateException(
          "outputs: expected " + expected.length + ", found " + found.length);
    }
    for (int i = 0; i < found.length; i++) {
      if (!(Math.abs(found[i] - expected[i]) <= peer.tolerance() * (1 + Math.abs(expected[i])))) {
        throw new IllegalStateException(
            "output " + i + ": expected " + expected[i] + ", found " + found[i]);
      }
    }
  }
}
