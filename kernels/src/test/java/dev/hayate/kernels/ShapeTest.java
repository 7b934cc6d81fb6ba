package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void isSeenAsAMatrix() {
    Shape shape = Shape.of(2, 3, 4);
    assertEquals(3, shape.rank());
    assertEquals(24, shape.size());
    assertEquals(6, shape.rows());
    assertEquals(4, shape.cols());
    assertEquals(3, shape.dim(1));
    assertEquals("[2, 3, 4]", shape.toString());
    assertEquals(Shape.of(5, 2, 3, 4), shape.batched(5));
  }

  @Test
  void scalarsAndVectorsAreOneRow() {
    assertEquals(1, Shape.of().size());
    assertEquals(1, Shape.of().rows());
    assertEquals(1, Shape.of().cols());
    assertEquals(1, Shape.of(7).rows());
    assertEquals(7, Shape.of(7).cols());
  }

  @Test
  void mayBeEmpty() {
    assertEquals(0, Shape.of(0, 5).size());
    assertEquals(0, Shape.of(0, 5).rows());
    assertEquals(0, Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 9).size());
  }

  @Test
  void doesNotChangeWithItsSource() {
    int[] dims = {2, 3};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;
    assertArrayEquals(new int[] {2, 3}, shape.dims());
    assertEquals(Shape.of(2, 3), shape);
    assertEquals(Shape.of(2, 3).hashCode(), shape.hashCode());
    assertNotEquals(Shape.of(3, 2), shape);
  }

  @Test
  void refusesWhatMemoryCannotHold() {
    int most = Integer.MAX_VALUE;
    assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(most, most, 2));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(most, most, most, most));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(most, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(new int[Shape.MAX_RANK + 1]));
  }
}
