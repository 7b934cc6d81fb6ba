package dev.hayate.nn.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Spiral;
import dev.hayate.nn.metric.ConfusionMatrix;
import dev.hayate.nn.train.Evaluation;
import dev.hayate.nn.train.History;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TrainingReportTest {
  private static int count(String text, String what) {
    return text.split(Pattern.quote(what), -1).length - 1;
  }

  private static History history(double accuracy) {
    Evaluation none = new Evaluation(Double.NaN, Double.NaN, 0);
    return new History(
        List.of(
            new History.Epoch(1, 2, accuracy, none, 1, 10),
            new History.Epoch(2, 0.5, accuracy, none, 2, 10)),
        true,
        2,
        2);
  }

  @Test
  void textsOfTheDataMeanNothingToHtml() {
    String evil = "<script>alert('&')</script>";
    TrainingReport report = new TrainingReport(evil);
    report.table("Result", Map.of(evil, evil));
    String html = report.html();
    assertFalse(html.contains("<script"));
    assertEquals(4, count(html, "&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"));
  }

  @Test
  void thePageNeedsNothingElse() {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = Spiral.generate(arena, 3, 20, 0.2, 1);
      Model model = Model.sequential(2).linear(3).build();
      TrainingReport report = new TrainingReport("run");
      report.curves(history(0.5));
      report.boundary(model, model.initialize(arena, 1), data);
      Tensor scores = Tensor.allocate(arena, 60, 3);
      report.confusion(new ConfusionMatrix(scores, data.targets()), data.labels());
      String html = report.html();
      assertFalse(Pattern.compile("(src|href)\\s*=|https?:|@import|url\\(").matcher(html).find());
      assertEquals(3, count(html, "<svg"));
      assertEquals(60, count(html, "<circle"));
      assertFalse(html.contains("NaN"));
      // Every score is 0, so the first class is taken for all.
      assertEquals(3, count(html, ">20</td>"));
    }
  }

  @Test
  void valuesThatAreNotFiniteAreLeftOutOfTheScale() {
    try (Arena arena = Arena.ofConfined()) {
      TrainingReport report = new TrainingReport("run");
      report.curves(history(Double.NaN));
      report.predictions(
          Tensor.of(arena, Shape.of(3, 1), 1, Float.NaN, 3),
          Tensor.of(arena, Shape.of(3, 1), 1, 2, 3));
      String html = report.html();
      assertEquals(2, count(html, "<svg"));
      assertFalse(html.contains("NaN"), html);
      assertTrue(html.contains(">3.0</text>"));
    }
  }
}
