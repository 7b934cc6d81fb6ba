package dev.hayate.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a benchmark does in floating-point operations, so that {@link Table} can give GFLOP/s and
 * the share of the peak. A benchmark takes it as a parameter and adds its count in every call; JMH
 * sets it to zero before each iteration.
 */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Work {
  /** Floating-point operations; one fused multiply-add is two. */
  public long flops;
}
