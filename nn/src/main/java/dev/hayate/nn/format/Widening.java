package dev.hayate.nn.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads runs of elements of any type and byte order into arrays of a wider type.
 *
 * <p>Whole runs are copied (and their bytes swapped) at once and converted on the heap: an access
 * through a layout that is not a constant costs more than the conversion. The arrays for that are
 * kept, so that reading runs of one length again and again allocates nothing. Belongs to one thread
 * at a time.
 */
final class Widening {
  private static final int SIGNIFICANT_E4M3 = 0x7f;

  // A layout made for every run would be garbage.
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfShort SHORTS_SWAPPED = SHORTS.withOrder(other());
  private static final ValueLayout.OfInt INTS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfInt INTS_SWAPPED = INTS.withOrder(other());
  private static final ValueLayout.OfLong LONGS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfLong LONGS_SWAPPED = LONGS.withOrder(other());
  private static final ValueLayout.OfFloat FLOATS =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfFloat FLOATS_SWAPPED = FLOATS.withOrder(other());
  private static final ValueLayout.OfDouble DOUBLES =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.nativeOrder());
  private static final ValueLayout.OfDouble DOUBLES_SWAPPED = DOUBLES.withOrder(other());

  private byte[] bytes = {};
  private short[] shorts = {};
  private int[] ints = {};
  private long[] longs = {};
  private float[] floats = {};
  private double[] doubles = {};

  /** Integers and truth values; {@link ElementType#U64} gives the 64 bits as they are. */
  void longs(
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
        int[] from = ints(count);
        MemorySegment.copy(source, ints(order), offset, from, 0, count);
        long mask = type == ElementType.U32 ? 0xFFFF_FFFFL : -1L;
        for (int i = 0; i < count; i++) {
          to[i] = from[i] & mask;
        }
      }
      case I64, U64 -> MemorySegment.copy(source, longs(order), offset, to, 0, count);
      default -> throw new IllegalArgumentException(type + " elements are not integers");
    }
  }

  /** Any type, rounded once to the nearest float32; the bits of NaNs of F32 stay. */
  void floats(
      ElementType type, MemorySegment source, long offset, ByteOrder order, float[] to, int count) {
    switch (type) {
      case F32 -> MemorySegment.copy(source, floats(order), offset, to, 0, count);
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
        double[] from = doubles(count);
        doubles(type, source, offset, order, from, count);
        for (int i = 0; i < count; i++) {
          to[i] = (float) from[i];
        }
      }
      default -> {
        long[] from = longs(count);
        longs(type, source, offset, order, from, count);
        boolean unsigned = type == ElementType.U64;
        for (int i = 0; i < count; i++) {
          to[i] = unsigned && from[i] < 0 ? 2 * (float) halved(from[i]) : (float) from[i];
        }
      }
    }
  }

  /** Any type; exact but for 64-bit integers beyond 2^53, which are rounded to nearest. */
  void doubles(
      ElementType type,
      MemorySegment source,
      long offset,
      ByteOrder order,
      double[] to,
      int count) {
    if (type == ElementType.F64) {
      MemorySegment.copy(source, doubles(order), offset, to, 0, count);
    } else if (type.isInteger()) {
      long[] from = longs(count);
      longs(type, source, offset, order, from, count);
      boolean unsigned = type == ElementType.U64;
      for (int i = 0; i < count; i++) {
        to[i] = unsigned && from[i] < 0 ? 2 * (double) halved(from[i]) : (double) from[i];
      }
    } else {
      float[] from = floats(count);
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

  private byte[] bytes(MemorySegment source, long offset, int count) {
    if (bytes.length < count) {
      bytes = new byte[count];
    }
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, bytes, 0, count);
    return bytes;
  }

  private short[] shorts(MemorySegment source, long offset, ByteOrder order, int count) {
    if (shorts.length < count) {
      shorts = new short[count];
    }
    MemorySegment.copy(source, shorts(order), offset, shorts, 0, count);
    return shorts;
  }

  private int[] ints(int count) {
    if (ints.length < count) {
      ints = new int[count];
    }
    return ints;
  }

  private long[] longs(int count) {
    if (longs.length < count) {
      longs = new long[count];
    }
    return longs;
  }

  private float[] floats(int count) {
    if (floats.length < count) {
      floats = new float[count];
    }
    return floats;
  }

  private double[] doubles(int count) {
    if (doubles.length < count) {
      doubles = new double[count];
    }
    return doubles;
  }

  private static ByteOrder other() {
    return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
        ? ByteOrder.LITTLE_ENDIAN
        : ByteOrder.BIG_ENDIAN;
  }

  private static ValueLayout.OfShort shorts(ByteOrder order) {
    return order == ByteOrder.nativeOrder() ? SHORTS : SHORTS_SWAPPED;
  }

  private static ValueLayout.OfInt ints(ByteOrder order) {
    return order == ByteOrder.nativeOrder() ? INTS : INTS_SWAPPED;
  }

  private static ValueLayout.OfLong longs(ByteOrder order) {
    return order == ByteOrder.nativeOrder() ? LONGS : LONGS_SWAPPED;
  }

  private static ValueLayout.OfFloat floats(ByteOrder order) {
    return order == ByteOrder.nativeOrder() ? FLOATS : FLOATS_SWAPPED;
  }

  private static ValueLayout.OfDouble doubles(ByteOrder order) {
    return order == ByteOrder.nativeOrder() ? DOUBLES : DOUBLES_SWAPPED;
  }
}
