package dev.hayate.kernels;

/** The type of a tensor's elements, in the machine's own byte order. */
public enum DType {
  /** IEEE 754 binary32: values, weights and gradients. */
  F32(4),
  /** Two's complement 32-bit integers: class labels and row numbers. */
  I32(4);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }
}
