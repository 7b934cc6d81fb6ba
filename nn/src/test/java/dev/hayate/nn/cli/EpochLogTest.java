package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.train.Evaluation;
import dev.hayate.nn.train.History;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results of epochs as the text of a checkpoint. */
class EpochLogTest {
  private static History.Epoch epoch(int number) {
    Evaluation none = new Evaluation(Double.NaN, Double.NaN, 0);
    return new History.Epoch(number, 1.0 / number, 0.1, none, number, 1e5 / 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 10_000, 10_001, 123_456})
  void comesBackAndDoesNotGrowWithoutEnd(int count) {
    EpochLog log = new EpochLog();
    for (int number = 1; number <= count; number++) {
      log.add(epoch(number));
    }
    EpochLog read = new EpochLog();
    read.read(log.text());
    assertTrue(read.epochs().size() <= 10_000);
    assertTrue(read.epochs().size() >= Math.min(count, 5_000));
    if (count <= 10_000) {
      assertEquals(log.epochs(), read.epochs());
    }
    if (count > 0) {
      assertEquals(epoch(count), read.epochs().getLast());
    }
  }

  @Test
  void refusesOtherTexts() {
    EpochLog log = new EpochLog();
    assertThrows(IllegalArgumentException.class, () -> log.read("1 2 3"));
    assertThrows(IllegalArgumentException.class, () -> log.read("a b c d e f g h"));
  }
}
