package dev.hayate.nn.format;

import dev.hayate.kernels.Shape;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An IDX file, plain or in gzip, that is read from beginning to end in little memory, whatever its
 * size; see {@link Idx}. Belongs to one thread at a time.
 */
public final class IdxStream implements AutoCloseable {
  private final Arena mapping;
  private final ByteSource source;
  private final Place place;
  private final Idx.Header header;
  private long done;

  private IdxStream(Arena mapping, MemorySegment file, Place place) throws IOException {
    this.mapping = mapping;
    this.place = place;
    this.source = Gzip.isGzip(file) ? new Gzip(file, place) : ByteSource.of(file);
    this.header = Idx.header(source, place);
    if (!(source instanceof Gzip)) {
      Idx.checkLength(header, file.byteSize() - header.bytes(), place);
    }
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws ModelFormatException if it is malformed
   * @throws IOException if it is absent or cannot be read
   */
  public static IdxStream open(Path file) throws IOException {
    Arena mapping = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), mapping);
      return new IdxStream(mapping, bytes, Place.in(file));
    } catch (IOException | RuntimeException e) {
      mapping.close();
      throw e;
    }
  }

  /** The type of the elements. */
  public ElementType type() {
    return header.type();
  }

  /** The dimensions, outermost first. */
  public Shape shape() {
    return header.shape();
  }

  /** The file, for messages. */
  public Place place() {
    return place;
  }

  /**
   * Reads the next bytes of the elements, in the file's order. With the last of them the check sum
   * of a gzip file is checked, and that nothing follows.
   *
   * @param count at most as many as are left
   * @throws ModelFormatException if the file holds fewer or more than its header says, or is
   *     malformed
   */
  public void read(byte[] to, int count) throws IOException {
    int got = source.read(to, 0, count);
    done += got;
    if (got != count) {
      Idx.checkLength(header, done, place);
    }
    if (done == header.dataBytes() && source instanceof Gzip gzip) {
      gzip.end();
    }
  }

  /** Closes the file. Closing twice does nothing. */
  @Override
  public void close() {
    if (mapping.scope().isAlive()) {
      if (source instanceof Gzip gzip) {
        gzip.close();
      }
      mapping.close();
    }
  }
}
