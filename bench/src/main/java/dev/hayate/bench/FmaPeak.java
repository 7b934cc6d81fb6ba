package dev.hayate.bench;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The most fused multiply-adds that one core does, in registers alone: the yardstick of every other
 * benchmark. Measured in the same run, since a core's clock depends on its neighbours.
 *
 * <p>Every lane counts its own steps ({@code x = x * 1 + 1}, with a 1 that the compiler cannot
 * see), so the sum of all lanes is known exactly, and a step that was optimised away would be
 * missed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FmaPeak {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;

  /**
   * Independent chains: more than latency times units of any core of today (4 cycles, 2 units), and
   * few enough for 16 registers.
   */
  private static final int CHAINS = 12;

  /**
   * Few enough that the sum of all lanes is exact in float: 16 lanes of 12 chains stay below 2^24.
   */
  private static final int STEPS = 8192;

  private float one = 1f;
  private float sum;

  /** One call is {@link #STEPS} steps of {@link #CHAINS} chains. */
  @Benchmark
  public float peak(Work work) {
    FloatVector increment = FloatVector.broadcast(S, one);
    FloatVector c0 = FloatVector.zero(S);
    FloatVector c1 = c0;
    FloatVector c2 = c0;
    FloatVector c3 = c0;
    FloatVector c4 = c0;
    FloatVector c5 = c0;
    FloatVector c6 = c0;
    FloatVector c7 = c0;
    FloatVector c8 = c0;
    FloatVector c9 = c0;
    FloatVector c10 = c0;
    FloatVector c11 = c0;
    for (int i = 0; i < STEPS; i++) {
      c0 = c0.fma(increment, increment);
      c1 = c1.fma(increment, increment);
      c2 = c2.fma(increment, increment);
      c3 = c3.fma(increment, increment);
      c4 = c4.fma(increment, increment);
      c5 = c5.fma(increment, increment);
      c6 = c6.fma(increment, increment);
      c7 = c7.fma(increment, increment);
      c8 = c8.fma(increment, increment);
      c9 = c9.fma(increment, increment);
      c10 = c10.fma(increment, increment);
      c11 = c11.fma(increment, increment);
    }
    work.flops += 2L * CHAINS * STEPS * S.length();
    FloatVector low = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
    FloatVector high = c6.add(c7).add(c8).add(c9).add(c10).add(c11);
    sum = low.add(high).reduceLanes(VectorOperators.ADD);
    return sum;
  }

  /** Compares the last sum with the number of steps, and prints it. */
  @TearDown
  public void check() {
    float expected = (float) CHAINS * STEPS * S.length();
    if (sum != expected) {
      throw new IllegalStateException("FMA peak: sum: expected " + expected + ", found " + sum);
    }
    System.out.println("checksum " + sum + ", " + S.vectorBitSize() + "-bit vectors");
  }
}
