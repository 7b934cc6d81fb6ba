package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.Binary.Function;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.MatMul;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Matrix products: with known weights they are linear layers. */
final class ProductOperators {
  private ProductOperators() {}

  static void register(Map<String, Operator> operators) {
    operators.put("Gemm", ProductOperators::gemm);
    operators.put("MatMul", call -> List.of(matMul(call)));
  }

  private static List<Value> gemm(Call call) throws ModelFormatException {
    Made x = NormalizationOperators.floats(call, 0);
    Known b = call.known(1);
    if (call.whole("transA", 0) != 0 || x.rank() != 2 || b.rank() != 2 || b.isWhole()) {
      throw call.wrong(
          "a batch of rows times a known matrix",
          (call.whole("transA", 0) != 0 ? "the transpose of " : "")
              + x.describe()
              + " and "
              + b.describe());
    }
    Known weight = call.whole("transB", 0) == 0 ? b : b.transposed(call.budget(), call.place());
    double alpha = call.real("alpha", 1);
    double beta = call.real("beta", 1);
    int in = weight.shape().dim(0);
    int out = weight.shape().dim(1);
    if (in != x.rest()[0]) {
      throw call.wrong(
          "as many rows of the matrix as columns of the batch",
          x.describe() + " and " + weight.describe());
    }
    Map<String, Weight> weights = new LinkedHashMap<>();
    double[] factor = new double[out];
    Arrays.fill(factor, alpha);
    weights.put("weight", alpha == 1 ? Weight.of(weight) : Weight.of(weight).times(factor));
    Optional<Value> c = call.optional(2);
    boolean bias = c.isPresent() && c.get() instanceof Known;
    if (bias) {
      weights.put("bias", bias(call, (Known) c.get(), out, beta));
    }
    Operation linear = call.apply(Linear.of(in, out, bias), List.of(x.operation()), weights);
    Value result = call.view(linear, x.type(), x.factor());
    if (c.isPresent() && !bias) {
      Value scaled = c.get();
      if (beta != 1) {
        Known number = Folding.cast(Known.scalar(beta), x.type(), call.budget(), call.place());
        scaled = ArithmeticOperators.binary(call, Function.MULTIPLY, scaled, number);
      }
      result = ArithmeticOperators.binary(call, Function.ADD, result, scaled);
    }
    return List.of(result);
  }

  private static Weight bias(Call call, Known c, int out, double beta) throws ModelFormatException {
    Optional<double[]> row =
        c.isWhole() || c.rank() > 2 ? Optional.empty() : Absorption.row(call, c, out);
    if (row.isEmpty()) {
      throw call.wrong("one summand, or one for each of " + out + " columns", c.describe());
    }
    double[] values = row.get();
    for (int j = 0; j < out; j++) {
      values[j] *= beta;
    }
    return Weight.of(Known.floats(c.type(), Shape.of(out), values));
  }

  private static Value matMul(Call call) throws ModelFormatException {
    Value left = call.input(0);
    Value right = call.input(1);
    if (left.type() != right.type() || left.type().isInteger()) {
      throw call.wrong("floats of one type", Together.describe(List.of(left, right)));
    }
    if (left instanceof Made x && right instanceof Known b && isMatrix(b, x)) {
      return linear(call, x, b);
    }
    if (left instanceof Known a && right instanceof Known b) {
      throw call.wrong("an operand that the model computes", Together.describe(List.of(a, b)));
    }
    List<Value> values = List.of(left, right);
    for (Value value : values) {
      boolean fits =
          value instanceof Made made ? made.rank() > 2 && made.factor() == 1 : value.rank() >= 2;
      if (!fits || (value instanceof Known && value.rank() > rank(values))) {
        throw call.wrong("batches of matrices", Together.describe(values));
      }
    }
    List<Operation> operands = Together.of(call, values).operands();
    return call.view(call.apply(new MatMul(), operands, Map.of()), left.type(), 1);
  }

  /** The rank of the operand that has the batch. */
  private static int rank(List<Value> values) {
    return values.stream()
        .filter(value -> value instanceof Made)
        .mapToInt(Value::rank)
        .max()
        .orElse(0);
  }

  /** Whether known values are a matrix or a vector for the last dimension, ones in front aside. */
  private static boolean isMatrix(Known b, Made x) {
    int front = Math.max(b.rank() - 2, 0);
    for (int k = 0; k < front; k++) {
      if (b.shape().dim(k) != 1) {
        return false;
      }
    }
    return b.rank() >= 1 && b.rank() <= x.rank() && x.rank() >= 2;
  }

  private static Value linear(Call call, Made x, Known b) throws ModelFormatException {
    int rank = b.rank();
    int in = rank == 1 ? b.shape().dim(0) : b.shape().dim(rank - 2);
    int out = rank == 1 ? 1 : b.shape().dim(rank - 1);
    Known weight = b.reshaped(Shape.of(in, out));
    Operation linear =
        call.apply(
            Linear.of(in, out, false), List.of(x.operation()), Map.of("weight", Weight.of(weight)));
    Made result = call.view(linear, x.type(), x.factor());
    return rank > 1
        ? result
        : call.reshape(result, x.factor(), Arrays.copyOf(x.rest(), x.rest().length - 1));
  }
}
