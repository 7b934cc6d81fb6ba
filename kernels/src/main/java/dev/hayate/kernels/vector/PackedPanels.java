package dev.hayate.kernels.vector;

import dev.hayate.kernels.PackedMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A right operand as panels, one after the other, each over all of the inner dimension. */
final class PackedPanels extends PackedMatrix {
  private final MemorySegment memory;

  PackedPanels(int rows, int cols, Arena arena) {
    super(rows, cols);
    long panels = Math.ceilDiv(cols, Panels.WIDTH);
    this.memory = arena.allocate(panels * panelBytes(), Lanes.BYTES);
  }

  MemorySegment memory() {
    return memory;
  }

  /** The bytes from one panel to the next. */
  long panelBytes() {
    return rows() * Panels.ROW_BYTES;
  }
}
