package dev.hayate.nn.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** IDX files for tests. */
public final class IdxFile {
  /** The type of unsigned bytes. */
  public static final int BYTES = 8;

  private IdxFile() {}

  /** What stands before the data. */
  public static byte[] header(int type, int... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length);
    bytes.put((byte) 0).put((byte) 0).put((byte) type).put((byte) dims.length);
    for (int dim : dims) {
      bytes.putInt(dim);
    }
    return bytes.array();
  }

  /** Writes unsigned bytes. */
  public static void write(Path file, int[] dims, int... data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(header(BYTES, dims));
    for (int value : data) {
      bytes.write(value);
    }
    Files.write(file, bytes.toByteArray());
  }
}
