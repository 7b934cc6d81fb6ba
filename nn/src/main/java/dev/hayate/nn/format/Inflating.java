package dev.hayate.nn.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Deflated data (RFC 1951) of a mapped file, inflated piece by piece on demand: never more than was
 * asked for, so that data of any ratio costs no memory.
 */
final class Inflating implements ByteSource, AutoCloseable {
  /** Deflate cannot make more than 1032 bytes of one (a run of 258 in two bits). */
  static final long MAX_RATIO = 1032;

  /** Ordinary data stays below this; more is believed only once it was seen. */
  static final long BELIEVED_RATIO = 32;

  private static final int CHUNK = 1 << 16;

  private final MemorySegment file;
  private final long end;
  private final String what;
  private final Place place;
  private final CRC32 crc = new CRC32();
  private final Inflater inflater = new Inflater(true);
  private long fed;

  /** The data between two offsets of a file. */
  Inflating(MemorySegment file, long begin, long end, String what, Place place) {
    this.file = file;
    this.fed = begin;
    this.end = end;
    this.what = what;
    this.place = place;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    int done = 0;
    try {
      while (done < length && !inflater.finished()) {
        if (inflater.needsInput() && !feed()) {
          throw new ModelFormatException(
              what, place.offset(end), "more bytes", "the end of the deflated data");
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
              what, place.offset(consumed()), "deflated data", String.valueOf(broken.getMessage()));
      error.initCause(broken);
      throw error;
    }
    crc.update(to, from, done);
    return done;
  }

  private boolean feed() {
    long left = end - fed;
    if (left == 0) {
      return false;
    }
    int count = (int) Math.min(left, 1 << 30);
    ByteBuffer input = file.asSlice(fed, count).asByteBuffer();
    inflater.setInput(input);
    fed += count;
    return true;
  }

  /** Inflates and forgets this many bytes, or fewer where the data ends. */
  long skip(long bytes) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long done = 0;
    while (done < bytes) {
      int count = read(chunk, 0, (int) Math.min(chunk.length, bytes - done));
      if (count == 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  /**
   * Checks that the data ends here.
   *
   * @throws ModelFormatException if it goes on, or its end is broken
   */
  void checkEnd() throws IOException {
    if (!inflater.finished() && read(new byte[1], 0, 1) != 0) {
      throw new ModelFormatException(
          what, place.offset(consumed()), (produced() - 1) + " bytes of content", "more");
    }
  }

  /** The offset in the file behind what was inflated. */
  long consumed() {
    return fed - inflater.getRemaining();
  }

  /** How many bytes were inflated. */
  long produced() {
    return inflater.getBytesWritten();
  }

  /** The check sum (CRC-32) of what was inflated. */
  int crc() {
    return (int) crc.getValue();
  }

  /** Frees the inflater. */
  @Override
  public void close() {
    inflater.end();
  }
}
