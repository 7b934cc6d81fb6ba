package dev.hayate.nn.format;

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
 * <p>Booleans, integers and floats of 1 to 8 bytes are taken and given in both byte orders,
 * row-major (C) or column-major (Fortran). Objects (pickles), structures, texts and complex numbers
 * are refused: nothing in a file is ever run or reinterpreted. A file must be exactly as long as
 * its header says.
 */
public final class Npy {
  private static final int PREFIX_BYTES = 8;
  private static final int HEADER_ALIGNMENT = 64;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private Npy() {}

  /**
   * Maps an array into the arena. Nothing is copied: see {@link StoredArray}.
   *
   * @throws ModelFormatException if the file is malformed or holds elements that are not numbers
   * @throws IOException if the file is absent or cannot be read
   */
  public static StoredArray read(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      Header header = header(ByteSource.of(bytes), bytes.byteSize(), Place.in(file));
      return header.array("", bytes.asSlice(header.dataAt()));
    }
  }

  /** What stands before the data, checked against the length of the whole. */
  record Header(NpyHeader.Content content, long dataAt) {
    StoredArray array(String name, MemorySegment data) {
      return new StoredArray(
          name, content.type(), content.shape(), data, content.order(), content.columnMajor());
    }
  }

  /**
   * Reads everything before the data.
   *
   * @param length of the whole content in bytes
   */
  static Header header(ByteSource source, long length, Place place) throws IOException {
    if (length < PREFIX_BYTES + Short.BYTES) {
      throw new ModelFormatException(
          "npy file",
          place,
          "at least " + (PREFIX_BYTES + Short.BYTES) + " bytes",
          length + " bytes");
    }
    int version = version(source.readExactly(PREFIX_BYTES, "npy magic", place, 0), place);
    int lengthBytes = version == 1 ? Short.BYTES : Integer.BYTES;
    byte[] digits = source.readExactly(lengthBytes, "npy header length", place, PREFIX_BYTES);
    long headerBytes = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      headerBytes = headerBytes << 8 | (digits[i] & 0xFF);
    }
    long headerAt = PREFIX_BYTES + (long) lengthBytes;
    long most = Math.min(NpyHeader.MAX_BYTES, length - headerAt);
    if (headerBytes > most) {
      throw new ModelFormatException(
          "npy header length",
          place.offset(PREFIX_BYTES),
          "at most " + most + " in " + length + " bytes",
          Long.toString(headerBytes));
    }
    byte[] text = source.readExactly((int) headerBytes, "npy header", place, headerAt);
    NpyHeader.Content content = NpyHeader.parse(text, headerAt, version, place);
    long dataAt = headerAt + headerBytes;
    // No overflow: a shape has at most Long.MAX_VALUE / 8 elements, of at most 8 bytes.
    long dataBytes = content.shape().size() * content.type().bytes();
    if (length - dataAt != dataBytes) {
      throw new ModelFormatException(
          "npy data",
          place.offset(dataAt),
          dataBytes + " bytes for " + content.type() + " " + content.shape(),
          (length - dataAt) + " bytes");
    }
    return new Header(content, dataAt);
  }

  private static int version(byte[] prefix, Place place) throws ModelFormatException {
    for (int i = 0; i < MAGIC.length; i++) {
      if (prefix[i] != MAGIC[i]) {
        throw new ModelFormatException(
            "npy magic",
            place.offset(i),
            "byte " + (MAGIC[i] & 0xFF) + " of \\x93NUMPY",
            Integer.toString(prefix[i] & 0xFF));
      }
    }
    int major = prefix[MAGIC.length];
    int minor = prefix[MAGIC.length + 1];
    if (major < 1 || major > 3 || minor != 0) {
      throw new ModelFormatException(
          "npy version",
          place.offset(MAGIC.length),
          "1.0, 2.0 or 3.0",
          (major & 0xFF) + "." + (minor & 0xFF));
    }
    return major;
  }

  /** {@link #write(Path, StoredArray)} of a float32 or int32 tensor, contiguous or not. */
  public static void write(Path file, Tensor tensor) throws IOException {
    write(file, StoredArray.of(tensor));
  }

  /**
   * Writes an array as version 1.0, as a whole or not at all (see {@link AtomicFile}). Type, byte
   * order and order of the elements stay as they are; bfloat16 and 8-bit floats, which NumPy does
   * not have, become float32.
   *
   * @throws IOException if the file cannot be written; the target is then as it was
   */
  public static void write(Path file, StoredArray array) throws IOException {
    StoredArray known = NpyHeader.known(array);
    AtomicFile.write(
        file,
        channel -> {
          AtomicFile.writeFully(channel, start(known));
          known.write(channel);
        });
  }

  /** Everything that stands before the data of an array of a known type. */
  static ByteBuffer start(StoredArray array) {
    String dict = NpyHeader.text(array);
    int unpadded = PREFIX_BYTES + Short.BYTES + dict.length() + 1;
    int total = (unpadded + HEADER_ALIGNMENT - 1) / HEADER_ALIGNMENT * HEADER_ALIGNMENT;
    String header = dict + " ".repeat(total - unpadded) + "\n";
    ByteBuffer start = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    start.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) header.length());
    return start.put(header.getBytes(StandardCharsets.US_ASCII)).flip();
  }
}
