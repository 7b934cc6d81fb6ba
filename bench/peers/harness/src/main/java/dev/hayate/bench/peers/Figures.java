package dev.hayate.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@link Measure} and {@link Cold} wrote: by work and peer, the median of its rounds. */
final class Figures {
  private static final String COLD = "cold";

  private final Map<String, Map<String, List<double[]>>> works = new LinkedHashMap<>();
  private final Map<String, List<double[]>> starts = new LinkedHashMap<>();

  private Figures() {}

  static Figures read(Path file) throws IOException {
    Figures figures = new Figures();
    for (String line : Files.readAllLines(file)) {
      String[] cells = line.split("\t", -1);
      double[] values = Arrays.stream(cells).skip(2).mapToDouble(Double::parseDouble).toArray();
      Map<String, List<double[]>> rounds =
          cells[1].equals(COLD)
              ? figures.starts
              : figures.works.computeIfAbsent(cells[1], work -> new LinkedHashMap<>());
      rounds.computeIfAbsent(cells[0], peer -> new ArrayList<>()).add(values);
    }
    return figures;
  }

  /** The works in the order in which they were measured, without cold starts. */
  List<String> works() {
    return List.copyOf(works.keySet());
  }

  /** All peers, in the order in which they were first measured at a work. */
  Set<String> peers() {
    Set<String> peers = new LinkedHashSet<>();
    works.values().forEach(work -> peers.addAll(work.keySet()));
    return peers;
  }

  /** Median, 99th and 99.9th percentile in microseconds, and bytes a call, by peer. */
  Map<String, double[]> work(String work) {
    return medians(works.getOrDefault(work, Map.of()));
  }

  /** First prediction in ms, mean of the next thousand in us, resident and on disk in MiB. */
  Map<String, double[]> starts() {
    return medians(starts);
  }

  private static Map<String, double[]> medians(Map<String, List<double[]>> peers) {
    Map<String, double[]> medians = new LinkedHashMap<>();
    peers.forEach((peer, rounds) -> medians.put(peer, median(rounds)));
    return medians;
  }

  private static double[] median(List<double[]> rounds) {
    double[] median = new double[rounds.getFirst().length];
    for (int i = 0; i < median.length; i++) {
      int column = i;
      double[] sorted = rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
      median[i] = sorted[sorted.length / 2];
    }
    return median;
  }
}
