package dev.hayate.nn.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The bytes of a file, or of a part of one, in order. */
@FunctionalInterface
interface ByteSource {
  /** Reads as many bytes as there are, at most the length asked for. */
  int read(byte[] to, int from, int length) throws IOException;

  /** The bytes of a segment from its beginning. */
  static ByteSource of(MemorySegment bytes) {
    long[] at = {0};
    return (to, from, length) -> {
      int count = (int) Math.min(length, bytes.byteSize() - at[0]);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at[0], to, from, count);
      at[0] += count;
      return count;
    };
  }

  /**
   * Reads exactly as many bytes.
   *
   * @param at where they begin, for the message
   * @throws ModelFormatException if there are fewer
   */
  default byte[] readExactly(int count, String what, Place place, long at) throws IOException {
    byte[] bytes = new byte[count];
    int got = read(bytes, 0, count);
    if (got != count) {
      throw new ModelFormatException(
          what, place.offset(at), count + " bytes", got + " and the end of the content");
    }
    return bytes;
  }
}
