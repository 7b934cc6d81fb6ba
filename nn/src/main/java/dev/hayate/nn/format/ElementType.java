package dev.hayate.nn.format;

/**
 * The type of the numbers in a file, under safetensors' names.
 *
 * <p>They stand in the order of the safetensors reference implementation (by rising alignment), and
 * its writer puts tensors of later types first, so the order is part of the format of our files.
 */
public enum ElementType {
  /** A byte that is zero for false; any other value counts as true. */
  BOOL(1, Kind.INTEGER),
  /** Unsigned 8-bit integers. */
  U8(1, Kind.INTEGER),
  /** Signed 8-bit integers. */
  I8(1, Kind.INTEGER),
  /** Eight-bit floats of 5 exponent and 2 fraction bits, with infinities (OCP FP8 E5M2). */
  F8_E5M2(1, Kind.FLOAT),
  /** Eight-bit floats of 4 exponent and 3 fraction bits, without infinities (OCP FP8 E4M3). */
  F8_E4M3(1, Kind.FLOAT),
  /** Signed 16-bit integers. */
  I16(2, Kind.INTEGER),
  /** Unsigned 16-bit integers. */
  U16(2, Kind.INTEGER),
  /** IEEE 754 binary16. */
  F16(2, Kind.FLOAT),
  /** The upper half of an IEEE 754 binary32. */
  BF16(2, Kind.FLOAT),
  /** Signed 32-bit integers. */
  I32(4, Kind.INTEGER),
  /** Unsigned 32-bit integers. */
  U32(4, Kind.INTEGER),
  /** IEEE 754 binary32. */
  F32(4, Kind.FLOAT),
  /** IEEE 754 binary64. */
  F64(8, Kind.FLOAT),
  /** Signed 64-bit integers. */
  I64(8, Kind.INTEGER),
  /** Unsigned 64-bit integers. */
  U64(8, Kind.INTEGER);

  private enum Kind {
    INTEGER,
    FLOAT
  }

  private final int bytes;
  private final Kind kind;

  ElementType(int bytes, Kind kind) {
    this.bytes = bytes;
    this.kind = kind;
  }

  /** The size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Whether the elements are integers or truth values. */
  public boolean isInteger() {
    return kind == Kind.INTEGER;
  }
}
