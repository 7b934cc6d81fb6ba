package dev.hayate.nn.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of a gzip file of one member (RFC 1952), inflated piece by piece on demand: never
 * more than was asked for, so that a file of any ratio costs no memory.
 */
final class Gzip implements AutoCloseable {
  /** Deflate cannot make more than 1032 bytes of one (a run of 258 in two bits). */
  static final long MAX_RATIO = 1032;

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
  private final CRC32 crc = new CRC32();
  private final Inflater inflater = new Inflater(true);
  private final long start;
  private long fed;

  /** Checks the header of a file that {@link #isGzip}. */
  Gzip(MemorySegment file, Place place) throws ModelFormatException {
    this.file = file;
    this.place = place;
    this.start = headerBytes();
    this.fed = start;
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

  /** The number of bytes of the file behind the header. */
  long compressedBytes() {
    return file.byteSize() - start;
  }

  /**
   * Inflates until the range is full or the content ends.
   *
   * @return the number of bytes inflated
   */
  int read(byte[] to, int from, int length) throws IOException {
    int done = 0;
    try {
      while (done < length && !inflater.finished()) {
        if (inflater.needsInput() && !feed()) {
          throw cut(file.byteSize());
        }
        int count = inflater.inflate(to, from + done, length - done);
        if (count == 0 && inflater.needsDictionary()) {
          throw new DataFormatException("a preset dictionary");
        }
        done += count;
      }
    } catch (DataFormatException broken) {
      ModelFormatException error =
          new ModelFormatException(
              WHAT, place.offset(consumed()), "deflated data", String.valueOf(broken.getMessage()));
      error.initCause(broken);
      throw error;
    }
    crc.update(to, from, done);
    return done;
  }

  private boolean feed() {
    long left = file.byteSize() - fed;
    if (left == 0) {
      return false;
    }
    int count = (int) Math.min(left, 1 << 30);
    ByteBuffer input = file.asSlice(fed, count).asByteBuffer();
    inflater.setInput(input);
    fed += count;
    return true;
  }

  /** Where the inflater stands in the file. */
  private long consumed() {
    return fed - inflater.getRemaining();
  }

  /** Checks that the content ends here, its check sum and its length, and that nothing follows. */
  void end() throws IOException {
    if (!inflater.finished() && read(new byte[1], 0, 1) != 0) {
      throw new ModelFormatException(
          WHAT,
          place.offset(consumed()),
          (inflater.getBytesWritten() - 1) + " bytes of content",
          "more");
    }
    long at = consumed();
    if (file.byteSize() - at < TRAILER_BYTES) {
      throw cut(file.byteSize());
    }
    int sum = file.get(INT_LE, at);
    if (sum != (int) crc.getValue()) {
      throw new ModelFormatException(
          "gzip check sum",
          place.offset(at),
          Integer.toHexString((int) crc.getValue()),
          Integer.toHexString(sum));
    }
    int size = file.get(INT_LE, at + 4);
    if (size != (int) inflater.getBytesWritten()) {
      throw new ModelFormatException(
          "gzip length",
          place.offset(at + 4),
          Integer.toUnsignedString((int) inflater.getBytesWritten()),
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
    inflater.end();
  }
}
