package dev.hayate.nn.report;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.insight.LayerReading;
import dev.hayate.nn.metric.ConfusionMatrix;
import dev.hayate.nn.predict.Predictor;
import dev.hayate.nn.train.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a training run learned, as one page of HTML that needs nothing else: tables, curves, and
 * pictures of the answers. Sections stand in the order in which they are added.
 */
public final class TrainingReport {
  private static final String[] COLORS = {
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999933", "#882255",
    "#44aa99", "#bb5566"
  };
  private static final int GRID = 80;
  private static final int MOST_POINTS = 4000;
  private final Page page;

  /** A page without sections. */
  public TrainingReport(String title) {
    page = new Page(title);
  }

  /** A table of names and values. */
  public void table(String heading, Map<String, Object> values) {
    page.table(heading, values);
  }

  /** Loss and, for classes, accuracy by epoch, in training and validation. */
  public void curves(History history) {
    page.heading("Curves");
    page.append("<p>").append(key(0, "training"));
    if (history.epochs().stream().anyMatch(epoch -> !Double.isNaN(epoch.validation().loss()))) {
      page.append(key(1, "validation"));
    }
    page.append("</p><div class=pictures>");
    curve(history, "loss", History.Epoch::loss, epoch -> epoch.validation().loss());
    if (!history.epochs().isEmpty() && !Double.isNaN(history.epochs().getFirst().accuracy())) {
      curve(history, "accuracy", History.Epoch::accuracy, epoch -> epoch.validation().accuracy());
    }
    page.append("</div>\n");
  }

  private void curve(
      History history,
      String name,
      ToDoubleFunction<History.Epoch> training,
      ToDoubleFunction<History.Epoch> validation) {
    List<double[]> first = new ArrayList<>();
    List<double[]> second = new ArrayList<>();
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (History.Epoch epoch : history.epochs()) {
      double a = training.applyAsDouble(epoch);
      double b = validation.applyAsDouble(epoch);
      first.add(new double[] {epoch.number(), a});
      second.add(new double[] {epoch.number(), b});
      for (double value : new double[] {a, b}) {
        if (Double.isFinite(value)) {
          min = Math.min(min, value);
          max = Math.max(max, value);
        }
      }
    }
    if (min > max) {
      return;
    }
    Chart chart = new Chart(1, history.epochs().getLast().number(), true, min, max, "epoch", name);
    chart.line(first, COLORS[0]);
    chart.line(second, COLORS[1]);
    page.figure(chart.svg());
  }

  /** For two inputs: which class the model gives each point of the plane, and the data over it. */
  public void boundary(Model model, Parameters parameters, Dataset data) {
    Tensor x = data.features();
    double[] range = {
      Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
      Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
    };
    for (int row = 0; row < x.rows(); row++) {
      for (int axis = 0; axis < 2; axis++) {
        range[2 * axis] = Math.min(range[2 * axis], x.get(row, axis));
        range[2 * axis + 1] = Math.max(range[2 * axis + 1], x.get(row, axis));
      }
    }
    page.heading("Decision boundary");
    Chart chart = new Chart(range[0], range[1], false, range[2], range[3], "first", "second");
    cells(chart, model, parameters, range);
    int every = Math.ceilDiv(x.rows(), MOST_POINTS);
    for (int row = 0; row < x.rows(); row += every) {
      chart.dot(x.get(row, 0), x.get(row, 1), color(data.targets().getInt(row, 0)));
    }
    page.append("<div class=pictures>");
    page.figure(chart.svg());
    page.append("</div>\n");
  }

  private static void cells(Chart chart, Model model, Parameters parameters, double[] range) {
    int classes = model.outputShape(0).cols();
    float[] points = new float[GRID * 2];
    float[] scores = new float[GRID * classes];
    double width = (range[1] - range[0]) / GRID;
    double height = (range[3] - range[2]) / GRID;
    try (Predictor predictor = model.predictor(parameters).batch(GRID).open()) {
      for (int i = 0; i < GRID; i++) {
        double y = range[2] + i * height;
        for (int j = 0; j < GRID; j++) {
          points[2 * j] = (float) (range[0] + (j + .5) * width);
          points[2 * j + 1] = (float) (y + .5 * height);
        }
        predictor.predict(points, scores);
        for (int j = 0; j < GRID; j++) {
          int best = 0;
          for (int c = 1; c < classes; c++) {
            best = scores[j * classes + c] > scores[j * classes + best] ? c : best;
          }
          chart.cell(range[0] + j * width, y, width, height, color(best));
        }
      }
    }
  }

  /** How each layer's outputs and gradients are distributed, and which of them are unwell. */
  public void layers(List<LayerReading> readings) {
    page.heading("Layers on some training rows after training");
    page.append(LayerTable.html(readings));
  }

  /** Counts of true classes, by row, against predicted ones. */
  public void confusion(ConfusionMatrix matrix, List<String> labels) {
    page.heading("Confusion matrix (rows: true, columns: predicted)");
    page.append("<table><tr><th></th>");
    labels.forEach(label -> page.append("<th>").append(Html.escape(label)).append("</th>"));
    page.append("</tr>\n");
    for (int i = 0; i < matrix.classes(); i++) {
      page.append("<tr><td>").append(Html.escape(labels.get(i))).append("</td>");
      long all = 0;
      for (int j = 0; j < matrix.classes(); j++) {
        all += matrix.count(i, j);
      }
      for (int j = 0; j < matrix.classes(); j++) {
        double share = all == 0 ? 0 : (double) matrix.count(i, j) / all;
        String color = i == j ? "68,119,170" : "238,102,119";
        page.append(
            String.format(
                Locale.ROOT,
                "<td style='background:rgba(%s,%.2f)'>%d</td>",
                color,
                Math.min(1, i == j ? share * .6 : share * 4),
                matrix.count(i, j)));
      }
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  /** Predicted values against true ones; pairs that are not finite are left out. */
  public void predictions(Tensor predicted, Tensor truth) {
    page.heading("Predicted against true");
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < truth.rows(); row++) {
      if (isFinite(predicted, truth, row)) {
        min = Math.min(min, Math.min(truth.get(row, 0), predicted.get(row, 0)));
        max = Math.max(max, Math.max(truth.get(row, 0), predicted.get(row, 0)));
      }
    }
    if (min > max) {
      page.append("<p>No predicted value is finite.</p>\n");
      return;
    }
    Chart chart = new Chart(min, max, false, min, max, "true", "predicted");
    int every = Math.ceilDiv(Math.max(1, truth.rows()), MOST_POINTS);
    for (int row = 0; row < truth.rows(); row += every) {
      if (isFinite(predicted, truth, row)) {
        chart.dot(truth.get(row, 0), predicted.get(row, 0), COLORS[0]);
      }
    }
    chart.line(List.of(new double[] {min, min}, new double[] {max, max}), COLORS[1]);
    page.append("<div class=pictures>");
    page.figure(chart.svg());
    page.append("</div>\n");
  }

  private static boolean isFinite(Tensor predicted, Tensor truth, int row) {
    return Float.isFinite(predicted.get(row, 0)) && Float.isFinite(truth.get(row, 0));
  }

  /** The whole page. */
  public String html() {
    return page.html();
  }

  private static String key(int index, String name) {
    return "<span class=key style='background:" + COLORS[index] + "'></span>" + name;
  }

  private static String color(int index) {
    return COLORS[index % COLORS.length];
  }
}
