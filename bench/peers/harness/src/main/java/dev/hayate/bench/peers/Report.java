package dev.hayate.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes Markdown tables of what was measured: medians side by side, then every percentile. */
public final class Report {
  private static final String BEGIN = "<!-- peers: begin -->";
  private static final Map<String, String> RULES = Map.of("sgd", "SGD", "adam", "Adam");
  private static final String END = "<!-- peers: end -->";

  private final Figures figures;
  private final String machine;
  private final String how;

  private Report(Figures figures, String machine, String how) {
    this.figures = figures;
    this.machine = machine;
    this.how = how;
  }

  /**
   * Prints the tables, and writes them if there are files to write them to.
   *
   * @param args the file that {@link Measure} and {@link Cold} wrote; how it was measured, as a
   *     sentence; then, to write, a page whose part between two marks becomes the medians, and the
   *     page of all percentiles
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Report report = new Report(Figures.read(Path.of(args[0])), Machine.name(), args[1]);
    System.out.println(report.medians());
    System.out.println(report.percentiles());
    if (args.length > 2) {
      Path page = Path.of(args[2]);
      Files.writeString(page, replace(Files.readString(page), report.medians()));
      Files.writeString(Path.of(args[3]), report.page());
    }
  }

  private static String replace(String page, String tables) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException("report: expected a page with " + BEGIN + " and " + END);
    }
    return page.substring(0, begin + BEGIN.length()) + "\n" + tables + "\n" + page.substring(end);
  }

  /** One row for each work, one column for each peer; then cold starts. */
  private String medians() {
    StringBuilder text = new StringBuilder();
    text.append(machine).append(". ").append(how).append("\n\n");
    Set<String> peers = figures.peers();
    text.append("| median of a call | ").append(String.join(" | ", peers)).append(" |\n| ---");
    text.append(" | ---:".repeat(peers.size())).append(" |\n");
    for (String work : figures.works()) {
      Map<String, double[]> values = figures.work(work);
      text.append("| ").append(title(work));
      for (String peer : peers) {
        double[] cells = values.get(peer);
        text.append(" | ").append(cells == null ? "" : time(cells[0]));
      }
      text.append(" |\n");
    }
    garbage(text, peers, "prediction", false);
    garbage(text, peers, "training step", true);
    starts(text);
    return text.toString();
  }

  private void garbage(StringBuilder text, Set<String> peers, String call, boolean training) {
    if (figures.works().stream().noneMatch(work -> trains(work) == training)) {
      return;
    }
    text.append("| most bytes allocated per ").append(call);
    for (String peer : peers) {
      double most = -1;
      for (String work : figures.works()) {
        double[] cells = figures.work(work).get(peer);
        if (trains(work) == training && cells != null) {
          most = Math.max(most, cells[3]);
        }
      }
      text.append(" | ").append(most < 0 ? "" : bytes(most));
    }
    text.append(" |\n");
  }

  private void starts(StringBuilder text) {
    Map<String, double[]> starts = figures.starts();
    if (starts.isEmpty()) {
      return;
    }
    text.append("\n| cold start, 784-256-128-10 | JVM start to first prediction");
    text.append(" | each of the next 1,000 | resident | jars |\n");
    text.append("| --- | ---: | ---: | ---: | ---: |\n");
    starts.forEach(
        (peer, cells) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "| %s | %.2f s | %.0f us | %.0f MiB | %.1f MiB |\n",
                    peer,
                    cells[0] / 1e3,
                    cells[1],
                    cells[2],
                    cells[3])));
  }

  /** One row for each work and peer. */
  private String percentiles() {
    StringBuilder text = new StringBuilder();
    text.append("| work | library | p50 | p99 | p99.9 | B/op |\n");
    text.append("| --- | --- | ---: | ---: | ---: | ---: |\n");
    for (String work : figures.works()) {
      figures
          .work(work)
          .forEach(
              (peer, cells) ->
                  text.append(
                      String.format(
                          Locale.ROOT,
                          "| %s | %s | %s | %s | %s | %s |\n",
                          title(work),
                          peer,
                          time(cells[0]),
                          time(cells[1]),
                          time(cells[2]),
                          bytes(cells[3]))));
    }
    return text.toString();
  }

  private String page() {
    return "# Hayate and its peers, measured\n\n"
        + "Written by `bench/peers/run --write`; [README.md](README.md) tells what was"
        + " measured and how.\n\n"
        + medians()
        + "\n"
        + percentiles();
  }

  private static boolean trains(String work) {
    return RULES.keySet().stream().anyMatch(work::endsWith);
  }

  /** From {@code 784-256-128-10 x 64 sgd} to something to read. */
  private static String title(String work) {
    String[] parts = work.split(" x | ", -1);
    String title = parts[0] + ", batch " + parts[1];
    return trains(work) ? "training " + title + ", " + RULES.get(parts[2]) : title;
  }

  private static String time(double micros) {
    if (micros >= 1000) {
      return digits(micros / 1000) + " ms";
    }
    return digits(micros) + " us";
  }

  private static String digits(double value) {
    int decimals = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String bytes(double count) {
    return String.format(Locale.ROOT, "%,d", Math.round(count));
  }
}
