package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.data.Table;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Broken files are refused as their list says, and unusual ones give the values they hold. */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Against hanging; not a measurement.
final class GoldFilesTest {
  /** Reads a whole file, so that every byte of it has been looked at. */
  @FunctionalInterface
  private interface Reader {
    Map<String, StoredArray> read(Path file, Arena arena) throws IOException;
  }

  private static final Map<String, Reader> READERS =
      Map.of(
          "st_", (file, arena) -> SafeTensors.read(file, arena).arrays(),
          "npy_", (file, arena) -> Map.of("", Npy.read(file, arena)),
          "npz_", Npz::read,
          "idx_", (file, arena) -> Map.of("", Idx.read(file, arena)),
          "csv_", (file, arena) -> columns(Table.of(Csv.read(file))));

  /** Tables hold no arrays: what counts is that their fields are told apart. */
  private static Map<String, StoredArray> columns(Table table) {
    for (int column = 0; column < table.names().size(); column++) {
      assertEquals(table.size(), table.texts(column).size());
    }
    return Map.of();
  }

  private static Reader reader(Path file) {
    String name = String.valueOf(file.getFileName());
    return Objects.requireNonNull(READERS.get(prefix(name)), () -> "no reader for " + name);
  }

  /** Models in ONNX, and their data, have a test of their own. */
  private static boolean isOnnx(String file) {
    return file.endsWith(".onnx") || file.endsWith(".bin");
  }

  private static String prefix(String file) {
    return file.substring(0, file.indexOf('_') + 1);
  }

  @TestFactory
  List<DynamicTest> broken() throws IOException {
    Path folder = Gold.folder("bad");
    Map<String, Integer> count = new TreeMap<>();
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonObject item : Gold.json(folder.resolve("list.json")).objects("root")) {
      String file = item.string("file");
      if (isOnnx(file)) {
        continue;
      }
      String expect = item.string("expect");
      count.merge(prefix(file) + " " + expect, 1, Integer::sum);
      tests.add(dynamicTest(file, () -> checkBroken(folder.resolve(file), expect)));
    }
    System.out.println("broken files of " + folder + ": " + tests.size() + " " + count);
    return tests;
  }

  private static void checkBroken(Path file, String expect) throws IOException {
    Reader reader = reader(file);
    try (Arena arena = Arena.ofConfined()) {
      switch (expect) {
        case "reject" ->
            System.out.println(
                assertThrows(ModelFormatException.class, () -> touch(reader, file, arena))
                    .getMessage());
        case "accept" -> touch(reader, file, arena);
        case "either" -> {
          try {
            touch(reader, file, arena);
            System.out.println(file.getFileName() + ": taken");
          } catch (ModelFormatException refused) {
            System.out.println(refused.getMessage());
          }
        }
        default -> fail(file + ": expected reject, accept or either, found " + expect);
      }
    }
  }

  private static void touch(Reader reader, Path file, Arena arena) throws IOException {
    for (StoredArray array : reader.read(file, arena).values()) {
      Tensor tensor = array.floats(arena);
      assertEquals(array.shape(), tensor.shape());
      assertEquals(array.shape().size(), array.doubles().length);
    }
  }

  @TestFactory
  List<DynamicTest> unusual() throws IOException {
    Path folder = Gold.folder("odd");
    JsonObject files = Gold.json(folder.resolve("expected.json")).object("root");
    Map<String, Integer> count = new TreeMap<>();
    List<DynamicTest> tests = new ArrayList<>();
    for (String file : files.names()) {
      if (isOnnx(file)) {
        continue;
      }
      count.merge(prefix(file), 1, Integer::sum);
      JsonObject expected = files.object(file);
      tests.add(dynamicTest(file, () -> checkUnusual(folder.resolve(file), expected)));
    }
    System.out.println("unusual files of " + folder + ": " + tests.size() + " " + count);
    return tests;
  }

  private static void checkUnusual(Path file, JsonObject expected) throws IOException {
    Reader reader = reader(file);
    try (Arena arena = Arena.ofConfined()) {
      Map<String, StoredArray> arrays = reader.read(file, arena);
      if (!expected.has("tensors")) {
        assertEquals(1, arrays.size());
        checkArray(arrays.values().iterator().next(), expected, arena);
        return;
      }
      JsonObject tensors = expected.object("tensors");
      assertEquals(tensors.names(), arrays.keySet());
      for (String name : tensors.names()) {
        checkArray(Objects.requireNonNull(arrays.get(name)), tensors.object(name), arena);
      }
    }
  }

  private static void checkArray(StoredArray array, JsonObject expected, Arena arena)
      throws IOException {
    double[] values = Gold.numbers(expected, "values");
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    assertArrayEquals(Gold.dims(expected), array.shape().dims());
    assertArrayEquals(values, array.doubles());
    assertArrayEquals(rounded, array.floats(arena).toFloats());
    if (array.type().isInteger()) {
      double[] longs = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        longs[i] = array.longs()[i];
      }
      assertArrayEquals(values, longs);
    }
  }
}
