package dev.hayate.nn.report;

import java.util.List;
import java.util.Locale;

/** A picture of lines or points over two axes, as SVG. */
final class Chart {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 320;
  private static final int LEFT = 76;
  private static final int BOTTOM = 44;
  private static final int RIGHT = 30;
  private static final int TOP = 14;

  private final StringBuilder body = new StringBuilder();
  private final double minX;
  private final double maxX;
  private final double minY;
  private final double maxY;

  /**
   * Axes over the given ranges.
   *
   * @param wholeX if only whole numbers mean something on the axis across
   */
  Chart(
      double minX,
      double maxX,
      boolean wholeX,
      double minY,
      double maxY,
      String nameX,
      String nameY) {
    this.minX = minX;
    this.maxX = maxX > minX ? maxX : minX + 1;
    this.minY = minY;
    this.maxY = maxY > minY ? maxY : minY + 1;
    Ticks across = new Ticks(this.minX, this.maxX, wholeX);
    for (double x : across.values()) {
      add(
          String.format(
              Locale.ROOT,
              "<line class=grid x1=%.1f x2=%.1f y1=%d y2=%d />",
              px(x),
              px(x),
              TOP,
              HEIGHT - BOTTOM));
      add(
          String.format(
              Locale.ROOT,
              "<text x=%.1f y=%d text-anchor=middle>%s</text>",
              px(x),
              HEIGHT - BOTTOM + 16,
              across.text(x)));
    }
    Ticks up = new Ticks(this.minY, this.maxY, false);
    for (double y : up.values()) {
      add(
          String.format(
              Locale.ROOT,
              "<line class=grid x1=%d x2=%d y1=%.1f y2=%.1f />",
              LEFT,
              WIDTH - RIGHT,
              py(y),
              py(y)));
      add(
          String.format(
              Locale.ROOT,
              "<text x=%d y=%.1f text-anchor=end>%s</text>",
              LEFT - 6,
              py(y) + 4,
              up.text(y)));
    }
    add(
        String.format(
            Locale.ROOT,
            "<text x=%d y=%d text-anchor=middle>%s</text>",
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 8,
            Html.escape(nameX)));
    add(
        String.format(
            Locale.ROOT,
            "<text transform='translate(14 %d) rotate(-90)' text-anchor=middle>%s</text>",
            (HEIGHT - BOTTOM) / 2,
            Html.escape(nameY)));
  }

  private void add(String element) {
    body.append(element).append('\n');
  }

  private double px(double x) {
    return LEFT + (x - minX) / (maxX - minX) * (WIDTH - LEFT - RIGHT);
  }

  private double py(double y) {
    return HEIGHT - BOTTOM - (y - minY) / (maxY - minY) * (HEIGHT - TOP - BOTTOM);
  }

  /** A line through points; those that are not finite are left out. */
  void line(List<double[]> points, String color) {
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      if (Double.isFinite(point[0]) && Double.isFinite(point[1])) {
        path.append(String.format(Locale.ROOT, "%.1f,%.1f ", px(point[0]), py(point[1])));
      }
    }
    add(
        String.format(
            Locale.ROOT,
            "<polyline points='%s' fill=none stroke='%s' stroke-width=2 />",
            path,
            color));
  }

  /** A point. */
  void dot(double x, double y, String color) {
    add(
        String.format(
            Locale.ROOT, "<circle cx=%.1f cy=%.1f r=1.8 fill='%s' />", px(x), py(y), color));
  }

  /** A rectangle from a corner over a width and a height. */
  void cell(double x, double y, double width, double height, String color) {
    add(
        String.format(
            Locale.ROOT,
            "<rect x=%.3f y=%.3f width=%.3f height=%.3f fill='%s' fill-opacity=.3 />",
            px(x),
            py(y + height),
            px(x + width) - px(x),
            py(y) - py(y + height),
            color));
  }

  /** The picture. */
  String svg() {
    return "<svg viewBox='0 0 " + WIDTH + " " + HEIGHT + "' role=img>\n" + body + "</svg>\n";
  }
}
