package dev.hayate.kernels.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Results do not depend on the number of threads, bit for bit. Only the sign of NaN may: which of
 * two operands' it is, is up to the compiler, and changes as the compilers take over from each
 * other.
 */
@Tag("registry")
@Tag("fma")
class ThreadsTest {
  /** Large enough to be shared with a team, and a multiple of nothing. */
  private static final int[] DIMS = {131, 149, 97};

  /** For operands that have all three in their size. */
  private static final int[] CUBE = {31, 49, 17};

  @TestFactory
  Stream<DynamicTest> changeNoBit() {
    return Registry.forEach(ThreadsTest::check);
  }

  private static void check(Operation operation, BackendProvider provider) {
    try (Arena arena = Arena.ofShared()) {
      Tensor[] alone = run(operation, provider, 1, arena);
      for (int threads = 2; threads <= 3; threads++) {
        Tensor[] together = run(operation, provider, threads, arena);
        for (int i = 0; i < alone.length; i++) {
          assertEquals(
              -1,
              mismatch(alone[i], together[i]),
              () -> operation + ": the first element that differs (" + Seed.replay() + ")");
        }
      }
    }
  }

  /** The first element whose bits differ, all NaN being one; -1 if there is none. */
  private static long mismatch(Tensor expected, Tensor found) {
    for (long i = 0; i < expected.size(); i++) {
      if (bits(expected, i) != bits(found, i)) {
        return i;
      }
    }
    return -1;
  }

  private static int bits(Tensor tensor, long i) {
    return tensor.type() == DType.I32
        ? tensor.segment().getAtIndex(ValueLayout.JAVA_INT, i)
        : Float.floatToIntBits(tensor.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i));
  }

  private static Tensor[] run(
      Operation operation, BackendProvider provider, int threads, Arena arena) {
    SplittableRandom random = Seed.random(operation.name);
    boolean cube = operation.operands.stream().anyMatch(operand -> operand.shape().length() > 2);
    int[] dims = cube ? CUBE : DIMS;
    Tensor[] tensors = new Tensor[operation.operands.size()];
    for (int i = 0; i < tensors.length; i++) {
      tensors[i] = filled(operation, operation.operands.get(i), dims, random, arena);
    }
    try (Backend backend = provider.open(threads)) {
      operation.preparation.prepare(backend, tensors, arena).run();
    }
    return tensors;
  }

  private static Tensor filled(
      Operation operation, Operand operand, int[] dims, SplittableRandom random, Arena arena) {
    Shape shape = Shape.of(operation.rows(operand, dims), operation.cols(operand, dims));
    Tensor tensor = Tensor.allocate(arena, operand.type(), shape);
    if (operand.isEmpty()) {
      return tensor;
    }
    for (int row = 0; row < tensor.rows(); row++) {
      for (int col = 0; col < tensor.cols(); col++) {
        if (operand.type() == DType.I32) {
          tensor.setInt(row, col, random.nextInt(operation.size(operand.below(), dims)));
        } else {
          tensor.set(row, col, operand.ranges().getFirst().next(random));
        }
      }
    }
    return tensor;
  }
}
