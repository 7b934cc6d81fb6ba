package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hayate.kernels.loss.ClassCrossEntropy;
import dev.hayate.kernels.loss.ClassLikelihood;
import dev.hayate.kernels.loss.GaussianLikelihood;
import dev.hayate.kernels.loss.MultiLabelMargin;
import dev.hayate.kernels.loss.MultiLabelSoftMargin;
import dev.hayate.kernels.loss.MultiMargin;
import dev.hayate.kernels.loss.ProbabilityCrossEntropy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the registry of operations does not try on losses of rows: rows longer than a run of
 * factors, lists of classes that end before their row does, batches of which nothing counts, and
 * where NaN and infinities get to. Every backend is held to the definitions in double.
 */
class RowLossesTest {
  /** Far above what the registry derives for these sizes, and far below any mistake. */
  private static final double TOLERANCE = 1e-4;

  private static final int IGNORED = -100;

  static Stream<RowLoss> losses() {
    return Stream.of(1, 5, 40, 2600).flatMap(RowLossesTest::losses);
  }

  private static Stream<RowLoss> losses(int classes) {
    Weights weights =
        Weights.of(IntStream.range(0, classes).mapToDouble(j -> 0.3 * (1 + j % 5)).toArray());
    return Stream.of(
        new ClassCrossEntropy(weights, 0.2, IGNORED),
        new ProbabilityCrossEntropy(weights, 0.2),
        new ClassLikelihood(weights, IGNORED),
        new MultiMargin(1, 1, weights),
        new MultiMargin(2, 0.7, weights),
        new MultiLabelSoftMargin(weights));
  }

  private static int classes(RowLoss loss) {
    return switch (loss) {
      case ClassCrossEntropy f -> f.classes().size();
      case ProbabilityCrossEntropy f -> f.classes().size();
      case ClassLikelihood f -> f.classes().size();
      case MultiMargin f -> f.classes().size();
      case MultiLabelSoftMargin f -> f.classes().size();
      default -> throw new IllegalArgumentException(loss.name());
    };
  }

  @ParameterizedTest
  @MethodSource("losses")
  void rowsOfAnyLength(RowLoss loss) {
    try (Arena arena = Arena.ofConfined()) {
      int classes = classes(loss);
      Tensor x = random(arena, 3, classes, -3, 3);
      check(arena, loss, x, targets(arena, loss, 3, classes, false));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void numbersThatAreNotFinite(RowLoss loss) {
    try (Arena arena = Arena.ofConfined()) {
      int classes = classes(loss);
      for (float strange :
          List.of(Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f)) {
        Tensor x = random(arena, 4, classes, -3, 3);
        x.set(1, classes / 2, strange);
        x.set(3, 0, strange);
        check(arena, loss, x, targets(arena, loss, 4, classes, false));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void samplesOfWhichNoneCounts(RowLoss loss) {
    if (loss instanceof ClassCrossEntropy || loss instanceof ClassLikelihood) {
      try (Arena arena = Arena.ofConfined()) {
        Tensor x = random(arena, 3, classes(loss), -3, 3);
        check(arena, loss, x, targets(arena, loss, 3, classes(loss), true));
      }
    }
  }

  static Stream<List<Integer>> lists() {
    return Stream.of(
        List.of(-1, 0, 1, 2, 3),
        List.of(2, -1, 1, 1, 1),
        List.of(4, 0, -1, 3, 3),
        List.of(3, 3, 1, -7, 0),
        List.of(0, 1, 2, 3, 4));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void listsOfClassesEndAtANegativeNumber(List<Integer> list) {
    try (Arena arena = Arena.ofConfined()) {
      for (float strange : List.of(0.5f, Float.NaN, Float.POSITIVE_INFINITY)) {
        for (int classes : List.of(5, 40, 1300)) {
          Tensor x = random(arena, 2, classes, -2, 2);
          x.set(0, classes - 1, strange);
          x.set(1, 3, strange);
          Tensor target = Tensor.allocate(arena, DType.I32, Shape.of(2, classes));
          for (int j = 0; j < classes; j++) {
            target.setInt(0, j, j < 5 ? list.get(j) : j < 40 ? j % 5 : -1);
            target.setInt(1, j, j < 5 ? list.get(4 - j) : -1);
          }
          check(arena, new MultiLabelMargin(), x, target);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variances")
  void variancesBelowTheBound(float variance) {
    try (Arena arena = Arena.ofConfined()) {
      for (double bound : List.of(0.0, 1e-300, 1e-6, 0.25)) {
        for (int half : List.of(1, 7, 40, 1500)) {
          Tensor x = random(arena, 3, 2 * half, 0.3, 2);
          x.set(1, half, variance);
          x.set(2, 0, Float.POSITIVE_INFINITY);
          Tensor target = random(arena, 3, half, 0, 1);
          check(arena, new GaussianLikelihood(true, bound), x, target);
        }
      }
    }
  }

  static Stream<Float> variances() {
    return Stream.of(0f, -1f, 1e-7f, 0.2f, 1e30f, Float.NaN, Float.POSITIVE_INFINITY);
  }

  private static Tensor random(Arena arena, int rows, int cols, double low, double high) {
    SplittableRandom random = new SplittableRandom(rows * 31L + cols);
    Tensor tensor = Tensor.allocate(arena, rows, cols);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        tensor.set(i, j, (float) random.nextDouble(low, high));
      }
    }
    return tensor;
  }

  private static Tensor targets(Arena arena, RowLoss loss, int rows, int classes, boolean ignored) {
    if (loss.targetType() == DType.F32) {
      return random(arena, rows, classes, 0.1, 1);
    }
    Tensor target = Tensor.allocate(arena, DType.I32, Shape.of(rows));
    for (int i = 0; i < rows; i++) {
      int number = ignored ? IGNORED : i * 1000 % classes;
      target.segment().setAtIndex(ValueLayout.JAVA_INT, i, number);
    }
    return target;
  }

  /** The loss and the gradient of each backend beside those of the definition. */
  private static void check(Arena arena, RowLoss loss, Tensor x, Tensor target) {
    Tensor samples = random(arena, 1, x.rows(), 0.5, 2);
    Tensor expected = Tensor.allocate(arena, 1, 1);
    Tensor slopes = Tensor.allocate(arena, x.rows(), x.cols());
    compute("scalar", loss, x, target, samples, expected, slopes);
    for (BackendProvider provider : Backends.providers()) {
      if (provider.availability().available()) {
        Tensor found = Tensor.allocate(arena, 1, 1);
        Tensor gradient = Tensor.allocate(arena, x.rows(), x.cols());
        compute(provider.name(), loss, x, target, samples, found, gradient);
        String where = provider.name() + ", " + x.rows() + " x " + x.cols() + ", " + loss.name();
        same(expected.get(0, 0), found.get(0, 0), where);
        for (int i = 0; i < x.rows(); i++) {
          for (int j = 0; j < x.cols(); j++) {
            same(slopes.get(i, j), gradient.get(i, j), where + ", gradient " + i + ", " + j);
          }
        }
      }
    }
  }

  private static void compute(
      String backend,
      RowLoss loss,
      Tensor x,
      Tensor target,
      Tensor samples,
      Tensor result,
      Tensor gradient) {
    try (Backend opened = Backends.open(backend, 1)) {
      MemorySegment.copy(x.segment(), 0, gradient.segment(), 0, x.segment().byteSize());
      opened.losses().rowwise(loss, Reduction.MEAN, x, target, samples, result, gradient);
    }
  }

  private static void same(float expected, float found, String where) {
    if (Float.isFinite(expected)) {
      assertEquals(expected, found, TOLERANCE * Math.max(1, Math.abs(expected)), where);
    } else {
      assertEquals(expected, found, where);
    }
  }
}
