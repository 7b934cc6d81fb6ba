package dev.hayate.nn.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.layer.Flatten;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void countsWhatStandsInTheModel() {
    Model model = Model.sequential(784).linear(256).batchNorm().relu().linear(10).build();
    Summary summary = Summary.of(model);
    // Weights, biases; scales, shifts and two running statistics.
    assertEquals(784 * 256 + 256 + 4 * 256 + 256 * 10 + 10, summary.parameters());
    assertEquals(summary.parameters() - 2 * 256, summary.trained());
    assertEquals(model.parameterCount(), summary.trained());
    assertEquals(784 * 256 + 2560, summary.multiplyAdds());
    assertEquals(4 * (784 * 256 + 256), summary.rows().get(1).bytes());
  }

  @Test
  void isATable() {
    String text = Summary.of(Model.sequential(2).linear(3).relu().build()).text();
    assertEquals(
        """
        node   layer   reads  output  parameters  bytes  multiply-adds  settings
        input  Input          [2]              0      0              0
        0      Linear  input  [3]              9     36              6  in 2, out 3, bias true
        1      ReLU    0      [3]              0      0              0
        total                                  9     36              6  9 trained
        """,
        text);
  }

  /** Names come from files. */
  @Test
  void namesCannotDisturbATerminal() {
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x\u001b[2J", 2);
    graph.output("y", graph.apply("y", new Flatten(), x));
    String text = Summary.of(graph.build()).text();
    assertTrue(text.contains("\"x\\u001b[2J\""), text);
    assertFalse(text.contains("\u001b"), text);
  }
}
