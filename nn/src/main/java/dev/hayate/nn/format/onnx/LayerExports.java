package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.layer.Add;
import dev.hayate.nn.layer.BatchNorm1d;
import dev.hayate.nn.layer.Bilinear;
import dev.hayate.nn.layer.Concat;
import dev.hayate.nn.layer.Dropout;
import dev.hayate.nn.layer.Elementwise;
import dev.hayate.nn.layer.Embedding;
import dev.hayate.nn.layer.EmbeddingBag;
import dev.hayate.nn.layer.Flatten;
import dev.hayate.nn.layer.Glu;
import dev.hayate.nn.layer.GroupNorm;
import dev.hayate.nn.layer.LayerNorm;
import dev.hayate.nn.layer.Linear;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.layer.Multiply;
import dev.hayate.nn.layer.PRelu;
import dev.hayate.nn.layer.RmsNorm;
import dev.hayate.nn.layer.Scale;
import dev.hayate.nn.layer.Shift;
import dev.hayate.nn.layer.Softmax;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What each layer is in ONNX's operators. */
final class LayerExports {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  private LayerExports() {}

  /**
   * Writes a layer's nodes.
   *
   * @throws IllegalArgumentException if the layer is of a kind that nobody wrote this for
   */
  static void write(Export out) {
    switch (out.layer()) {
      case Linear linear -> linear(out, linear);
      case Elementwise elementwise -> ActivationExports.write(out, elementwise.activation());
      case Softmax s -> out.result("Softmax", out.inputs(), Map.of("axis", -1L));
      case LogSoftmax s -> out.result("LogSoftmax", out.inputs(), Map.of("axis", -1L));
      case Add a -> out.result("Sum", out.inputs(), Map.of());
      case Multiply m -> out.result("Mul", out.inputs(), Map.of());
      case Concat c -> out.result("Concat", out.inputs(), Map.of("axis", -1L));
      case Flatten f -> out.result("Flatten", out.inputs(), Map.of("axis", 1L));
      case Dropout d -> out.result("Identity", out.input());
      case Scale s -> out.result("Mul", out.input(), out.stored(WEIGHT));
      case Shift s -> out.result("Add", out.input(), out.stored(BIAS));
      case BatchNorm1d norm -> batchNorm(out, norm);
      case LayerNorm norm -> layerNorm(out, norm);
      case RmsNorm norm -> rmsNorm(out, norm);
      case GroupNorm norm -> groupNorm(out, norm);
      case Embedding e ->
          out.result("Gather", List.of(out.stored(WEIGHT), out.input()), Map.of("axis", 0L));
      case EmbeddingBag bag -> embeddingBag(out, bag);
      case Bilinear bilinear -> bilinear(out, bilinear);
      case PRelu prelu -> prelu(out, prelu);
      case Glu g -> {
        List<String> halves = out.steps("Split", out.inputs(), 2, Map.of("axis", -1L));
        out.result("Mul", halves.get(0), out.step("Sigmoid", halves.get(1)));
      }
      default -> ArrayExports.write(out);
    }
  }

  private static void linear(Export out, Linear linear) {
    if (out.inputShape().rank() == 1) {
      List<String> from = new ArrayList<>(List.of(out.input(), out.exported(WEIGHT)));
      if (linear.bias()) {
        from.add(out.stored(BIAS));
      }
      out.result("Gemm", from, Map.of("transB", 1L));
      return;
    }
    if (!linear.bias()) {
      out.result("MatMul", out.input(), out.stored(WEIGHT));
      return;
    }
    String product = out.step("MatMul", out.input(), out.stored(WEIGHT));
    out.result("Add", product, out.stored(BIAS));
  }

  private static void batchNorm(Export out, BatchNorm1d norm) {
    Shape shape = Shape.of(norm.features());
    out.result(
        "BatchNormalization",
        List.of(
            out.input(),
            norm.affine() ? out.stored(WEIGHT) : out.filled(shape, 1),
            norm.affine() ? out.stored(BIAS) : out.filled(shape, 0),
            out.stored("running_mean"),
            out.stored("running_var")),
        Map.of("epsilon", (float) norm.epsilon()));
  }

  private static void layerNorm(Export out, LayerNorm norm) {
    List<String> from = new ArrayList<>();
    from.add(out.input());
    from.add(norm.affine() ? out.stored(WEIGHT) : out.filled(norm.shape(), 1));
    if (norm.affine() && norm.bias()) {
      from.add(out.stored(BIAS));
    }
    out.result(
        "LayerNormalization",
        from,
        Map.of("axis", (long) -norm.shape().rank(), "epsilon", (float) norm.epsilon()));
  }

  private static void rmsNorm(Export out, RmsNorm norm) {
    long[] axes = new long[norm.shape().rank()];
    Arrays.setAll(axes, i -> i - axes.length);
    String square = out.step("Mul", out.input(), out.input());
    String mean =
        out.step("ReduceMean", List.of(square), Map.of("axes", Export.list(axes), "keepdims", 1L));
    String root = out.step("Sqrt", out.step("Add", mean, out.number(norm.epsilon())));
    if (!norm.affine()) {
      out.result("Div", out.input(), root);
      return;
    }
    out.result("Mul", out.step("Div", out.input(), root), out.stored(WEIGHT));
  }

  /** Groups are rows that are normalised; then every channel has its weight and bias. */
  private static void groupNorm(Export out, GroupNorm norm) {
    Shape shape = out.inputShape();
    int size = Math.toIntExact(shape.size() / norm.groups());
    String rows = out.step("Reshape", out.input(), out.wholes(0, norm.groups(), size));
    String normal =
        out.step(
            "LayerNormalization",
            List.of(rows, out.filled(Shape.of(size), 1)),
            Map.of("axis", -1L, "epsilon", (float) norm.epsilon()));
    String back = out.wholes(target(shape));
    if (!norm.affine()) {
      out.result("Reshape", normal, back);
      return;
    }
    Shape along = along(norm.channels(), shape.rank());
    String scaled = out.step("Mul", out.step("Reshape", normal, back), out.reshaped(WEIGHT, along));
    out.result("Add", scaled, out.reshaped(BIAS, along));
  }

  /** The dimensions that Reshape takes for a sample's shape: the batch stays. */
  static long[] target(Shape shape) {
    long[] target = new long[shape.rank() + 1];
    for (int axis = 0; axis < shape.rank(); axis++) {
      target[axis + 1] = shape.dim(axis);
    }
    return target;
  }

  private static Shape along(int channels, int rank) {
    int[] dims = new int[rank];
    Arrays.fill(dims, 1);
    dims[0] = channels;
    return Shape.of(dims);
  }

  /** Numbers that stand for nothing are taken as row 0, and the row is then left out. */
  private static void embeddingBag(Export out, EmbeddingBag bag) {
    String zero = out.whole(0);
    String missing = out.step("Less", out.input(), zero);
    if (bag.padding() >= 0) {
      String padding = out.step("Equal", out.input(), out.whole(bag.padding()));
      missing = out.step("Or", missing, padding);
    }
    String there = out.step("Not", missing);
    String rows =
        out.step(
            "Gather",
            List.of(out.stored(WEIGHT), out.step("Max", out.input(), zero)),
            Map.of("axis", 0L));
    String mask = out.step("Unsqueeze", there, out.wholes(2));
    boolean largest = bag.mode() == Indexing.Bag.MAX;
    double nothing = largest ? Double.NEGATIVE_INFINITY : 0;
    String kept = out.step("Where", mask, rows, out.number(nothing));
    String ones = out.cast(there, ElementTypes.FLOAT);
    String count = out.step("ReduceSum", List.of(ones, out.wholes(1)), Map.of("keepdims", 1L));
    switch (bag.mode()) {
      case SUM -> out.result("ReduceSum", List.of(kept, out.wholes(1)), Map.of("keepdims", 0L));
      case MEAN -> {
        String sum = out.step("ReduceSum", List.of(kept, out.wholes(1)), Map.of("keepdims", 0L));
        out.result("Div", sum, out.step("Max", count, out.number(1)));
      }
      case MAX -> {
        String most =
            out.step("ReduceMax", List.of(kept), Map.of("axes", Export.list(1), "keepdims", 0L));
        String any = out.step("Greater", count, out.number(0));
        out.result("Where", any, most, out.number(0));
      }
    }
  }

  /** {@code W x2} for every output and element of x1, times x1, summed. */
  private static void bilinear(Export out, Bilinear layer) {
    String weight = out.reshaped(WEIGHT, Shape.of(layer.out() * layer.in1(), layer.in2()));
    String inner = out.step("Gemm", List.of(out.input(1), weight), Map.of("transB", 1L));
    String rows = out.step("Reshape", inner, out.wholes(0, layer.out(), layer.in1()));
    String x1 = out.step("Unsqueeze", out.input(0), out.wholes(1));
    String products = out.step("Mul", rows, x1);
    List<String> from = List.of(products, out.wholes(2));
    if (!layer.bias()) {
      out.result("ReduceSum", from, Map.of("keepdims", 0L));
      return;
    }
    out.result("Add", out.step("ReduceSum", from, Map.of("keepdims", 0L)), out.stored(BIAS));
  }

  private static void prelu(Export out, PRelu prelu) {
    int rank = prelu.slopes() == 1 ? 1 : out.inputShape().rank();
    out.result("PRelu", out.input(), out.reshaped(WEIGHT, along(prelu.slopes(), rank)));
  }
}
