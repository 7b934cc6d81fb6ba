package dev.hayate.nn.format;

import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
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

  /** Gson would pass over it. */
  private static final char BYTE_ORDER_MARK = '\ufeff';

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
    JsonText json = new JsonText(text, WHAT, place, limits);
    try {
      if (text.isBlank()
          || json.peek() != JsonToken.BEGIN_OBJECT
          || text.charAt(0) == BYTE_ORDER_MARK) {
        throw new ModelFormatException(WHAT, place, "an object", Place.quote(text));
      }
      JsonObject object = new JsonObject(place, new Tree(json, place, limits.values()).object());
      json.end("valid JSON with nothing after the object");
      return object;
    } catch (IOException thrown) {
      throw json.error(thrown);
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
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      writeValue(json, members);
    } catch (IOException impossible) {
      throw new IllegalStateException("writing a text to memory", impossible);
    }
    return text.toString();
  }

  private static void writeValue(JsonWriter json, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> members -> {
        json.beginObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          json.name(String.valueOf(member.getKey()));
          writeValue(json, member.getValue());
        }
        json.endObject();
      }
      case List<?> items -> {
        json.beginArray();
        for (Object item : items) {
          writeValue(json, item);
        }
        json.endArray();
      }
      case double[] numbers -> {
        json.beginArray();
        for (double number : numbers) {
          writeNumber(json, number);
        }
        json.endArray();
      }
      case String text -> json.value(text);
      case Boolean flag -> json.value(flag);
      case Integer number -> json.value(number);
      case Long number -> json.value(number);
      case Float number -> {
        if (Float.isFinite(number)) {
          json.value(number);
        } else {
          json.nullValue();
        }
      }
      case Double number -> writeNumber(json, number);
      default ->
          throw new IllegalArgumentException(
              "JSON has no form for a value of " + value.getClass().getName());
    }
  }

  private static void writeNumber(JsonWriter json, double number) throws IOException {
    if (Double.isFinite(number)) {
      json.value(number);
    } else {
      json.nullValue();
    }
  }

  /** Builds maps and lists from tokens; how deep is bounded by the text's limits. */
  private static final class Tree {
    private final JsonText json;
    private final Place place;
    private final int most;
    private int values;

    Tree(JsonText json, Place place, int most) {
      this.json = json;
      this.place = place;
      this.most = most;
    }

    Map<String, Object> object() throws IOException {
      Map<String, Object> members = new LinkedHashMap<>();
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        members.put(name, value());
      }
      json.endObject();
      return members;
    }

    private List<Object> array() throws IOException {
      List<Object> items = new ArrayList<>();
      json.beginArray();
      while (json.hasNext()) {
        items.add(value());
      }
      json.endArray();
      return items;
    }

    private Object value() throws IOException {
      if (++values > most) {
        throw new ModelFormatException(WHAT, place, "at most " + most + " values", "more");
      }
      JsonToken token = json.peek();
      return switch (token) {
        case BEGIN_OBJECT -> object();
        case BEGIN_ARRAY -> array();
        case STRING -> json.nextString();
        case BOOLEAN -> json.nextBoolean();
        case NUMBER -> number();
        case NULL -> {
          json.nextNull();
          yield JsonObject.NULL;
        }
        case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT ->
            throw new IllegalStateException("no value begins with " + token);
      };
    }

    private Object number() throws IOException {
      String text = json.nextString();
      OptionalLong whole = JsonText.whole(text);
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
