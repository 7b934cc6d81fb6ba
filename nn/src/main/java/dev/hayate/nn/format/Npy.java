package dev.hayate.nn.format;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * NumPy's .npy files: one array each (NumPy Enhancement Proposal 1, versions 1.0 to 3.0).
 *
 * <p>Booleans, integers and floats of 1 to 8 bytes are taken in both byte orders, row-major or
 * column-major. Objects (pickles), structures, texts and complex numbers are refused: nothing in a
 * file is ever run or reinterpreted. A file must be exactly as long as its header says.
 */
public final class Npy {
  static final int PREFIX_BYTES = 8;
  private static final int HEADER_ALIGNMENT = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int BUFFER_BYTES = 1 << 20;

  private Npy() {}

  /**
   * Maps an array into the arena. Nothing is copied: see {@link StoredArray}.
   *
   * @throws ModelFormatException if the file is malformed or holds elements that are not numbers
   * @throws IOException if the file is absent or cannot be read
   */
  public static StoredArray read(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Place place = Place.in(file);
      long fileBytes = channel.size();
      ByteBuffer prefix = readPrefix(channel, place, fileBytes);
      int version = prefix.get(MAGIC.length);
      int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
      long headerAt = PREFIX_BYTES + (long) lengthBytes;
      long headerBytes =
          version == 1
              ? prefix.getShort(PREFIX_BYTES) & 0xFFFFL
              : prefix.getInt(PREFIX_BYTES) & 0xFFFF_FFFFL;
      long most = Math.min(NpyHeader.MAX_BYTES, fileBytes - headerAt);
      if (headerBytes > most) {
        throw new ModelFormatException(
            "npy header length",
            place.offset(PREFIX_BYTES),
            "at most " + Math.max(most, 0) + " in a file of " + fileBytes + " bytes",
            Long.toString(headerBytes));
      }
      ByteBuffer text = ByteBuffer.allocate((int) headerBytes);
      FileBytes.read(channel, text, headerAt);
      NpyHeader.Content header = NpyHeader.parse(text.array(), headerAt, version, place);
      long dataAt = headerAt + headerBytes;
      long dataBytes = header.shape().size() * header.type().bytes();
      if (fileBytes - dataAt != dataBytes) {
        throw new ModelFormatException(
            "npy data",
            place.offset(dataAt),
            dataBytes + " bytes for " + header.type() + " " + header.shape(),
            (fileBytes - dataAt) + " bytes");
      }
      MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, dataAt, dataBytes, arena);
      return new StoredArray(
          "", header.type(), header.shape(), data, header.order(), header.columnMajor());
    }
  }

  private static ByteBuffer readPrefix(FileChannel channel, Place place, long fileBytes)
      throws IOException {
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES + Integer.BYTES);
    prefix.order(ByteOrder.LITTLE_ENDIAN);
    FileBytes.read(channel, prefix, 0);
    if (fileBytes < PREFIX_BYTES + Short.BYTES) {
      throw new ModelFormatException(
          "npy file",
          place,
          "at least " + (PREFIX_BYTES + Short.BYTES) + " bytes",
          fileBytes + " bytes");
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (prefix.get(i) != MAGIC[i]) {
        throw new ModelFormatException(
            "npy magic",
            place.offset(i),
            "byte " + (MAGIC[i] & 0xFF) + " of \\x93NUMPY",
            Integer.toString(prefix.get(i) & 0xFF));
      }
    }
    int major = prefix.get(MAGIC.length);
    int minor = prefix.get(MAGIC.length + 1);
    if (major < 1 || major > 3 || minor != 0) {
      throw new ModelFormatException(
          "npy version",
          place.offset(MAGIC.length),
          "1.0, 2.0 or 3.0",
          (major & 0xFF) + "." + (minor & 0xFF));
    }
    return prefix;
  }

  /**
   * Writes a float32 or int32 tensor, contiguous or not, as version 1.0, little-endian and
   * row-major; as a whole or not at all (see {@link AtomicFile}).
   *
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public static void write(Path file, Tensor tensor) throws IOException {
    String type = tensor.type() == DType.F32 ? "<f4" : "<i4";
    String dict =
        "{'descr': '"
            + type
            + "', 'fortran_order': False, 'shape': "
            + tuple(tensor.shape())
            + ", }";
    int unpadded = PREFIX_BYTES + Short.BYTES + dict.length() + 1;
    int total = (unpadded + HEADER_ALIGNMENT - 1) / HEADER_ALIGNMENT * HEADER_ALIGNMENT;
    String header = dict + " ".repeat(total - unpadded) + "\n";
    ByteBuffer start = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length());
    start.put(header.getBytes(StandardCharsets.US_ASCII)).flip();
    AtomicFile.write(
        file,
        channel -> {
          AtomicFile.writeFully(channel, start);
          LittleEndian.write(channel, tensor, ByteBuffer.allocateDirect(BUFFER_BYTES));
        });
  }

  /** A shape as Python writes a tuple. */
  private static String tuple(Shape shape) {
    StringBuilder text = new StringBuilder("(");
    for (int axis = 0; axis < shape.rank(); axis++) {
      text.append(axis == 0 ? "" : " ").append(shape.dim(axis)).append(',');
    }
    if (shape.rank() > 1) {
      text.setLength(text.length() - 1);
    }
    return text.append(')').toString();
  }
}
