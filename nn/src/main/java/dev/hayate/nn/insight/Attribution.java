package dev.hayate.nn.insight;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.train.Differentiator;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Which inputs an answer hangs on, by the gradient of one output with respect to all inputs. The
 * model runs as in scoring. Belongs to one thread at a time.
 */
public final class Attribution implements AutoCloseable {
  /** For the output to explain: the largest of each row. */
  public static final int LARGEST = -1;

  private static final int BATCH = 64;

  private final Model model;
  private final Arena arena;
  private final Differentiator differentiator;
  private final Tensor points;
  private final Tensor selected;
  private final int inputs;
  private final int outputs;

  /**
   * What was found of some rows.
   *
   * @param values {@code [n, inputs]}: the share of each input
   * @param outputs which output was explained, by row
   * @param gaps by row, how far the shares' sum is from what they have to add up to; zeros where
   *     they have not to
   */
  public record Shares(Tensor values, List<Integer> outputs, List<Double> gaps) {
    /** Copies the lists. */
    public Shares {
      outputs = List.copyOf(outputs);
      gaps = List.copyOf(gaps);
    }
  }

  /**
   * Compiles a model.
   *
   * @param backend the backend's name; empty for the best
   * @throws IllegalArgumentException if the model has several inputs or outputs, or its input is of
   *     whole numbers
   */
  public Attribution(Parameters parameters, String backend) {
    this.model = parameters.model();
    if (model.inputs().size() != 1
        || model.outputs().size() != 1
        || model.inputs().getFirst().layer().outputType() != DType.F32) {
      throw new IllegalArgumentException(
          "explain: the model has "
              + model.inputs().size()
              + " inputs and "
              + model.outputs().size()
              + " outputs: expected one of each, and numbers");
    }
    this.inputs = Math.toIntExact(model.inputShape(0).size());
    this.outputs = Math.toIntExact(model.outputShape(0).size());
    this.arena = Arena.ofShared();
    this.differentiator = Differentiator.of(model, parameters, BATCH, false, backend);
    this.points = Tensor.allocate(arena, BATCH, inputs);
    this.selected = Tensor.allocate(arena, BATCH, outputs);
  }

  /**
   * The gradient of an output with respect to the inputs: what a small change of each would do
   * (Simonyan, Vedaldi and Zisserman, "Deep Inside Convolutional Networks", 2014).
   *
   * @param rows float32, {@code [n, inputs]}
   * @param output which output, or {@link #LARGEST}
   * @param to owns the result
   */
  public Shares saliency(Tensor rows, int output, Arena to) {
    Tensor values = Tensor.allocate(to, rows.rows(), inputs);
    int[] chosen = choose(rows, output);
    for (int from = 0; from < rows.rows(); from += BATCH) {
      int count = Math.min(BATCH, rows.rows() - from);
      for (int i = 0; i < count; i++) {
        copy(rows, from + i, points, i);
      }
      Tensor gradient = gradient(count, chosen, from);
      for (int i = 0; i < count; i++) {
        copy(gradient, i, values, from + i);
      }
    }
    return new Shares(values, list(chosen), Collections.nCopies(rows.rows(), 0.0));
  }

  /**
   * Integrated gradients (Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep Networks",
   * 2017): the difference to a baseline times the mean gradient on the straight way from it, by the
   * midpoint rule. The shares of a row add up to what its output has over the baseline's, but for
   * the rule's error, which is told as the gap.
   *
   * @param rows float32, {@code [n, inputs]}
   * @param baseline float32, {@code [inputs]}: an input that says nothing, such as zeros
   * @param output which output, or {@link #LARGEST}
   * @param steps points on the way, 1 or more
   * @param to owns the result
   */
  public Shares integrated(Tensor rows, Tensor baseline, int output, int steps, Arena to) {
    if (baseline.size() != inputs || steps < 1) {
      throw new IllegalArgumentException(
          "integrated gradients: baseline "
              + baseline.describe()
              + ", "
              + steps
              + " steps: expected "
              + inputs
              + " values and 1 or more");
    }
    Tensor from = baseline.reshape(Shape.of(1, inputs));
    Tensor values = Tensor.allocate(to, rows.rows(), inputs);
    int[] chosen = choose(rows, output);
    List<Double> gaps = new ArrayList<>();
    for (int row = 0; row < rows.rows(); row++) {
      double[] mean = meanGradient(rows, row, from, chosen[row], steps);
      double sum = 0;
      for (int i = 0; i < inputs; i++) {
        double share = (rows.get(row, i) - from.get(0, i)) * mean[i];
        values.set(row, i, (float) share);
        sum += share;
      }
      gaps.add(sum - (answer(rows, row, chosen[row]) - answer(from, 0, chosen[row])));
    }
    return new Shares(values, list(chosen), gaps);
  }

  private double[] meanGradient(Tensor rows, int row, Tensor baseline, int output, int steps) {
    double[] mean = new double[inputs];
    int[] chosen = new int[BATCH];
    Arrays.fill(chosen, output);
    for (int first = 0; first < steps; first += BATCH) {
      int count = Math.min(BATCH, steps - first);
      for (int k = 0; k < count; k++) {
        double share = (first + k + 0.5) / steps;
        for (int i = 0; i < inputs; i++) {
          double start = baseline.get(0, i);
          points.set(k, i, (float) (start + share * (rows.get(row, i) - start)));
        }
      }
      Tensor gradient = gradient(count, chosen, 0);
      for (int k = 0; k < count; k++) {
        for (int i = 0; i < inputs; i++) {
          mean[i] += gradient.get(k, i) / (double) steps;
        }
      }
    }
    return mean;
  }

  private double answer(Tensor rows, int row, int output) {
    copy(rows, row, points, 0);
    return forward(1).get(0, output);
  }

  private Tensor forward(int count) {
    differentiator.forward(points.rows(0, count).reshape(model.inputShape(0).batched(count)));
    return matrix(differentiator.output(0), count, outputs);
  }

  private Tensor gradient(int count, int[] chosen, int from) {
    forward(count);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < outputs; j++) {
        selected.set(i, j, j == chosen[from + i] ? 1 : 0);
      }
    }
    differentiator.backward(selected.rows(0, count).reshape(model.outputShape(0).batched(count)));
    return matrix(differentiator.inputGradient(0), count, inputs);
  }

  private static Tensor matrix(Tensor tensor, int rows, int cols) {
    return tensor.reshape(Shape.of(rows, cols));
  }

  private int[] choose(Tensor rows, int output) {
    if (rows.cols() != inputs || output < LARGEST || output >= outputs) {
      throw new IllegalArgumentException(
          "explain: rows "
              + rows.describe()
              + ", output "
              + output
              + ": expected "
              + inputs
              + " columns, and an output below "
              + outputs);
    }
    int[] chosen = new int[rows.rows()];
    Arrays.fill(chosen, output);
    for (int row = 0; output == LARGEST && row < chosen.length; row++) {
      copy(rows, row, points, 0);
      Tensor scores = forward(1);
      chosen[row] = 0;
      for (int j = 1; j < outputs; j++) {
        chosen[row] = scores.get(0, j) > scores.get(0, chosen[row]) ? j : chosen[row];
      }
    }
    return chosen;
  }

  private static void copy(Tensor from, int row, Tensor to, int toRow) {
    for (int i = 0; i < from.cols(); i++) {
      to.set(toRow, i, from.get(row, i));
    }
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** Frees the memory. Closing twice does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      differentiator.close();
      arena.close();
    }
  }
}
