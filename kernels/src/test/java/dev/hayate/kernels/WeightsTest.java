package dev.hayate.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** What backends read of factors. */
class WeightsTest {
  @Test
  void floatsBeginAgainAndReachARunBehindTheLastFactor() {
    Weights weights = Weights.of(0.1, 2, 3.5);
    MemorySegment floats = weights.floats();
    assertTrue(floats.byteSize() >= (weights.size() + Weights.RUN) * (long) Float.BYTES);
    for (int i = 0; i < floats.byteSize() / Float.BYTES; i++) {
      assertEquals((float) weights.at(i % 3), floats.getAtIndex(ValueLayout.JAVA_FLOAT, i));
    }
  }

  @Test
  void floatsOfNoneAreOnes() {
    MemorySegment floats = Weights.NONE.floats();
    assertTrue(floats.byteSize() >= Weights.RUN * (long) Float.BYTES);
    for (int i = 0; i < floats.byteSize() / Float.BYTES; i++) {
      assertEquals(1f, floats.getAtIndex(ValueLayout.JAVA_FLOAT, i));
    }
  }

  @Test
  void floatsAreMadeOnceAndCannotBeChanged() {
    Weights weights = Weights.of(1, 2);
    assertSame(weights.floats(), weights.floats());
    assertTrue(weights.floats().isReadOnly());
  }
}
