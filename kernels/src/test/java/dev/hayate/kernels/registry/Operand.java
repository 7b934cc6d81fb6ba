package dev.hayate.kernels.registry;

import dev.hayate.kernels.DType;
import java.util.List;

/**
 * An operand of an operation.
 *
 * @param role what the call does with it
 * @param shape a letter for its rows, and letters whose product its columns are: names of
 *     dimensions, or digits
 * @param ranges what it may hold, taken in turn; empty for one that is only written
 * @param below the dimension that its integers stay below; a space for float32
 * @param strided whether it may have gaps between its rows
 */
record Operand(
    String name, Role role, String shape, List<Values> ranges, char below, boolean strided) {
  /** What a call does with an operand. */
  enum Role {
    /** It is read. */
    IN,
    /** It is written, whatever was in it. */
    OUT,
    /** It is read and written. */
    CHANGED,
    /** It never sees it: what the call returns is put there. */
    RETURNED
  }

  /** Whether there is nothing in it that a call could read. */
  boolean isEmpty() {
    return role == Role.OUT || role == Role.RETURNED;
  }

  DType type() {
    return below == ' ' ? DType.F32 : DType.I32;
  }
}
