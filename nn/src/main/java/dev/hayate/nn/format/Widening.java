package dev.hayate.nn.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads runs of elements of any type and byte order into arrays of a wider type.
 *
 * <p>Whole runs are copied (and their bytes swapped) at once and converted on the heap: an access
 * through a layout that is not a constant costs more than the conversion.
 */
final class Widening {
  private static final int SIGNIFICANT_E4M3 = 0x7f;

  private Widening() {}

  /** Integers and truth values; {@link ElementType#U64} gives the 64 bits as they are. */
  static void longs(
      ElementType type, MemorySegment source, long offset, ByteOrder order, long[] to, int count) {
    switch (type) {
      case BOOL, U8, I8 -> {
        byte[] from = bytes(source, offset, count);
        for (int i = 0; i < count; i++) {
          to[i] =
              switch (type) {
                case BOOL -> from[i] == 0 ? 0 : 1;
                case U8 -> from[i] & 0xFF;
                default -> from[i];
              };
        }
      }
      case I16, U16 -> {
        short[] from = shorts(source, offset, order, count);
        long mask = type == ElementType.U16 ? 0xFFFFL : -1L;
        for (int i = 0; i < count; i++) {
          to[i] = from[i] & mask;
        }
      }
      case I32, U32 -> {
        int[] from = new int[count];
        MemorySegment.copy(
            source, ValueLayout.JAVA_INT_UNALIGNED.withOrder(order), offset, from, 0, count);
        long mask = type == ElementType.U32 ? 0xFFFF_FFFFL : -1L;
        for (int i = 0; i < count; i++) {
          to[i] = from[i] & mask;
        }
      }
      case I64, U64 ->
          MemorySegment.copy(
              source, ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), offset, to, 0, count);
      default -> throw new IllegalArgumentException(type + " elements are not integers");
    }
  }

  /** Any type, rounded once to the nearest float32; the bits of NaNs of F32 stay. */
  static void floats(
      ElementType type, MemorySegment source, long offset, ByteOrder order, float[] to, int count) {
    switch (type) {
      case F32 ->
          MemorySegment.copy(
              source, ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(order), offset, to, 0, count);
      case F16 -> {
        short[] from = shorts(source, offset, order, count);
        for (int i = 0; i < count; i++) {
          to[i] = Float.float16ToFloat(from[i]);
        }
      }
      case BF16 -> {
        short[] from = shorts(source, offset, order, count);
        for (int i = 0; i < count; i++) {
          to[i] = Float.intBitsToFloat(from[i] << 16);
        }
      }
      case F8_E5M2 -> {
        byte[] from = bytes(source, offset, count);
        for (int i = 0; i < count; i++) {
          // E5M2 is the upper half of a binary16.
          to[i] = Float.float16ToFloat((short) (from[i] << 8));
        }
      }
      case F8_E4M3 -> {
        byte[] from = bytes(source, offset, count);
        for (int i = 0; i < count; i++) {
          to[i] = e4m3(from[i]);
        }
      }
      case F64 -> {
        double[] from = new double[count];
        doubles(type, source, offset, order, from, count);
        for (int i = 0; i < count; i++) {
          to[i] = (float) from[i];
        }
      }
      default -> {
        long[] from = new long[count];
        longs(type, source, offset, order, from, count);
        boolean unsigned = type == ElementType.U64;
        for (int i = 0; i < count; i++) {
          to[i] = unsigned && from[i] < 0 ? 2 * (float) halved(from[i]) : (float) from[i];
        }
      }
    }
  }

  /** Any type; exact but for 64-bit integers beyond 2^53, which are rounded to nearest. */
  static void doubles(
      ElementType type,
      MemorySegment source,
      long offset,
      ByteOrder order,
      double[] to,
      int count) {
    if (type == ElementType.F64) {
      MemorySegment.copy(
          source, ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(order), offset, to, 0, count);
    } else if (type.isInteger()) {
      long[] from = new long[count];
      longs(type, source, offset, order, from, count);
      boolean unsigned = type == ElementType.U64;
      for (int i = 0; i < count; i++) {
        to[i] = unsigned && from[i] < 0 ? 2 * (double) halved(from[i]) : (double) from[i];
      }
    } else {
      float[] from = new float[count];
      floats(type, source, offset, order, from, count);
      for (int i = 0; i < count; i++) {
        to[i] = from[i];
      }
    }
  }

  /** Half of an unsigned number of 64 bits; the lost bit is kept in the last, for rounding. */
  private static long halved(long unsigned) {
    return (unsigned >>> 1) | (unsigned & 1);
  }

  /** S.1111.111 is the only NaN, there are no infinities, and the bias is 7. */
  private static float e4m3(byte bits) {
    int magnitude = bits & SIGNIFICANT_E4M3;
    int exponent = magnitude >>> 3;
    int fraction = magnitude & 7;
    float value;
    if (magnitude == SIGNIFICANT_E4M3) {
      value = Float.NaN;
    } else if (exponent == 0) {
      value = fraction * 0x1p-9f;
    } else {
      value = Math.scalb(1 + fraction / 8f, exponent - 7);
    }
    return bits < 0 ? -value : value;
  }

  private static byte[] bytes(MemorySegment source, long offset, int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, bytes, 0, count);
    return bytes;
  }

  private static short[] shorts(MemorySegment source, long offset, ByteOrder order, int count) {
    short[] shorts = new short[count];
    MemorySegment.copy(
        source, ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order), offset, shorts, 0, count);
    return shorts;
  }
}
