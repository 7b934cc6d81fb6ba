package dev.hayate.kernels;

/**
 * The checks that every operation makes on its operands before it touches memory. Nothing is
 * allocated unless a check fails.
 */
final class Operands {
  private Operands() {}

  static IllegalArgumentException refuse(String operation, String problem) {
    return new IllegalArgumentException(operation + ": " + problem);
  }

  /** Refuses a tensor that does not hold elements of the given type. */
  static void type(String operation, String name, Tensor tensor, DType type) {
    if (tensor.type() != type) {
      throw refuse(
          operation, name + " is " + tensor.describe() + ": expected elements of type " + type);
    }
  }

  /** Refuses a tensor that is not float32. */
  static void floats(String operation, String name, Tensor tensor) {
    type(operation, name, tensor, DType.F32);
  }

  /** Refuses a tensor that is not float32 or has gaps between its rows. */
  static void dense(String operation, String name, Tensor tensor) {
    floats(operation, name, tensor);
    contiguous(operation, name, tensor);
  }

  /** Refuses a tensor that has gaps between its rows. */
  static void contiguous(String operation, String name, Tensor tensor) {
    if (!tensor.isContiguous()) {
      throw refuse(operation, name + " is " + tensor.describe() + ": expected a contiguous tensor");
    }
  }

  /** Refuses two tensors whose shapes differ. */
  static void sameShape(String operation, String nameA, Tensor a, String nameB, Tensor b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) {
      throw refuse(operation, pair(nameA, a, nameB, b) + ": shapes differ");
    }
  }

  /** Refuses a tensor that does not have exactly {@code size} elements. */
  static void size(String operation, String name, Tensor tensor, long size, String of) {
    if (tensor.size() != size) {
      throw refuse(
          operation, name + " is " + tensor.describe() + ": expected " + size + " elements, " + of);
    }
  }

  /**
   * Refuses two tensors that share memory in part. The same memory throughout is allowed: an
   * element-wise operation may work in place.
   */
  static void sameOrDisjoint(String operation, String nameA, Tensor a, String nameB, Tensor b) {
    if (a.overlaps(b)
        && (a.segment().address() != b.segment().address() || a.stride() != b.stride())) {
      throw refuse(operation, pair(nameA, a, nameB, b) + ": they overlap in part");
    }
  }

  /** Refuses two tensors that share memory. */
  static void disjoint(String operation, String nameA, Tensor a, String nameB, Tensor b) {
    if (a.overlaps(b)) {
      throw refuse(operation, pair(nameA, a, nameB, b) + ": they overlap");
    }
  }

  /** Refuses a copy between tensors of different types or sizes, or with gaps. */
  static void transfer(String operation, Tensor from, Tensor to) {
    contiguous(operation, "from", from);
    contiguous(operation, "to", to);
    type(operation, "to", to, from.type());
    size(operation, "to", to, from.size(), "as many as the source");
  }

  /** Both operands with their shapes, as every message about two operands begins. */
  static String pair(String nameA, Tensor a, String nameB, Tensor b) {
    return nameA + " is " + a.describe() + ", " + nameB + " is " + b.describe();
  }

  /**
   * Refuses two tensors that are not float32, contiguous, of one shape, and the same or disjoint.
   */
  static void pairOfOneShape(String operation, String nameA, Tensor a, String nameB, Tensor b) {
    dense(operation, nameA, a);
    dense(operation, nameB, b);
    sameShape(operation, nameA, a, nameB, b);
    sameOrDisjoint(operation, nameA, a, nameB, b);
  }
}
