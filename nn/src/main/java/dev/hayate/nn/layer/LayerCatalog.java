package dev.hayate.nn.layer;

import static dev.hayate.nn.layer.Attributes.NONE;

import dev.hayate.kernels.Shape;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The layers that a model description can name: one line each. */
public final class LayerCatalog {
  /**
   * How a type is read.
   *
   * @param usual the settings that may be left out, by the shape of the (first) input
   */
  private record Entry(Function<Shape, Attributes> usual, Function<Attributes, Layer> reader) {}

  private LayerCatalog() {}

  /** The line of a type. */
  private static @Nullable Entry line(Wanted wanted) {
    if (wanted.is("Linear")) {
      return new Entry(x -> NONE.with("in", last(x)).with("bias", true), Linear::of);
    }
    if (wanted.is("Softmax")) {
      return new Entry(x -> NONE, a -> new Softmax());
    }
    if (wanted.is("LogSoftmax")) {
      return new Entry(x -> NONE, a -> new LogSoftmax());
    }
    if (wanted.is("Add")) {
      return new Entry(x -> NONE, a -> new Add());
    }
    if (wanted.is("Concat")) {
      return new Entry(x -> NONE, a -> new Concat());
    }
    if (wanted.is("Flatten")) {
      return new Entry(x -> NONE, a -> new Flatten());
    }
    if (wanted.is("Dropout")) {
      return new Entry(x -> NONE.with("p", 0.5), a -> new Dropout(a.number("p")));
    }
    if (wanted.is("BatchNorm1d")) {
      return new Entry(
          x ->
              NONE.with("num_features", first(x))
                  .with("eps", 1e-5)
                  .with("momentum", 0.1)
                  .with("affine", true),
          BatchNorm1d::of);
    }
    if (wanted.is("LayerNorm")) {
      return new Entry(
          x ->
              NONE.with("normalized_shape", Shape.of(last(x)))
                  .with("eps", 1e-5)
                  .with("elementwise_affine", true)
                  .with("bias", true),
          LayerNorm::of);
    }
    if (wanted.is("RMSNorm")) {
      return new Entry(
          x ->
              NONE.with("normalized_shape", Shape.of(last(x)))
                  .with("eps", 0x1p-23)
                  .with("elementwise_affine", true),
          RmsNorm::of);
    }
    if (wanted.is("GroupNorm")) {
      return new Entry(
          x -> NONE.with("num_channels", first(x)).with("eps", 1e-5).with("affine", true),
          GroupNorm::of);
    }
    if (wanted.is("Embedding")) {
      return new Entry(x -> NONE.with("padding_idx", -1), Embedding::of);
    }
    if (wanted.is("EmbeddingBag")) {
      return new Entry(x -> NONE.with("mode", "mean").with("padding_idx", -1), EmbeddingBag::of);
    }
    if (wanted.is("Bilinear")) {
      return new Entry(x -> NONE.with("in1_features", last(x)).with("bias", true), Bilinear::of);
    }
    if (wanted.is("Multiply")) {
      return new Entry(x -> NONE, a -> new Multiply());
    }
    if (wanted.is("Scale")) {
      return new Entry(x -> NONE.with("features", last(x)), a -> new Scale(a.integer("features")));
    }
    if (wanted.is("Shift")) {
      return new Entry(x -> NONE.with("features", last(x)), a -> new Shift(a.integer("features")));
    }
    if (wanted.is("PReLU")) {
      return new Entry(x -> NONE.with("num_parameters", 1L).with("init", 0.25), PRelu::of);
    }
    if (wanted.is("GLU")) {
      return new Entry(x -> NONE, a -> new Glu());
    }
    if (wanted.is("Binary")) {
      return new Entry(x -> NONE, Binary::of);
    }
    if (wanted.is("Unary")) {
      return new Entry(x -> NONE, Unary::of);
    }
    if (wanted.is("Transpose")) {
      return new Entry(x -> NONE, Transpose::of);
    }
    if (wanted.is("Reshape")) {
      return new Entry(x -> NONE, Reshape::of);
    }
    if (wanted.is("Slice")) {
      return new Entry(x -> NONE, Slice::of);
    }
    if (wanted.is("Expand")) {
      return new Entry(x -> NONE, Expand::of);
    }
    if (wanted.is("Join")) {
      return new Entry(x -> NONE, Join::of);
    }
    if (wanted.is("Reduce")) {
      return new Entry(x -> NONE.with("keep", false), Reduce::of);
    }
    if (wanted.is("ArgMax")) {
      return new Entry(
          x -> NONE.with("smallest", false).with("last", false).with("keep", false), ArgMax::of);
    }
    if (wanted.is("Where")) {
      return new Entry(x -> NONE, Where::of);
    }
    if (wanted.is("Take")) {
      return new Entry(x -> NONE, Take::of);
    }
    if (wanted.is("Cast")) {
      return new Entry(x -> NONE.with("truth", false), Cast::of);
    }
    if (wanted.is("Constant")) {
      return new Entry(x -> NONE, Constant::of);
    }
    if (wanted.is("MatMul")) {
      return new Entry(x -> NONE, a -> new MatMul());
    }
    return activation(wanted);
  }

  private static @Nullable Entry activation(Wanted wanted) {
    for (String type : ActivationCatalog.types()) {
      if (wanted.is(type)) {
        return new Entry(x -> NONE, a -> ActivationCatalog.layer(type, a));
      }
    }
    return null;
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
    Wanted wanted = new Wanted(type);
    Entry entry = line(wanted);
    if (entry == null) {
      throw new IllegalArgumentException(
          "layer type " + type + ": expected one of " + String.join(", ", wanted.met()));
    }
    return entry;
  }
}
