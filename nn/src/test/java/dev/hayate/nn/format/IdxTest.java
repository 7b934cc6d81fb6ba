package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IdxTest {
  @TempDir Path folder;

  /** A file of the given element type and dimensions, and data bytes 0, 1, 2 and so on. */
  static byte[] bytes(int type, int dataBytes, int... dims) {
    byte[] header = IdxFile.header(type, dims);
    ByteBuffer bytes = ByteBuffer.allocate(header.length + dataBytes).put(header);
    for (int i = 0; i < dataBytes; i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return bytes.toByteArray();
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("f.idx"), bytes);
  }

  @Test
  void plainAndGzipAreTheSame() throws IOException {
    byte[] bytes = bytes(8, 3 * 300 * 300, 3, 300, 300);
    try (Arena arena = Arena.ofConfined()) {
      for (byte[] content : new byte[][] {bytes, gzip(bytes)}) {
        Path file = file(content);
        StoredArray array = Idx.read(file, arena);
        Tensor pixels = Idx.pixels(file, arena);
        assertEquals(Shape.of(3, 300, 300), array.shape());
        assertEquals(Shape.of(3, 300, 300), pixels.shape());
        long[] values = array.longs();
        float[] floats = pixels.toFloats();
        for (int i = 0; i < values.length; i++) {
          assertEquals(i & 0xFF, values[i]);
          assertEquals((float) (i & 0xFF) / 255f, floats[i]);
        }
      }
    }
  }

  @Test
  void aGzipHeaderMayHaveEveryField() throws IOException {
    byte[] plain = bytes(8, 5, 5);
    byte[] packed = gzip(plain);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(packed, 0, 3);
    bytes.write(2 | 4 | 8 | 16);
    bytes.write(packed, 4, 6);
    bytes.write(new byte[] {3, 0, 9, 9, 9, 'n', 0, 'c', 'c', 0, 1, 2});
    bytes.write(packed, 10, packed.length - 10);
    try (Arena arena = Arena.ofConfined()) {
      assertArrayEquals(
          new long[] {0, 1, 2, 3, 4}, Idx.read(file(bytes.toByteArray()), arena).longs());
    }
  }

  @Test
  void aHighRatioIsBelievedOnceItWasSeen() throws IOException {
    byte[] zeros = bytes(8, 0, 3000, 1000);
    byte[] full = gzip(Arrays.copyOf(zeros, zeros.length + 3_000_000));
    byte[] empty = gzip(Arrays.copyOf(zeros, zeros.length + 2_990_000));
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(Shape.of(3000, 1000), Idx.pixels(file(full), arena).shape());
      refused(file(empty), "found 2990000 bytes");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          first byte      | 0 | 1   | IDX magic
          second byte     | 1 | 1   | IDX magic
          type 0          | 2 | 0   | IDX element type
          type 10         | 2 | 10  | IDX element type
          type 15         | 2 | 15  | IDX element type
          type 255        | 2 | 255 | IDX element type
          rank 0          | 3 | 0   | 1 bytes for U8 []
          rank 1          | 3 | 1   | 2 bytes for U8 [2]
          rank 3          | 3 | 3   | bytes for U8 [2, 3, 66051]
          rank 4          | 3 | 4   | IDX header
          rank 33         | 3 | 33  | IDX dimensions
          rank 255        | 3 | 255 | IDX dimensions
          negative dim    | 4 | 255 | dimensions from 0 to 2147483647
          huge dim        | 4 | 127 | bytes for U8 [2130706434, 3]
          other dim       | 7 | 1   | 3 bytes for U8 [1, 3]
          more elements   | 7 | 3   | 9 bytes for U8 [3, 3]
          wider elements  | 2 | 14  | 48 bytes for F64 [2, 3]
          """)
  void malformed(String name, int offset, int value, String message) throws IOException {
    byte[] bytes = bytes(8, 6, 2, 3);
    bytes[offset] = (byte) value;
    refused(file(bytes), message);
    // Packed, it is refused too, though a claim can be beyond what the ratio allows.
    refused(file(gzip(bytes)), "expected");
  }

  private static void refused(Path file, String message) {
    try (Arena arena = Arena.ofConfined()) {
      ModelFormatException error =
          assertThrows(ModelFormatException.class, () -> Idx.read(file, arena));
      assertTrue(error.getMessage().contains(message), error.getMessage());
      assertTrue(error.getMessage().contains("f.idx"), error.getMessage());
      assertThrows(ModelFormatException.class, () -> Idx.pixels(file, arena));
    }
  }

  @Test
  void onlyBytesArePixels() throws IOException {
    Path file = file(bytes(9, 3, 3));
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(Shape.of(3), Idx.read(file, arena).shape());
      assertThrows(ModelFormatException.class, () -> Idx.pixels(file, arena));
    }
  }

  @Test
  void everyCutAndEveryTailIsRefused() throws IOException {
    byte[] plain = bytes(8, 40, 40);
    for (byte[] whole : new byte[][] {plain, gzip(plain)}) {
      for (int length = 0; length < whole.length; length++) {
        refused(file(Arrays.copyOf(whole, length)), "expected");
      }
      refused(file(Arrays.copyOf(whole, whole.length + 1)), "expected");
    }
    refused(file(gzip(Arrays.copyOf(plain, plain.length + 1))), "expected 48 bytes of content");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "method, 2, 7, compression method 8",
    "reserved flag, 3, 32, no reserved flags",
    "deflate block, 10, 7, deflated data",
    "check sum, -8, 0, gzip check sum",
    "length, -4, 0, gzip length",
  })
  void malformedGzip(String name, int offset, int value, String message) throws IOException {
    byte[] bytes = gzip(bytes(8, 40, 40));
    bytes[offset < 0 ? bytes.length + offset : offset] = (byte) value;
    refused(file(bytes), message);
  }
}
