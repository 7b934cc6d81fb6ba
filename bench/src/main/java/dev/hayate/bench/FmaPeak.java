package dev.hayate.bench;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The most fused multiply-adds that one core does, in registers alone: the yardstick of every other
 * benchmark. Measured in the same run, since a core's clock depends on its neighbours. The kernel
 * checks its own sum; see {@link Backend#multiplyAdds}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FmaPeak {
  private static final int ROUNDS = 8192;

  private Backend backend;

  /** Opens the backend with the widest vectors. */
  @Setup
  public void open() {
    backend = Backends.open("vector", 1);
  }

  /** One call. */
  @Benchmark
  public long peak(Work work) {
    long flops = backend.multiplyAdds(ROUNDS);
    work.flops += flops;
    return flops;
  }

  /** Closes the backend. */
  @TearDown
  public void close() {
    backend.close();
  }
}
