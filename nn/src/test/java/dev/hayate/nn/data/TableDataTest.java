package dev.hayate.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableDataTest {
  @TempDir Path folder;

  private Table table(String text) throws IOException {
    return Table.of(Csv.read(Files.writeString(folder.resolve("t.csv"), text)));
  }

  private CsvTable csv(String text) throws IOException {
    return Csv.read(Files.writeString(folder.resolve("p.csv"), text));
  }

  private static final String SMALL =
      """
      n,c,g,y
      1,red,5,10
      2,blue,,20.5
      3,,7,30
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id,Diagnosis,r,s | 1,M,2,3 | Diagnosis | by its name",
        "class,survived,s | first,1,3 | survived | by its name",
        "a,median_house_value,near | 1,2,bay | median_house_value | by its name",
        "a,kind,b | 1,x,3 | kind | the only column of texts",
        "a,kind,b,c | 1,x,y,2.5 | c | the last column",
        "a,b,c | 1,2,3 | c | the last column",
      })
  void theTargetIsToldByNameOrKind(String header, String row, String target, String reason)
      throws IOException {
    String other = row.replace('x', 'z').replace('M', 'B').replaceAll("[0-9]", "7");
    TableData data = TableData.of(table(header + "\n" + row + "\n" + other + "\n"));
    assertEquals(target, data.targetName());
    assertEquals(reason, data.targetReason().orElseThrow());
    assertTrue(
        TableData.of(table(header + "\n" + row + "\n" + other + "\n"), target)
            .targetReason()
            .isEmpty());
  }

  @Test
  void columnsBecomeFeatures() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      TableData.Parts parts = TableData.of(table(SMALL)).split(arena, 1, 1.0);
      Dataset data = parts.parts().getFirst();
      assertEquals(
          List.of("n", "c=blue", "c=red", "c is missing", "g", "g is missing"),
          data.featureNames());
      float unit = (float) (1 / Math.sqrt(2 / 3.0));
      // The gap of g takes the median 6: mean 6, variance 2/3.
      assertArrayEquals(
          new float[] {
            -unit, 0, 1, 0, -unit, 0, //
            0, 1, 0, 0, 0, 1, //
            unit, 0, 0, 1, unit, 0
          },
          data.features().toFloats());
      Target.Quantity target = (Target.Quantity) parts.encoding().target();
      assertEquals("y", target.name());
      assertEquals(60.5 / 3, target.mean(), 1e-14);
      float[] targets = data.targets().toFloats();
      assertEquals(20.5, target.restore(targets[1]), 1e-5);
      assertFalse(data.isClassification());
    }
  }

  @Test
  void anEncodingIsFittedToTheFirstPartAlone() throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < 100; i++) {
      text.append(i * i + 0.5).append(',').append(i % 2 == 0 ? "even" : "odd").append('\n');
    }
    try (Arena arena = Arena.ofConfined()) {
      TableData.Parts parts = TableData.of(table(text.toString())).split(arena, 3, 0.7, 0.2, 0.1);
      List<Integer> sizes = parts.parts().stream().map(Dataset::size).toList();
      assertEquals(List.of(70, 20, 10), sizes);
      double sum = 0;
      double squares = 0;
      for (float value : parts.parts().getFirst().features().toFloats()) {
        sum += value;
        squares += (double) value * value;
      }
      // Each of the 70 features is rounded by at most 2^-24 of its size, which is below 4.
      assertEquals(0, sum, 70 * 4 * 0x1p-24);
      assertEquals(70, squares, 70 * 16 * 0x1p-23);
    }
  }

  @Test
  void savedEncodingsAreTheSame() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      TableEncoding encoding = TableData.of(table(SMALL)).split(arena, 1, 1.0).encoding();
      String json = encoding.toJson();
      Encoding read = Encoding.fromJson(json, Place.in("m"));
      assertEquals(json, read.toJson());
      assertEquals(encoding.featureNames(), read.featureNames());
      assertEquals(encoding.target(), read.target());
      CsvTable rows = csv("g,extra,c,n\n0.1,9,blue,1e-3\n");
      assertArrayEquals(
          encoding.encode(rows, arena).toFloats(), read.encode(rows, arena).toFloats());
    }
  }

  @Test
  void newRowsAreTreatedAlike() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      TableEncoding encoding = TableData.of(table(SMALL)).split(arena, 1, 1.0).encoding();
      // A text that was not seen, gaps, columns in another order, one more, and no target.
      Tensor features = encoding.encode(csv("z,g,c,n\n0,?,green,\n0,6,NA,2\n"), arena);
      assertArrayEquals(new float[] {0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0}, features.toFloats());
      assertEquals(Shape.of(0, 6), encoding.encode(csv("n,c,g\n"), arena).shape());
    }
  }

  @Test
  void newRowsThatDoNotFitAreNamed() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      TableEncoding encoding = TableData.of(table(SMALL)).split(arena, 1, 1.0).encoding();
      CsvTable absent = csv("n,g\n1,2\n");
      ModelFormatException error =
          assertThrows(ModelFormatException.class, () -> encoding.encode(absent, arena));
      assertEquals(
          "column: p.csv, \"c\": expected a column of this name, found none", error.getMessage());
      CsvTable text = csv("n,c,g\n1,red,2\nx,red,2\n");
      error = assertThrows(ModelFormatException.class, () -> encoding.encode(text, arena));
      assertEquals(
          "CSV field: p.csv, line 3, column 1, \"n\": expected a number, found \"x\"",
          error.getMessage());
      Path npy = folder.resolve("a.npy");
      Npy.write(npy, Tensor.allocate(arena, 1, 3));
      error =
          assertThrows(
              ModelFormatException.class, () -> encoding.encode(Npy.read(npy, arena), arena));
      assertEquals("c", error.place().key().orElseThrow());
    }
  }

  @Test
  void valuesFarBeyondTheTrainingRowsAreNamed() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      TableEncoding encoding =
          TableData.of(table("n,m,y\n1,0.001,1.5\n2,0.002,2.5\n1,0.0015,3.5\n"), "y")
              .split(arena, 1, 1.0)
              .encoding();
      CsvTable far = csv("m,n\n0.001,1\n-3e38,2\n");
      ModelFormatException error =
          assertThrows(ModelFormatException.class, () -> encoding.encode(far, arena));
      assertEquals(3, error.place().line().orElseThrow());
      assertEquals(1, error.place().column().orElseThrow());
      assertEquals("m", error.place().key().orElseThrow());
      assertTrue(error.getMessage().endsWith("found -3.0E38"), error.getMessage());
      Path npy = folder.resolve("far.npy");
      Npy.write(npy, Tensor.of(arena, Shape.of(1, 2), 1, 3e38f));
      error =
          assertThrows(
              ModelFormatException.class, () -> encoding.encode(Npy.read(npy, arena), arena));
      assertEquals("m", error.place().key().orElseThrow());
      assertEquals(2, error.place().column().orElseThrow());
    }
  }

  @Test
  void arraysOfNumbersAreRows() throws IOException {
    Path npy = folder.resolve("a.npy");
    try (Arena arena = Arena.ofConfined()) {
      TableEncoding encoding =
          TableData.of(table("a,b,y\n1,4,1.5\n2,,2.5\n3,6,7.5\n")).split(arena, 1, 1.0).encoding();
      Npy.write(npy, Tensor.of(arena, Shape.of(2, 2), 2, 5, 3, Float.NaN));
      float unit = (float) (1 / Math.sqrt(2 / 3.0));
      assertArrayEquals(
          new float[] {0, 0, 0, unit, 0, 1},
          encoding.encode(Npy.read(npy, arena), arena).toFloats());
      Npy.write(npy, Tensor.of(arena, Shape.of(2), 2, 5));
      assertEquals(Shape.of(1, 3), encoding.encode(Npy.read(npy, arena), arena).shape());
      Npy.write(npy, Tensor.allocate(arena, 2, 3));
      assertThrows(ModelFormatException.class, () -> encoding.encode(Npy.read(npy, arena), arena));
      Npy.write(npy, Tensor.of(arena, Shape.of(1, 2), 1, Float.POSITIVE_INFINITY));
      assertThrows(ModelFormatException.class, () -> encoding.encode(Npy.read(npy, arena), arena));
    }
  }

  @Test
  void wholeNumbersOfFewValuesAreClasses() throws IOException {
    StringBuilder few = new StringBuilder("x,y\n");
    StringBuilder many = new StringBuilder("x,y\n");
    for (int i = 0; i < 40; i++) {
      few.append(i * 1.5).append(',').append(11 - i % 3).append('\n');
      many.append(i * 1.5).append(',').append(i % 15).append('\n');
    }
    assertEquals(List.of("9", "10", "11"), TableData.of(table(few.toString())).labels());
    assertFalse(TableData.of(table(many.toString())).isClassification());
    assertFalse(TableData.of(table(few.toString().replace(",9\n", ",9.5\n"))).isClassification());
  }

  @Test
  void rowsWithoutATargetAreLeftOut() throws IOException {
    TableData data = TableData.of(table("x,y\n1.5,a\n2.5,\n3.5,b\n"));
    assertEquals(2, data.size());
    assertTrue(data.notes().getFirst().startsWith("1 rows are left out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x,y\\n1,2\\n3,4      | z | one of the columns [x, y]
          x,y\\n1,2            | y | at least 2 rows
          x,y\\n1,\\n2,\\n     | y | at least 2 rows
          x,y\\n1,a\\n2,a\\n   | y | at least two different values
          y\\na\\nb\\n         | y | a column to learn from
          x,y\\n,a\\n,b\\n     | y | a column to learn from
          """)
  void tablesThatTeachNothing(String text, String target, String message) throws IOException {
    Table table = table(text.replace("\\n", "\n"));
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> TableData.of(table, target));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | a member of this name
          {"version":2}                                   | from 1 to 1
          {"version":1,"kind":"x"}                        | table or pixels
          {"version":1,"kind":"pixels","divide":256}      | from 255 to 255
          {"version":1,"kind":"pixels","divide":255,"pixels":0} | from 1 to
          {"version":1,"kind":"table","columns":{}}       | an array
          {"version":1,"kind":"table","columns":[1]}      | an object
          {"version":1,"kind":"table","columns":[{"name":"a","kind":"b"}]} | number or category
          {"version":1,"kind":"table","columns":[{"name":"a","kind":"number","deviation":0}]} | more than 0
          {"version":1,"kind":"table","columns":[],"target":{"kind":"x"}} | classes or quantity
          {"version":1,"kind":"table","columns":[],"target":{"kind":"classes","labels":[]}} | at least one label
          {"version":1,"kind":"table","columns":[],"target":{"kind":"quantity","deviation":-1}} | more than 0
          """)
  void malformedEncodings(String json, String message) {
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> Encoding.fromJson(json, Place.in("m")));
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  /** The data sets of the reference figures load as they are. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          iris.csv          | species            | 150   | setosa,versicolor,virginica | 4  | 0
          breast_cancer.csv | diagnosis          | 569   | B,M                         | 30 | 1
          titanic.csv       | Survived           | 891   | 0,1                         | 12 | 4
          housing.csv       | median_house_value | 20640 | ''                          | 14 | 0
          """)
  void realTablesNeedNoPreparation(
      String file, String target, int rows, String labels, int features, int notes)
      throws IOException {
    CsvTable csv = Csv.read(DataFolder.path("tabular").resolve(file));
    TableData data = TableData.of(Table.of(csv), target);
    System.out.println(file + ": " + data.notes());
    assertEquals(rows, data.size());
    assertEquals(labels, String.join(",", data.labels()));
    assertEquals(notes, data.notes().size());
    try (Arena arena = Arena.ofConfined()) {
      TableData.Parts parts = data.split(arena, 7, 0.8, 0.1, 0.1);
      assertEquals(features, parts.encoding().featureNames().size());
      Tensor again = parts.encoding().encode(csv, arena);
      assertEquals(Shape.of(rows, features), again.shape());
      for (float value : again.toFloats()) {
        assertTrue(Float.isFinite(value));
      }
    }
  }
}
