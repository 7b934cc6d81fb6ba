package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Constants, and other types for values. */
final class ConstantOperators {
  private ConstantOperators() {}

  static void register(Map<String, Operator> operators) {
    operators.put("Constant", call -> List.of(constant(call)));
    operators.put("ConstantOfShape", call -> List.of(ofShape(call)));
    operators.put("Cast", call -> List.of(cast(call)));
  }

  private static Known constant(Call call) throws ModelFormatException {
    if (call.has("value")) {
      return call.setting("value", Known.class, Known.scalar(0));
    }
    if (call.has("value_float")) {
      return Known.scalar(call.real("value_float", 0));
    }
    if (call.has("value_int")) {
      return Known.whole(ElementType.I64, Shape.of(), call.whole("value_int", 0));
    }
    if (call.has("value_floats")) {
      float[] values = call.setting("value_floats", float[].class, new float[0]);
      double[] numbers = new double[values.length];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = values[i];
      }
      return Known.floats(ElementType.F32, Shape.of(values.length), numbers);
    }
    if (call.has("value_ints")) {
      long[] values = call.setting("value_ints", long[].class, new long[0]);
      return Known.whole(ElementType.I64, Shape.of(values.length), values);
    }
    throw call.wrong("a dense value of numbers", "none");
  }

  private static Value ofShape(Call call) throws ModelFormatException {
    Known target = call.known(0);
    if (!target.isWhole() || target.rank() != 1) {
      throw call.wrong("a list of whole numbers as input 0", target.describe());
    }
    Known value = call.setting("value", Known.class, Known.scalar(0));
    if (value.size() != 1) {
      throw call.wrong("a value of one number", value.describe());
    }
    Known scalar = value.reshaped(Shape.of());
    if (target.isSymbolic()) {
      return repeated(call, scalar, target);
    }
    Shape to = Dimensions.shape(target.whole(call.budget(), call.place()), call.place());
    return Folding.expand(scalar, to, call.budget(), call.place());
  }

  /** Known values for every sample of a batch, {@code [factor N, ...]}. */
  static Value repeated(Call call, Known x, Known target) throws ModelFormatException {
    long[] dims = target.whole(call.budget(), call.place());
    long[] perBatch = target.perBatch();
    boolean fits = dims[0] == 0 && perBatch[0] > 0 && perBatch[0] <= Integer.MAX_VALUE;
    for (int axis = 1; axis < dims.length; axis++) {
      fits &= perBatch[axis] == 0;
    }
    int[] own = x.shape().dims();
    fits &= own.length < dims.length || (own.length == dims.length && own[0] == 1);
    if (!fits) {
      throw call.wrong("the batch in the first dimension", "it in another place");
    }
    int factor = (int) perBatch[0];
    Known bare =
        own.length == dims.length
            ? x.reshaped(Shape.of(Arrays.copyOfRange(own, 1, own.length)))
            : x;
    Shape rest = Dimensions.shape(Arrays.copyOfRange(dims, 1, dims.length), call.place());
    Shape to = ArithmeticOperators.repeated(call, List.of(bare.shape(), rest));
    if (factor != 1) {
      int[] sample = new int[to.rank() + 1];
      sample[0] = factor;
      System.arraycopy(to.dims(), 0, sample, 1, to.rank());
      to = Shape.of(sample);
    }
    Known filled = Folding.expand(bare, to, call.budget(), call.place());
    return call.view(call.constant(filled), x.type(), factor);
  }

  private static Value cast(Call call) throws ModelFormatException {
    ElementType to = ElementTypes.of(call.whole("to", 0), call.place());
    return switch (call.input(0)) {
      case Known known -> Folding.cast(known, to, call.budget(), call.place());
      case Made made -> {
        boolean truth = to == ElementType.BOOL && made.type() != ElementType.BOOL;
        DType type = Assembly.type(to);
        Operation result =
            call.assembly().cast(made.operation(), type, truth, call.origin(), call.place());
        yield new Made(result, to, made.factor(), made.rest());
      }
    };
  }
}
