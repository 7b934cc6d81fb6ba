package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;

/**
 * What a file has made its reader hold so far, against its limits. Everything that a file can ask
 * for is counted here before it is made.
 */
final class Budget {
  private static final String WHAT = "onnx limit";
  private static final int HEAP_SHARE = 8;

  private final OnnxLimits limits;
  private final long foldedMost;
  private long textBytes;
  private long items;
  private long nodes;
  private long tensors;
  private long folded;
  private long values;

  Budget(OnnxLimits limits) {
    this.limits = limits;
    long heap = Runtime.getRuntime().maxMemory() / HEAP_SHARE / Double.BYTES;
    this.foldedMost = Math.min(limits.foldedElements(), heap);
  }

  OnnxLimits limits() {
    return limits;
  }

  /** A name or text of so many bytes. */
  void text(long bytes, Place place) throws ModelFormatException {
    check(bytes, OnnxLimits.LONGEST_TEXT, "bytes of a text", place);
    textBytes += bytes;
    check(textBytes, limits.textBytes(), "bytes of names and texts", place);
  }

  /** So many inputs, outputs, attributes, dimensions or numbers of a list. */
  void items(long count, Place place) throws ModelFormatException {
    items += count;
    check(items, limits.items(), "inputs, outputs, attributes, dimensions and numbers", place);
  }

  void node(Place place) throws ModelFormatException {
    check(++nodes, limits.nodes(), "nodes", place);
  }

  void tensor(Place place) throws ModelFormatException {
    check(++tensors, limits.tensors(), "initializers", place);
  }

  /** So many elements of a constant that are about to be computed or unpacked. */
  void fold(long count, Place place) throws ModelFormatException {
    // Compared before it is added: a count may be near the end of what a long holds.
    check(count, foldedMost - folded, "more elements of constants", place);
    folded += count;
  }

  /** So many elements of a value of one sample. */
  void value(long count, Place place) throws ModelFormatException {
    check(count, limits.valueElements() - values, "more elements of values", place);
    values += count;
  }

  /**
   * So many bytes of parameters.
   *
   * @param fileBytes the bytes of all files that were read
   */
  void parameters(long bytes, long fileBytes, Place place) throws ModelFormatException {
    long share = fileBytes * OnnxLimits.PARAMETER_SHARE + OnnxLimits.FREE_PARAMETER_BYTES;
    check(bytes, Math.min(limits.parameterBytes(), share), "bytes of parameters", place);
  }

  private static void check(long count, long most, String what, Place place)
      throws ModelFormatException {
    if (count > most) {
      throw new ModelFormatException(WHAT, place, "at most " + most + " " + what, "" + count);
    }
  }
}
