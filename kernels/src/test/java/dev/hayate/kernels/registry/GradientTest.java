package dev.hayate.kernels.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.registry.Operand.Role;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The references' gradients against central differences of the references in double, as PyTorch's
 * gradcheck has it. Backends are held to the same gradients by {@link RegistryTest}.
 */
@Tag("registry")
class GradientTest {
  private static final double STEP = 1e-6;
  private static final double ABSOLUTE = 1e-5;
  private static final double RELATIVE = 1e-3;
  private static final int[] DIMS = {4, 7};

  @TestFactory
  Stream<DynamicTest> ofFunctions() {
    return Stream.concat(
            Stream.of("softmax", "log_softmax"),
            ActivationRows.ACTIVATIONS.stream().map(row -> row.activation().name()))
        .map(name -> DynamicTest.dynamicTest(name, () -> checkFunction(name)));
  }

  /** The gradient of {@code sum_i dy_i y_i} for random dy, through the row called backward. */
  private static void checkFunction(String name) {
    SplittableRandom random = Seed.random(name);
    Operation forward = Registry.operation(name);
    Operation backward = Registry.operation(name + " backward");
    double[] x = awayFromZero(random);
    double[] dy = random.doubles(x.length, -1, 1).toArray();
    boolean savesOutput =
        ActivationRows.ACTIVATIONS.stream()
            .map(ActivationRows.Row::activation)
            .filter(activation -> activation.name().equals(name))
            .allMatch(Activation::savesOutput);
    double[] saved = savesOutput ? values(forward, x)[1] : x;
    double[] gradient = values(backward, saved, dy)[2];
    for (int i = 0; i < x.length; i++) {
      double slope =
          (dot(dy, values(forward, moved(x, i, STEP))[1])
                  - dot(dy, values(forward, moved(x, i, -STEP))[1]))
              / (2 * STEP);
      checkSlope(name, slope, gradient[i]);
    }
  }

  /**
   * Rows called {@code N backward} whose operands are called as those of {@code N}: what has a
   * {@code d} before its name is the gradient of what is called so without it.
   */
  @TestFactory
  Stream<DynamicTest> ofOperations() {
    return Stream.of(
            List.of("batch norm", "batch norm backward"),
            List.of("batch norm, fixed", "batch norm backward, fixed"),
            List.of("group norm", "group norm backward"),
            List.of("group norm, layers", "group norm backward, layers"),
            List.of("group norm, root mean square", "group norm backward, root mean square"),
            List.of("prelu", "prelu backward"),
            List.of("prelu, one slope", "prelu backward, one slope"),
            List.of("prelu, columns", "prelu backward, columns"),
            List.of("glu", "glu backward"),
            List.of("gather bags, sum", "add bags, sum"),
            List.of("gather bags, mean", "add bags, mean"),
            List.of("gather bags, max", "add bags, max"))
        .map(
            pair ->
                DynamicTest.dynamicTest(
                    pair.getLast(), () -> checkOperation(pair.getFirst(), pair.getLast())));
  }

  private static void checkOperation(String name, String backwardName) {
    SplittableRandom random = Seed.random(backwardName);
    Operation forward = Registry.operation(name);
    Operation backward = Registry.operation(backwardName);
    int[] dims = Arrays.copyOf(new int[] {4, 7, 3}, forward.letters.length());
    double[][] before = filled(forward, dims, random);
    double[][] result = define(forward, dims, before);
    double[][] gradients = filled(backward, dims, random);
    for (int i = 0; i < gradients.length; i++) {
      Operand operand = backward.operands.get(i);
      if (operand.role() == Role.IN && !operand.name().equals("dy")) {
        gradients[i] = result[index(forward, operand.name())];
      } else if (operand.role() == Role.CHANGED) {
        gradients[i] = new double[gradients[i].length];
      }
    }
    double[] dy = gradients[index(backward, "dy")];
    double[][] found = define(backward, dims, gradients);
    for (int i = 0; i < gradients.length; i++) {
      if (backward.operands.get(i).role() != Role.IN) {
        int operand = index(forward, backward.operands.get(i).name().substring(1));
        for (int at = 0; at < found[i].length; at++) {
          checkSlope(backwardName, slope(forward, dims, before, operand, at, dy), found[i][at]);
        }
      }
    }
  }

  private static double slope(
      Operation forward, int[] dims, double[][] before, int operand, int at, double[] dy) {
    double[][] up = before.clone();
    up[operand] = moved(before[operand], at, STEP);
    double[][] down = before.clone();
    down[operand] = moved(before[operand], at, -STEP);
    int y = index(forward, "y");
    return (dot(dy, define(forward, dims, up)[y]) - dot(dy, define(forward, dims, down)[y]))
        / (2 * STEP);
  }

  private static int index(Operation operation, String operand) {
    return IntStream.range(0, operation.operands.size())
        .filter(i -> operation.operands.get(i).name().equals(operand))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(operation + " has no " + operand));
  }

  /** What a row's operands hold at first, of their first range. */
  private static double[][] filled(Operation operation, int[] dims, SplittableRandom random) {
    double[][] before = new double[operation.operands.size()][];
    for (int i = 0; i < before.length; i++) {
      Operand operand = operation.operands.get(i);
      before[i] = new double[operation.rows(operand, dims) * operation.cols(operand, dims)];
      for (int at = 0; at < before[i].length && !operand.isEmpty(); at++) {
        before[i][at] =
            operand.type() == DType.I32
                ? random.nextInt(operation.size(operand.below(), dims))
                : operand.ranges().getFirst().next(random);
      }
    }
    return before;
  }

  private static double[][] define(Operation operation, int[] dims, double[][] before) {
    Expectation[] after = new Expectation[before.length];
    for (int i = 0; i < before.length; i++) {
      after[i] = new Expectation(before[i]);
    }
    operation.definition.define(dims, before, after);
    return Arrays.stream(after).map(expected -> expected.value).toArray(double[][]::new);
  }

  @TestFactory
  Stream<DynamicTest> ofLosses() {
    return Registry.OPERATIONS.stream()
        .filter(operation -> operation.name.endsWith(" with gradient"))
        .map(operation -> DynamicTest.dynamicTest(operation.name, () -> checkLoss(operation)));
  }

  /**
   * The loss is the third operand, the gradient the fourth; what is given is the first. Where
   * chance has all samples ignored there is no mean, and no slope.
   */
  private static void checkLoss(Operation operation) {
    double[][] before = filled(operation, DIMS, Seed.random(operation.name));
    double[][] after = define(operation, DIMS, before);
    double[] gradient = after[3];
    if (Double.isNaN(after[2][0])) {
      assertArrayEquals(new double[gradient.length], gradient, "a mean of nothing is level");
      return;
    }
    for (int i = 0; i < gradient.length; i++) {
      double[][] up = before.clone();
      up[0] = moved(before[0], i, STEP);
      double[][] down = before.clone();
      down[0] = moved(before[0], i, -STEP);
      double slope =
          (define(operation, DIMS, up)[2][0] - define(operation, DIMS, down)[2][0]) / (2 * STEP);
      checkSlope(operation.name, slope, gradient[i]);
    }
  }

  /** The activations' own definitions in double, which backends run where they have no kernel. */
  @TestFactory
  Stream<DynamicTest> ofActivationsThemselves() {
    return ActivationRows.ACTIVATIONS.stream()
        .map(ActivationRows.Row::activation)
        .map(f -> DynamicTest.dynamicTest(f.name(), () -> checkActivation(f)));
  }

  private static void checkActivation(Activation f) {
    for (double x : awayFromZero(Seed.random(f.name()))) {
      double slope = (f.value(x + STEP) - f.value(x - STEP)) / (2 * STEP);
      checkSlope(f.name(), slope, f.gradient(f.savesOutput() ? f.value(x) : x, 1));
    }
  }

  private static void checkSlope(String name, double slope, double gradient) {
    assertEquals(
        slope,
        gradient,
        ABSOLUTE + RELATIVE * Math.abs(slope),
        () -> name + " (" + Seed.replay() + ")");
  }

  /** What a row expects of its operands, given those that it reads, in double throughout. */
  private static double[][] values(Operation operation, double[]... inputs) {
    double[][] before = filled(operation, DIMS, new SplittableRandom(0));
    System.arraycopy(inputs, 0, before, 0, inputs.length);
    return define(operation, DIMS, before);
  }

  /** ReLU has no derivative at 0, and a difference across it is not one. */
  private static double[] awayFromZero(SplittableRandom random) {
    double[] x = new double[DIMS[0] * DIMS[1]];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble(0.01, 3) * (random.nextBoolean() ? 1 : -1);
    }
    return x;
  }

  private static double[] moved(double[] x, int at, double step) {
    double[] moved = x.clone();
    moved[at] += step;
    return moved;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
