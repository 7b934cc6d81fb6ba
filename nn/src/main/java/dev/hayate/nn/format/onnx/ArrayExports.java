package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.layer.ArgMax;
import dev.hayate.nn.layer.Binary;
import dev.hayate.nn.layer.Cast;
import dev.hayate.nn.layer.Constant;
import dev.hayate.nn.layer.Expand;
import dev.hayate.nn.layer.Join;
import dev.hayate.nn.layer.MatMul;
import dev.hayate.nn.layer.Reduce;
import dev.hayate.nn.layer.Reshape;
import dev.hayate.nn.layer.Slice;
import dev.hayate.nn.layer.Take;
import dev.hayate.nn.layer.Transpose;
import dev.hayate.nn.layer.Unary;
import dev.hayate.nn.layer.Where;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the layers that only score are in ONNX's operators. Whole numbers and truth values are int64
 * between nodes.
 */
final class ArrayExports {
  private static final int BOOL = 9;

  private ArrayExports() {}

  static void write(Export out) {
    switch (out.layer()) {
      case Binary binary -> binary(out, binary);
      case Unary unary -> unary(out, unary);
      case Where w ->
          out.result("Where", out.cast(aligned(out, 0), BOOL), aligned(out, 1), aligned(out, 2));
      case Transpose t -> {
        List<Long> order = new ArrayList<>(List.of(0L));
        t.order().forEach(axis -> order.add(axis + 1L));
        out.result("Transpose", out.inputs(), Map.of("perm", order));
      }
      case Reshape r ->
          out.result("Reshape", out.input(), out.wholes(LayerExports.target(r.shape())));
      case Slice s -> slice(out, s);
      case Expand e -> expand(out, e);
      case Join j -> out.result("Concat", out.inputs(), Map.of("axis", j.axis() + 1L));
      case Reduce r -> reduce(out, r);
      case ArgMax a ->
          out.result(
              a.smallest() ? "ArgMin" : "ArgMax",
              out.inputs(),
              Map.of(
                  "axis",
                  -1L,
                  "keepdims",
                  a.keep() ? 1L : 0L,
                  "select_last_index",
                  a.last() ? 1L : 0L));
      case Take t -> {
        long[] places = t.places().stream().mapToLong(Integer::longValue).toArray();
        out.result(
            "Gather", List.of(out.input(), out.wholes(places)), Map.of("axis", t.axis() + 1L));
      }
      case Cast c -> out.resultAs(c.truth() ? out.cast(out.input(), BOOL) : out.input(), c.to());
      case Constant c -> constant(out, c);
      case MatMul m -> out.result("MatMul", aligned(out, 0), aligned(out, 1));
      default ->
          throw new IllegalArgumentException(
              "layer " + out.layer().type() + ": it cannot be written to ONNX");
    }
  }

  /** An input with ones in front of its sample, so that the batch is the first of the result. */
  private static String aligned(Export out, int index) {
    Shape shape = out.inputShape(index);
    int rank = out.shape().rank();
    if (shape.rank() == rank) {
      return out.input(index);
    }
    long[] axes = new long[rank - shape.rank()];
    Arrays.setAll(axes, i -> i + 1);
    return out.step("Unsqueeze", out.input(index), out.wholes(axes));
  }

  private static void binary(Export out, Binary binary) {
    String op =
        switch (binary.function()) {
          case ADD -> "Add";
          case SUBTRACT -> "Sub";
          case MULTIPLY -> "Mul";
          case DIVIDE -> "Div";
          case POWER -> "Pow";
          case MINIMUM -> "Min";
          case MAXIMUM -> "Max";
          case EQUAL -> "Equal";
          case GREATER -> "Greater";
          case GREATER_OR_EQUAL -> "GreaterOrEqual";
          case LESS -> "Less";
          case LESS_OR_EQUAL -> "LessOrEqual";
          case AND -> "And";
          case OR -> "Or";
          case XOR -> "Xor";
        };
    String a = aligned(out, 0);
    String b = aligned(out, 1);
    if (binary.function().compareTo(Binary.Function.AND) >= 0) {
      a = out.cast(a, BOOL);
      b = out.cast(b, BOOL);
    }
    if (binary.function().isTest()) {
      out.resultAs(out.step(op, a, b), DType.I32);
      return;
    }
    out.result(op, a, b);
  }

  private static void unary(Export out, Unary unary) {
    String op =
        switch (unary.function()) {
          case NEGATE -> "Neg";
          case ABSOLUTE -> "Abs";
          case ROOT -> "Sqrt";
          case EXP -> "Exp";
          case LOG -> "Log";
          case ERF -> "Erf";
          case RECIPROCAL -> "Reciprocal";
          case FLOOR -> "Floor";
          case CEIL -> "Ceil";
          case ROUND -> "Round";
          case SIGN -> "Sign";
          case NOT -> "Not";
        };
    if (unary.function() == Unary.Function.NOT) {
      out.resultAs(out.step(op, out.cast(out.input(), BOOL)), unary.dtype());
    } else if (unary.dtype() == DType.I32) {
      out.resultAs(out.step(op, out.cast(out.input(), ElementTypes.FLOAT)), DType.I32);
    } else {
      out.result(op, out.input());
    }
  }

  private static void slice(Export out, Slice slice) {
    int rank = slice.from().size();
    long[] starts = new long[rank];
    long[] ends = new long[rank];
    long[] axes = new long[rank];
    long[] steps = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      starts[axis] = slice.from().get(axis);
      steps[axis] = slice.steps().get(axis);
      ends[axis] = starts[axis] + steps[axis] * slice.sizes().get(axis);
      // Behind the first element, where a negative end would be counted from the last.
      ends[axis] = ends[axis] < 0 ? Long.MIN_VALUE + 1 : ends[axis];
      axes[axis] = axis + 1L;
    }
    if (rank == 0) {
      out.result("Identity", out.input());
      return;
    }
    out.result(
        "Slice",
        out.input(),
        out.wholes(starts),
        out.wholes(ends),
        out.wholes(axes),
        out.wholes(steps));
  }

  private static void expand(Export out, Expand expand) {
    long[] target = LayerExports.target(expand.shape());
    target[0] = 1;
    out.result("Expand", aligned(out, 0), out.wholes(target));
  }

  private static void reduce(Export out, Reduce reduce) {
    String op =
        switch (reduce.function()) {
          case SUM -> "ReduceSum";
          case MEAN -> "ReduceMean";
          case MAXIMUM -> "ReduceMax";
          case MINIMUM -> "ReduceMin";
          case PRODUCT -> "ReduceProd";
          case SUM_OF_SIZES -> "ReduceL1";
          case SUM_OF_SQUARES -> "ReduceSumSquare";
          case LENGTH -> "ReduceL2";
          case LOG_SUM -> "ReduceLogSum";
          case LOG_SUM_EXP -> "ReduceLogSumExp";
        };
    boolean floats = reduce.dtype() == DType.F32;
    String x = floats ? out.input() : out.cast(out.input(), ElementTypes.FLOAT);
    if (reduce.dimensions() == 0) {
      // Nothing goes, but the function of each element alone is still asked for.
      x = out.step("Unsqueeze", x, out.wholes(out.inputShape().rank() + 1L));
    }
    long[] axes = new long[Math.max(reduce.dimensions(), 1)];
    Arrays.setAll(axes, i -> i - axes.length);
    long keep = reduce.keep() && reduce.dimensions() > 0 ? 1 : 0;
    boolean byInput = reduce.function() == Reduce.Function.SUM;
    List<String> from = byInput ? List.of(x, out.wholes(axes)) : List.of(x);
    Map<String, Object> attributes =
        byInput ? Map.of("keepdims", keep) : Map.of("axes", Export.list(axes), "keepdims", keep);
    if (floats) {
      out.result(op, from, attributes);
    } else {
      out.resultAs(out.step(op, from, attributes), DType.I32);
    }
  }

  /** The values, repeated for as many samples as there are. */
  private static void constant(Export out, Constant constant) {
    String size = out.step("Shape", List.of(out.batch()), Map.of("start", 0L, "end", 1L));
    long[] dims = new long[constant.shape().rank()];
    Arrays.setAll(dims, axis -> constant.shape().dim(axis));
    String target = out.step("Concat", List.of(size, out.wholes(dims)), Map.of("axis", 0L));
    String value = out.stored("value");
    if (constant.outputType() == DType.F32) {
      out.result("Expand", value, target);
    } else {
      out.result("Expand", out.cast(value, ElementTypes.INT64), target);
    }
  }
}
