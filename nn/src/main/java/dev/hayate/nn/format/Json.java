package dev.hayate.nn.format;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Small JSON texts: descriptions inside model files, and reports of runs.
 *
 * <p>Reading is strict and bounded: no duplicate keys, and no more nesting, values and characters
 * than {@link ReadLimits} allow. Numbers are written in the fewest digits that give the same {@code
 * double} back. Stateless and safe to share.
 */
public final class Json {
  private static final String WHAT = "JSON";

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
    try (JsonParser parser = JsonText.factory(limits).createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new ModelFormatException(WHAT, place, "an object", Place.quote(text));
      }
      JsonObject object = new JsonObject(place, new Tree(parser, place, limits.values()).object());
      if (parser.nextToken() != null) {
        throw new ModelFormatException(
            WHAT, place, "nothing after the object", Place.quote(parser.getText()));
      }
      return object;
    } catch (JsonProcessingException broken) {
      throw JsonText.error(WHAT, place, broken);
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
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonText.factory(ReadLimits.DEFAULT).createGenerator(text)) {
      writeValue(json, members);
    } catch (IOException impossible) {
      throw new IllegalStateException("writing a text to memory", impossible);
    }
    return text.toString();
  }

  private static void writeValue(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> members -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
          json.writeFieldName(String.valueOf(member.getKey()));
          writeValue(json, member.getValue());
        }
        json.writeEndObject();
      }
      case List<?> items -> {
        json.writeStartArray();
        for (Object item : items) {
          writeValue(json, item);
        }
        json.writeEndArray();
      }
      case double[] numbers -> {
        json.writeStartArray();
        for (double number : numbers) {
          writeNumber(json, number);
        }
        json.writeEndArray();
      }
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Float number -> {
        if (Float.isFinite(number)) {
          json.writeNumber(number);
        } else {
          json.writeNull();
        }
      }
      case Double number -> writeNumber(json, number);
      default ->
          throw new IllegalArgumentException(
              "JSON has no form for a value of " + value.getClass().getName());
    }
  }

  private static void writeNumber(JsonGenerator json, double number) throws IOException {
    if (Double.isFinite(number)) {
      json.writeNumber(number);
    } else {
      json.writeNull();
    }
  }

  /** Builds maps and lists from tokens; how deep is bounded by the factory. */
  private static final class Tree {
    private final JsonParser parser;
    private final Place place;
    private final int most;
    private int values;

    Tree(JsonParser parser, Place place, int most) {
      this.parser = parser;
      this.place = place;
      this.most = most;
    }

    /** From a { to its }. */
    Map<String, Object> object() throws IOException {
      Map<String, Object> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        members.put(name, value());
      }
      return members;
    }

    private Object value() throws IOException {
      if (++values > most) {
        throw new ModelFormatException(WHAT, place, "at most " + most + " values", "more");
      }
      JsonToken token = parser.currentToken();
      return switch (token) {
        case START_OBJECT -> object();
        case START_ARRAY -> {
          List<Object> items = new ArrayList<>();
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value());
          }
          yield items;
        }
        case VALUE_STRING -> parser.getText();
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
        case VALUE_NULL -> JsonObject.NULL;
        default ->
            throw new ModelFormatException(
                WHAT, place, "a value", Place.quote(String.valueOf(parser.getText())));
      };
    }

    private Object number() throws IOException {
      if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
          && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
          && !parser.getText().equals("-0")) {
        return parser.getLongValue();
      }
      double number = Double.parseDouble(parser.getText());
      if (Double.isInfinite(number)) {
        throw new ModelFormatException(
            WHAT, place, "numbers that a double can hold", Place.quote(parser.getText()));
      }
      return number;
    }
  }
}
