package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NpyTest {
  @TempDir Path folder;

  /** A file of version 1.0 with the given dictionary, and data bytes 0, 1, 2 and so on. */
  static byte[] bytes(String dictionary, int dataBytes) {
    byte[] header = (dictionary + "\n").getBytes(ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(10 + header.length + dataBytes);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("\u0093NUMPY\1\0".getBytes(ISO_8859_1)).putShort((short) header.length).put(header);
    for (int i = 0; i < dataBytes; i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  private static String dictionary(String descr, String order, String shape) {
    return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
  }

  @Test
  void writesAndReadsBack() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Tensor matrix = Tensor.of(arena, Shape.of(2, 3), 1, 2, 3, 4, 5, Float.NaN);
      Map<Tensor, String> cases =
          Map.of(
              matrix,
              "(2, 3)",
              matrix.columns(1, 1),
              "(2, 1)",
              Tensor.of(arena, Shape.of(), 2.5f),
              "()",
              Tensor.of(arena, Shape.of(3), 1, 2, 3),
              "(3,)",
              Tensor.allocate(arena, 0, 5),
              "(0, 5)");
      for (Map.Entry<Tensor, String> item : cases.entrySet()) {
        Tensor tensor = item.getKey();
        Path file = folder.resolve("a.npy");
        Npy.write(file, tensor);
        byte[] written = Files.readAllBytes(file);
        String start = new String(written, 0, written.length, ISO_8859_1);
        assertTrue(start.contains("'shape': " + item.getValue() + ", }"), start);
        assertEquals(0, (start.indexOf('\n') + 1) % 64);
        StoredArray read = Npy.read(file, arena);
        assertEquals(tensor.shape(), read.shape());
        assertArrayEquals(tensor.toFloats(), read.floats(arena).toFloats());
      }
      Npy.write(folder.resolve("i.npy"), Tensor.ofInts(arena, -5, 7));
      assertArrayEquals(new long[] {-5, 7}, Npy.read(folder.resolve("i.npy"), arena).longs());
    }
  }

  @Test
  void columnMajorOfRankThreeIsPutInRows() throws IOException {
    Path file =
        Files.write(folder.resolve("f.npy"), bytes(dictionary("'|u1'", "True", "(2, 3, 4)"), 24));
    try (Arena arena = Arena.ofConfined()) {
      StoredArray array = Npy.read(file, arena);
      double[] values = array.doubles();
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 3; j++) {
          for (int k = 0; k < 4; k++) {
            assertEquals(i + 2 * j + 6 * k, values[(i * 3 + j) * 4 + k]);
          }
        }
      }
      assertArrayEquals(values, Arrays.stream(array.longs()).asDoubleStream().toArray());
      float[] floats = array.floats(arena).toFloats();
      for (int i = 0; i < floats.length; i++) {
        assertEquals((float) values[i], floats[i]);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          no brace           | 0 | 'descr': '<f4'                                                        | '{'
          empty dictionary   | 0 | {}                                                                    | the keys
          a list             | 0 | []                                                                    | '{'
          unclosed           | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (1,)                | '}'
          after the end      | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x             | nothing after
          unknown key        | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}       | found "x"
          key twice          | 4 | {'descr': '<f4', 'descr': '<f4', 'shape': (1,)}                       | again
          no colon           | 4 | {'descr' '<f4', 'fortran_order': False, 'shape': (1,)}                | ':'
          unquoted key       | 4 | {descr: '<f4', 'fortran_order': False, 'shape': (1,)}                 | in quotes
          open quote         | 4 | {'descr                                                               | in quotes
          escape             | 4 | {'desc\\x72': '<f4', 'fortran_order': False, 'shape': (1,)}           | in quotes
          empty type         | 4 | {'descr': '', 'fortran_order': False, 'shape': (1,)}                  | f2, f4, f8]
          type of one mark   | 4 | {'descr': '<', 'fortran_order': False, 'shape': (1,)}                 | f2, f4, f8]
          float of 16 bytes  | 16 | {'descr': '<f16', 'fortran_order': False, 'shape': (1,)}             | f2, f4, f8]
          complex            | 8 | {'descr': '<c8', 'fortran_order': False, 'shape': (1,)}               | found "<c8"
          datetime           | 8 | {'descr': '<M8[ns]', 'fortran_order': False, 'shape': (1,)}           | f2, f4, f8]
          type as a list     | 4 | {'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}      | in quotes
          order as a number  | 4 | {'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}                   | True or False
          order lower case   | 4 | {'descr': '<f4', 'fortran_order': false, 'shape': (1,)}               | True or False
          order and more     | 4 | {'descr': '<f4', 'fortran_order': Falsely, 'shape': (1,)}             | '}'
          shape a number     | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': 1}                  | '('
          shape in brackets  | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (1)}                | a tuple
          shape a list       | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': [1]}                | '('
          shape of a comma   | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (,)}                | a whole number
          shape nested       | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': ((1,),)}            | a whole number
          dim negative       | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}              | a whole number
          dim with a plus    | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (+1,)}              | a whole number
          dim with zeros     | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (01,)}              | a whole number
          dim hexadecimal    | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (0x1,)}             | a tuple
          dim of 19 digits   | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000000000,)} | a whole number
          dim 2^31           | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,)}      | dimensions from 0 to
          dim None           | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (None,)}            | a whole number
          too many dims      | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1)} | at most 32
          more than memory   | 4 | {'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000, 2000000000)} | can be counted
          data too short     | 3 | {'descr': '<f4', 'fortran_order': False, 'shape': (1,)}               | 4 bytes for F32 [1], found 3
          data too long      | 5 | {'descr': '<f4', 'fortran_order': False, 'shape': (1,)}               | 4 bytes for F32 [1], found 5
          data of a scalar   | 0 | {'descr': '<f4', 'fortran_order': False, 'shape': ()}                 | 4 bytes for F32 []
          """)
  void malformed(String name, int dataBytes, String dictionary, String message) throws IOException {
    Path file = Files.write(folder.resolve("f.npy"), bytes(dictionary, dataBytes));
    check(file, message);
  }

  private static void check(Path file, String message) {
    try (Arena arena = Arena.ofConfined()) {
      ModelFormatException error =
          assertThrows(ModelFormatException.class, () -> Npy.read(file, arena));
      String text = error.getMessage();
      assertTrue(text.contains(message), text);
      assertTrue(text.startsWith("npy ") && text.contains("f.npy"), text);
      assertEquals(1, text.lines().count(), text);
    }
  }

  @ParameterizedTest(name = "byte {0} is {1}")
  @CsvSource({
    "0, 0, npy magic",
    "5, 90, npy magic",
    "6, 0, npy version",
    "6, 4, npy version",
    "6, 255, found 255.0",
    "7, 1, npy version",
    "9, 255, npy header length",
    "6, 2, npy header length",
  })
  void malformedPrefix(int offset, int value, String message) throws IOException {
    byte[] bytes = bytes(dictionary("'<f4'", "False", "(1,)"), 4);
    bytes[offset] = (byte) value;
    check(Files.write(folder.resolve("f.npy"), bytes), message);
  }

  @Test
  void aByteOrderIsNeededFromTwoBytesOn() throws IOException {
    check(
        Files.write(folder.resolve("f.npy"), bytes(dictionary("'|f4'", "False", "(1,)"), 4)),
        "a byte order for f4");
  }

  @Test
  void everyCutIsRefused() throws IOException {
    byte[] bytes = bytes(dictionary("'<f4'", "False", "(2,)"), 8);
    for (int length = 0; length < bytes.length; length++) {
      Path file = Files.write(folder.resolve("f.npy"), Arrays.copyOf(bytes, length));
      check(file, "expected");
    }
  }
}
