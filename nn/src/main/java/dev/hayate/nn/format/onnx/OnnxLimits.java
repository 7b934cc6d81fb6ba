package dev.hayate.nn.format.onnx;

/**
 * How much the reader takes from an ONNX file before it refuses it, against files made to exhaust
 * memory or time. Immutable and safe to share. There is no limit of nesting to set: the reader does
 * not descend into subgraphs or functions, which it does not support.
 *
 * @param fileBytes the largest file, without the data that it keeps in others
 * @param nodes the largest number of nodes
 * @param tensors the largest number of initializers
 * @param textBytes the most bytes of names and texts, all together; one alone may have {@value
 *     #LONGEST_TEXT}
 * @param items the most inputs, outputs, attributes, dimensions and numbers in lists, all together
 * @param foldedElements the most elements of constants that are computed or unpacked while reading,
 *     all together; whatever it is, no more than an eighth of the heap is used
 * @param valueElements the most elements of one sample, all values of the model together
 * @param parameterBytes the most memory for parameters; whatever it is, more than {@value
 *     #PARAMETER_SHARE} times the bytes of the files and {@value #FREE_PARAMETER_BYTES} is refused,
 *     since one weight that many nodes use is copied for each
 */
public record OnnxLimits(
    long fileBytes,
    int nodes,
    int tensors,
    long textBytes,
    long items,
    long foldedElements,
    long valueElements,
    long parameterBytes) {
  static final int LONGEST_TEXT = 1 << 16;
  static final int PARAMETER_SHARE = 16;
  static final long FREE_PARAMETER_BYTES = 1L << 26;

  /**
   * 2 GiB of file (protobuf's own limit), 16,384 nodes, 65,536 initializers, 16 MiB of texts, 1 M
   * items, 32 M elements computed, 64 M elements of values, 8 GiB of parameters.
   */
  public static final OnnxLimits DEFAULT =
      new OnnxLimits(1L << 31, 1 << 14, 1 << 16, 1L << 24, 1L << 20, 1L << 25, 1L << 26, 1L << 33);

  /** Checks that every limit is positive. */
  public OnnxLimits {
    if (fileBytes <= 0
        || nodes <= 0
        || tensors <= 0
        || textBytes <= 0
        || items <= 0
        || foldedElements <= 0
        || valueElements <= 0
        || parameterBytes <= 0) {
      throw new IllegalArgumentException("limits: expected positive ones only");
    }
  }

  /** These limits with another largest file. */
  public OnnxLimits withFileBytes(long bytes) {
    return new OnnxLimits(
        bytes, nodes, tensors, textBytes, items, foldedElements, valueElements, parameterBytes);
  }

  /** These limits with other largest numbers of nodes and initializers. */
  public OnnxLimits withCounts(int nodeCount, int tensorCount) {
    return new OnnxLimits(
        fileBytes,
        nodeCount,
        tensorCount,
        textBytes,
        items,
        foldedElements,
        valueElements,
        parameterBytes);
  }

  /** These limits with other amounts of texts and items. */
  public OnnxLimits withTexts(long bytes, long itemCount) {
    return new OnnxLimits(
        fileBytes, nodes, tensors, bytes, itemCount, foldedElements, valueElements, parameterBytes);
  }

  /** These limits with other largest numbers of elements. */
  public OnnxLimits withElements(long folded, long values) {
    return new OnnxLimits(
        fileBytes, nodes, tensors, textBytes, items, folded, values, parameterBytes);
  }

  /** These limits with another largest memory for parameters. */
  public OnnxLimits withParameterBytes(long bytes) {
    return new OnnxLimits(
        fileBytes, nodes, tensors, textBytes, items, foldedElements, valueElements, bytes);
  }
}
