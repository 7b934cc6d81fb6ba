package dev.hayate.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what was measured as Markdown tables: one of works, one of cold starts. */
public final class Report {
  private static final String COLD = "cold";

  private Report() {}

  /**
   * Prints the tables. Where a work was measured several times, the last counts; of cold starts the
   * median.
   *
   * @param args the file that {@link Measure} and {@link Cold} wrote
   * @throws IOException if it cannot be read
   */
  public static void main(String[] args) throws IOException {
    Map<String, Map<String, double[]>> works = new LinkedHashMap<>();
    Map<String, List<double[]>> starts = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] cells = line.split("\t", -1);
      double[] values = Arrays.stream(cells).skip(2).mapToDouble(Double::parseDouble).toArray();
      if (cells[1].equals(COLD)) {
        starts.computeIfAbsent(cells[0], peer -> new ArrayList<>()).add(values);
      } else {
        works.computeIfAbsent(cells[1], work -> new LinkedHashMap<>()).put(cells[0], values);
      }
    }
    System.out.println("| work | library | p50 | p99 | p99.9 | B/op |");
    System.out.println("| --- | --- | ---: | ---: | ---: | ---: |");
    works.forEach((work, peers) -> peers.forEach((peer, values) -> work(work, peer, values)));
    if (!starts.isEmpty()) {
      System.out.println();
      System.out.println(
          "| cold start | first prediction | next 1,000, each | resident | on disk |");
      System.out.println("| --- | ---: | ---: | ---: | ---: |");
      starts.forEach(Report::start);
    }
  }

  private static void work(String work, String peer, double[] values) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s | %.0f |%n",
        work,
        peer,
        micros(values[0]),
        micros(values[1]),
        micros(values[2]),
        values[3]);
  }

  private static void start(String peer, List<double[]> runs) {
    double[] median = new double[runs.getFirst().length];
    for (int i = 0; i < median.length; i++) {
      int column = i;
      double[] sorted = runs.stream().mapToDouble(run -> run[column]).sorted().toArray();
      median[i] = sorted[sorted.length / 2];
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f s | %.0f us | %.0f MiB | %.1f MiB |%n",
        peer,
        median[0] / 1e3,
        median[1],
        median[2],
        median[3]);
  }

  private static String micros(double time) {
    return time < 1000
        ? String.format(Locale.ROOT, "%.3g us", time)
        : String.format(Locale.ROOT, "%.3g ms", time / 1000);
  }
}
