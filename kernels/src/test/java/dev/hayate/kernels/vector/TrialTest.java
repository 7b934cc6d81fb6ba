package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a perceptron's own code is tried, and which code stays. */
final class TrialTest {
  private static final RowCode CODE = (x, xt, weights, s, y, yt) -> {};

  @Test
  void beginsAfterManyCallsAndTriesFewOfThem() {
    Trial trial = new Trial(() -> CODE);
    int first = 0;
    int due = 0;
    for (int i = 1; i <= 100_000; i++) {
      if (trial.isDue()) {
        first = first == 0 ? i : first;
        due++;
      }
    }
    assertEquals(20_016, first);
    assertEquals(80_000 / 16, due);
  }

  @Test
  void makesTheCodeOnce() {
    AtomicInteger made = new AtomicInteger();
    Trial trial =
        new Trial(
            () -> {
              made.incrementAndGet();
              return CODE;
            });
    assertSame(CODE, trial.code());
    assertSame(CODE, trial.code());
    assertEquals(1, made.get());
  }

  /** The shortest of many tries counts: a pause within one of them decides nothing. */
  @Test
  void theFasterCodeTakesOver() {
    Trial trial = new Trial(() -> CODE);
    assertSame(CODE, trial.code());
    for (int i = 0; i < 640; i++) {
      trial.took(100, 10_000);
    }
    assertFalse(trial.isOver(), "slower, and not tried for long");
    for (int i = 0; i < 64; i++) {
      trial.took(100, i == 30 ? 60 : 5_000_000);
    }
    assertTrue(trial.isOver(), "faster");
    assertSame(CODE, trial.winner().orElseThrow());
  }

  @Test
  void codeThatIsNeverFasterIsLetGo() {
    Trial trial = new Trial(() -> CODE);
    assertSame(CODE, trial.code());
    for (int i = 0; i < 60_000 && !trial.isOver(); i++) {
      trial.took(100, 100);
    }
    assertTrue(trial.isOver(), "not over");
    assertTrue(trial.winner().isEmpty(), "still there");
  }
}
