package dev.hayate.nn.report;

import dev.hayate.nn.insight.Dimension;
import dev.hayate.nn.insight.Search;
import dev.hayate.nn.insight.Search.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a search found, as one page of HTML: a leaderboard, and the score against each setting. */
public final class SearchReport {
  private static final String[] COLORS = {"#4477aa", "#ee6677", "#228833", "#ccbb44", "#aa3377"};

  private final Page page;
  private final Search search;
  private final List<Outcome> board;
  private final String measure;

  /**
   * A page on outcomes.
   *
   * @param measure what the scores are
   */
  public SearchReport(String title, Search search, List<Outcome> outcomes, String measure) {
    this.page = new Page(title);
    this.search = search;
    this.board = search.leaderboard(outcomes);
    this.measure = measure;
    page.append("<p>" + Html.escape(search.description()) + "</p>\n");
  }

  /** All trials that were measured, the best first. */
  public void leaderboard() {
    page.heading("Leaderboard");
    page.append("<table><tr><th>place</th><th>trial</th><th>" + Html.escape(measure) + "</th>");
    page.append("<th>epochs</th><th>seconds</th>");
    search.trials().getFirst().values().keySet().forEach(name -> cell("th", name));
    page.append("</tr>\n");
    for (int i = 0; i < board.size(); i++) {
      Outcome outcome = board.get(i);
      page.append("<tr>");
      cell("td", Integer.toString(i + 1));
      cell("td", Integer.toString(outcome.trial()));
      cell("td", Page.text(outcome.score()));
      cell("td", Integer.toString(outcome.budget()));
      cell("td", String.format(Locale.ROOT, "%.1f", outcome.seconds()));
      search.trials().get(outcome.trial()).values().values().forEach(value -> cell("td", value));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  private void cell(String kind, String text) {
    page.append("<" + kind + ">" + Html.escape(text) + "</" + kind + ">");
  }

  /** The score against each setting: pictures for ranges, means for choices. */
  public void settings(List<Dimension> dimensions) {
    page.heading("By setting");
    page.append("<p>One colour for each number of epochs.</p><div class=pictures>");
    for (Dimension dimension : dimensions) {
      if (dimension instanceof Dimension.Range range) {
        chart(range);
      }
    }
    page.append("</div>\n");
    for (Dimension dimension : dimensions) {
      if (dimension instanceof Dimension.Choice choice) {
        means(choice);
      }
    }
  }

  private String value(Outcome outcome, String name) {
    return search.trials().get(outcome.trial()).values().getOrDefault(name, "");
  }

  private void chart(Dimension.Range range) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (Outcome outcome : board) {
      if (Double.isFinite(outcome.score())) {
        min = Math.min(min, outcome.score());
        max = Math.max(max, outcome.score());
      }
    }
    if (min > max) {
      return;
    }
    Chart chart =
        new Chart(
            across(range, range.low()),
            across(range, range.high()),
            false,
            min,
            max,
            range.log() ? "log10 of " + range.name() : range.name(),
            measure);
    List<Integer> budgets = List.copyOf(search.rungs().keySet());
    for (Outcome outcome : board) {
      if (Double.isFinite(outcome.score())) {
        double x = across(range, Double.parseDouble(value(outcome, range.name())));
        int color = Math.max(0, budgets.indexOf(outcome.budget())) % COLORS.length;
        chart.dot(x, outcome.score(), COLORS[color]);
      }
    }
    page.figure(chart.svg());
  }

  private static double across(Dimension.Range range, double value) {
    return range.log() ? Math.log10(value) : value;
  }

  private void means(Dimension.Choice choice) {
    int most = board.isEmpty() ? 0 : board.getFirst().budget();
    Map<String, Object> means = new LinkedHashMap<>();
    for (String value : choice.values()) {
      List<Double> scores = new ArrayList<>();
      for (Outcome outcome : board) {
        boolean counts = outcome.budget() == most && Double.isFinite(outcome.score());
        if (counts && value(outcome, choice.name()).equals(value)) {
          scores.add(outcome.score());
        }
      }
      double mean = scores.stream().mapToDouble(score -> score).average().orElse(Double.NaN);
      means.put(choice.name() + " " + value, mean);
    }
    page.table("Mean " + measure + " after " + most + " epochs", means);
  }

  /** The whole page. */
  public String html() {
    return page.html();
  }
}
