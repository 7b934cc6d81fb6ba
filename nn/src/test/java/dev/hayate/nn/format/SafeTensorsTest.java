package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafeTensorsTest {
  @TempDir Path folder;

  /** A file of the given header and as many data bytes, 0, 1, 2 and so on. */
  static byte[] bytes(String header, int dataBytes) {
    byte[] json = header.getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json);
    for (int i = 0; i < dataBytes; i++) {
      bytes.put((byte) i);
    }
    return bytes.array();
  }

  private Path file(String header, int dataBytes) throws IOException {
    return Files.write(folder.resolve("f.safetensors"), bytes(header, dataBytes));
  }

  private static String entry(String name, String type, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, type, shape, begin, end);
  }

  @Test
  void writesAndReadsBack() throws IOException {
    Path path = folder.resolve("model.safetensors");
    try (Arena arena = Arena.ofConfined()) {
      Tensor matrix = Tensor.of(arena, Shape.of(2, 3), 1, 2, 3, 4, 5, Float.NaN);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("steps", Tensor.ofInts(arena, 7, -9));
      tensors.put("b", matrix.columns(1, 2));
      tensors.put("a", matrix);
      tensors.put("scalar", Tensor.of(arena, Shape.of(), 0.5f));
      tensors.put("empty", Tensor.allocate(arena, 0, 4));
      Map<String, String> metadata = Map.of("note", "two\nlines \"quoted\" \u75be\u98a8");
      SafeTensors.write(path, tensors, metadata);

      SafeTensors read = SafeTensors.read(path, arena);
      assertEquals(metadata, read.metadata());
      assertEquals(
          List.of("a", "b", "empty", "scalar", "steps"), List.copyOf(read.arrays().keySet()));
      assertArrayEquals(matrix.toFloats(), read.floats("a", arena).toFloats());
      assertArrayEquals(new float[] {2, 3, 5, Float.NaN}, read.floats("b", arena).toFloats());
      assertEquals(Shape.of(2, 2), read.array("b").shape());
      assertArrayEquals(new float[] {0.5f}, read.floats("scalar", arena).toFloats());
      assertEquals(Shape.of(0, 4), read.floats("empty", arena).shape());
      assertArrayEquals(new long[] {7, -9}, read.array("steps").longs());
      try (var files = Files.list(folder)) {
        assertEquals(List.of(path), files.toList());
      }
    }
  }

  @Test
  void writesInTheOrderOfTheReferenceImplementation() throws IOException {
    // Its serializer sorts by falling element type, then by name, and pads the header to 8 bytes.
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
    Path path = folder.resolve("model.safetensors");
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors.write(
          path,
          Map.of("b", Tensor.ofInts(arena, 3), "a", Tensor.of(arena, Shape.of(2), 1f, 2f)),
          Map.of());
    }
    byte[] written = Files.readAllBytes(path);
    ByteBuffer bytes = ByteBuffer.wrap(written).order(ByteOrder.LITTLE_ENDIAN);
    long length = bytes.getLong();
    assertEquals(0, length % 8);
    assertEquals(header, new String(written, 8, (int) length, UTF_8).stripTrailing());
    assertEquals(8 + length + 12, written.length);
    assertEquals(1f, bytes.getFloat((int) (8 + length)));
    assertEquals(2f, bytes.getFloat((int) (12 + length)));
    assertEquals(3, bytes.getInt((int) (16 + length)));
  }

  @Test
  void theSameContentGivesTheSameBytes() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> one = new LinkedHashMap<>();
      Map<String, Tensor> other = new LinkedHashMap<>();
      for (int i = 0; i < 20; i++) {
        one.put("t" + i, Tensor.of(arena, Shape.of(1), i));
        other.put("t" + (19 - i), Tensor.of(arena, Shape.of(1), 19 - i));
      }
      Path a = folder.resolve("a");
      Path b = folder.resolve("b");
      SafeTensors.write(a, one, Map.of("x", "1", "y", "2"));
      SafeTensors.write(b, other, Map.of("y", "2", "x", "1"));
      assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
    }
  }

  @Test
  void float32IsSharedAndReadOnly() throws IOException {
    Path path = file("{" + entry("w", "F32", "[2]", 0, 8) + "}    ", 8);
    try (Arena arena = Arena.ofConfined()) {
      StoredArray array = SafeTensors.read(path, arena).array("w");
      boolean aligned = array.data().address() % 4 == 0;
      Tensor tensor = array.floats(arena);
      assertEquals(aligned, tensor.segment().address() == array.data().address());
      Tensor copy = Tensor.allocate(arena, 2);
      array.copyTo(copy);
      copy.set(0, 0, 5);
      assertThrows(IllegalArgumentException.class, () -> array.copyTo(Tensor.allocate(arena, 3)));
    }
  }

  @Test
  void eightBitFloatsAreWidened() throws IOException {
    // 0, 1, ... 7: the denormals of E4M3 are eighths of 2^-6; those of E5M2 quarters of 2^-14.
    Path path =
        file(
            "{"
                + entry("a", "F8_E4M3", "[8]", 0, 8)
                + ","
                + entry("b", "F8_E5M2", "[8]", 8, 16)
                + "}",
            16);
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors read = SafeTensors.read(path, arena);
      assertArrayEquals(
          new double[] {
            0, 1 / 512.0, 2 / 512.0, 3 / 512.0, 4 / 512.0, 5 / 512.0, 6 / 512.0, 7 / 512.0
          },
          read.array("a").doubles());
      // Bytes 8 to 15: exponent 2 (8..11) and 3 (12..15).
      double e = 0x1p-13;
      assertArrayEquals(
          new double[] {e, 1.25 * e, 1.5 * e, 1.75 * e, 2 * e, 2.5 * e, 3 * e, 3.5 * e},
          read.array("b").doubles());
    }
  }

  @Test
  void unsignedIntegersAreRoundedOnce() throws IOException {
    byte[] bytes = bytes("{" + entry("u", "U64", "[2]", 0, 16) + "}", 16);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length - 16, -1L)
        .putLong(bytes.length - 8, 0x8000_0080_0000_0001L);
    Path path = Files.write(folder.resolve("u"), bytes);
    try (Arena arena = Arena.ofConfined()) {
      StoredArray array = SafeTensors.read(path, arena).array("u");
      assertArrayEquals(new double[] {0x1p64, 0x1.00000100000p63}, array.doubles());
      // The second lies just above the middle between two floats: rounding twice would go down.
      assertArrayEquals(new float[] {0x1p64f, 0x1.000002p63f}, array.floats(arena).toFloats());
      assertArrayEquals(new long[] {-1L, 0x8000_0080_0000_0001L}, array.longs());
    }
  }

  @Test
  void longsOfFloatsAreRefused() throws IOException {
    Path path = file("{" + entry("w", "F32", "[2]", 0, 8) + "}", 8);
    try (Arena arena = Arena.ofConfined()) {
      StoredArray array = SafeTensors.read(path, arena).array("w");
      assertThrows(IllegalArgumentException.class, array::longs);
    }
  }

  @Test
  void anAbsentTensorIsNamed() throws IOException {
    Path path = file("{" + entry("w", "F32", "[2]", 0, 8) + "}", 8);
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors read = SafeTensors.read(path, arena);
      ModelFormatException error =
          assertThrows(ModelFormatException.class, () -> read.array("fc1.weight"));
      assertEquals("fc1.weight", error.place().key().orElseThrow());
      assertEquals(path, error.place().file().orElseThrow());
    }
  }

  @Test
  void limitsCanBeRaisedAndLowered() throws IOException {
    Path path =
        file("{" + entry("a", "U8", "[1]", 0, 1) + "," + entry("b", "U8", "[1]", 1, 2) + "}", 2);
    try (Arena arena = Arena.ofConfined()) {
      ReadLimits limits = ReadLimits.DEFAULT;
      assertEquals(2, SafeTensors.read(path, arena, limits.withTensors(2)).arrays().size());
      for (ReadLimits low :
          List.of(limits.withTensors(1), limits.withHeaderBytes(40), limits.withTextChars(3))) {
        assertThrows(ModelFormatException.class, () -> SafeTensors.read(path, arena, low));
      }
    }
  }

  @Test
  void noHeaderIsLargerThanTheFormatAllows() throws IOException {
    Path path = folder.resolve("large.safetensors");
    Files.write(
        path, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(100_000_001L).array());
    ReadLimits raised = ReadLimits.DEFAULT.withHeaderBytes(1L << 40);
    try (Arena arena = Arena.ofConfined()) {
      ModelFormatException error =
          assertThrows(ModelFormatException.class, () -> SafeTensors.read(path, arena, raised));
      assertEquals("at most 100000000", error.expected());
    }
  }

  @Test
  void namesThatCannotBeWrittenAreRefused() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor tensor = Tensor.allocate(arena, 1);
      Path path = folder.resolve("x");
      for (String name : List.of("__metadata__", "half \ud83d")) {
        assertThrows(
            IllegalArgumentException.class,
            () -> SafeTensors.write(path, Map.of(name, tensor), Map.of()));
      }
      assertTrue(Files.notExists(path));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          empty header       | 0  |                                   | 2 to 0 as the file
          not an object      | 0  | [1]                               | a { that begins
          a text             | 0  | "abc"                             | a { that begins
          unclosed           | 0  | {"a"                              | valid JSON
          two objects        | 0  | {}{}                              | nothing but spaces
          garbage after      | 0  | {} x                              | valid JSON
          comment            | 0  | {/* */}                           | valid JSON
          single quotes      | 0  | {'a':1}                           | valid JSON
          unquoted           | 0  | {a:1}                             | valid JSON
          trailing comma     | 0  | {"__metadata__":{},}              | valid JSON
          tensor as number   | 0  | {"a":1}                           | {dtype, shape, data_offsets}
          tensor as null     | 0  | {"a":null}                        | {dtype, shape, data_offsets}
          tensor as array    | 0  | {"a":[]}                          | {dtype, shape, data_offsets}
          metadata array     | 0  | {"__metadata__":[]}               | an object of texts
          metadata number    | 0  | {"__metadata__":{"a":1}}          | texts only
          metadata null      | 0  | {"__metadata__":{"a":null}}       | texts only
          metadata nested    | 0  | {"__metadata__":{"a":{}}}         | texts only
          metadata twice     | 0  | {"__metadata__":{},"__metadata__":{}} | Duplicate
          metadata key twice | 0  | {"__metadata__":{"a":"","a":""}}  | Duplicate
          no members         | 0  | {"a":{}}                          | found 0 of them
          no shape           | 0  | {"a":{"dtype":"U8","data_offsets":[0,0]}} | found 2 of them
          extra member       | 1  | {"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}} | found "x"
          member twice       | 1  | {"a":{"dtype":"U8","dtype":"U8","data_offsets":[0,1]}} | Duplicate
          dtype number       | 1  | {"a":{"dtype":8,"shape":[1],"data_offsets":[0,1]}} | dtype as a text
          dtype lower case   | 1  | {"a":{"dtype":"u8","shape":[1],"data_offsets":[0,1]}} | found "u8"
          dtype empty        | 1  | {"a":{"dtype":"","shape":[1],"data_offsets":[0,1]}} | a dtype of
          shape number       | 1  | {"a":{"dtype":"U8","shape":1,"data_offsets":[0,1]}} | shape as an array
          shape text         | 1  | {"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}} | whole numbers
          shape nested       | 1  | {"a":{"dtype":"U8","shape":[[1]],"data_offsets":[0,1]}} | found an array
          shape null         | 1  | {"a":{"dtype":"U8","shape":[null],"data_offsets":[0,1]}} | whole numbers
          shape negative     | 1  | {"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}} | found "-1"
          shape minus zero   | 0  | {"a":{"dtype":"U8","shape":[-0],"data_offsets":[0,0]}} | found "-0"
          shape leading zero | 1  | {"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}} | valid JSON
          shape exponent     | 1  | {"a":{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}} | whole numbers
          shape 2^63         | 1  | {"a":{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,1]}} | whole numbers
          shape 2^31         | 1  | {"a":{"dtype":"U8","shape":[2147483648],"data_offsets":[0,1]}} | dimensions from 0 to
          rows overflow      | 0  | {"a":{"dtype":"U8","shape":[65536,65536,0],"data_offsets":[0,0]}} | elements can be counted
          product overflow   | 0  | {"a":{"dtype":"U8","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,0]}} | elements can be counted
          one offset         | 1  | {"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}} | two data_offsets
          offset too far     | 1  | {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}} | end by 1
          offset 2^63-1      | 1  | {"a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775806,9223372036854775807]}} | end by 1
          range too short    | 4  | {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}} | 8 bytes for F32 [2]
          range too long     | 4  | {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,4]}} | 3 bytes for U8 [3]
          overlap            | 3  | {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}} | an overlap
          same range         | 2  | {"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}} | an overlap
          hole at the start  | 3  | {"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}} | a hole
          empty in a hole    | 3  | {"a":{"dtype":"U8","shape":[0],"data_offsets":[2,2]},"b":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}} | an overlap
          data, no tensor    | 3  | {}                                | found 3 bytes
          low surrogate      | 1  | {"\\udc00":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}} | surrogate
          high surrogate     | 1  | {"\\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}} | surrogate
          control in name    | 1  | {"a\\u0001\\nb":{"dtype":"U9","shape":[1],"data_offsets":[0,1]}} | "a\\u0001\\u000ab"
          """)
  void malformed(String name, int dataBytes, String header, String message) throws IOException {
    Path path = file(header == null ? "" : header.replace("\\\\", "\\"), dataBytes);
    try (Arena arena = Arena.ofConfined()) {
      ModelFormatException error =
          assertThrows(ModelFormatException.class, () -> SafeTensors.read(path, arena));
      String text = error.getMessage();
      assertTrue(text.contains(message), text);
      assertTrue(text.startsWith("safetensors ") && text.contains("f.safetensors"), text);
      assertEquals(1, text.lines().count(), text);
    }
  }

  @Test
  void theHeaderBeginsWithItsBrace() throws IOException {
    Path path = file(" {}", 0);
    try (Arena arena = Arena.ofConfined()) {
      ModelFormatException error =
          assertThrows(ModelFormatException.class, () -> SafeTensors.read(path, arena));
      assertEquals(8, error.place().offset().orElseThrow());
      assertEquals(0, SafeTensors.read(file("{} \t\n ", 0), arena).arrays().size());
    }
  }

  @Test
  void anAbsentFileIsNoFormatError() {
    try (Arena arena = Arena.ofConfined()) {
      IOException error =
          assertThrows(IOException.class, () -> SafeTensors.read(folder.resolve("absent"), arena));
      assertTrue(!(error instanceof ModelFormatException));
    }
  }
}
