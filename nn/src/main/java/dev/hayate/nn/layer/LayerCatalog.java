package dev.hayate.nn.layer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The layers that a model description can name: one line each. */
public final class LayerCatalog {
  private static final Map<String, Function<Attributes, Layer>> READERS = new LinkedHashMap<>();

  static {
    READERS.put("Linear", Linear::of);
    READERS.put("Softmax", attributes -> new Softmax());
    READERS.put("LogSoftmax", attributes -> new LogSoftmax());
    READERS.put("Add", attributes -> new Add());
    READERS.put("Concat", attributes -> new Concat());
    READERS.put("Flatten", attributes -> new Flatten());
    READERS.put("Dropout", attributes -> new Dropout(attributes.number("p")));
    READERS.put("BatchNorm1d", BatchNorm1d::of);
    READERS.put("LayerNorm", LayerNorm::of);
    READERS.put("RMSNorm", RmsNorm::of);
    READERS.put("GroupNorm", GroupNorm::of);
    READERS.put("Embedding", Embedding::of);
    READERS.put("EmbeddingBag", EmbeddingBag::of);
    READERS.put("Bilinear", Bilinear::of);
    READERS.put("Multiply", attributes -> new Multiply());
    READERS.put("Scale", attributes -> new Scale(attributes.integer("features")));
    READERS.put("Shift", attributes -> new Shift(attributes.integer("features")));
    READERS.put("PReLU", PRelu::of);
    READERS.put("GLU", attributes -> new Glu());
    for (String type : ActivationCatalog.types()) {
      READERS.put(type, attributes -> ActivationCatalog.layer(type, attributes));
    }
  }

  private LayerCatalog() {}

  /**
   * The layer of a type.
   *
   * @throws IllegalArgumentException if there is no such type or its settings do not fit
   */
  public static Layer read(String type, Attributes attributes) {
    Function<Attributes, Layer> reader = READERS.get(type);
    if (reader == null) {
      throw new IllegalArgumentException(
          "layer type " + type + ": expected one of " + String.join(", ", READERS.keySet()));
    }
    return reader.apply(attributes);
  }
}
