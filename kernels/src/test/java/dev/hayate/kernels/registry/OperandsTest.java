package dev.hayate.kernels.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.registry.Operand.Role;
import java.lang.foreign.Arena;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Operands that do not fit are refused, by every row of every backend, before memory is touched.
 */
@Tag("registry")
class OperandsTest {
  private static final int[] DIMS = {3, 5, 4};

  /**
   * An operand and its shape; then another and its shape, or what was expected of the first. A loss
   * of rows that cannot be taken of so many columns knows no more than these.
   */
  private static final Pattern MESSAGE =
      Pattern.compile(
          "[a-zA-Z0-9_ ]+: [a-zA-Z_ ]+ is [^:]*\\[[0-9, ]*\\].*"
              + "(, [a-z_ ]+ is .*\\[[0-9, ]*\\].* differ|: expected .+)"
              + "|[a-z ]+: [0-9]+ columns: expected .+");

  @TestFactory
  Stream<DynamicTest> shapesThatDisagree() {
    return Registry.forEach((operation, backend) -> check(operation, backend, this::widen));
  }

  @TestFactory
  Stream<DynamicTest> elementsOfAnotherType() {
    return Registry.forEach((operation, backend) -> check(operation, backend, this::retype));
  }

  @TestFactory
  Stream<DynamicTest> gapsBetweenRows() {
    return Registry.forEach((operation, backend) -> check(operation, backend, this::spread));
  }

  @TestFactory
  Stream<DynamicTest> memoryThatIsShared() {
    return Registry.forEach(OperandsTest::checkOverlaps);
  }

  /** Spoils an operand, or returns false if the operation takes it that way too. */
  @FunctionalInterface
  private interface Fault {
    boolean spoil(Operation operation, Tensor[] tensors, int operand, Arena arena);
  }

  /** One row and one column more than the other operands agree on. */
  private boolean widen(Operation operation, Tensor[] tensors, int at, Arena arena) {
    Tensor right = tensors[at];
    tensors[at] =
        Tensor.allocate(arena, right.type(), Shape.of(right.rows() + 1, right.cols() + 1));
    return IntStream.range(0, tensors.length).filter(i -> seen(operation, i)).count() > 1;
  }

  private boolean retype(Operation operation, Tensor[] tensors, int at, Arena arena) {
    Tensor right = tensors[at];
    DType other = right.type() == DType.F32 ? DType.I32 : DType.F32;
    tensors[at] = Tensor.allocate(arena, other, right.shape());
    return true;
  }

  private boolean spread(Operation operation, Tensor[] tensors, int at, Arena arena) {
    Tensor right = tensors[at];
    tensors[at] =
        Tensor.allocate(arena, right.type(), Shape.of(right.rows(), right.cols() + 2))
            .columns(1, right.cols());
    return right.rows() > 1 && !operation.operands.get(at).strided();
  }

  private static void check(Operation operation, BackendProvider provider, Fault fault) {
    try (Backend backend = provider.open(1);
        Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < operation.operands.size(); i++) {
        Tensor[] tensors = tensors(operation, arena);
        if (seen(operation, i) && fault.spoil(operation, tensors, i, arena)) {
          String message = refusal(operation, backend, tensors, arena);
          assertTrue(
              MESSAGE.matcher(message).matches(),
              () -> operation + ": '" + message + "' does not say what was found and expected");
        }
      }
    }
  }

  /** Memory shared with an operand that is written: in part, or throughout unless allowed. */
  private static void checkOverlaps(Operation operation, BackendProvider provider) {
    try (Backend backend = provider.open(1);
        Arena arena = Arena.ofConfined()) {
      int count = operation.operands.size();
      for (int written = 0; written < count; written++) {
        for (int other = 0; other < count; other++) {
          if (operation.operands.get(written).role() != Role.IN
              && other != written
              && seen(operation, written)
              && seen(operation, other)) {
            for (int apart = 0; apart < 2; apart++) {
              if (apart == 0 && allowed(operation, written, other)) {
                continue;
              }
              Tensor[] tensors = tensors(operation, arena);
              if (copied(operation, other)) {
                continue;
              }
              share(tensors, written, other, apart, arena);
              String message = refusal(operation, backend, tensors, arena);
              assertTrue(message.contains("overlap"), operation + ": " + message);
            }
          }
        }
      }
    }
  }

  /** Whether an operand was packed before the call. */
  private static boolean copied(Operation operation, int operand) {
    return operation.name.startsWith("perceptron")
        ? operand > 0
        : operation.name.contains("packed") && operand == 1;
  }

  private static boolean seen(Operation operation, int operand) {
    return operation.operands.get(operand).role() != Role.RETURNED;
  }

  private static boolean allowed(Operation operation, int written, int other) {
    return operation.aliases.stream()
        .anyMatch(
            pair ->
                (pair[0] == written && pair[1] == other)
                    || (pair[0] == other && pair[1] == written));
  }

  private static void share(Tensor[] tensors, int written, int other, int apart, Arena arena) {
    long larger = Math.max(tensors[written].size(), tensors[other].size());
    Tensor block = Tensor.allocate(arena, Math.toIntExact(larger + 1));
    tensors[written] = view(block, tensors[written], 0);
    // An operand of one element cannot be met in part.
    boolean single = tensors[written].size() == 1;
    tensors[other] = view(block, tensors[other], single ? 0 : apart);
  }

  private static Tensor view(Tensor block, Tensor like, int from) {
    return Tensor.wrap(
        block.segment().asSlice((long) from * Float.BYTES), like.type(), like.shape());
  }

  private static String refusal(
      Operation operation, Backend backend, Tensor[] tensors, Arena arena) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> operation.preparation.prepare(backend, tensors, arena).run(),
            operation.name);
    String message = String.valueOf(refused.getMessage());
    String called = message.substring(0, message.indexOf(':'));
    assertTrue(
        operation.name.startsWith(called) || called.equals("pack"),
        () -> operation + ": the message names " + called);
    for (int i = 0; i < tensors.length; i++) {
      if (operation.operands.get(i).role() != Role.IN && tensors[i].type() == DType.F32) {
        for (float element : tensors[i].toFloats()) {
          assertEquals(0, element, () -> operation + ": wrote before it refused");
        }
      }
    }
    return message;
  }

  /** Zeros of sizes that differ from each other. */
  private static Tensor[] tensors(Operation operation, Arena arena) {
    return IntStream.range(0, operation.operands.size())
        .mapToObj(operation.operands::get)
        .map(
            operand ->
                Tensor.allocate(
                    arena,
                    operand.type(),
                    Shape.of(operation.rows(operand, DIMS), operation.cols(operand, DIMS))))
        .toArray(Tensor[]::new);
  }
}
