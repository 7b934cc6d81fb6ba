package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.layer.ArgMax;
import dev.hayate.nn.layer.Layer;
import dev.hayate.nn.layer.Reduce;
import dev.hayate.nn.layer.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums, means and extremes over dimensions, and where extremes are. */
final class ReductionOperators {
  private ReductionOperators() {}

  static void register(Map<String, Operator> operators) {
    reduce(operators, "ReduceSum", Reduce.Function.SUM);
    reduce(operators, "ReduceMean", Reduce.Function.MEAN);
    reduce(operators, "ReduceMax", Reduce.Function.MAXIMUM);
    reduce(operators, "ReduceMin", Reduce.Function.MINIMUM);
    reduce(operators, "ReduceProd", Reduce.Function.PRODUCT);
    reduce(operators, "ReduceL1", Reduce.Function.SUM_OF_SIZES);
    reduce(operators, "ReduceL2", Reduce.Function.LENGTH);
    reduce(operators, "ReduceSumSquare", Reduce.Function.SUM_OF_SQUARES);
    reduce(operators, "ReduceLogSum", Reduce.Function.LOG_SUM);
    reduce(operators, "ReduceLogSumExp", Reduce.Function.LOG_SUM_EXP);
    operators.put("ArgMax", call -> List.of(place(call, false)));
    operators.put("ArgMin", call -> List.of(place(call, true)));
  }

  private static void reduce(
      Map<String, Operator> operators, String name, Reduce.Function function) {
    operators.put(name, call -> List.of(reduce(call, function)));
  }

  private static Value reduce(Call call, Reduce.Function function) throws ModelFormatException {
    Value x = call.input(0);
    Optional<long[]> given = call.wholes("axes", 1);
    boolean keep = call.whole("keepdims", 1) != 0;
    boolean nothing = given.isEmpty() || given.get().length == 0;
    boolean[] reduced = new boolean[x.rank()];
    // Without axes it is all of them, or none: then the function of each element alone.
    Arrays.fill(reduced, nothing && call.whole("noop_with_empty_axes", 0) == 0);
    for (long axis : given.orElse(new long[0])) {
      int at = call.axis(axis, x.rank());
      if (reduced[at]) {
        throw call.wrong("every dimension once", Arrays.toString(given.get()));
      }
      reduced[at] = true;
    }
    return switch (x) {
      case Known known -> reduce(call, function, known, reduced, keep);
      case Made made ->
          over(
              call,
              made,
              reduced,
              keep,
              count -> new Reduce(function, count, false, call.type(made)));
    };
  }

  private static Known reduce(
      Call call, Reduce.Function function, Known x, boolean[] reduced, boolean keep)
      throws ModelFormatException {
    int[] order = order(reduced);
    Known moved = Folding.transpose(x, order, call.budget(), call.place());
    int[] dims = x.shape().dims();
    Shape bare = Shape.of(left(dims, reduced, false));
    Known result = Folding.reduce(function, moved, bare, call.budget(), call.place());
    return result.reshaped(Shape.of(left(dims, reduced, keep)));
  }

  /** What reduces a number of last dimensions. */
  @FunctionalInterface
  private interface Reducer {
    Layer of(int dimensions);
  }

  /** A reduction of a batch: dimensions that go are brought to the end first. */
  private static Made over(Call call, Made x, boolean[] reduced, boolean keep, Reducer reducer)
      throws ModelFormatException {
    if (reduced[0]) {
      throw call.wrong("dimensions behind the batch", "the batch, of " + x.describe());
    }
    boolean[] sample = x.factor() == 1 ? Arrays.copyOfRange(reduced, 1, reduced.length) : reduced;
    int[] order = order(sample);
    List<Integer> axes = Arrays.stream(order).boxed().toList();
    int count = 0;
    for (boolean goes : sample) {
      count += goes ? 1 : 0;
    }
    Operation from = x.operation();
    boolean moves = false;
    for (int k = 0; k < order.length; k++) {
      moves |= order[k] != k;
    }
    if (moves) {
      from = call.apply(new Transpose(axes, call.type(x)), from);
    }
    Layer layer = reducer.of(count);
    int[] rest = x.rest();
    boolean[] restReduced = Arrays.copyOfRange(reduced, 1, reduced.length);
    if (keep && !moves && layer instanceof Reduce plain) {
      layer = new Reduce(plain.function(), count, true, plain.dtype());
      return call.view(call.apply(layer, from), x.type(), x.factor());
    }
    Made bare = call.view(call.apply(layer, from), x.type(), x.factor());
    return keep ? call.reshape(bare, x.factor(), left(rest, restReduced, true)) : bare;
  }

  /** All dimensions in order, those that go behind those that stay. */
  private static int[] order(boolean[] reduced) {
    List<Integer> order = new ArrayList<>();
    for (int pass = 0; pass < 2; pass++) {
      for (int axis = 0; axis < reduced.length; axis++) {
        if (reduced[axis] == (pass == 1)) {
          order.add(axis);
        }
      }
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The dimensions that are left. */
  private static int[] left(int[] dims, boolean[] reduced, boolean keep) {
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < dims.length; axis++) {
      if (!reduced[axis]) {
        left.add(dims[axis]);
      } else if (keep) {
        left.add(1);
      }
    }
    return left.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Value place(Call call, boolean smallest) throws ModelFormatException {
    if (!(call.input(0) instanceof Made x)) {
      throw call.wrong("values that the model computes", call.input(0).describe());
    }
    boolean[] reduced = new boolean[x.rank()];
    reduced[call.axis(call.whole("axis", 0), x.rank())] = true;
    boolean last = call.whole("select_last_index", 0) != 0;
    boolean keep = call.whole("keepdims", 1) != 0;
    Operation floats =
        call.assembly().cast(x.operation(), DType.F32, false, call.origin(), call.place());
    Made values = new Made(floats, ElementType.F32, x.factor(), x.rest());
    Made found = over(call, values, reduced, false, count -> new ArgMax(smallest, last, false));
    Made typed = new Made(found.operation(), ElementType.I64, found.factor(), found.rest());
    boolean[] rest = Arrays.copyOfRange(reduced, 1, reduced.length);
    return keep ? call.reshape(typed, x.factor(), left(x.rest(), rest, true)) : typed;
  }
}
