package dev.hayate.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.IdxFile;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Npz;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.SafeTensors;
import dev.hayate.nn.format.StoredArray;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of files that are read when they are needed are those of files that are read at once. */
class StreamedFilesTest {
  private static final int ROWS = 700;

  @TempDir Path folder;

  private static Dataset all(Rows rows, Arena arena) throws IOException {
    Tensor features = Tensor.allocate(arena, rows.size(), rows.featureCount());
    Tensor targets =
        Tensor.allocate(arena, rows.targetType(), Shape.of(rows.size(), rows.targetCount()));
    try (RowPass pass = rows.pass()) {
      for (int row = 0; row < rows.size(); row++) {
        assertTrue(pass.next(features, targets, row));
      }
      assertFalse(pass.next(features, targets, 0));
    }
    return new Dataset(features, targets, rows.featureNames(), rows.labels());
  }

  private static void assertSame(Dataset expected, Rows rows, Arena arena) throws IOException {
    Dataset found = all(rows, arena);
    assertArrayEquals(expected.features().toFloats(), found.features().toFloats());
    assertEquals(expected.targetType(), found.targetType());
    if (expected.isClassification()) {
      assertArrayEquals(expected.targets().toInts(), found.targets().toInts());
      assertArrayEquals(expected.classCounts(), rows.classCounts());
    } else {
      assertArrayEquals(expected.targets().toFloats(), found.targets().toFloats());
    }
  }

  private void idx(String name, boolean gzip, int[] dims, int most) throws IOException {
    int size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    byte[] data = new byte[size];
    for (int i = 0; i < size; i++) {
      data[i] = (byte) ((i * 37 + i / 5) % most);
    }
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        OutputStream out = gzip ? new GZIPOutputStream(file) : file) {
      out.write(IdxFile.header(IdxFile.BYTES, dims));
      out.write(data);
    }
  }

  private void images(boolean gzip) throws IOException {
    String end = gzip ? ".gz" : "";
    idx("train-images-idx3-ubyte" + end, gzip, new int[] {ROWS, 4, 3}, 256);
    idx("train-labels-idx1-ubyte" + end, gzip, new int[] {ROWS}, 10);
    idx("t10k-images-idx3-ubyte" + end, gzip, new int[] {50, 4, 3}, 256);
    idx("t10k-labels-idx1-ubyte", false, new int[] {50}, 10);
  }

  @Test
  void imagesAreThoseInMemory() throws IOException {
    for (boolean gzip : new boolean[] {false, true}) {
      Path here = Files.createDirectory(folder.resolve("gzip-" + gzip));
      folder = here;
      images(gzip);
      try (Arena arena = Arena.ofShared()) {
        MnistFiles expected = MnistFiles.load(here, MnistFiles.DIGITS, arena);
        MnistFiles.Streamed found = MnistFiles.stream(here, MnistFiles.DIGITS, arena);
        assertSame(expected.train(), found.train(), arena);
        assertSame(expected.test(), found.test(), arena);
        assertEquals(expected.encoding(), found.encoding());
        assertEquals(gzip, found.train() instanceof SequentialRows);
        if (found.train() instanceof SequentialRows rows) {
          List<SequentialRows> parts = rows.split(3, 0.7, 0.3);
          assertEquals(ROWS, parts.get(0).size() + parts.get(1).size());
          // Binomial: five standard deviations of sqrt(700 0.7 0.3) = 12.
          assertEquals(490, parts.get(0).size(), 60);
          for (SequentialRows part : parts) {
            assertEquals(part.size(), all(part, arena).size());
          }
        } else if (found.train() instanceof IndexedRows rows) {
          assertSame(expected.train().subset(arena, 9, 1, 1), rows.subset(9, 1, 1), arena);
          assertArrayEquals(expected.train().targets().toInts(), rows.classes());
          assertArrayEquals(
              expected.train().sample(arena, 10).features().toFloats(),
              rows.sample(arena, 10).features().toFloats());
        }
      }
    }
  }

  @Test
  void whatIsWrongWithImagesIsSaidAtOnce() throws IOException {
    images(true);
    idx("train-labels-idx1-ubyte.gz", true, new int[] {ROWS}, 11);
    refused("train-labels-idx1-ubyte.gz: expected classes from 0 to 9, found 10 of image ");
    idx("train-labels-idx1-ubyte.gz", true, new int[] {ROWS - 1}, 10);
    refused("expected 700 unsigned bytes, one for each image, found U8 [699]");
    idx("train-labels-idx1-ubyte", false, new int[] {ROWS}, 11);
    idx("train-images-idx3-ubyte", false, new int[] {ROWS, 4, 3}, 256);
    refused("expected classes from 0 to 9, found 10 in row ");
    idx("train-images-idx3-ubyte", false, new int[] {ROWS, 12}, 256);
    refused("expected a shape of [images, height, width], found [700, 12]");
  }

  private void refused(String message) {
    try (Arena arena = Arena.ofShared()) {
      String found =
          assertThrows(
                  ModelFormatException.class,
                  () -> MnistFiles.stream(folder, MnistFiles.DIGITS, arena))
              .getMessage();
      assertTrue(found.contains(message), found);
    }
  }

  /** A file that is cut short is found out when its end is read. */
  @Test
  void aCutGzipFileIsNamed() throws IOException {
    images(true);
    Path file = folder.resolve("train-images-idx3-ubyte.gz");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    try (Arena arena = Arena.ofShared()) {
      Rows rows = MnistFiles.stream(folder, MnistFiles.DIGITS, arena).train();
      String message =
          assertThrows(ModelFormatException.class, () -> all(rows, arena)).getMessage();
      assertTrue(message.contains("train-images-idx3-ubyte.gz, byte "), message);
    }
  }

  private static StoredArray array(ElementType type, int... dims) {
    Shape shape = Shape.of(dims);
    byte[] bytes = new byte[Math.toIntExact(shape.size() * type.bytes())];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < shape.size(); i++) {
      switch (type) {
        case F64 -> buffer.putDouble(i * 0.1);
        case F32 -> buffer.putFloat(i * 0.3f);
        case I64 -> buffer.putLong(i % 4);
        default -> buffer.putInt(i % 4);
      }
    }
    return StoredArray.of(
        type, shape, MemorySegment.ofArray(bytes), ByteOrder.LITTLE_ENDIAN, false);
  }

  @Test
  void arraysOfAllKindsOfFilesAreRows() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      StoredArray x = array(ElementType.F64, 20, 3, 2);
      StoredArray classes = array(ElementType.I64, 20);
      StoredArray values = array(ElementType.F32, 20, 2);
      Npy.write(folder.resolve("x.npy"), x);
      Npy.write(folder.resolve("y.npy"), classes);
      Map<String, StoredArray> arrays = new LinkedHashMap<>();
      arrays.put("x", x);
      arrays.put("y", values);
      Npz.write(folder.resolve("a.npz"), arrays);
      Npz.writeCompressed(folder.resolve("c.npz"), arrays);
      SafeTensors.writeArrays(folder.resolve("a.safetensors"), arrays, Map.of());
      Tensor features = x.floats(arena).reshape(Shape.of(20, 6));
      Tensor numbers = Tensor.allocate(arena, DType.I32, Shape.of(20, 1));
      for (int row = 0; row < 20; row++) {
        numbers.setInt(row, 0, row % 4);
      }
      Path features1 = folder.resolve("x.npy");
      assertSame(
          new Dataset(features, numbers),
          ArrayRows.read(features1, folder.resolve("y.npy"), arena),
          arena);
      Dataset expected = new Dataset(features, values.floats(arena));
      for (String name : List.of("a.npz", "a.safetensors")) {
        assertSame(expected, ArrayRows.read(folder.resolve(name), "x", "y", arena), arena);
      }
      for (String[] wrong :
          new String[][] {
            {"a.npz", "z", "expected one of the arrays [x, y], found none of this name"},
            {
              "c.npz",
              "x",
              "npz: c.npz, \"x.npy\": expected an array that is not compressed, to be read where it"
                  + " lies, as numpy.savez and hayate convert write it, found a compressed one"
            },
          }) {
        String message =
            assertThrows(
                    ModelFormatException.class,
                    () -> ArrayRows.read(folder.resolve(wrong[0]), wrong[1], "y", arena))
                .getMessage();
        assertTrue(message.contains(wrong[2]), message);
      }
      Path several = folder.resolve("a.npz");
      assertThrows(ModelFormatException.class, () -> ArrayRows.read(several, features1, arena));
      Place place = Place.in("arrays");
      assertThrows(
          ModelFormatException.class,
          () -> ArrayRows.of(place, x, array(ElementType.I64, 19), List.of()));
      assertThrows(
          ModelFormatException.class,
          () -> ArrayRows.of(place, x, classes, List.of("a", "b", "c")));
      assertThrows(ModelFormatException.class, () -> ArrayRows.of(place, x, values, List.of("a")));
      assertThrows(
          ModelFormatException.class, () -> ArrayRows.ofPixels(place, x, classes, List.of()));
      assertThrows(
          ModelFormatException.class,
          () -> ArrayRows.of(place, array(ElementType.F32, 2, 20).transposed(), values, List.of()));
      assertThrows(
          UnsupportedOperationException.class,
          () -> ArrayRows.of(place, x, values, List.of()).classOf(0));
    }
  }

  /** Numbers, with gaps and without, texts, ids, numbers that count the rows, and classes. */
  private Path table(int rows) throws IOException {
    Path file = folder.resolve("table.csv");
    List<String> lines = new ArrayList<>();
    lines.add("id,n,size,colour,age,empty,name,target");
    for (int i = 0; i < rows; i++) {
      lines.add(
          (1000 + 3 * i)
              + ","
              + i
              + ","
              + (i * 7919 % 1000) / 8.0
              + ","
              + (i % 3 == 0 ? "red" : i % 3 == 1 ? "\"dark, blue\"" : "")
              + ","
              + (i % 5 == 0 ? "NA" : i % 40 - 20)
              + ",,person "
              + i
              + ","
              + (i % 17 == 4 ? "?" : i % 4 == 0 ? "yes" : "no"));
    }
    Files.write(file, lines);
    return file;
  }

  @Test
  void aTableIsEncodedAsInMemory() throws IOException {
    Path file = table(2000);
    try (Arena arena = Arena.ofShared()) {
      TableData data = TableData.of(Table.of(Csv.read(file)));
      TableData.Parts expected = data.split(arena, 1, 1.0);
      CsvRows.Scan scan = CsvRows.scan(file, ',', "", 1, List.of(1.0));
      assertEquals(data.targetReason(), scan.targetReason());
      assertEquals(expected.encoding().featureNames(), scan.encoding().featureNames());
      assertEquals(expected.encoding().target(), scan.encoding().target());
      assertEquals(
          data.notes().stream().filter(note -> !note.contains("name")).toList(),
          scan.notes().stream().filter(note -> !note.contains("name")).toList());
      assertEquals(data.notes().size(), scan.notes().size());
      Dataset all = all(scan.parts().getFirst(), arena);
      assertArrayEquals(expected.parts().getFirst().targets().toInts(), all.targets().toInts());
      assertArrayEquals(
          expected.parts().getFirst().classCounts(), scan.parts().getFirst().classCounts());
      // Means and deviations are summed in another order, in double.
      assertArrayEquals(
          expected.parts().getFirst().features().toFloats(), all.features().toFloats(), 1e-6f);
    }
  }

  @Test
  void aQuantityIsStandardisedAsInMemory() throws IOException {
    Path file = table(500);
    try (Arena arena = Arena.ofShared()) {
      TableData data = TableData.of(Table.of(Csv.read(file)), "size");
      Dataset expected = data.split(arena, 1, 1.0).parts().getFirst();
      CsvRows.Scan scan = CsvRows.scan(file, ',', "size", 1, List.of(1.0));
      Dataset found = all(scan.parts().getFirst(), arena);
      assertFalse(found.isClassification());
      assertArrayEquals(expected.targets().toFloats(), found.targets().toFloats(), 1e-6f);
      assertEquals(0, scan.parts().getFirst().classCounts().length);
    }
  }

  @Test
  void partsShareOutTheRows() throws IOException {
    Path file = table(3000);
    try (Arena arena = Arena.ofShared()) {
      CsvRows.Scan scan = CsvRows.scan(file, ',', "target", 7, List.of(0.5, 0.3, 0.2));
      int known = TableData.of(Table.of(Csv.read(file)), "target").size();
      int sum = 0;
      for (int part = 0; part < 3; part++) {
        CsvRows rows = scan.parts().get(part);
        sum += rows.size();
        // Five standard deviations of a binomial are below 140.
        assertEquals(known * List.of(0.5, 0.3, 0.2).get(part), rows.size(), 140);
        Dataset all = all(rows, arena);
        assertArrayEquals(all.classCounts(), rows.classCounts());
      }
      assertEquals(known, sum);
      CsvRows.Scan again = CsvRows.scan(file, ',', "target", 7, List.of(0.5, 0.3, 0.2));
      assertEquals(scan.encoding().toJson(), again.encoding().toJson());
    }
  }

  /** The 90,001st line is wrong; lines before it are many times the chunk that is read at once. */
  @Test
  void aMalformedRowFarIntoTheFileIsNamed() throws IOException {
    String[][] wrong = {
      {"1,2", "line 90001, column 3: expected 3 fields, as in the header, found 2"},
      {
        "1,x,a", "line 90001, column 2, \"b\": expected a number, as 89999 others in the column are"
      },
      {"1,1e99,a", "line 90001, column 2, \"b\": expected a number that float32 can hold"},
    };
    for (String[] row : wrong) {
      Path file = folder.resolve("far.csv");
      StringBuilder text = new StringBuilder("a,b,target\n");
      for (int i = 0; i < 89_999; i++) {
        text.append(i % 100).append(',').append(i % 77).append(i % 2 == 0 ? ",p\n" : ",q\n");
      }
      Files.writeString(file, text.append(row[0]).append('\n'));
      String message =
          assertThrows(
                  ModelFormatException.class,
                  () -> CsvRows.scan(file, ',', "target", 1, List.of(1.0)))
              .getMessage();
      assertTrue(message.contains("far.csv, " + row[1]), message);
    }
  }

  @Test
  void whatCannotBeLearnedIsRefused() throws IOException {
    for (String[] wrong :
        new String[][] {
          {"a,target\n1,x\n2,x\n", "target", "expected at least two different values"},
          {"a,target\n1,x\n", "target", "rows with a target, found 1"},
          {"a,target\n1,x\n2,y\n", "other", "expected one of the columns [a, target]"},
          {"target\nx\ny\n", "target", "expected a column to learn from beside the target"},
        }) {
      Path file = folder.resolve("w.csv");
      Files.writeString(file, wrong[0]);
      String message =
          assertThrows(
                  ModelFormatException.class,
                  () -> CsvRows.scan(file, ',', wrong[1], 1, List.of(1.0)))
              .getMessage();
      assertTrue(message.contains(wrong[2]), message);
    }
  }

  /** Of many values the median is that of a sample, whose deviation is 1.25 / 64 of theirs. */
  @Test
  void theMedianOfManyIsNearThatOfAll() throws IOException {
    Path file = folder.resolve("many.csv");
    StringBuilder text = new StringBuilder("x,target\n");
    for (int i = 0; i < 40_000; i++) {
      text.append(i % 10 == 0 ? "" : Integer.toString((int) (i * 7919L % 40_000))).append(',');
      text.append(i % 2 == 0 ? "p\n" : "q\n");
    }
    Files.writeString(file, text);
    var json = CsvRows.scan(file, ',', "", 1, List.of(1.0)).encoding().toJson();
    String median = json.replaceAll("(?s).*\"median\":([-0-9.E]+).*", "$1");
    // Uniform from 0 to 40,000: five standard deviations of 40,000 / sqrt(12) * 1.73 / 64.
    assertEquals(20_000, Double.parseDouble(median), 1600);
  }
}
