package dev.hayate.bench;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.UpdateRule;
import dev.hayate.kernels.Updates;
import dev.hayate.kernels.update.AdadeltaRule;
import dev.hayate.kernels.update.AdagradRule;
import dev.hayate.kernels.update.AdamRule;
import dev.hayate.kernels.update.AdamaxRule;
import dev.hayate.kernels.update.AsgdRule;
import dev.hayate.kernels.update.LionRule;
import dev.hayate.kernels.update.NadamRule;
import dev.hayate.kernels.update.RadamRule;
import dev.hayate.kernels.update.RmsPropRule;
import dev.hayate.kernels.update.RpropRule;
import dev.hayate.kernels.update.SgdRule;
import java.lang.foreign.Arena;
import java.util.Arrays;
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
 * Steps of optimizers, beside {@link Streams} over as many arrays that do next to nothing with
 * them. The table's GFLOP/s stand for 10^9 bytes each second here: every element that is read or
 * written counts 4.
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
  private static final double RATE = 1e-3;
  private static final double EPSILON = 1e-2;

  /** The largest gradient of an element, and the largest of all in the mean, when clipped. */
  private static final float LIMIT = 0.5f;

  private static final long STEP = 10;
  private static final double TOLERANCE = 1e-5;

  /** The backend that computes. */
  @Param({"vector"})
  public String backend;

  /** Parameters. */
  @Param({"1000000"})
  public int size;

  /**
   * The optimizer, with what is done to its gradient; or {@code stream} and the number of arrays,
   * which all are read, and all but one written, as the optimizers of so many arrays do.
   */
  @Param({
    "stream2",
    "sgd",
    "sgd_decay",
    "sgd_clip_norm",
    "sgd_clip_value",
    "stream3",
    "momentum",
    "nesterov",
    "adagrad",
    "rmsprop",
    "lion",
    "asgd",
    "stream4",
    "adadelta",
    "rmsprop_momentum",
    "rmsprop_centred",
    "adam",
    "adam_clip_norm",
    "adamw",
    "nadam",
    "radam",
    "adamax",
    "rprop",
    "stream5",
    "rmsprop_centred_momentum",
    "amsgrad"
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
    float[] expected = optimizer.startsWith("stream") ? streamed() : byDefinition();
    fill();
    choose(used);
    step.run();
    compare(expected, w.toFloats());
  }

  private float[] byDefinition() {
    try (Backend reference = Backends.open("scalar", 1)) {
      fill();
      choose(reference);
      step.run();
      return w.toFloats();
    }
  }

  private float[] streamed() {
    fill();
    float[] weights = w.toFloats();
    float[] gradients = g.toFloats();
    for (int i = 0; i < size - size % Streams.LANES; i++) {
      weights[i] = Math.fma(weights[i], 0.5f, gradients[i]);
    }
    return weights;
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

  private void choose(Backend backend) {
    if (optimizer.startsWith("stream")) {
      stream(Integer.parseInt(optimizer.substring("stream".length())));
      return;
    }
    int clip = optimizer.indexOf("_clip_");
    UpdateRule rule = rule(clip < 0 ? optimizer : optimizer.substring(0, clip));
    Tensor[] kept = {m, v, most};
    if (rule.state().size() == 1 && !optimizer.equals("momentum")) {
      // Squares and sums of squares must not be negative.
      kept = new Tensor[] {v};
    } else if (rule instanceof RmsPropRule || rule instanceof AdadeltaRule) {
      kept = new Tensor[] {v, m, most};
    }
    Stretch x = Stretch.of(rule, w, g, Arrays.copyOf(kept, rule.state().size()));
    Updates updates = backend.updates();
    bytes = 4L * (3 + 2 * rule.state().size()) * size;
    step = () -> updates.step(x.at(RATE, STEP));
    if (optimizer.endsWith("_clip_norm")) {
      Reductions reductions = backend.reductions();
      bytes += 4L * size;
      step =
          () -> {
            double norm = Math.sqrt(reductions.sumOfSquares(g));
            updates.step(x.at(RATE, STEP).times(Math.min(1, LIMIT * Math.sqrt(size) / norm)));
          };
    } else if (optimizer.endsWith("_clip_value")) {
      Arithmetic arithmetic = backend.arithmetic();
      bytes += 8L * size;
      step =
          () -> {
            arithmetic.clamp(g, -LIMIT, LIMIT, g);
            updates.step(x.at(RATE, STEP));
          };
    }
  }

  /** As many arrays as an optimizer with {@code arrays - 2} kept tensors has. */
  private void stream(int arrays) {
    bytes = 4L * (2 * arrays - 1) * size;
    int vectors = size / Streams.LANES;
    step =
        switch (arrays) {
          case 2 -> () -> Streams.two(w.segment(), g.segment(), vectors);
          case 3 -> () -> Streams.three(w.segment(), g.segment(), m.segment(), vectors);
          case 4 -> () -> Streams.four(w.segment(), g.segment(), m.segment(), v.segment(), vectors);
          case 5 ->
              () ->
                  Streams.five(
                      w.segment(), g.segment(), m.segment(), v.segment(), most.segment(), vectors);
          default -> throw new IllegalArgumentException("optimizer: " + optimizer);
        };
  }

  private static UpdateRule rule(String name) {
    return switch (name) {
      case "sgd" -> new SgdRule(0, 0, 0, false);
      case "sgd_decay" -> new SgdRule(0, 0, 0.01, false);
      case "momentum" -> new SgdRule(0.9, 0, 0, false);
      case "nesterov" -> new SgdRule(0.9, 0, 0, true);
      case "adagrad" -> new AdagradRule(0, 0, 0, EPSILON);
      case "adadelta" -> new AdadeltaRule(0.9, 0.2, 0);
      case "rmsprop" -> new RmsPropRule(0.99, EPSILON, 0, 0, false);
      case "rmsprop_momentum" -> new RmsPropRule(0.99, EPSILON, 0, 0.9, false);
      case "rmsprop_centred" -> new RmsPropRule(0.99, EPSILON, 0, 0, true);
      case "rmsprop_centred_momentum" -> new RmsPropRule(0.99, EPSILON, 0, 0.9, true);
      case "adam" -> new AdamRule(0.9, 0.999, EPSILON, 0, false, false);
      case "adamw" -> new AdamRule(0.9, 0.999, EPSILON, 0.01, true, false);
      case "amsgrad" -> new AdamRule(0.9, 0.999, EPSILON, 0, false, true);
      case "nadam" -> new NadamRule(0.9, 0.999, EPSILON, 0, 0.004, false);
      case "radam" -> new RadamRule(0.9, 0.999, EPSILON, 0, false);
      case "adamax" -> new AdamaxRule(0.9, 0.999, EPSILON, 0);
      case "lion" -> new LionRule(0.9, 0.99, 0);
      case "rprop" -> new RpropRule(0.5, 1.2, 1e-6, 50);
      case "asgd" -> new AsgdRule(1e-4, 0.75, 0, 0);
      default -> throw new IllegalArgumentException("optimizer: " + name);
    };
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
