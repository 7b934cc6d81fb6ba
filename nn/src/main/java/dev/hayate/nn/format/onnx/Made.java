package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;

/**
 * A value that the model computes, seen under the dimensions that the file gives it: {@code [factor
 * N, rest...]} for a batch of N samples. The same operation may be seen in several ways, since what
 * lies in memory is the same: {@code [N, 4, 7]} as {@code [4 N, 7]}.
 */
final class Made implements Value {
  private final Operation operation;
  private final ElementType type;
  private final int factor;
  private final int[] rest;

  /**
   * A view.
   *
   * @param operation what makes the value
   * @param type the type of the elements in the file
   * @param factor how often the batch goes into the first dimension
   * @param rest the other dimensions
   */
  Made(Operation operation, ElementType type, int factor, int[] rest) {
    this.operation = operation;
    this.type = type;
    this.factor = factor;
    this.rest = rest;
  }

  Operation operation() {
    return operation;
  }

  @Override
  public ElementType type() {
    return type;
  }

  int factor() {
    return factor;
  }

  /** Not to be changed. */
  int[] rest() {
    return rest;
  }

  @Override
  public int rank() {
    return rest.length + 1;
  }

  @Override
  public String describe() {
    return type + " " + Value.text(factor == 1 ? "N" : factor + " N", rest);
  }

  /** The number of elements of one sample. */
  long size() {
    return operation.shape().size();
  }
}
