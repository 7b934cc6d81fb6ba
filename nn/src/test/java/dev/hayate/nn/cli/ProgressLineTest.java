package dev.hayate.nn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.train.Evaluation;
import dev.hayate.nn.train.History;
import org.junit.jupiter.api.Test;

/** What is said of an epoch. */
class ProgressLineTest {
  @Test
  void linesFitInto80Columns() {
    String longest =
        ProgressLine.text(
            new History.Epoch(999, 0.31, 0.8622, new Evaluation(0.52111, 0.78654, 9), 1, 9.9e6),
            999);
    assertEquals(
        "epoch 999/999: loss 0.3100 accuracy 86.22%, validation 0.5211 78.65%, 9,900k/s", longest);
    assertTrue(longest.length() < 80, longest);
  }

  @Test
  void whatIsNotThereIsNotSaid() {
    Evaluation none = new Evaluation(Double.NaN, Double.NaN, 0);
    assertEquals(
        "epoch 3/40: loss 12.5000, 99,999/s",
        ProgressLine.text(new History.Epoch(3, 12.5, Double.NaN, none, 1, 99_999), 40));
    assertEquals(
        "epoch 3/40: loss 12.5000, validation 0.2500, 100k/s",
        ProgressLine.text(
            new History.Epoch(3, 12.5, Double.NaN, new Evaluation(0.25, Double.NaN, 4), 1, 100_000),
            40));
  }
}
