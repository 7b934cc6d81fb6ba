package dev.hayate.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static Histogram of(float... values) {
    try (Arena arena = Arena.ofConfined()) {
      return Histogram.of(Tensor.of(arena, Shape.of(values.length), values));
    }
  }

  @Test
  void countsAndMoments() {
    float[] values = new float[31];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Histogram histogram = of(values);
    List<Long> expected = new ArrayList<>(Collections.nCopies(30, 1L));
    expected.set(29, 2L); // 29, and the most, which has no interval of its own
    assertEquals(expected, histogram.buckets());
    assertEquals(15, histogram.mean());
    // The variance of 0..n-1 is (n^2 - 1) / 12.
    assertEquals(Math.sqrt((31 * 31 - 1) / 12.0), histogram.deviation(), 1e-12);
    assertEquals(Math.sqrt(9455 / 31.0), histogram.rootMeanSquare(), 1e-12);
    assertEquals(1 / 31.0, histogram.zeroShare());
    assertEquals(1, histogram.limit(0));
    assertEquals(30, histogram.limit(29));
  }

  @Test
  void oneValueAndNone() {
    Histogram one = of(3, 3, 3);
    assertEquals(3, one.buckets().getFirst());
    assertEquals(0, one.deviation());
    assertEquals(of(3, 3, 3), one);
    assertEquals(of(3, 3, 3).hashCode(), one.hashCode());
    Histogram none = of(Float.NaN, Float.NEGATIVE_INFINITY);
    assertEquals(0, none.count());
    assertEquals(2, none.notFinite());
    assertTrue(Double.isNaN(none.mean()) && Double.isNaN(none.max()));
  }

  @Test
  void refusesWholeNumbers() {
    try (Arena arena = Arena.ofConfined()) {
      Tensor ints = Tensor.ofInts(arena, 1, 2);
      assertThrows(IllegalArgumentException.class, () -> Histogram.of(ints));
    }
  }
}
