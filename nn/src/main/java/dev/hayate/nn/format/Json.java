package dev.hayate.nn.format;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Small JSON texts: descriptions inside model files, and reports of runs.
 *
 * <p>Reading is strict and bounded: no duplicate keys, and no more nesting, values and characters
 * than {@link ReadLimits} allow. Numbers are written in the fewest digits that give the same {@code
 * double} back. Stateless and safe to share.
 */
public final class Json {
  private static final String WHAT = "JSON";
  private static final String HEX = "0123456789ABCDEF";

  private Json() {}

  /** {@link #parse(String, Place, ReadLimits)} under {@link ReadLimits#DEFAULT}. */
  public static JsonObject parse(String text, Place place) throws ModelFormatException {
    return parse(text, place, ReadLimits.DEFAULT);
  }

  /**
   * Reads a text that holds one object.
   *
   * @param place where the text comes from, for messages
   * @throws ModelFormatException if it is no JSON, no object, or exceeds a limit
   */
  public static JsonObject parse(String text, Place place, ReadLimits limits)
      throws ModelFormatException {
    if (text.length() > limits.textChars()) {
      throw new ModelFormatException(
          WHAT,
          place,
          "at most " + limits.textChars() + " characters",
          Integer.toString(text.length()));
    }
    JsonReader reader = new JsonReader(new StringReader(text), WHAT, place, limits);
    try {
      if (reader.next() != JsonReader.Token.BEGIN_OBJECT) {
        throw new ModelFormatException(WHAT, place, "an object", Place.quote(text));
      }
      JsonObject object = new JsonObject(place, new Tree(reader, place, limits.values()).object());
      if (reader.next() != JsonReader.Token.END) {
        throw new ModelFormatException(
            WHAT,
            place,
            "nothing after the object",
            Place.quote(text.substring((int) reader.begin())));
      }
      return object;
    } catch (ModelFormatException wrong) {
      throw wrong;
    } catch (IOException impossible) {
      throw new IllegalStateException("reading a text of memory", impossible);
    }
  }

  /**
   * Writes an object, its members in the map's order.
   *
   * @param members texts, booleans, numbers (those that are not finite become null), {@code double}
   *     arrays, and maps and lists of such values
   * @throws IllegalArgumentException if a value is of another kind
   */
  public static String write(Map<String, ?> members) {
    StringBuilder text = new StringBuilder();
    writeValue(text, members);
    return text.toString();
  }

  private static void writeValue(StringBuilder to, Object value) {
    switch (value) {
      case Map<?, ?> members -> {
        char separator = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
          to.append(separator);
          writeText(to, String.valueOf(member.getKey()));
          to.append(':');
          writeValue(to, member.getValue());
          separator = ',';
        }
        to.append(members.isEmpty() ? "{}" : "}");
      }
      case List<?> items -> {
        char separator = '[';
        for (Object item : items) {
          to.append(separator);
          writeValue(to, item);
          separator = ',';
        }
        to.append(items.isEmpty() ? "[]" : "]");
      }
      case double[] numbers -> {
        char separator = '[';
        for (double number : numbers) {
          writeValue(to.append(separator), number);
          separator = ',';
        }
        to.append(numbers.length == 0 ? "[]" : "]");
      }
      case String text -> writeText(to, text);
      case Boolean flag -> to.append(flag.booleanValue());
      case Integer number -> to.append(number.intValue());
      case Long number -> to.append(number.longValue());
      case Float number -> to.append(Float.isFinite(number) ? number.toString() : "null");
      case Double number -> to.append(Double.isFinite(number) ? number.toString() : "null");
      default ->
          throw new IllegalArgumentException(
              "JSON has no form for a value of " + value.getClass().getName());
    }
  }

  private static void writeText(StringBuilder to, String text) {
    to.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> to.append('\\').append(c);
        case '\b' -> to.append("\\b");
        case '\f' -> to.append("\\f");
        case '\n' -> to.append("\\n");
        case '\r' -> to.append("\\r");
        case '\t' -> to.append("\\t");
        default -> {
          if (c < ' ') {
            to.append("\\u00").append(c < 0x10 ? '0' : '1').append(HEX.charAt(c & 0xF));
          } else {
            to.append(c);
          }
        }
      }
    }
    to.append('"');
  }

  /** Builds maps and lists from tokens; how deep is bounded by the reader. */
  private static final class Tree {
    private final JsonReader reader;
    private final Place place;
    private final int most;
    private int values;

    Tree(JsonReader reader, Place place, int most) {
      this.reader = reader;
      this.place = place;
      this.most = most;
    }

    /** From a { to its }. */
    Map<String, Object> object() throws IOException {
      Map<String, Object> members = new LinkedHashMap<>();
      while (reader.next() == JsonReader.Token.NAME) {
        String name = reader.text();
        members.put(name, value(reader.next()));
      }
      return members;
    }

    private Object value(JsonReader.Token token) throws IOException {
      if (++values > most) {
        throw new ModelFormatException(WHAT, place, "at most " + most + " values", "more");
      }
      return switch (token) {
        case BEGIN_OBJECT -> object();
        case BEGIN_ARRAY -> {
          List<Object> items = new ArrayList<>();
          for (JsonReader.Token item = reader.next();
              item != JsonReader.Token.END_ARRAY;
              item = reader.next()) {
            items.add(value(item));
          }
          yield items;
        }
        case TEXT -> reader.text();
        case TRUE -> true;
        case FALSE -> false;
        case NUMBER -> number();
        case NULL -> JsonObject.NULL;
        case NAME, END_OBJECT, END_ARRAY, END ->
            throw new IllegalStateException("no value begins with " + token);
      };
    }

    private Object number() throws IOException {
      String text = reader.text();
      OptionalLong whole = reader.whole();
      if (whole.isPresent() && !text.equals("-0")) {
        return whole.getAsLong();
      }
      double number = Double.parseDouble(text);
      if (Double.isInfinite(number)) {
        throw new ModelFormatException(
            WHAT, place, "numbers that a double can hold", Place.quote(text));
      }
      return number;
    }
  }
}
