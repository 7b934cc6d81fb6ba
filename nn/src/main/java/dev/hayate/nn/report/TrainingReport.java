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
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1b1f24;--paper:#fdfdfb;--line:#d4d7db;--soft:#6a737d}
      @media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--paper:#16191d;--line:#3a4047;--soft:#9aa4ae}}
      body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
      max-width:1120px;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
      .pictures{display:flex;flex-wrap:wrap;gap:1rem}.pictures figure{flex:1 1 460px;max-width:540px;margin:0}
      svg{width:100%;height:auto}svg text{font-size:11px;fill:var(--soft)}
      rect{shape-rendering:crispEdges}
      .grid{stroke:var(--line);stroke-width:.6}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}
      td,th{padding:.2rem .7rem;border-bottom:1px solid var(--line);text-align:right}
      th:first-child,td:first-child{text-align:left}
      .key{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin:0 .3em 0 1em}
      """;

  private final String title;
  private final StringBuilder body = new StringBuilder();

  /** A page without sections. */
  public TrainingReport(String title) {
    this.title = title;
  }

  /** A table of names and values. */
  public void table(String heading, Map<String, Object> values) {
    heading(heading);
    body.append("<table>");
    values.forEach(
        (name, value) -> {
          String text = value instanceof Number number ? text(number) : String.valueOf(value);
          body.append("<tr><td>")
              .append(Html.escape(name.replace('_', ' ')))
              .append("</td><td>")
              .append(Html.escape(text))
              .append("</td></tr>\n");
        });
    body.append("</table>\n");
  }

  private static String text(Number number) {
    double value = number.doubleValue();
    if (Double.isNaN(value)) {
      return "none";
    }
    boolean whole = !(number instanceof Double) || Math.abs(value) >= 1e4;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%.5g", value);
  }

  /** Loss and, for classes, accuracy by epoch, in training and validation. */
  public void curves(History history) {
    heading("Curves");
    body.append("<p>").append(key(0, "training"));
    if (history.epochs().stream().anyMatch(epoch -> !Double.isNaN(epoch.validation().loss()))) {
      body.append(key(1, "validation"));
    }
    body.append("</p><div class=pictures>");
    curve(history, "loss", History.Epoch::loss, epoch -> epoch.validation().loss());
    if (!history.epochs().isEmpty() && !Double.isNaN(history.epochs().getFirst().accuracy())) {
      curve(history, "accuracy", History.Epoch::accuracy, epoch -> epoch.validation().accuracy());
    }
    body.append("</div>\n");
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
    Chart chart = new Chart(1, history.epochs().size(), true, min, max, "epoch", name);
    chart.line(first, COLORS[0]);
    chart.line(second, COLORS[1]);
    figure(chart.svg());
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
    heading("Decision boundary");
    Chart chart = new Chart(range[0], range[1], false, range[2], range[3], "first", "second");
    cells(chart, model, parameters, range);
    int every = Math.ceilDiv(x.rows(), MOST_POINTS);
    for (int row = 0; row < x.rows(); row += every) {
      chart.dot(x.get(row, 0), x.get(row, 1), color(data.targets().getInt(row, 0)));
    }
    body.append("<div class=pictures>");
    figure(chart.svg());
    body.append("</div>\n");
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
    heading("Layers on some training rows after training");
    body.append(LayerTable.html(readings));
  }

  /** Counts of true classes, by row, against predicted ones. */
  public void confusion(ConfusionMatrix matrix, List<String> labels) {
    heading("Confusion matrix (rows: true, columns: predicted)");
    body.append("<table><tr><th></th>");
    labels.forEach(label -> body.append("<th>").append(Html.escape(label)).append("</th>"));
    body.append("</tr>\n");
    for (int i = 0; i < matrix.classes(); i++) {
      body.append("<tr><td>").append(Html.escape(labels.get(i))).append("</td>");
      long all = 0;
      for (int j = 0; j < matrix.classes(); j++) {
        all += matrix.count(i, j);
      }
      for (int j = 0; j < matrix.classes(); j++) {
        double share = all == 0 ? 0 : (double) matrix.count(i, j) / all;
        String color = i == j ? "68,119,170" : "238,102,119";
        body.append(
            String.format(
                Locale.ROOT,
                "<td style='background:rgba(%s,%.2f)'>%d</td>",
                color,
                Math.min(1, i == j ? share * .6 : share * 4),
                matrix.count(i, j)));
      }
      body.append("</tr>\n");
    }
    body.append("</table>\n");
  }

  /** Predicted values against true ones; pairs that are not finite are left out. */
  public void predictions(Tensor predicted, Tensor truth) {
    heading("Predicted against true");
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < truth.rows(); row++) {
      if (isFinite(predicted, truth, row)) {
        min = Math.min(min, Math.min(truth.get(row, 0), predicted.get(row, 0)));
        max = Math.max(max, Math.max(truth.get(row, 0), predicted.get(row, 0)));
      }
    }
    if (min > max) {
      body.append("<p>No predicted value is finite.</p>\n");
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
    body.append("<div class=pictures>");
    figure(chart.svg());
    body.append("</div>\n");
  }

  private static boolean isFinite(Tensor predicted, Tensor truth, int row) {
    return Float.isFinite(predicted.get(row, 0)) && Float.isFinite(truth.get(row, 0));
  }

  /** The whole page. */
  public String html() {
    return "<!doctype html>\n<html lang=en><meta charset=utf-8>"
        + "<meta name=viewport content='width=device-width'><title>"
        + Html.escape(title)
        + "</title>\n<style>"
        + STYLE
        + "</style>\n<h1>"
        + Html.escape(title)
        + "</h1>\n"
        + body
        + "</html>\n";
  }

  private void heading(String text) {
    body.append("<h2>").append(Html.escape(text)).append("</h2>\n");
  }

  private void figure(String svg) {
    body.append("<figure>").append(svg).append("</figure>\n");
  }

  private static String key(int index, String name) {
    return "<span class=key style='background:" + COLORS[index] + "'></span>" + name;
  }

  private static String color(int index) {
    return COLORS[index % COLORS.length];
  }
}
