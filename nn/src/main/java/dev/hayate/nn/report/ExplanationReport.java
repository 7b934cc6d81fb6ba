package dev.hayate.nn.report;

import dev.hayate.kernels.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a model's answers hang on, as one page of HTML. */
public final class ExplanationReport {
  private static final int BAR = 360;
  private static final int LINE = 20;
  private static final int NAMES = 220;
  private static final String MORE = "#4477aa";
  private static final String LESS = "#ee6677";

  private final Page page;

  /** A page without sections. */
  public ExplanationReport(String title) {
    page = new Page(title);
  }

  /** A bar for each value, in the given order; negative ones in another colour. */
  public void bars(String heading, Map<String, Double> values) {
    page.heading(heading);
    double most = Double.MIN_NORMAL;
    for (double value : values.values()) {
      most = Math.max(most, Math.abs(value));
    }
    int height = LINE * values.size();
    StringBuilder svg =
        new StringBuilder(
            "<svg viewBox='0 0 %d %d' style='max-width:%dpx' role=img>%n"
                .formatted(NAMES + BAR + 100, height, NAMES + BAR + 100));
    int line = 0;
    for (Map.Entry<String, Double> entry : values.entrySet()) {
      double value = entry.getValue();
      double width = BAR * Math.abs(value) / most;
      int y = LINE * line++;
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=%d y=%d text-anchor=end>%s</text><rect x=%d y=%d width=%.1f height=%d"
                  + " fill='%s' /><text x=%.1f y=%d>%.4g</text>%n",
              NAMES - 6,
              y + 14,
              Html.escape(entry.getKey()),
              NAMES,
              y + 3,
              width,
              LINE - 6,
              value < 0 ? LESS : MORE,
              NAMES + width + 6,
              y + 14,
              value));
    }
    page.append(svg.append("</svg>\n"));
  }

  /**
   * Square pictures of rows and of what was found of their pixels: blue where a pixel speaks for
   * the answer, red where against it.
   *
   * @param pixels {@code [n, side * side]}
   * @param shares likewise
   * @param captions one for each row
   */
  public void pictures(String heading, Tensor pixels, Tensor shares, List<String> captions) {
    page.heading(heading);
    page.append("<div style='display:flex;flex-wrap:wrap;gap:1rem'>\n");
    for (int row = 0; row < captions.size(); row++) {
      page.append("<figure style='margin:0;width:260px;display:flex;flex-wrap:wrap;gap:4px'>")
          .append(picture(pixels, row, false))
          .append(picture(shares, row, true))
          .append("<figcaption>" + Html.escape(captions.get(row)) + "</figcaption></figure>\n");
    }
    page.append("</div>\n");
  }

  private static String picture(Tensor values, int row, boolean signed) {
    int side = (int) Math.round(Math.sqrt(values.cols()));
    double most = Double.MIN_NORMAL;
    for (int i = 0; i < values.cols(); i++) {
      most = Math.max(most, Math.abs(values.get(row, i)));
    }
    StringBuilder svg =
        new StringBuilder(
            "<svg viewBox='0 0 %d %d' style='width:126px' role=img>%n".formatted(side, side));
    for (int i = 0; i < values.cols(); i++) {
      double share = values.get(row, i) / most;
      if (Math.abs(share) > 0.02) {
        String color = signed ? (share < 0 ? LESS : MORE) : "currentColor";
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect x=%d y=%d width=1 height=1 fill='%s' fill-opacity=%.2f />",
                i % side,
                i / side,
                color,
                Math.abs(share)));
      }
    }
    return svg.append("</svg>").toString();
  }

  /** The whole page. */
  public String html() {
    return page.html();
  }
}
