package dev.hayate.nn.insight;

import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One setting that a search may choose. Values are texts, as a command line has them. */
public sealed interface Dimension {
  /** The setting's name. */
  String name();

  /**
   * The value at a share of the way through.
   *
   * @param share from 0 to below 1
   */
  String at(double share);

  /**
   * The values that a grid tries.
   *
   * @param points how many of a range
   */
  List<String> grid(int points);

  /** Itself as {@link #parse} reads it. */
  String text();

  /**
   * One of some values.
   *
   * @param name the setting's
   * @param values in the order given, at least one
   */
  record Choice(String name, List<String> values) implements Dimension {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public Choice {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException(name + ": expected values, found none");
      }
    }

    @Override
    public String at(double share) {
      return values.get((int) (share * values.size()));
    }

    @Override
    public List<String> grid(int points) {
      return values;
    }

    @Override
    public String text() {
      return name + "=" + String.join("|", values);
    }
  }

  /**
   * A number between two others, both included.
   *
   * @param name the setting's
   * @param low the least
   * @param high the most
   * @param log whether equal ratios are alike, rather than equal differences
   * @param whole whether only whole numbers count
   */
  record Range(String name, double low, double high, boolean log, boolean whole)
      implements Dimension {
    /**
     * Checks the ends.
     *
     * @throws IllegalArgumentException if they are in the wrong order, not finite, or not above 0
     *     where ratios count
     */
    public Range {
      if (!(low < high) || !Double.isFinite(high - low) || (log && !(low > 0))) {
        throw new IllegalArgumentException(
            name
                + ": expected a lower end and a higher one"
                + (log ? ", both more than 0" : "")
                + ", found "
                + low
                + " and "
                + high);
      }
    }

    @Override
    public String at(double share) {
      if (whole) {
        // Every whole number has a stretch of its own, as long as the others.
        return Long.toString((long) Math.floor(between(low, high + 1, share)));
      }
      return number(between(low, high, share));
    }

    private double between(double from, double to, double share) {
      return log
          ? Math.exp(Math.log(from) + share * (Math.log(to) - Math.log(from)))
          : from + share * (to - from);
    }

    /** Five digits: more would only make a command line that nobody can type. */
    private static String number(double value) {
      return Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.4e", value)));
    }

    @Override
    public List<String> grid(int points) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < points; i++) {
        double value = points == 1 ? low : between(low, high, (double) i / (points - 1));
        String text = whole ? Long.toString(Math.round(value)) : number(value);
        if (!values.contains(text)) {
          values.add(text);
        }
      }
      return values;
    }

    @Override
    public String text() {
      String from = whole ? Long.toString((long) low) : Double.toString(low);
      String to = whole ? Long.toString((long) high) : Double.toString(high);
      return name + "=" + (log ? "log:" : "") + from + ".." + to;
    }
  }

  /**
   * Reads {@code NAME=A|B|C}, {@code NAME=LOW..HIGH} or {@code NAME=log:LOW..HIGH}. A range whose
   * ends are both written as whole numbers holds whole numbers alone.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Dimension parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new IllegalArgumentException(
          "expected NAME=A|B, NAME=LOW..HIGH or NAME=log:LOW..HIGH, found " + text);
    }
    String name = text.substring(0, equals);
    String values = text.substring(equals + 1);
    int dots = values.indexOf("..");
    if (dots < 0) {
      return new Choice(name, List.of(values.split("\\|", -1)));
    }
    boolean log = values.startsWith("log:");
    String low = values.substring(log ? 4 : 0, dots);
    String high = values.substring(dots + 2);
    try {
      return new Range(
          name, Double.parseDouble(low), Double.parseDouble(high), log, isWhole(low, high));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + ": expected numbers around the dots, found " + values, e);
    }
  }

  private static boolean isWhole(String low, String high) {
    return low.matches("-?\\d{1,15}") && high.matches("-?\\d{1,15}");
  }

  /**
   * Reads an object that has for each setting a list of values, or an object with {@code from},
   * {@code to} and perhaps {@code "log": true}.
   *
   * @throws ModelFormatException if a member is something else
   */
  static List<Dimension> read(JsonObject space) throws ModelFormatException {
    List<Dimension> dimensions = new ArrayList<>();
    for (String name : space.names()) {
      try {
        if (space.members().get(name) instanceof List<?> values) {
          dimensions.add(new Choice(name, values.stream().map(String::valueOf).toList()));
          continue;
        }
        JsonObject range = space.object(name);
        Object low = range.members().get("from");
        Object high = range.members().get("to");
        dimensions.add(
            new Range(
                name,
                range.number("from"),
                range.number("to"),
                range.has("log") && range.flag("log"),
                low instanceof Long && high instanceof Long));
      } catch (IllegalArgumentException e) {
        throw new ModelFormatException(
            "space", space.place().key(name), "values or a range", String.valueOf(e.getMessage()));
      }
    }
    return dimensions;
  }
}
