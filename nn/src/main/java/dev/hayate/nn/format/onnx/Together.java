package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Operands of element-wise work, brought to samples that can be repeated to one shape. ONNX aligns
 * dimensions at the last; the batch must stay the first of every operand that has it.
 *
 * @param operands one operation for each value
 * @param factor how often the batch goes into the first dimension of the result
 */
record Together(List<Operation> operands, int factor) {
  static Together of(Call call, List<Value> values) throws ModelFormatException {
    int rank = values.stream().mapToInt(Value::rank).max().orElse(0);
    int factor = 0;
    for (Value value : values) {
      if (value instanceof Made made) {
        if (made.rank() != rank || (factor != 0 && made.factor() != factor)) {
          throw call.wrong("operands with the batch in the same dimension", describe(values));
        }
        factor = made.factor();
      }
    }
    List<Operation> operands = new ArrayList<>();
    for (Value value : values) {
      operands.add(
          switch (value) {
            case Made made -> made.operation();
            case Known known -> call.constant(sample(call, known, rank, factor, values));
          });
    }
    return new Together(operands, factor);
  }

  /** Known values without the dimension of the batch, in which they must be the same. */
  private static Known sample(Call call, Known known, int rank, int factor, List<Value> values)
      throws ModelFormatException {
    if (known.rank() < rank) {
      return known;
    }
    if (known.shape().dim(0) != 1) {
      throw call.wrong("known operands that are the same for every sample", describe(values));
    }
    int[] dims = known.shape().dims();
    return factor == 1 ? known.reshaped(Shape.of(Arrays.copyOfRange(dims, 1, dims.length))) : known;
  }

  static String describe(List<Value> values) {
    return String.join(" and ", values.stream().map(Value::describe).toList());
  }
}
