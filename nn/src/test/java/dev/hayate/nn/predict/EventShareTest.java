package dev.hayate.nn.predict;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EventShareTest {
  @Test
  void aThousandInEachSecond() {
    EventShare share = new EventShare();
    long begin = System.nanoTime();
    long taken = 0;
    for (int i = 0; i < 5000; i++) {
      taken += share.take() ? 1 : 0;
    }
    long seconds = (System.nanoTime() - begin) / 1_000_000_000 + 1;
    assertTrue(taken >= 1000, "too few");
    assertTrue(taken <= 1000 * seconds, () -> "too many in " + seconds + " s");
  }
}
