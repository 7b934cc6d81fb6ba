package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.BatchNorm1d;
import dev.hayate.nn.layer.Binary.Function;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.layer.RmsNorm;
import dev.hayate.nn.layer.Softmax;
import dev.hayate.nn.layer.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Normalisations, softmax, and dropout, which does nothing when a model is scored. */
final class NormalizationOperators {
  private static final int PER_AXIS = 13;

  private NormalizationOperators() {}

  static void register(Map<String, Operator> operators) {
    operators.put("BatchNormalization", NormalizationOperators::batchNorm);
    operators.put("LayerNormalization", call -> lastDimensions(call, true));
    operators.put("RMSNormalization", call -> lastDimensions(call, false));
    operators.put("Softmax", call -> List.of(softmax(call, new Softmax())));
    operators.put("LogSoftmax", call -> List.of(softmax(call, new LogSoftmax())));
    operators.put("Dropout", NormalizationOperators::dropout);
  }

  /** A float value that the model computes. */
  static Made floats(Call call, int index) throws ModelFormatException {
    if (call.input(index) instanceof Made made && !made.type().isInteger()) {
      return made;
    }
    throw call.wrong(
        "floats that the model computes as input " + index, call.input(index).describe());
  }

  private static List<Value> batchNorm(Call call) throws ModelFormatException {
    Made x = floats(call, 0);
    if (call.whole("training_mode", 0) != 0 || call.whole("spatial", 1) != 1) {
      throw call.wrong("a model that is not in training", "training_mode or spatial set");
    }
    if (x.rank() < 2) {
      throw call.wrong("channels in dimension 1", x.describe());
    }
    int channels = x.rest()[0];
    List<Known> rows = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      Known row = call.known(i);
      if (!row.shape().equals(Shape.of(channels)) || row.isWhole()) {
        throw call.wrong("floats of shape [" + channels + "] as input " + i, row.describe());
      }
      rows.add(row);
    }
    double epsilon = call.real("epsilon", 1e-5);
    boolean fold = x.rank() == 2 && call.alone(0) && x.operation().layer() instanceof Linear;
    if (!fold && x.factor() == 1) {
      Map<String, Weight> weights = new LinkedHashMap<>();
      weights.put("weight", Weight.of(rows.get(0)));
      weights.put("bias", Weight.of(rows.get(1)));
      weights.put("running_mean", Weight.of(rows.get(2)));
      weights.put("running_var", Weight.of(rows.get(3)));
      return List.of(call.keep(new BatchNorm1d(channels, epsilon, 0.1, true), x, weights));
    }
    double[] factor = new double[channels];
    double[] summand = new double[channels];
    double[][] values = new double[4][];
    for (int i = 0; i < 4; i++) {
      values[i] = rows.get(i).numbers(call.budget(), call.place());
    }
    for (int c = 0; c < channels; c++) {
      factor[c] = values[0][c] / Math.sqrt(values[3][c] + epsilon);
      summand[c] = values[1][c] - values[2][c] * factor[c];
    }
    if (fold) {
      Operation linear = Absorption.linear(call, x.operation(), factor, summand);
      return List.of(new Made(linear, x.type(), x.factor(), x.rest()));
    }
    int[] along = new int[x.rank() - 1];
    Arrays.fill(along, 1);
    along[0] = channels;
    Known times = Known.floats(ElementType.F32, Shape.of(along), factor).retyped(x.type());
    Known plus = Known.floats(ElementType.F32, Shape.of(along), summand).retyped(x.type());
    Value scaled = ArithmeticOperators.binary(call, Function.MULTIPLY, x, times);
    return List.of(ArithmeticOperators.binary(call, Function.ADD, scaled, plus));
  }

  private static List<Value> lastDimensions(Call call, boolean centred)
      throws ModelFormatException {
    Made x = floats(call, 0);
    int axis = call.axis(call.whole("axis", -1), x.rank());
    if (axis == 0) {
      throw call.wrong("dimensions behind the batch", "axis 0");
    }
    if (call.outputs() > 1) {
      throw call.wrong("one output", "the mean or deviation too");
    }
    int[] dims = Arrays.copyOfRange(x.rest(), axis - 1, x.rest().length);
    Shape shape = Shape.of(dims);
    double epsilon = call.real("epsilon", 1e-5);
    Optional<Value> bias = centred ? call.optional(2) : Optional.empty();
    Known scale = call.known(1);
    boolean plain =
        scale.shape().equals(shape)
            && (bias.isEmpty()
                || (bias.get() instanceof Known known && known.shape().equals(shape)));
    if (plain) {
      Map<String, Weight> weights = new LinkedHashMap<>();
      weights.put("weight", Weight.of(scale));
      if (bias.isPresent()) {
        weights.put("bias", Weight.of((Known) bias.get()));
      }
      return List.of(call.keep(norm(shape, epsilon, centred, true, bias.isPresent()), x, weights));
    }
    Value result = call.keep(norm(shape, epsilon, centred, false, false), x);
    result = ArithmeticOperators.binary(call, Function.MULTIPLY, result, scale);
    if (bias.isPresent()) {
      result = ArithmeticOperators.binary(call, Function.ADD, result, bias.get());
    }
    return List.of(result);
  }

  private static Layer norm(
      Shape shape, double epsilon, boolean centred, boolean affine, boolean bias) {
    return centred
        ? new LayerNorm(shape, epsilon, affine, bias)
        : new RmsNorm(shape, epsilon, affine);
  }

  /** Since version 13 of one dimension, before that of all from one on. */
  private static Value softmax(Call call, Layer layer) throws ModelFormatException {
    Made x = floats(call, 0);
    boolean perAxis = call.opset() >= PER_AXIS;
    int axis = call.axis(call.whole("axis", perAxis ? -1 : 1), x.rank());
    int sampleAxis = call.sampleAxis(x, axis);
    if (axis == x.rank() - 1) {
      return call.keep(layer, x);
    }
    if (perAxis) {
      List<Integer> order = new ArrayList<>();
      for (int k = 0; k < x.operation().shape().rank(); k++) {
        order.add(k);
      }
      Collections.swap(order, sampleAxis, order.size() - 1);
      Transpose exchange = new Transpose(order, DType.F32);
      Operation there = call.apply(exchange, x.operation());
      Operation back = call.apply(exchange, call.apply(layer, there));
      return new Made(back, x.type(), x.factor(), x.rest());
    }
    int front = x.factor();
    for (int k = 0; k < axis - 1; k++) {
      front = Math.multiplyExact(front, x.rest()[k]);
    }
    int[] last = {1};
    for (int k = axis - 1; k < x.rest().length; k++) {
      last[0] = Math.multiplyExact(last[0], x.rest()[k]);
    }
    Made flat = call.reshape(x, front, last);
    return call.reshape(call.keep(layer, flat), x.factor(), x.rest());
  }

  private static List<Value> dropout(Call call) throws ModelFormatException {
    if (call.optional(2).isPresent() && call.number(call.known(2)) != 0) {
      throw call.wrong("a model that is not in training", "training_mode set");
    }
    return List.of(call.input(0));
  }
}
