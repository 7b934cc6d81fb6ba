package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.Arrays;

/**
 * Goes through all elements of an output in order, and tells a subclass run by run where the
 * operands' elements are: any repetition, transposition, cut or reversal of an operand is a list of
 * distances, one for each dimension of the output. Neighbouring dimensions that all operands walk
 * through evenly become one, so that plain element-wise work is a single run.
 */
abstract class StridedStep implements Step {
  /** For each operand, the element that the run begins with. */
  final long[] at;

  /** For each operand, the distance between two elements of a run. */
  final long[] distance;

  private final int run;
  private final int[] dims;
  private final long[][] strides;
  private final long[] starts;
  private final int[] counter;
  private final long size;

  /**
   * A walk.
   *
   * @param output the dimensions of the output, the batch among them
   * @param starts the first element of each operand
   * @param strides the distances of each operand in every dimension of the output
   */
  StridedStep(Shape output, long[] starts, long[][] strides) {
    int[] all = output.dims();
    int[] merged = new int[all.length];
    int operands = strides.length;
    long[][] apart = new long[operands][all.length];
    int rank = 0;
    for (int axis = 0; axis < all.length; axis++) {
      if (rank > 0 && continues(strides, apart, rank - 1, axis, all[axis])) {
        merged[rank - 1] *= all[axis];
        for (int k = 0; k < operands; k++) {
          apart[k][rank - 1] = strides[k][axis];
        }
        continue;
      }
      merged[rank] = all[axis];
      for (int k = 0; k < operands; k++) {
        apart[k][rank] = strides[k][axis];
      }
      rank++;
    }
    int outer = Math.max(rank - 1, 0);
    this.size = output.size();
    this.run = rank == 0 ? 1 : merged[rank - 1];
    this.dims = Arrays.copyOf(merged, outer);
    this.distance = new long[operands];
    this.strides = new long[operands][outer];
    for (int k = 0; k < operands; k++) {
      this.distance[k] = rank == 0 ? 0 : apart[k][rank - 1];
      this.strides[k] = Arrays.copyOf(apart[k], outer);
    }
    this.starts = starts.clone();
    this.at = new long[operands];
    this.counter = new int[outer];
  }

  private static boolean continues(long[][] strides, long[][] apart, int last, int axis, int dim) {
    for (int k = 0; k < strides.length; k++) {
      if (apart[k][last] != strides[k][axis] * dim) {
        return false;
      }
    }
    return true;
  }

  /**
   * The distances that repeat an operand along dimensions that it lacks or has once.
   *
   * @param from the operand, the batch among its dimensions
   * @param output the output, likewise
   */
  static long[] repeated(Shape from, Shape output) {
    long[] strides = new long[output.rank()];
    long stride = 1;
    // Aligned at the last dimension; the batch, which is the first of both, is told apart.
    int gap = output.rank() - from.rank();
    for (int axis = from.rank() - 1; axis >= 0; axis--) {
      int to = axis == 0 ? 0 : axis + gap;
      strides[to] = from.dim(axis) == 1 && output.dim(to) != 1 ? 0 : stride;
      stride *= from.dim(axis);
    }
    return strides;
  }

  /** The distances of a contiguous tensor's own dimensions. */
  static long[] own(Tensor tensor) {
    return repeated(tensor.shape(), tensor.shape());
  }

  /**
   * One run.
   *
   * @param to the output's first element
   * @param count the number of elements
   */
  abstract void run(long to, int count);

  @Override
  public final void forward() {
    if (size == 0) {
      return;
    }
    System.arraycopy(starts, 0, at, 0, at.length);
    Arrays.fill(counter, 0);
    for (long to = 0; to < size; to += run) {
      run(to, run);
      advance();
    }
  }

  private void advance() {
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      boolean more = ++counter[axis] < dims[axis];
      long steps = more ? 1 : 1 - dims[axis];
      for (int k = 0; k < at.length; k++) {
        at[k] += steps * strides[k][axis];
      }
      if (more) {
        return;
      }
      counter[axis] = 0;
    }
  }
}
