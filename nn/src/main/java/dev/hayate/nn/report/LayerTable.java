package dev.hayate.nn.report;

import dev.hayate.nn.insight.LayerReading;
import dev.hayate.nn.metric.Histogram;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A table of a model's layers with small pictures of how their values are distributed. */
final class LayerTable {
  private static final int WIDTH = 150;
  private static final int HEIGHT = 28;

  private LayerTable() {}

  static String html(List<LayerReading> readings) {
    StringBuilder table =
        new StringBuilder(
            "<table><tr><th>layer</th><th>outputs</th><th>mean</th><th>deviation</th>"
                + "<th>zeros</th><th>gradients</th><th>root mean square</th><th></th></tr>\n");
    for (LayerReading reading : readings) {
      Histogram outputs = reading.outputs();
      Optional<Histogram> gradient = reading.gradient();
      table
          .append("<tr><td>")
          .append(Html.escape(reading.node() + " " + reading.type()))
          .append("</td><td>")
          .append(bars(outputs))
          .append(
              String.format(
                  Locale.ROOT,
                  "</td><td>%.3g</td><td>%.3g</td><td>%.0f%%</td><td>",
                  outputs.mean(),
                  outputs.deviation(),
                  100 * outputs.zeroShare()))
          .append(gradient.map(LayerTable::bars).orElse(""))
          .append("</td><td>")
          .append(
              gradient
                  .map(values -> String.format(Locale.ROOT, "%.3g", values.rootMeanSquare()))
                  .orElse(""))
          .append("</td><td>")
          .append(Html.escape(reading.remark()))
          .append("</td></tr>\n");
    }
    return table.append("</table>\n").toString();
  }

  /** Bars whose heights are the counts' square roots, so that the few beside the many are seen. */
  private static String bars(Histogram values) {
    long most = 1;
    for (long count : values.buckets()) {
      most = Math.max(most, count);
    }
    double width = (double) WIDTH / values.buckets().size();
    StringBuilder svg =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "<svg viewBox='0 0 %d %d' style='width:%dpx;height:%dpx'"
                    + " role=img><title>%s</title>",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT,
                String.format(Locale.ROOT, "%.3g to %.3g", values.min(), values.max())));
    for (int i = 0; i < values.buckets().size(); i++) {
      double height = HEIGHT * Math.sqrt((double) values.buckets().get(i) / most);
      if (height > 0) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x=%.1f y=%.1f width=%.1f height=%.1f fill='#4477aa' />",
                i * width,
                HEIGHT - height,
                width - .5,
                height));
      }
    }
    return svg.append("</svg>").toString();
  }
}
