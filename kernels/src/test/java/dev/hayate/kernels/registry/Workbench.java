package dev.hayate.kernels.registry;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.registry.Operand.Role;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Operands of one call, each flush against an unmapped page, with canaries in every other byte that
 * a call could reach: before or after the operand, and in the gaps between its rows.
 */
final class Workbench {
  /** The side on which an operand meets the unmapped page. */
  enum Edge {
    FRONT,
    BACK
  }

  /** A quiet NaN that no arithmetic makes: read by mistake, it spoils the result. */
  private static final int CANARY = 0x7FC5CA4A;

  private static final int SLOTS = 8;
  private static final long BYTES = 1 << 22;

  /** Beyond an operand's other side, more than the widest vector. */
  private static final long MARGIN = 1024;

  private static final int GAP = 3;

  private static final List<MemorySegment> MEMORY =
      java.util.stream.IntStream.range(0, SLOTS)
          .mapToObj(slot -> GuardedMemory.allocate(BYTES))
          .toList();

  private final Operation operation;
  private final int[] dims;
  final Tensor[] tensors;
  private final MemorySegment[] guarded;
  private final double[][] before;

  /**
   * Lays out the operands of a row and fills them.
   *
   * @param turn which of the operands' ranges is taken
   */
  Workbench(Operation operation, int[] dims, int turn, Edge edge, SplittableRandom random) {
    this.operation = operation;
    this.dims = dims.clone();
    int count = operation.operands.size();
    tensors = new Tensor[count];
    guarded = new MemorySegment[count];
    before = new double[count][];
    for (int i = 0; i < count; i++) {
      Operand operand = operation.operands.get(i);
      place(i, operand, edge, operand.strided() && turn % 2 == 0);
      fill(operand, tensors[i], turn, random);
      before[i] = numbers(tensors[i]);
    }
  }

  private void place(int i, Operand operand, Edge edge, boolean gaps) {
    int rows = operation.rows(operand, dims);
    int cols = operation.cols(operand, dims);
    int stride = gaps ? cols + GAP : cols;
    long size = (long) rows * stride * Float.BYTES;
    MemorySegment memory = MEMORY.get(i);
    if (size + MARGIN > BYTES) {
      throw new IllegalArgumentException(operation + " " + Arrays.toString(dims) + ": too large");
    }
    long end = memory.byteSize();
    MemorySegment all =
        edge == Edge.FRONT
            ? memory.asSlice(0, size + MARGIN)
            : memory.asSlice(end - size - MARGIN, size + MARGIN);
    for (long at = 0; at < all.byteSize(); at += Integer.BYTES) {
      all.set(ValueLayout.JAVA_INT, at, CANARY);
    }
    guarded[i] = all;
    Tensor whole =
        Tensor.wrap(
            all.asSlice(edge == Edge.FRONT ? 0 : MARGIN, size),
            operand.type(),
            Shape.of(rows, stride));
    tensors[i] = gaps ? whole.columns(edge == Edge.FRONT ? 0 : GAP, cols) : whole;
  }

  private void fill(Operand operand, Tensor tensor, int turn, SplittableRandom random) {
    if (operand.isEmpty()) {
      return;
    }
    for (int row = 0; row < tensor.rows(); row++) {
      for (int col = 0; col < tensor.cols(); col++) {
        if (operand.type() == DType.I32) {
          tensor.setInt(row, col, random.nextInt(operation.size(operand.below(), dims)));
        } else {
          List<Values> ranges = operand.ranges();
          tensor.set(row, col, ranges.get(turn % ranges.size()).next(random));
        }
      }
    }
  }

  /** Lets an operand that is written be the memory of one that is read. */
  void alias(int written, int read) {
    tensors[written] = tensors[read];
  }

  /**
   * Compares everything with what is expected of it.
   *
   * @throws AssertionError if an element is off, or a byte beside the operands has changed
   */
  void check(String where) {
    Expectation[] after = new Expectation[before.length];
    for (int i = 0; i < before.length; i++) {
      after[i] = new Expectation(before[i]);
    }
    operation.definition.define(dims, before, after);
    for (int i = 0; i < before.length; i++) {
      if (!overwritten(i)) {
        checkElements(operation.operands.get(i), tensors[i], after[i], where);
      }
      checkCanaries(i, where);
    }
  }

  private boolean overwritten(int i) {
    for (int other = 0; other < tensors.length; other++) {
      if (other != i && tensors[other] == tensors[i]) {
        return operation.operands.get(i).role() == Role.IN;
      }
    }
    return false;
  }

  private void checkElements(Operand operand, Tensor tensor, Expectation expected, String where) {
    double[] found = numbers(tensor);
    for (int at = 0; at < found.length; at++) {
      if (!expected.accepts(at, (float) found[at])) {
        throw new AssertionError(
            operation
                + " on "
                + where
                + ", sizes "
                + Arrays.toString(dims)
                + ": "
                + operand.name()
                + "["
                + at / tensor.cols()
                + ", "
                + at % tensor.cols()
                + "] is "
                + found[at]
                + ", expected "
                + expected.describe(at)
                + " ("
                + Seed.replay()
                + ")");
      }
    }
  }

  private void checkCanaries(int i, String where) {
    MemorySegment all = guarded[i];
    // An alias leaves the memory that was laid out for it as it was.
    Tensor tensor = tensors[i];
    long from = tensor.segment().address() - all.address();
    boolean elsewhere = from < 0 || from > all.byteSize();
    long rowBytes = (long) tensor.stride() * Float.BYTES;
    for (long at = 0; at < all.byteSize(); at += Integer.BYTES) {
      long inside = at - from;
      boolean element =
          !elsewhere
              && tensor.size() > 0
              && inside >= 0
              && inside / rowBytes < tensor.rows()
              && inside % rowBytes < (long) tensor.cols() * Float.BYTES;
      if (!element && all.get(ValueLayout.JAVA_INT, at) != CANARY) {
        throw new AssertionError(
            operation
                + " on "
                + where
                + ", sizes "
                + Arrays.toString(dims)
                + ": wrote outside "
                + operation.operands.get(i).name()
                + ", "
                + inside
                + " bytes from its beginning ("
                + Seed.replay()
                + ")");
      }
    }
  }

  /** The elements, row-major. */
  private static double[] numbers(Tensor tensor) {
    double[] numbers = new double[(int) tensor.size()];
    if (tensor.type() == DType.I32) {
      return Arrays.stream(tensor.toInts()).asDoubleStream().toArray();
    }
    float[] floats = tensor.toFloats();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = floats[i];
    }
    return numbers;
  }
}
