package dev.hayate.nn.format.onnx;

/**
 * A setting of a node.
 *
 * @param value a {@link Long}, a {@link Float}, a {@link String}, a {@code long[]}, a {@code
 *     float[]}, a {@link Known} or {@link #UNREAD}
 */
record OnnxAttribute(Object value) {
  /**
   * Subgraphs, sparse tensors, lists of texts and the like, which no operator that we have uses.
   */
  static final Object UNREAD = new Object();

  /** What kind of value it is, for messages. */
  String kind() {
    return switch (value) {
      case Long l -> "a whole number";
      case Float f -> "a number";
      case String s -> "a text";
      case long[] l -> "a list of whole numbers";
      case float[] f -> "a list of numbers";
      case Known known -> "a tensor";
      default -> "a value of another kind";
    };
  }
}
