package dev.hayate.nn.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The content of a gzip file of one member (RFC 1952), inflated on demand. */
final class Gzip implements ByteSource, AutoCloseable {
  private static final String WHAT = "gzip";
  private static final int TRAILER_BYTES = 8;
  private static final int FIXED_BYTES = 10;
  private static final int METHOD_DEFLATE = 8;
  private static final int FLAG_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xE0;
  private static final ValueLayout.OfInt INT_LE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment file;
  private final Place place;
  private final Inflating data;

  /** Checks the header of a file that {@link #isGzip}. */
  Gzip(MemorySegment file, Place place) throws ModelFormatException {
    this.file = file;
    this.place = place;
    this.data = new Inflating(file, headerBytes(), file.byteSize(), WHAT, place);
  }

  /** Whether a file begins with gzip's magic bytes. */
  static boolean isGzip(MemorySegment file) {
    return file.byteSize() >= 2
        && (file.get(ValueLayout.JAVA_BYTE, 0) & 0xFF) == 0x1F
        && (file.get(ValueLayout.JAVA_BYTE, 1) & 0xFF) == 0x8B;
  }

  private int byteAt(long offset) throws ModelFormatException {
    if (offset >= file.byteSize()) {
      throw cut(offset);
    }
    return file.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
  }

  private ModelFormatException cut(long offset) {
    return new ModelFormatException(
        WHAT, place.offset(offset), "more bytes", "the end of the file");
  }

  private long headerBytes() throws ModelFormatException {
    int method = byteAt(2);
    int flags = byteAt(3);
    if (method != METHOD_DEFLATE) {
      throw new ModelFormatException(
          WHAT, place.offset(2), "compression method 8", Integer.toString(method));
    }
    if ((flags & FLAGS_RESERVED) != 0) {
      throw new ModelFormatException(
          WHAT, place.offset(3), "no reserved flags", Integer.toString(flags));
    }
    long at = FIXED_BYTES;
    if ((flags & FLAG_EXTRA) != 0) {
      at += 2L + byteAt(at) + 256L * byteAt(at + 1);
    }
    for (int flag : new int[] {FLAG_NAME, FLAG_COMMENT}) {
      if ((flags & flag) != 0) {
        while (byteAt(at++) != 0) {
          // A name and a comment end at their zero.
        }
      }
    }
    if ((flags & FLAG_CRC) != 0) {
      at += 2;
    }
    if (at + TRAILER_BYTES > file.byteSize()) {
      throw cut(file.byteSize());
    }
    return at;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    return data.read(to, from, length);
  }

  /** {@link Inflating#skip}. */
  long skip(long bytes) throws IOException {
    return data.skip(bytes);
  }

  /** Checks that the content ends here, its check sum and its length, and that nothing follows. */
  void end() throws IOException {
    data.checkEnd();
    long at = data.consumed();
    if (file.byteSize() - at < TRAILER_BYTES) {
      throw cut(file.byteSize());
    }
    int sum = file.get(INT_LE, at);
    if (sum != data.crc()) {
      throw new ModelFormatException(
          "gzip check sum",
          place.offset(at),
          Integer.toHexString(data.crc()),
          Integer.toHexString(sum));
    }
    int size = file.get(INT_LE, at + 4);
    if (size != (int) data.produced()) {
      throw new ModelFormatException(
          "gzip length",
          place.offset(at + 4),
          Integer.toUnsignedString((int) data.produced()),
          Integer.toUnsignedString(size));
    }
    if (at + TRAILER_BYTES != file.byteSize()) {
      throw new ModelFormatException(
          WHAT,
          place.offset(at + TRAILER_BYTES),
          "the end of the file",
          (file.byteSize() - at - TRAILER_BYTES) + " more bytes");
    }
  }

  /** Frees the inflater. */
  @Override
  public void close() {
    data.close();
  }
}
