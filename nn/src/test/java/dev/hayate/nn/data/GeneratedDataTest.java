package dev.hayate.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.Csv;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Npy;
import dev.hayate.nn.format.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GeneratedDataTest {
  @TempDir Path folder;

  @Test
  void normalNumbersHaveTheirMoments() {
    int n = 100_000;
    double[] sums = new double[5];
    for (int i = 0; i < n; i++) {
      double power = 1;
      double value = Gaussian.at(42, 7, i);
      for (int k = 1; k < sums.length; k++) {
        power *= value;
        sums[k] += power;
      }
    }
    // Five deviations of each mean: the moments' variances are 1, 2, 15 and 96.
    double five = 5 / Math.sqrt(n);
    assertEquals(0, sums[1] / n, five);
    assertEquals(1, sums[2] / n, five * Math.sqrt(2));
    assertEquals(0, sums[3] / n, five * Math.sqrt(15));
    assertEquals(3, sums[4] / n, five * Math.sqrt(96));
  }

  @Test
  void aSpiralWithoutNoiseFollowsItsFormula() {
    try (Arena arena = Arena.ofConfined()) {
      Dataset data = Spiral.generate(arena, 5, 11, 0, 1);
      assertEquals(55, data.size());
      assertEquals(5, data.classCount());
      assertEquals(List.of("x", "y"), data.featureNames());
      for (int row = 0; row < data.size(); row++) {
        int arm = row / 11;
        double t = row % 11 / 10.0;
        double begin = 2 * Math.PI / 5 * arm;
        double end = 2 * Math.PI / 5 * (2 + arm);
        double angle = begin + (end - begin) * t;
        double radius = 0.2 + 0.8 * t;
        assertEquals(radius * Math.sin(angle), data.features().get(row, 0), 1e-7);
        assertEquals(radius * Math.cos(angle), data.features().get(row, 1), 1e-7);
        assertEquals(arm, data.targets().getInt(row, 0));
      }
    }
  }

  @Test
  void theSeedDecides() {
    try (Arena arena = Arena.ofConfined()) {
      float[] one = Spiral.generate(arena, 5, 100, 0.2, 1).features().toFloats();
      assertArrayEquals(one, Spiral.generate(arena, 5, 100, 0.2, 1).features().toFloats());
      assertFalse(Arrays.equals(one, Spiral.generate(arena, 5, 100, 0.2, 2).features().toFloats()));
      assertThrows(IllegalArgumentException.class, () -> Spiral.generate(arena, 1, 100, 0.2, 1));
    }
  }

  @Test
  void pointsAreEncodedAsTheyAre() throws IOException {
    TableEncoding encoding = Spiral.encoding(3);
    Encoding read = Encoding.fromJson(encoding.toJson(), Place.in("m"));
    Path csv = Files.writeString(folder.resolve("p.csv"), "y,x\n0.25,-0.125\n");
    try (Arena arena = Arena.ofConfined()) {
      assertArrayEquals(new float[] {-0.125f, 0.25f}, read.encode(Csv.read(csv), arena).toFloats());
    }
  }

  @Test
  void rentsFollowTheirFormula() throws ModelFormatException {
    Table table = Rent.generate(Rent.FLATS, 3);
    double[] area = table.numbers(0);
    double[] age = table.numbers(1);
    double[] minutes = table.numbers(2);
    double[] rent = table.numbers(3);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < rent.length; i++) {
      assertTrue(area[i] >= 20 && area[i] < 80);
      assertTrue(age[i] >= 0 && age[i] <= 40 && age[i] == Math.rint(age[i]));
      assertTrue(minutes[i] >= 1 && minutes[i] <= 20 && minutes[i] == Math.rint(minutes[i]));
      double noise = rent[i] - (35_000 + 2_100 * area[i] - 900 * age[i] - 1_600 * minutes[i]);
      sum += noise;
      squares += noise * noise;
    }
    int n = rent.length;
    assertEquals(0, sum / n, 5 * 5_000 / Math.sqrt(n));
    assertEquals(1, squares / n / 25e6, 5 * Math.sqrt(2.0 / n));
    TableData data = TableData.of(table, Rent.TARGET);
    assertFalse(data.isClassification());
    assertEquals(List.of(), data.notes());
  }

  @Test
  void imagesAreDividedBy255() throws IOException {
    PixelEncoding encoding = new PixelEncoding(4, new Target.Classes("label", List.of("a", "b")));
    Encoding read = Encoding.fromJson(encoding.toJson(), Place.in("m"));
    assertEquals(encoding, read);
    float[] expected = {0, 1, 51 / 255f, 102 / 255f};
    Path npy = folder.resolve("a.npy");
    try (Arena arena = Arena.ofConfined()) {
      Npy.write(npy, Tensor.ofInts(arena, 0, 255, 51, 102));
      assertArrayEquals(expected, read.encode(Npy.read(npy, arena), arena).toFloats());
      Npy.write(npy, Tensor.of(arena, Shape.of(1, 2, 2), expected));
      assertArrayEquals(expected, read.encode(Npy.read(npy, arena), arena).toFloats());
      Path csv = Files.writeString(folder.resolve("p.csv"), "label,p0,p1,p2,p3\nb,0,255,51,102\n");
      assertArrayEquals(expected, read.encode(Csv.read(csv), arena).toFloats());
      // Floats that were not divided, pixels out of range, and images of another size.
      Npy.write(npy, Tensor.of(arena, Shape.of(1, 4), 0, 1, 2, 1));
      assertThrows(ModelFormatException.class, () -> read.encode(Npy.read(npy, arena), arena));
      Npy.write(npy, Tensor.ofInts(arena, 0, 256, 51, 102));
      assertThrows(ModelFormatException.class, () -> read.encode(Npy.read(npy, arena), arena));
      Npy.write(npy, Tensor.allocate(arena, 2, 5));
      assertThrows(ModelFormatException.class, () -> read.encode(Npy.read(npy, arena), arena));
    }
  }
}
