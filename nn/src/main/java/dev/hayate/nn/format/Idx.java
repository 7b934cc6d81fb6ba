package dev.hayate.nn.format;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * IDX files, the format of MNIST (LeCun, Cortes and Burges): one array of big-endian numbers behind
 * its type and its dimensions, plain or in gzip, which is told by the first bytes and not by the
 * name.
 *
 * <p>A file must hold exactly what its dimensions say. A gzip file whose dimensions promise far
 * more than its length makes likely is first inflated without being kept, and its memory is
 * allocated only when it has shown that it holds what it promises.
 */
public final class Idx {
  private static final String WHAT = "IDX";
  private static final String HEADER = "IDX header";
  private static final int CHUNK = 1 << 16;

  private Idx() {}

  /** What the header says, checked. */
  record Header(ElementType type, Shape shape, int bytes) {
    long dataBytes() {
      return shape.size() * type.bytes();
    }
  }

  /** {@link #read(Path, Arena, ReadLimits)} under {@link ReadLimits#DEFAULT}. */
  public static StoredArray read(Path file, Arena arena) throws IOException {
    return read(file, arena, ReadLimits.DEFAULT);
  }

  /**
   * Reads an array of any type. A plain file is mapped, not copied: see {@link StoredArray}.
   *
   * @throws ModelFormatException if the file is malformed
   * @throws IOException if the file is absent or cannot be read
   */
  public static StoredArray read(Path file, Arena arena, ReadLimits limits) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Place place = Place.in(file);
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      if (!Gzip.isGzip(bytes)) {
        Header header = header(ByteSource.of(bytes), place);
        checkLength(header, bytes.byteSize() - header.bytes(), place);
        return array(header, bytes.asSlice(header.bytes()));
      }
      try (Gzip gzip = new Gzip(bytes, place)) {
        Header header = header(gzip, place);
        checkPromise(header, bytes, place, limits);
        MemorySegment data = arena.allocate(header.dataBytes(), Long.BYTES);
        byte[] chunk = new byte[CHUNK];
        for (long done = 0; done < data.byteSize(); ) {
          int count = fill(gzip, chunk, header, done, place);
          MemorySegment.copy(chunk, 0, data, ValueLayout.JAVA_BYTE, done, count);
          done += count;
        }
        gzip.end();
        return array(header, data);
      }
    }
  }

  /**
   * Whether a file is in gzip, and so can only be read from its beginning: {@link IdxStream}.
   *
   * @throws IOException if it is absent or cannot be read
   */
  public static boolean isCompressed(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena mapping = Arena.ofShared()) {
      return Gzip.isGzip(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), mapping));
    }
  }

  /** {@link #pixels(Path, Arena, ReadLimits)} under {@link ReadLimits#DEFAULT}. */
  public static Tensor pixels(Path file, Arena arena) throws IOException {
    return pixels(file, arena, ReadLimits.DEFAULT);
  }

  /**
   * Reads unsigned bytes as a float32 tensor of the same shape, each divided by 255: exactly {@code
   * (float) pixel / 255f}, from 0 to 1.
   *
   * @throws ModelFormatException if the file is malformed or its elements are not unsigned bytes
   * @throws IOException if the file is absent or cannot be read
   */
  public static Tensor pixels(Path file, Arena arena, ReadLimits limits) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena mapping = Arena.ofShared()) {
      Place place = Place.in(file);
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), mapping);
      if (!Gzip.isGzip(bytes)) {
        Header header = header(ByteSource.of(bytes), place);
        checkLength(header, bytes.byteSize() - header.bytes(), place);
        checkPixels(header, place);
        MemorySegment data = bytes.asSlice(header.bytes());
        return scaled(
            header,
            arena,
            (to, done, count) -> {
              MemorySegment.copy(data, ValueLayout.JAVA_BYTE, done, to, 0, count);
              return count;
            });
      }
      try (Gzip gzip = new Gzip(bytes, place)) {
        Header header = header(gzip, place);
        checkPixels(header, place);
        checkPromise(header, bytes, place, limits);
        Tensor pixels =
            scaled(header, arena, (to, done, count) -> fill(gzip, to, header, done, place));
        gzip.end();
        return pixels;
      }
    }
  }

  /** Gives a piece of the data from an offset. */
  @FunctionalInterface
  private interface Pieces {
    int read(byte[] to, long offset, int count) throws IOException;
  }

  private static Tensor scaled(Header header, Arena arena, Pieces pieces) throws IOException {
    float[] scale = new float[256];
    for (int pixel = 0; pixel < scale.length; pixel++) {
      scale[pixel] = pixel / 255f;
    }
    Tensor tensor = Tensor.allocate(arena, DType.F32, header.shape());
    byte[] chunk = new byte[CHUNK];
    float[] floats = new float[CHUNK];
    long size = header.shape().size();
    for (long done = 0; done < size; ) {
      int count = pieces.read(chunk, done, (int) Math.min(CHUNK, size - done));
      look(scale, chunk, floats, count);
      MemorySegment.copy(
          floats, 0, tensor.segment(), ValueLayout.JAVA_FLOAT, done * Float.BYTES, count);
      done += count;
    }
    return tensor;
  }

  /** A method of its own, so that it is compiled after a few chunks of a short run. */
  private static void look(float[] scale, byte[] pixels, float[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = scale[pixels[i] & 0xFF];
    }
  }

  private static StoredArray array(Header header, MemorySegment data) {
    return new StoredArray("", header.type(), header.shape(), data, ByteOrder.BIG_ENDIAN, false);
  }

  static Header header(ByteSource source, Place place) throws IOException {
    byte[] start = source.readExactly(Integer.BYTES, HEADER, place, 0);
    if (start[0] != 0 || start[1] != 0) {
      throw new ModelFormatException(
          "IDX magic",
          place.offset(0),
          "two zero bytes",
          (start[0] & 0xFF) + " and " + (start[1] & 0xFF));
    }
    ElementType type =
        switch (start[2]) {
          case 0x08 -> ElementType.U8;
          case 0x09 -> ElementType.I8;
          case 0x0B -> ElementType.I16;
          case 0x0C -> ElementType.I32;
          case 0x0D -> ElementType.F32;
          case 0x0E -> ElementType.F64;
          default ->
              throw new ModelFormatException(
                  "IDX element type",
                  place.offset(2),
                  "8, 9, 11, 12, 13 or 14",
                  Integer.toString(start[2] & 0xFF));
        };
    int rank = start[3] & 0xFF;
    if (rank > Shape.MAX_RANK) {
      throw new ModelFormatException(
          "IDX dimensions", place.offset(3), "at most " + Shape.MAX_RANK, Integer.toString(rank));
    }
    List<Long> dims = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      long at = Integer.BYTES * (axis + 1L);
      byte[] dim = source.readExactly(Integer.BYTES, HEADER, place, at);
      long value = 0;
      for (byte b : dim) {
        value = value << 8 | (b & 0xFF);
      }
      dims.add(value);
    }
    return new Header(
        type, Dims.shape(WHAT, place.offset(Integer.BYTES), dims), Integer.BYTES * (rank + 1));
  }

  private static int fill(Gzip gzip, byte[] chunk, Header header, long done, Place place)
      throws IOException {
    int wanted = (int) Math.min(chunk.length, header.dataBytes() - done);
    int count = gzip.read(chunk, 0, wanted);
    if (count != wanted) {
      checkLength(header, done + count, place);
    }
    return count;
  }

  static void checkLength(Header header, long found, Place place) throws ModelFormatException {
    if (found != header.dataBytes()) {
      throw new ModelFormatException(
          "IDX data",
          place.offset(header.bytes()),
          header.dataBytes() + " bytes for " + header.type() + " " + header.shape(),
          found + " bytes");
    }
  }

  private static void checkPixels(Header header, Place place) throws ModelFormatException {
    if (header.type() != ElementType.U8) {
      throw new ModelFormatException(
          "IDX element type",
          place.offset(2),
          "8, unsigned bytes, for images",
          header.type().name());
    }
  }

  /** Refuses dimensions that are beyond the limit, or that the compressed length cannot hold. */
  private static void checkPromise(
      Header header, MemorySegment file, Place place, ReadLimits limits) throws IOException {
    if (limits.contentBytes() == 0) {
      throw new ModelFormatException(
          "IDX data",
          place,
          "a file that is not compressed, to be read where it lies, as gunzip leaves it",
          "one in gzip");
    }
    if (header.dataBytes() > limits.contentBytes()) {
      throw new ModelFormatException(
          "IDX data",
          place,
          "at most " + limits.contentBytes() + " bytes of inflated content",
          header.dataBytes() + " bytes for " + header.type() + " " + header.shape());
    }
    long promised = header.bytes() + header.dataBytes();
    if (promised / Inflating.MAX_RATIO > file.byteSize()) {
      throw new ModelFormatException(
          "IDX data",
          place,
          promised + " bytes for " + header.type() + " " + header.shape(),
          file.byteSize() + " bytes of gzip, which cannot hold as many");
    }
    if (promised / Inflating.BELIEVED_RATIO > file.byteSize()) {
      try (Gzip trial = new Gzip(file, place)) {
        checkLength(header, trial.skip(promised) - header.bytes(), place);
        trial.end();
      }
    }
  }
}
