package dev.hayate.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DatasetTest {
  private static Dataset classes(Arena arena, int rows, int classes) {
    Tensor features = Tensor.allocate(arena, rows, 2);
    Tensor targets = Tensor.allocate(arena, DType.I32, Shape.of(rows, 1));
    for (int row = 0; row < rows; row++) {
      features.set(row, 0, row);
      features.set(row, 1, -row);
      targets.setInt(row, 0, row % classes);
    }
    return new Dataset(features, targets);
  }

  @Test
  void subsetsKeepTheirOrder() {
    try (Arena arena = Arena.ofConfined()) {
      Dataset part = classes(arena, 10, 3).subset(arena, 7, 0, 7);
      assertArrayEquals(new float[] {7, -7, 0, 0, 7, -7}, part.features().toFloats());
      assertArrayEquals(new int[] {1, 0, 1}, part.targets().toInts());
      assertThrows(IndexOutOfBoundsException.class, () -> classes(arena, 10, 3).subset(arena, 10));
    }
  }

  @Test
  void partsShareOutEveryRowOnce() {
    try (Arena arena = Arena.ofConfined()) {
      List<Dataset> parts = classes(arena, 1003, 3).split(arena, 5, 0.8, 0.15, 0.05);
      boolean[] seen = new boolean[1003];
      for (Dataset part : parts) {
        for (int row = 0; row < part.size(); row++) {
          int number = (int) part.features().get(row, 0);
          assertFalse(seen[number]);
          seen[number] = true;
          assertEquals(number % 3, part.targets().getInt(row, 0));
        }
      }
      assertEquals(1003, parts.stream().mapToInt(Dataset::size).sum());
    }
  }

  @Test
  void everyPartHasItsShareOfEachClass() {
    int[] classes = new int[1000];
    Arrays.fill(classes, 900, 1000, 1);
    List<int[]> parts = Split.rows(classes, 11, 0.7, 0.2, 0.1);
    int[] rare = new int[3];
    for (int part = 0; part < 3; part++) {
      for (int row : parts.get(part)) {
        rare[part] += classes[row];
      }
    }
    assertArrayEquals(new int[] {70, 20, 10}, rare);
    assertEquals(List.of(700, 200, 100), parts.stream().map(rows -> rows.length).toList());
  }

  @Test
  void sizesAreExactForManyClasses() {
    int[] classes = new int[60_000];
    for (int row = 0; row < classes.length; row++) {
      classes[row] = row % 1000 * (row % 1000) % 37;
    }
    List<int[]> parts = Split.rows(classes, 2, 0.9, 0.1);
    assertEquals(List.of(54_000, 6_000), parts.stream().map(rows -> rows.length).toList());
    int[] all = new int[37];
    int[] held = new int[37];
    for (int value : classes) {
      all[value]++;
    }
    for (int row : parts.get(1)) {
      held[classes[row]]++;
    }
    for (int i = 0; i < all.length; i++) {
      assertEquals(all[i] * 0.1, held[i], 2);
    }
  }

  @Test
  void theSeedDecides() {
    int[] classes = new int[500];
    int[] one = Split.rows(classes, 1, 0.5, 0.5).getFirst();
    assertArrayEquals(one, Split.rows(classes, 1, 0.5, 0.5).getFirst());
    assertFalse(Arrays.equals(one, Split.rows(classes, 2, 0.5, 0.5).getFirst()));
    // Not the first half either.
    assertFalse(one[one.length - 1] == one.length - 1);
  }

  @Test
  void everyRowIsTestedInOneFold() {
    int[] classes = new int[103];
    for (int row = 0; row < classes.length; row++) {
      classes[row] = row % 7 == 0 ? 1 : 0;
    }
    int[] tested = new int[classes.length];
    for (int fold = 0; fold < 5; fold++) {
      List<int[]> parts = Split.fold(classes, 3, 5, fold, 0.1);
      int[] seen = new int[classes.length];
      parts.forEach(part -> Arrays.stream(part).forEach(row -> seen[row]++));
      assertTrue(Arrays.stream(seen).allMatch(count -> count == 1));
      Arrays.stream(parts.get(2)).forEach(row -> tested[row]++);
      assertEquals(3, Arrays.stream(parts.get(2)).map(row -> classes[row]).sum(), 1);
      assertEquals(10, parts.get(1).length, 1);
      assertEquals(21, parts.get(2).length, 1);
    }
    assertTrue(Arrays.stream(tested).allMatch(count -> count == 1));
    assertEquals(0, Split.fold(classes, 3, 5, 0, 0).get(1).length);
    for (double[] wrong : new double[][] {{1, 0, 0}, {5, 5, 0}, {5, -1, 0}, {5, 0, 0.8}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Split.fold(classes, 3, (int) wrong[0], (int) wrong[1], wrong[2]));
    }
  }

  @Test
  void fractionsAddUp() {
    for (double[] fractions :
        new double[][] {{}, {0.5}, {0.5, 0.6}, {1.5, -0.5}, {Double.NaN, 1}}) {
      assertThrows(IllegalArgumentException.class, () -> Split.rows(new int[4], 1, fractions));
    }
    assertEquals(0, Split.rows(new int[4], 1, 1, 0).get(1).length);
    assertEquals(0, Split.rows(new int[0], 1, 0.5, 0.5).get(1).length);
  }

  @Test
  void setsThatDoNotFitAreRefused() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor features = Tensor.allocate(arena, 4, 2);
      Tensor labels = Tensor.allocate(arena, DType.I32, Shape.of(4, 1));
      labels.setInt(2, 0, 3);
      assertEquals(4, new Dataset(features, labels).classCount());
      List<String> none = List.of();
      assertThrows(
          IllegalArgumentException.class,
          () -> new Dataset(features, labels, none, List.of("a", "b", "c")));
      assertThrows(
          IllegalArgumentException.class, () -> new Dataset(features, labels, List.of("a"), none));
      assertThrows(
          IllegalArgumentException.class,
          () -> new Dataset(features, Tensor.allocate(arena, 3, 1)));
      assertThrows(
          IllegalArgumentException.class,
          () -> new Dataset(features, Tensor.allocate(arena, DType.I32, Shape.of(4, 2))));
      assertThrows(
          IllegalArgumentException.class, () -> new Dataset(features.columns(0, 1), labels));
    }
  }
}
