package dev.hayate.nn.report;

import java.util.Locale;
import java.util.Map;

/** One page of HTML that needs nothing else: headings, tables, and what else is appended. */
final class Page {
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
      th:first-child,td:first-child{text-align:left;white-space:nowrap}
      .key{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin:0 .3em 0 1em}
      """;

  private final String title;
  private final StringBuilder body = new StringBuilder();

  /** A page without sections. */
  Page(String title) {
    this.title = title;
  }

  /** Adds HTML, or text that means nothing to it. */
  Page append(Object html) {
    body.append(html);
    return this;
  }

  /** Begins a section. */
  void heading(String text) {
    body.append("<h2>").append(Html.escape(text)).append("</h2>\n");
  }

  /** Adds a picture. */
  void figure(String svg) {
    body.append("<figure>").append(svg).append("</figure>\n");
  }

  /** A section with a table of names and values. */
  void table(String heading, Map<String, Object> values) {
    heading(heading);
    body.append("<table>");
    values.forEach(
        (name, value) ->
            body.append("<tr><td>")
                .append(Html.escape(name.replace('_', ' ')))
                .append("</td><td>")
                .append(Html.escape(text(value)))
                .append("</td></tr>\n"));
    body.append("</table>\n");
  }

  /** A value as people read it. */
  static String text(Object value) {
    if (!(value instanceof Number number)) {
      return String.valueOf(value);
    }
    double amount = number.doubleValue();
    if (Double.isNaN(amount)) {
      return "none";
    }
    boolean whole = !(number instanceof Double) || Math.abs(amount) >= 1e4;
    return String.format(Locale.ROOT, whole ? "%,.0f" : "%.5g", amount);
  }

  /** The whole page. */
  String html() {
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
}
