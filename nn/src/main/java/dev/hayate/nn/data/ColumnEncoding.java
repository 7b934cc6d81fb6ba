package dev.hayate.nn.data;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** How one column of a table becomes one or more features. */
sealed interface ColumnEncoding {
  String name();

  /** The names of the features. */
  List<String> featureNames();

  /** Sets the features of some rows, from a feature's number on. */
  void encode(TableColumn column, int[] rows, Tensor features, int first);

  /** The members of a JSON object that {@link #fromJson} reads. */
  Map<String, Object> toJson();

  private static String missing(String name) {
    return name + " is missing";
  }

  static ColumnEncoding fromJson(JsonObject json) throws ModelFormatException {
    String name = json.string("name");
    String kind = json.string("kind");
    switch (kind) {
      case "number" -> {
        double deviation = json.number("deviation");
        if (!(deviation > 0)) {
          throw new ModelFormatException(
              "encoding", json.place().key("deviation"), "more than 0", Double.toString(deviation));
        }
        return new Numeric(
            name, json.number("median"), json.number("mean"), deviation, json.flag("gaps"));
      }
      case "category" -> {
        return new Category(name, json.strings("values"), json.flag("gaps"));
      }
      default ->
          throw new ModelFormatException(
              "encoding", json.place().key("kind"), "number or category", Place.quote(kind));
    }
  }

  /** Fits the encoding of a column to some of its rows. */
  static ColumnEncoding fit(String name, TableColumn column, int[] rows) {
    return switch (column) {
      case TableColumn.Numbers numbers -> Numeric.fit(name, numbers.values(), rows);
      case TableColumn.Texts texts -> Category.fit(name, texts.values(), rows);
    };
  }

  /**
   * A number: gaps take the median, then the mean is taken off and the deviation divided by. Where
   * there were gaps, a second feature is 1 for a gap and 0 otherwise.
   */
  record Numeric(String name, double median, double mean, double deviation, boolean gaps)
      implements ColumnEncoding {
    static Numeric fit(String name, double[] values, int[] rows) {
      double[] known = new double[rows.length];
      int count = 0;
      for (int row : rows) {
        if (!Double.isNaN(values[row])) {
          known[count++] = values[row];
        }
      }
      Arrays.sort(known, 0, count);
      double median = median(known, count);
      double[] filled = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        filled[i] = Double.isNaN(values[rows[i]]) ? median : values[rows[i]];
      }
      Moments moments = Moments.of(filled);
      return new Numeric(name, median, moments.mean(), moments.deviation(), count < rows.length);
    }

    /** The median of the first values of an array that is sorted; 0 of none. */
    static double median(double[] sorted, int count) {
      return count == 0
          ? 0
          : sorted[(count - 1) / 2] + (sorted[count / 2] - sorted[(count - 1) / 2]) / 2;
    }

    @Override
    public List<String> featureNames() {
      return gaps ? List.of(name, missing(name)) : List.of(name);
    }

    @Override
    public void encode(TableColumn column, int[] rows, Tensor features, int first) {
      double[] values = ((TableColumn.Numbers) column).values();
      for (int i = 0; i < rows.length; i++) {
        boolean gap = Double.isNaN(values[rows[i]]);
        double value = gap ? median : values[rows[i]];
        features.set(i, first, (float) ((value - mean) / deviation));
        if (gaps) {
          features.set(i, first + 1, gap ? 1 : 0);
        }
      }
    }

    @Override
    public Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("kind", "number");
      json.put("median", median);
      json.put("mean", mean);
      json.put("deviation", deviation);
      json.put("gaps", gaps);
      return json;
    }
  }

  /**
   * One of some texts: one feature for each, 1 for the one that it is and 0 for the others
   * (one-hot), and one for gaps where there were some. A text that was not there is all zeros.
   */
  record Category(String name, List<String> values, boolean gaps) implements ColumnEncoding {
    public Category {
      values = List.copyOf(values);
    }

    static Category fit(String name, String[] texts, int[] rows) {
      TreeSet<String> values = new TreeSet<>();
      for (int row : rows) {
        values.add(texts[row]);
      }
      boolean gaps = values.remove("");
      return new Category(name, List.copyOf(values), gaps);
    }

    @Override
    public List<String> featureNames() {
      List<String> names = new ArrayList<>();
      values.forEach(value -> names.add(name + "=" + value));
      if (gaps) {
        names.add(missing(name));
      }
      return names;
    }

    @Override
    public void encode(TableColumn column, int[] rows, Tensor features, int first) {
      Map<String, Integer> places = new LinkedHashMap<>();
      values.forEach(value -> places.put(value, places.size()));
      if (gaps) {
        places.put("", places.size());
      }
      String[] texts = column.texts();
      for (int i = 0; i < rows.length; i++) {
        Integer place = places.get(texts[rows[i]]);
        if (place != null) {
          features.set(i, first + place, 1);
        }
      }
    }

    @Override
    public Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("kind", "category");
      json.put("values", values);
      json.put("gaps", gaps);
      return json;
    }
  }
}
