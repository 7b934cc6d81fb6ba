package dev.hayate.nn.layer;

import static dev.hayate.nn.layer.Attributes.NONE;

import dev.hayate.kernels.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The layers that a model description can name: one line each. */
public final class LayerCatalog {
  /**
   * How a type is read.
   *
   * @param usual the settings that may be left out, by the shape of the (first) input
   */
  private record Entry(Function<Shape, Attributes> usual, Function<Attributes, Layer> reader) {}

  private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

  static {
    add("Linear", x -> NONE.with("in", last(x)).with("bias", true), Linear::of);
    add("Softmax", x -> NONE, a -> new Softmax());
    add("LogSoftmax", x -> NONE, a -> new LogSoftmax());
    add("Add", x -> NONE, a -> new Add());
    add("Concat", x -> NONE, a -> new Concat());
    add("Flatten", x -> NONE, a -> new Flatten());
    add("Dropout", x -> NONE.with("p", 0.5), a -> new Dropout(a.number("p")));
    add(
        "BatchNorm1d",
        x ->
            NONE.with("num_features", first(x))
                .with("eps", 1e-5)
                .with("momentum", 0.1)
                .with("affine", true),
        BatchNorm1d::of);
    add(
        "LayerNorm",
        x ->
            NONE.with("normalized_shape", Shape.of(last(x)))
                .with("eps", 1e-5)
                .with("elementwise_affine", true)
                .with("bias", true),
        LayerNorm::of);
    add(
        "RMSNorm",
        x ->
            NONE.with("normalized_shape", Shape.of(last(x)))
                .with("eps", 0x1p-23)
                .with("elementwise_affine", true),
        RmsNorm::of);
    add(
        "GroupNorm",
        x -> NONE.with("num_channels", first(x)).with("eps", 1e-5).with("affine", true),
        GroupNorm::of);
    add("Embedding", x -> NONE.with("padding_idx", -1), Embedding::of);
    add("EmbeddingBag", x -> NONE.with("mode", "mean").with("padding_idx", -1), EmbeddingBag::of);
    add("Bilinear", x -> NONE.with("in1_features", last(x)).with("bias", true), Bilinear::of);
    add("Multiply", x -> NONE, a -> new Multiply());
    add("Scale", x -> NONE.with("features", last(x)), a -> new Scale(a.integer("features")));
    add("Shift", x -> NONE.with("features", last(x)), a -> new Shift(a.integer("features")));
    add("PReLU", x -> NONE.with("num_parameters", 1L).with("init", 0.25), PRelu::of);
    add("GLU", x -> NONE, a -> new Glu());
    add("Binary", x -> NONE, Binary::of);
    add("Unary", x -> NONE, Unary::of);
    add("Transpose", x -> NONE, Transpose::of);
    add("Reshape", x -> NONE, Reshape::of);
    add("Slice", x -> NONE, Slice::of);
    add("Expand", x -> NONE, Expand::of);
    add("Join", x -> NONE, Join::of);
    add("Reduce", x -> NONE.with("keep", false), Reduce::of);
    add(
        "ArgMax",
        x -> NONE.with("smallest", false).with("last", false).with("keep", false),
        ArgMax::of);
    add("Where", x -> NONE, Where::of);
    add("Take", x -> NONE, Take::of);
    add("Cast", x -> NONE.with("truth", false), Cast::of);
    add("Constant", x -> NONE, Constant::of);
    add("MatMul", x -> NONE, a -> new MatMul());
    for (String type : ActivationCatalog.types()) {
      add(type, x -> NONE, a -> ActivationCatalog.layer(type, a));
    }
  }

  private LayerCatalog() {}

  private static void add(
      String type, Function<Shape, Attributes> usual, Function<Attributes, Layer> reader) {
    ENTRIES.put(type, new Entry(usual, reader));
  }

  private static int first(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.dim(0);
  }

  private static int last(Shape shape) {
    return shape.rank() == 0 ? 1 : shape.cols();
  }

  /**
   * The layer of a type, all of whose settings are given.
   *
   * @throws IllegalArgumentException if there is no such type or its settings do not fit
   */
  public static Layer read(String type, Attributes attributes) {
    return entry(type).reader.apply(attributes);
  }

  /**
   * The layer of a type behind an input: settings that follow from the input's shape, and those
   * that are as PyTorch usually has them, may be left out.
   *
   * @param input the shape of the first input
   * @throws IllegalArgumentException if there is no such type or its settings do not fit
   */
  public static Layer read(String type, Attributes attributes, Shape input) {
    Entry entry = entry(type);
    Layer layer = entry.reader.apply(entry.usual.apply(input).and(attributes));
    for (String name : attributes.values().keySet()) {
      if (!layer.attributes().values().containsKey(name)) {
        throw new IllegalArgumentException(
            type + ": " + name + ": expected one of " + layer.attributes().values().keySet());
      }
    }
    return layer;
  }

  private static Entry entry(String type) {
    Entry entry = ENTRIES.get(type);
    if (entry == null) {
      throw new IllegalArgumentException(
          "layer type " + type + ": expected one of " + String.join(", ", ENTRIES.keySet()));
    }
    return entry;
  }
}
