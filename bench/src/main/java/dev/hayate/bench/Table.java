package dev.hayate.bench;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints JMH's JSON as a Markdown table: time per call, GFLOP/s, and the share of the core's FMA
 * peak in the same run.
 */
public final class Table {
  private static final String PEAK = "FmaPeak.peak";

  private Table() {}

  /**
   * Prints the table.
   *
   * @param args the file that JMH wrote with {@code -rf json}
   * @throws IOException if it cannot be read
   */
  public static void main(String[] args) throws IOException {
    List<Row> rows = read(Path.of(args[0]));
    double peak =
        rows.stream()
            .filter(row -> row.name.equals(PEAK))
            .mapToDouble(Row::gflops)
            .max()
            .orElse(Double.NaN);
    System.out.println("| benchmark | parameters | time per call | ± | GFLOP/s | of the peak |");
    System.out.println("| --- | --- | ---: | ---: | ---: | ---: |");
    for (Row row : rows) {
      System.out.println(row.markdown(peak));
    }
  }

  private static List<Row> read(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (JsonReader json = new JsonReader(Files.newBufferedReader(file))) {
      json.setStrictness(Strictness.STRICT);
      json.beginArray();
      while (json.hasNext()) {
        rows.add(Row.of((Map<?, ?>) value(json)));
      }
      json.endArray();
    }
    return rows;
  }

  /** The value that comes next: a map, a list, a number or text. */
  private static Object value(JsonReader json) throws IOException {
    switch (json.peek()) {
      case BEGIN_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        json.beginObject();
        while (json.hasNext()) {
          members.put(json.nextName(), value(json));
        }
        json.endObject();
        return members;
      }
      case BEGIN_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
          elements.add(value(json));
        }
        json.endArray();
        return elements;
      }
      case NUMBER -> {
        return json.nextDouble();
      }
      case BOOLEAN -> {
        return json.nextBoolean();
      }
      default -> {
        return json.nextString();
      }
    }
  }

  /**
   * One benchmark with one set of parameters.
   *
   * @param name class and method
   * @param parameters as in {@code size=64 form=TN}; may be empty
   * @param nanoseconds per call
   * @param error of that, half the width of JMH's 99.9% interval; NaN where there was only one
   *     sample
   * @param gflops of {@link Work}; NaN where the benchmark does not count
   */
  private record Row(
      String name, String parameters, double nanoseconds, double error, double gflops) {
    static Row of(Map<?, ?> result) {
      String benchmark = text(result, "benchmark");
      String name =
          benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
      if (!text(result, "mode").equals("avgt")) {
        throw new IllegalArgumentException(
            name + ": mode: expected avgt, found " + text(result, "mode"));
      }
      StringBuilder parameters = new StringBuilder();
      if (result.get("params") instanceof Map<?, ?> pairs) {
        pairs.forEach((key, value) -> parameters.append(key).append('=').append(value).append(' '));
      }
      Map<?, ?> time = (Map<?, ?>) member(result, "primaryMetric");
      double unit = nanosecondsPer(text(time, "scoreUnit"));
      Map<?, ?> counters = (Map<?, ?>) member(result, "secondaryMetrics");
      // In this mode JMH gives a counter as time per count.
      double gflops =
          counters.get("flops") instanceof Map<?, ?> flops
              ? 1 / (unit * number(flops, "score"))
              : Double.NaN;
      return new Row(
          name,
          parameters.toString().strip(),
          unit * number(time, "score"),
          unit * number(time, "scoreError"),
          gflops);
    }

    private static Object member(Map<?, ?> object, String name) {
      Object value = object.get(name);
      if (value == null) {
        throw new IllegalArgumentException(
            "JMH result: expected a member " + name + ", found none");
      }
      return value;
    }

    private static String text(Map<?, ?> object, String name) {
      return (String) member(object, name);
    }

    /** JMH writes a number that JSON has no word for as text, as in {@code "NaN"}. */
    private static double number(Map<?, ?> object, String name) {
      return member(object, name) instanceof Double number
          ? number
          : Double.parseDouble(text(object, name));
    }

    private static double nanosecondsPer(String unit) {
      return switch (unit) {
        case "ns/op" -> 1;
        case "us/op" -> 1e3;
        case "ms/op" -> 1e6;
        case "s/op" -> 1e9;
        default ->
            throw new IllegalArgumentException("score unit: expected a time per op, found " + unit);
      };
    }

    String markdown(double peak) {
      return String.join(
          " | ",
          "| " + name,
          parameters,
          time(nanoseconds),
          Double.isNaN(error) ? "" : time(error),
          Double.isNaN(gflops) ? "" : String.format(Locale.ROOT, "%.1f", gflops),
          (Double.isNaN(gflops / peak)
                  ? ""
                  : String.format(Locale.ROOT, "%.0f%%", 100 * gflops / peak))
              + " |");
    }

    private static String time(double nanoseconds) {
      if (nanoseconds < 1e3) {
        return String.format(Locale.ROOT, "%.1f ns", nanoseconds);
      }
      if (nanoseconds < 1e6) {
        return String.format(Locale.ROOT, "%.2f us", nanoseconds / 1e3);
      }
      return String.format(Locale.ROOT, "%.3f ms", nanoseconds / 1e6);
    }
  }
}
