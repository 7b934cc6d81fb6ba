package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.BYTES;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The scratch memory of one thread inside one product, lent and given back: a predictor may run on
 * any of a thousand virtual threads, so memory that belonged to threads would not stay small. The
 * pool keeps as many as were ever in use at a time, up to a limit; the memory of the others goes
 * with the garbage.
 */
final class Workspace {
  private static final int KEPT = 64;
  private static final AtomicReferenceArray<Workspace> POOL = new AtomicReferenceArray<>(KEPT);
  private static final Workspace TAKEN = new Workspace(0);

  static {
    for (int i = 0; i < KEPT; i++) {
      POOL.set(i, TAKEN);
    }
  }

  /** A block of the left operand. */
  final LeftBlock left = new LeftBlock();

  /** A block of the right operand, in strips. */
  MemorySegment right = MemorySegment.NULL;

  /** What a strip narrower than a vector needs; see {@link Edge}. */
  final MemorySegment edge;

  /** The product that this workspace was taken for, if it was. */
  final Product product = new Product();

  private Workspace(long edgeBytes) {
    edge = allocate(edgeBytes);
  }

  /** A workspace that nobody else has until it is given back. */
  static Workspace take() {
    for (int i = 0; i < KEPT; i++) {
      if (POOL.getPlain(i) != TAKEN) {
        Workspace workspace = POOL.getAndSet(i, TAKEN);
        if (workspace != TAKEN) {
          return workspace;
        }
      }
    }
    return new Workspace(Edge.SIZE);
  }

  /** Gives a workspace back. */
  static void give(Workspace workspace) {
    for (int i = 0; i < KEPT; i++) {
      if (POOL.getPlain(i) == TAKEN && POOL.compareAndSet(i, TAKEN, workspace)) {
        return;
      }
    }
  }

  /** Makes room for a block of the right operand. */
  MemorySegment right(long bytes) {
    if (right.byteSize() < bytes) {
      right = allocate(bytes);
    }
    return right;
  }

  private static MemorySegment allocate(long bytes) {
    return Arena.ofAuto().allocate(bytes, BYTES);
  }
}
