package dev.hayate.nn.report;

import dev.hayate.nn.insight.Deformation;
import dev.hayate.nn.insight.Deformation.Point;
import java.util.List;
import java.util.Locale;

/** Pictures of what networks make of the plane, as one page of HTML. */
public final class DeformationReport {
  private static final int SIZE = 260;
  private static final int MARGIN = 10;

  private final Page page;

  /** A page without pictures. */
  public DeformationReport(String title) {
    page = new Page(title);
  }

  /** A row of pictures under a heading, each with a text below it. */
  public void row(String heading, List<String> captions, List<Deformation> deformations) {
    page.heading(heading);
    page.append("<div style='display:flex;flex-wrap:wrap;gap:1rem'>\n");
    for (int i = 0; i < deformations.size(); i++) {
      page.append("<figure style='margin:0;width:" + SIZE + "px'>")
          .append(picture(deformations.get(i)))
          .append("<figcaption>" + Html.escape(captions.get(i)) + "</figcaption></figure>\n");
    }
    page.append("</div>\n");
  }

  /** The whole page. */
  public String html() {
    return page.html();
  }

  /** Every picture has the scale at which its own image just fits, and the origin in the middle. */
  private static String picture(Deformation deformation) {
    double reach = 0;
    for (List<List<Point>> lines : List.of(deformation.across(), deformation.up())) {
      for (List<Point> line : lines) {
        for (Point point : line) {
          reach = Math.max(reach, Math.max(Math.abs(point.x()), Math.abs(point.y())));
        }
      }
    }
    double scale = (SIZE / 2.0 - MARGIN) / Math.max(reach, Double.MIN_NORMAL);
    StringBuilder svg =
        new StringBuilder("<svg viewBox='0 0 " + SIZE + " " + SIZE + "' role=img>\n");
    svg.append("<title>")
        .append(String.format(Locale.ROOT, "from %.3g to %.3g either way", -reach, reach))
        .append("</title>\n");
    double middle = SIZE / 2.0;
    svg.append(
        String.format(
            Locale.ROOT, "<path class=grid d='M0 %1$.1fH%2$dM%1$.1f 0V%2$d' />%n", middle, SIZE));
    lines(svg, deformation.up(), scale, 0);
    lines(svg, deformation.across(), scale, 180);
    return svg.append("</svg>\n").toString();
  }

  /** Lines whose colours go round by 120 degrees from the first to the last. */
  private static void lines(StringBuilder svg, List<List<Point>> lines, double scale, int hue) {
    for (int i = 0; i < lines.size(); i++) {
      StringBuilder points = new StringBuilder();
      for (Point point : lines.get(i)) {
        if (Double.isFinite(point.x()) && Double.isFinite(point.y())) {
          points.append(
              String.format(
                  Locale.ROOT,
                  "%.1f,%.1f ",
                  SIZE / 2.0 + scale * point.x(),
                  SIZE / 2.0 - scale * point.y()));
        }
      }
      svg.append(
          String.format(
              Locale.ROOT,
              "<polyline points='%s' fill=none stroke='hsl(%d 65%% 50%%)' stroke-width=1 />\n",
              points,
              hue + 120 * i / Math.max(1, lines.size() - 1)));
    }
  }
}
