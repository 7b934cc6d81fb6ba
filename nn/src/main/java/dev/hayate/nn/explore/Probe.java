package dev.hayate.nn.explore;

import dev.hayate.kernels.Backend;
import java.lang.foreign.Arena;

/** One kernel on one shape: what to run, what it counts, and how far it may be wrong. */
interface Probe {
  /** The operation's name. */
  String operation();

  /** The operands' sizes. */
  String shape();

  /** Floating-point operations of one call; 0 where the bytes are what counts. */
  double flops();

  /** Bytes that one call must read and write; 0 where the operations are what counts. */
  double bytes();

  /** Allocates and fills operands. */
  Trial open(Backend backend, Arena arena);

  /** Operands in memory. */
  interface Trial {
    /** One call. */
    void run();

    /** The largest error of the last call as a share of its bound. */
    double residual();
  }
}
