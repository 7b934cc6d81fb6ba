package dev.hayate.kernels.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hayate.kernels.Activation;
import java.util.List;
import java.util.SplittableRandom;
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

  @TestFactory
  Stream<DynamicTest> ofLosses() {
    return Stream.of("cross entropy", "mean squared error")
        .map(name -> DynamicTest.dynamicTest(name, () -> checkLoss(name)));
  }

  private static void checkLoss(String name) {
    SplittableRandom random = Seed.random(name);
    Operation loss = Registry.operation(name);
    double[] x = awayFromZero(random);
    double[] target =
        name.equals("cross entropy")
            ? random.ints(DIMS[0], 0, DIMS[1]).asDoubleStream().toArray()
            : random.doubles(x.length, -1, 1).toArray();
    double[] gradient = values(Registry.operation(name + " with gradient"), x, target)[3];
    for (int i = 0; i < x.length; i++) {
      double slope =
          (values(loss, moved(x, i, STEP), target)[2][0]
                  - values(loss, moved(x, i, -STEP), target)[2][0])
              / (2 * STEP);
      checkSlope(name, slope, gradient[i]);
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
    List<Operand> operands = operation.operands;
    double[][] before = new double[operands.size()][];
    Expectation[] after = new Expectation[operands.size()];
    for (int i = 0; i < before.length; i++) {
      Operand operand = operands.get(i);
      before[i] =
          i < inputs.length
              ? inputs[i]
              : new double[operation.rows(operand, DIMS) * operation.cols(operand, DIMS)];
      after[i] = new Expectation(before[i]);
    }
    operation.definition.define(DIMS, before, after);
    double[][] values = new double[after.length][];
    for (int i = 0; i < after.length; i++) {
      values[i] = after[i].value;
    }
    return values;
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
