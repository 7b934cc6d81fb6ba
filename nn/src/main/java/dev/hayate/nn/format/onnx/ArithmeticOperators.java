package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.Binary.Function;
import dev.hayate.nn.layer.Unary;
import dev.hayate.nn.layer.Where;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Element-wise functions of one, two or three operands. */
final class ArithmeticOperators {
  private ArithmeticOperators() {}

  static void register(Map<String, Operator> operators) {
    binary(operators, "Add", Function.ADD);
    binary(operators, "Sub", Function.SUBTRACT);
    binary(operators, "Mul", Function.MULTIPLY);
    binary(operators, "Div", Function.DIVIDE);
    binary(operators, "Equal", Function.EQUAL);
    binary(operators, "Greater", Function.GREATER);
    binary(operators, "GreaterOrEqual", Function.GREATER_OR_EQUAL);
    binary(operators, "Less", Function.LESS);
    binary(operators, "LessOrEqual", Function.LESS_OR_EQUAL);
    binary(operators, "And", Function.AND);
    binary(operators, "Or", Function.OR);
    binary(operators, "Xor", Function.XOR);
    operators.put("Pow", ArithmeticOperators::power);
    operators.put("Min", call -> List.of(all(call, Function.MINIMUM)));
    operators.put("Max", call -> List.of(all(call, Function.MAXIMUM)));
    operators.put("Sum", call -> List.of(all(call, Function.ADD)));
    operators.put("Mean", ArithmeticOperators::mean);
    unary(operators, "Neg", Unary.Function.NEGATE);
    unary(operators, "Abs", Unary.Function.ABSOLUTE);
    unary(operators, "Sqrt", Unary.Function.ROOT);
    unary(operators, "Exp", Unary.Function.EXP);
    unary(operators, "Log", Unary.Function.LOG);
    unary(operators, "Erf", Unary.Function.ERF);
    unary(operators, "Reciprocal", Unary.Function.RECIPROCAL);
    unary(operators, "Floor", Unary.Function.FLOOR);
    unary(operators, "Ceil", Unary.Function.CEIL);
    unary(operators, "Round", Unary.Function.ROUND);
    unary(operators, "Sign", Unary.Function.SIGN);
    unary(operators, "Not", Unary.Function.NOT);
    operators.put("Where", ArithmeticOperators::where);
  }

  private static void binary(Map<String, Operator> operators, String name, Function function) {
    operators.put(
        name,
        call -> {
          boolean[] alone = {call.alone(0), call.inputs() > 1 && call.alone(1)};
          return List.of(binary(call, function, call.input(0), call.input(1), alone));
        });
  }

  /** A function of two values, neither of which goes into the layer before. */
  static Value binary(Call call, Function function, Value a, Value b) throws ModelFormatException {
    return binary(call, function, a, b, new boolean[2]);
  }

  static Value binary(Call call, Function function, Value a, Value b, boolean[] alone)
      throws ModelFormatException {
    if (a.type() != b.type()) {
      throw call.wrong("operands of one type", Together.describe(List.of(a, b)));
    }
    if (a instanceof Known x && b instanceof Known y) {
      Shape to = repeated(call, List.of(x.shape(), y.shape()));
      return Folding.binary(function, x, y, to, call.budget(), call.place());
    }
    Together together = Together.of(call, List.of(a, b));
    Operation result =
        new Patterns(call)
            .binary(function, together.operands().get(0), together.operands().get(1), alone);
    ElementType type = function.isTest() ? ElementType.BOOL : a.type();
    return call.view(result, type, together.factor());
  }

  /**
   * The shape that shapes have when each is repeated along dimensions that it lacks or has once.
   */
  static Shape repeated(Call call, List<Shape> shapes) throws ModelFormatException {
    int rank = shapes.stream().mapToInt(Shape::rank).max().orElse(0);
    long[] dims = new long[rank];
    Arrays.fill(dims, 1);
    for (Shape shape : shapes) {
      int gap = rank - shape.rank();
      for (int axis = 0; axis < shape.rank(); axis++) {
        int dim = shape.dim(axis);
        if (dim != 1 && dims[axis + gap] != 1 && dims[axis + gap] != dim) {
          throw call.wrong("shapes that can be repeated to one", shapes.toString());
        }
        dims[axis + gap] = dim == 1 ? dims[axis + gap] : dim;
      }
    }
    return Dimensions.shape(dims, call.place());
  }

  private static List<Value> power(Call call) throws ModelFormatException {
    Value a = call.input(0);
    Value b = call.input(1);
    if (b instanceof Known exponent && b.type() != a.type()) {
      ElementType type = a.type().isInteger() ? ElementType.F32 : a.type();
      b = Folding.cast(exponent, type, call.budget(), call.place());
    }
    return List.of(binary(call, Function.POWER, a, b));
  }

  private static Value all(Call call, Function function) throws ModelFormatException {
    Value result = call.input(0);
    for (int i = 1; i < call.inputs(); i++) {
      result = binary(call, function, result, call.input(i));
    }
    return result;
  }

  private static List<Value> mean(Call call) throws ModelFormatException {
    Value sum = all(call, Function.ADD);
    Known count =
        Folding.cast(Known.scalar(call.inputs()), sum.type(), call.budget(), call.place());
    return List.of(binary(call, Function.DIVIDE, sum, count));
  }

  private static void unary(Map<String, Operator> operators, String name, Unary.Function function) {
    operators.put(
        name,
        call ->
            List.of(
                switch (call.input(0)) {
                  case Known known -> Folding.unary(function, known, call.budget(), call.place());
                  case Made made -> call.keep(new Unary(function, call.type(made)), made);
                }));
  }

  private static List<Value> where(Call call) throws ModelFormatException {
    Value condition = call.input(0);
    Value a = call.input(1);
    Value b = call.input(2);
    List<Value> values = List.of(condition, a, b);
    if (condition.type() != ElementType.BOOL || a.type() != b.type()) {
      throw call.wrong("a condition and two operands of one type", Together.describe(values));
    }
    if (condition instanceof Known c && a instanceof Known x && b instanceof Known y) {
      Shape to = repeated(call, List.of(c.shape(), x.shape(), y.shape()));
      return List.of(Folding.where(c, x, y, to, call.budget(), call.place()));
    }
    Together together = Together.of(call, values);
    DType type = Assembly.type(a.type());
    Operation result = call.apply(new Where(type), together.operands(), Map.of());
    return List.of(call.view(result, a.type(), together.factor()));
  }
}
