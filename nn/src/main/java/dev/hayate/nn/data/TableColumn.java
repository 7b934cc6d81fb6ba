package dev.hayate.nn.data;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The values of one column. */
sealed interface TableColumn {
  /** The values as texts, empty where they are missing. */
  String[] texts();

  /** Whether a value is missing. */
  boolean isMissing(int row);

  /** The different values in order, numbers by size; without the missing. */
  List<String> distinct();

  /** Numbers, NaN where they are missing. */
  final class Numbers implements TableColumn {
    private final double[] values;

    Numbers(double[] values) {
      this.values = values;
    }

    /** Not a copy. */
    double[] values() {
      return values;
    }

    @Override
    public String[] texts() {
      String[] texts = new String[values.length];
      for (int row = 0; row < texts.length; row++) {
        texts[row] = isMissing(row) ? "" : text(values[row]);
      }
      return texts;
    }

    @Override
    public boolean isMissing(int row) {
      return Double.isNaN(values[row]);
    }

    @Override
    public List<String> distinct() {
      TreeSet<Double> numbers = new TreeSet<>();
      for (double value : values) {
        if (!Double.isNaN(value)) {
          numbers.add(value + 0.0); // -0 is 0.
        }
      }
      List<String> texts = new ArrayList<>();
      numbers.forEach(number -> texts.add(text(number)));
      return texts;
    }

    /** A number as a text; whole ones without a point. */
    static String text(double value) {
      return isWhole(value) ? Long.toString((long) value) : Double.toString(value);
    }

    static boolean isWhole(double value) {
      return value == Math.rint(value) && Math.abs(value) < 0x1p53;
    }

    /** Whether all numbers that are there are whole. */
    boolean areWhole() {
      for (double value : values) {
        if (!Double.isNaN(value) && !isWhole(value)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Texts, empty where they are missing. */
  final class Texts implements TableColumn {
    private final String[] values;

    Texts(String[] values) {
      this.values = values;
    }

    /** Not a copy. */
    String[] values() {
      return values;
    }

    @Override
    public String[] texts() {
      return values.clone();
    }

    @Override
    public boolean isMissing(int row) {
      return values[row].isEmpty();
    }

    @Override
    public List<String> distinct() {
      TreeSet<String> texts = new TreeSet<>(List.of(values));
      texts.remove("");
      return new ArrayList<>(texts);
    }
  }
}
