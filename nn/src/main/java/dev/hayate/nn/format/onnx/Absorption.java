package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.RmsNorm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Takes known summands and factors into the weights of the layer before them. */
final class Absorption {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  private Absorption() {}

  /** The layer before with a summand, if it can have one. */
  static Optional<Operation> plus(Call call, Operation x, Known value) throws ModelFormatException {
    if (x.layer() instanceof Linear linear) {
      Optional<double[]> row = row(call, value, linear.out());
      if (row.isPresent()) {
        double[] ones = new double[linear.out()];
        Arrays.fill(ones, 1);
        return Optional.of(linear(call, x, ones, row.get()));
      }
    }
    if (x.layer() instanceof LayerNorm norm
        && norm.affine()
        && !norm.bias()
        && isOf(value, norm.shape())) {
      return Optional.of(
          with(call, x, new LayerNorm(norm.shape(), norm.epsilon(), true, true), BIAS, value));
    }
    return Optional.empty();
  }

  /** The layer before with a factor, if it can have one. */
  static Optional<Operation> times(Call call, Operation x, Known value)
      throws ModelFormatException {
    if (x.layer() instanceof Linear linear) {
      Optional<double[]> row = row(call, value, linear.out());
      if (row.isPresent()) {
        return Optional.of(linear(call, x, row.get(), new double[linear.out()]));
      }
    }
    if (x.layer() instanceof LayerNorm norm && !norm.affine() && isOf(value, norm.shape())) {
      return Optional.of(
          with(call, x, new LayerNorm(norm.shape(), norm.epsilon(), true, false), WEIGHT, value));
    }
    if (x.layer() instanceof RmsNorm norm && !norm.affine() && isOf(value, norm.shape())) {
      return Optional.of(
          with(call, x, new RmsNorm(norm.shape(), norm.epsilon(), true), WEIGHT, value));
    }
    return Optional.empty();
  }

  /** {@code factor (x W + b) + summand} as one layer. */
  static Operation linear(Call call, Operation x, double[] factor, double[] summand)
      throws ModelFormatException {
    Linear linear = (Linear) x.layer();
    double[] bias = summand.clone();
    Weight old = x.weights().get(BIAS);
    if (old != null) {
      double[] values = old.values().numbers(call.budget(), call.place());
      for (int j = 0; j < bias.length; j++) {
        bias[j] += factor[j] * values[j];
      }
    }
    call.budget().fold(bias.length, call.place());
    Weight weight = Objects.requireNonNull(x.weights().get(WEIGHT));
    boolean ones = Arrays.stream(factor).allMatch(f -> f == 1);
    Map<String, Weight> weights = new LinkedHashMap<>();
    weights.put(WEIGHT, ones ? weight : weight.times(factor));
    boolean hasBias = old != null || Arrays.stream(bias).anyMatch(b -> b != 0);
    if (hasBias) {
      weights.put(BIAS, Weight.of(Known.floats(ElementType.F64, Shape.of(bias.length), bias)));
    }
    return call.apply(Linear.of(linear.in(), linear.out(), hasBias), x.inputs(), weights);
  }

  private static Operation with(
      Call call, Operation x, dev.hayate.nn.layer.Layer layer, String name, Known value)
      throws ModelFormatException {
    Map<String, Weight> weights = new LinkedHashMap<>(x.weights());
    Shape shape = layer instanceof LayerNorm norm ? norm.shape() : ((RmsNorm) layer).shape();
    weights.put(name, Weight.of(value.reshaped(shape)));
    return call.apply(layer, x.inputs(), weights);
  }

  /** Whether values are of the last dimensions alone: ones in front do not matter. */
  private static boolean isOf(Known value, Shape shape) {
    int[] dims = value.shape().dims();
    int front = dims.length - shape.rank();
    return front >= 0
        && value.size() == shape.size()
        && Arrays.equals(Arrays.copyOfRange(dims, front, dims.length), shape.dims());
  }

  /** Values as one for each column, if they are that or one for all. */
  static Optional<double[]> row(Call call, Known value, int cols) throws ModelFormatException {
    int rank = value.rank();
    if (value.size() != 1
        && (value.size() != cols || rank == 0 || value.shape().dim(rank - 1) != cols)) {
      return Optional.empty();
    }
    double[] numbers = value.numbers(call.budget(), call.place());
    call.budget().fold(cols, call.place());
    double[] row = new double[cols];
    for (int j = 0; j < cols; j++) {
      row[j] = numbers[numbers.length == 1 ? 0 : j];
    }
    return Optional.of(row);
  }
}
