package dev.hayate.nn.data;

import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.Set;

/**
 * What the texts of a table's fields mean.
 *
 * <p>Missing are an empty field, NA, N/A, NaN, null and ?. A number is written in ASCII digits,
 * with a point and an exponent if need be: {@code -1.5e3}. Numbers that look like ones but cannot
 * be taken are refused and never guessed at: those beyond float32, of more than {@value #MAX_CHARS}
 * characters, or in the digits of another script.
 */
final class Cells {
  static final int MAX_CHARS = 64;

  private static final Set<String> MISSING =
      Set.of("", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?");

  private Cells() {}

  static boolean isMissing(String text) {
    return MISSING.contains(text);
  }

  /** Whether a text has the form of a number. */
  static boolean isNumber(String text) {
    int at = sign(text, 0);
    int whole = digits(text, at);
    int end = whole;
    int fraction = 0;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(text, end + 1);
      fraction = end - whole - 1;
    }
    if (whole - at + fraction == 0) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = sign(text, end + 1);
      end = digits(text, exponent);
      if (end == exponent) {
        return false;
      }
    }
    return end == text.length();
  }

  private static int sign(String text, int at) {
    return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /** Whether a text is a number in digits that are not ASCII. */
  private static boolean isForeignNumber(String text) {
    boolean foreign = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isDigit(c)) {
        foreign |= c > '9';
      } else if ("+-.,eE".indexOf(c) < 0) {
        return false;
      }
    }
    return foreign;
  }

  /** Refuses a field that is meant as a number but cannot be taken as one. */
  static void check(CsvTable table, int row, int column) throws ModelFormatException {
    String text = table.text(row, column);
    if (isNumber(text)) {
      checked(table, row, column, text);
    } else if (isForeignNumber(text)) {
      throw error(table, row, column, "a number in ASCII digits");
    }
  }

  /** What has the form of a number as one. */
  static double checked(CsvTable table, int row, int column, String text)
      throws ModelFormatException {
    if (text.length() > MAX_CHARS) {
      throw error(table, row, column, "a number of at most " + MAX_CHARS + " characters");
    }
    double value = Double.parseDouble(text);
    if (Math.abs(value) > Float.MAX_VALUE) {
      throw error(table, row, column, "a number that float32 can hold, up to 3.4e38");
    }
    return value;
  }

  /**
   * A field as a number, NaN where it is missing.
   *
   * @throws ModelFormatException if it is neither
   */
  static double number(CsvTable table, int row, int column) throws ModelFormatException {
    String text = table.text(row, column);
    if (isMissing(text)) {
      return Double.NaN;
    }
    if (isNumber(text)) {
      return checked(table, row, column, text);
    }
    check(table, row, column);
    throw error(table, row, column, "a number");
  }

  private static ModelFormatException error(CsvTable table, int row, int column, String expected) {
    return new ModelFormatException(
        "CSV field", table.place(row, column), expected, Place.quote(table.text(row, column)));
  }
}
