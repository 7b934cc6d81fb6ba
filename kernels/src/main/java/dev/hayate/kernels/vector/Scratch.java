package dev.hayate.kernels.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one thread's products need besides their operands: room for a panel of B and for a tile of C
 * that sticks out. Made at a thread's first product that needs it and kept.
 */
final class Scratch {
  /** The longest stretch of the inner dimension that is taken at a time. */
  static final int MAX_DEPTH = 4096;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private MemorySegment panel = MemorySegment.NULL;
  private final MemorySegment tile =
      Arena.ofAuto().allocate(Tiles.MAX_ROWS * Panels.ROW_BYTES, Lanes.BYTES);

  private Scratch() {}

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** Room for a panel of {@code depth} rows, at most {@link #MAX_DEPTH}. */
  MemorySegment panel(int depth) {
    long bytes = depth * Panels.ROW_BYTES;
    if (panel.byteSize() < bytes) {
      long room = Math.min(Long.highestOneBit(bytes) * 2, MAX_DEPTH * Panels.ROW_BYTES);
      panel = Arena.ofAuto().allocate(Math.max(room, bytes), Lanes.BYTES);
    }
    return panel;
  }

  /** Room for the tallest tile, with rows of a panel's width. */
  MemorySegment tile() {
    return tile;
  }
}
