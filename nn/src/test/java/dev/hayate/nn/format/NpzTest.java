package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NpzTest {
  @TempDir Path folder;

  /** A deflated archive of entries as they are given, by the JDK, with data descriptors. */
  static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** A deflated .npy of zeros. */
  private static byte[] zeros(int count) {
    byte[] npy =
        NpyTest.bytes(
            "{'descr': '|u1', 'fortran_order': False, 'shape': (" + count + ",), }", count);
    Arrays.fill(npy, npy.length - count, npy.length, (byte) 0);
    return npy;
  }

  /** A stored archive of one entry whose sizes and offset stand in zip64 fields. */
  static byte[] zip64(String name, byte[] content) {
    byte[] text = name.getBytes(UTF_8);
    CRC32 crc = new CRC32();
    crc.update(content);
    ByteBuffer zip = ByteBuffer.allocate(4096 + content.length).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(0x04034b50).putShort((short) 45).putShort((short) 0).putShort((short) 0);
    zip.putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    zip.putShort((short) text.length).putShort((short) 20).put(text);
    zip.putShort((short) 1).putShort((short) 16).putLong(content.length).putLong(content.length);
    zip.put(content);
    int directory = zip.position();
    zip.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putShort((short) 0);
    zip.putShort((short) 0).putInt(0).putInt((int) crc.getValue()).putInt(-1).putInt(-1);
    zip.putShort((short) text.length).putShort((short) 32).putShort((short) 0);
    zip.putShort((short) 0).putShort((short) 0).putInt(0).putInt(-1).put(text);
    // A field of another program stands before the one that counts.
    zip.putShort((short) 0x7777).putShort((short) 0);
    zip.putShort((short) 1).putShort((short) 24);
    zip.putLong(content.length).putLong(content.length).putLong(0);
    int end64 = zip.position();
    zip.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    zip.putInt(0).putInt(0).putLong(1).putLong(1).putLong(end64 - directory).putLong(directory);
    zip.putInt(0x07064b50).putInt(0).putLong(end64).putInt(1);
    zip.putInt(0x06054b50).putInt(0).putShort((short) -1).putShort((short) -1);
    zip.putInt(-1).putInt(-1).putShort((short) 0);
    byte[] bytes = new byte[zip.position()];
    zip.flip().get(bytes);
    return bytes;
  }

  private static StoredArray at(Map<String, StoredArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }

  private SequencedMap<String, StoredArray> read(byte[] bytes, Arena arena) throws IOException {
    return Npz.read(Files.write(folder.resolve("a.npz"), bytes), arena);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void writesAndReadsBack(boolean compressed) throws IOException {
    Path file = folder.resolve("w.npz");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(48);
      for (int i = 0; i < 48; i++) {
        data.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 7));
      }
      Map<String, StoredArray> arrays = new LinkedHashMap<>();
      Tensor matrix = Tensor.of(arena, Shape.of(2, 3), 1, 2, 3, 4, 5, Float.NaN);
      arrays.put("z", StoredArray.of(matrix));
      arrays.put("gaps", StoredArray.of(matrix.columns(1, 2)));
      arrays.put("ints", StoredArray.of(Tensor.ofInts(arena, 1, -2)));
      arrays.put("layers/0.weight", StoredArray.of(Tensor.allocate(arena, 0, 4)));
      arrays.put("\u6b21", StoredArray.of(Tensor.allocate(arena, 100, 1000)));
      for (ElementType type : ElementType.values()) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
          for (boolean columnMajor : new boolean[] {false, true}) {
            arrays.put(
                type + " " + order + columnMajor,
                StoredArray.of(type, Shape.of(2, 3, 8 / type.bytes()), data, order, columnMajor));
          }
        }
      }
      if (compressed) {
        Npz.writeCompressed(file, arrays);
      } else {
        Npz.write(file, arrays);
      }
      SequencedMap<String, StoredArray> read = Npz.read(file, arena);
      assertEquals(List.copyOf(arrays.keySet()), List.copyOf(read.keySet()));
      arrays.forEach(
          (name, array) -> {
            StoredArray back = at(read, name);
            assertEquals(name, back.name());
            assertEquals(array.shape(), back.shape(), name);
            assertArrayEquals(array.doubles(), back.doubles(), name);
            boolean known = array.type() != ElementType.BF16 && !array.type().name().contains("F8");
            assertEquals(known ? array.type() : ElementType.F32, back.type(), name);
            if (known) {
              assertEquals(array.isColumnMajor(), back.isColumnMajor(), name);
              assertEquals(-1, array.data().mismatch(back.data()), name);
            }
          });
      byte[] first = Files.readAllBytes(file);
      if (compressed) {
        Npz.writeCompressed(file, arrays);
      } else {
        Npz.write(file, arrays);
      }
      assertArrayEquals(first, Files.readAllBytes(file));
      try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(first))) {
        assertEquals("z.npy", Objects.requireNonNull(zip.getNextEntry()).getName());
      }
    }
  }

  @Test
  void readsZip64() throws IOException {
    byte[] npy = NpyTest.bytes("{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }", 4);
    try (Arena arena = Arena.ofConfined()) {
      StoredArray array = at(read(zip64("x.npy", npy), arena), "x");
      assertArrayEquals(new long[] {0x100, 0x302}, array.longs());
    }
  }

  @Test
  void storedArraysAreMapped() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      byte[] npy = NpyTest.bytes("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", 3);
      assertTrue(at(read(zip64("x.npy", npy), arena), "x").data().isReadOnly());
      assertFalse(at(read(zip(Map.of("x.npy", npy)), arena), "x").data().isReadOnly());
    }
  }

  @Test
  void inflatesNoMoreThanTheLimit() throws IOException {
    Path file = Files.write(folder.resolve("b.npz"), zip(Map.of("x.npy", zeros(1_000_000))));
    assertTrue(Files.size(file) < 3000);
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(1_000_000, at(Npz.read(file, arena), "x").shape().size());
      ReadLimits low = ReadLimits.DEFAULT.withContentBytes(1_000_000);
      ModelFormatException e =
          assertThrows(ModelFormatException.class, () -> Npz.read(file, arena, low));
      assertTrue(
          e.getMessage().contains("at most 1000000 bytes of inflated content"), e.toString());
      assertThrows(
          ModelFormatException.class,
          () -> Npz.read(file, arena, ReadLimits.DEFAULT.withHeaderBytes(10)));
    }
  }

  @Test
  void refusesMoreEntriesThanTheLimit() throws IOException {
    Path file =
        Files.write(folder.resolve("b.npz"), zip(Map.of("x.npy", zeros(1), "y.npy", zeros(2))));
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(2, Npz.read(file, arena).size());
      assertThrows(
          ModelFormatException.class,
          () -> Npz.read(file, arena, ReadLimits.DEFAULT.withTensors(1)));
    }
  }

  @Test
  void refusesNamesThatCannotBeWritten() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      StoredArray array = StoredArray.of(Tensor.allocate(arena, 1));
      assertThrows(
          IllegalArgumentException.class,
          () -> Npz.write(folder.resolve("x.npz"), Map.of("\ud800", array)));
      assertThrows(
          IllegalArgumentException.class,
          () ->
              StoredArray.of(
                  ElementType.F32, Shape.of(3), arena.allocate(8), ByteOrder.LITTLE_ENDIAN, false));
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
