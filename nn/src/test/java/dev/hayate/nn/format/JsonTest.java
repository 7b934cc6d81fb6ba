package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  private static final Place PLACE = Place.in("a description");

  @Test
  void whatIsWrittenIsReadBackExactly() throws ModelFormatException {
    double[] numbers = {0, -0.0, 1, 0.1, 1 / 3.0, Double.MIN_VALUE, Double.MAX_VALUE, 1e22};
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("text", "a\"\\\n\u0001\u75be\ud83d\ude00");
    members.put("numbers", numbers);
    members.put("count", 7);
    members.put("long", Long.MAX_VALUE);
    members.put("flag", true);
    members.put("nothing", Float.NaN);
    members.put("inner", List.of(Map.of("a", "b"), Map.of("a", "c")));
    String text = Json.write(members);
    JsonObject read = Json.parse(text, PLACE);
    assertEquals(members.get("text"), read.string("text"));
    assertArrayEquals(numbers, read.numbers("numbers"));
    assertEquals(7, read.integer("count", 0, 10));
    assertEquals((double) Long.MAX_VALUE, read.number("long"));
    assertTrue(read.flag("flag"));
    assertEquals(List.copyOf(members.keySet()), List.copyOf(read.names()));
    assertEquals("c", read.objects("inner").get(1).string("a"));
    assertTrue(text.contains("\"nothing\":null"));
    assertThrows(ModelFormatException.class, () -> read.number("nothing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          []             | an object
          {              | valid JSON
          {}{}           | nothing after
          {"a":1,"a":2}  | Duplicate
          {"a":NaN}      | valid JSON
          {"a":1e999}    | a double can hold
          {"a":01}       | valid JSON
          {"a":"\\x"}    | valid JSON
          {"a":+1}       | valid JSON
          {"a"}          | valid JSON
          {"a":1,}       | valid JSON
          {"a":[1,]}     | valid JSON
          {"a":[,1]}     | valid JSON
          {"a":[1 2]}    | valid JSON
          {"a":[1}       | valid JSON
          {"a":{]}       | valid JSON
          {"a":1]        | valid JSON
          {"a" 1}        | valid JSON
          {,}            | valid JSON
          {1:1}          | valid JSON
          {"a":.5}       | valid JSON
          {"a":5.}       | valid JSON
          {"a":1e}       | valid JSON
          {"a":1e+}      | valid JSON
          {"a":-}        | valid JSON
          {"a":--1}      | valid JSON
          {"a":0x1}      | valid JSON
          {"a":tru}      | valid JSON
          {"a":truer}    | valid JSON
          {"a":nul       | valid JSON
          {"a":"\\u12g4"} | valid JSON
          {"a":"\\u12    | valid JSON
          {"a":"b        | valid JSON
          {"a":"\\       | valid JSON
          {"a":"\t"}     | valid JSON
          {"a":1} x      | valid JSON
          {"a":1}]       | valid JSON
          {"a":TRUE}     | valid JSON
          {"a":\\'}      | valid JSON
          {"a":"\\'"}    | valid JSON
          {'a':1}        | valid JSON
          {"a"=1}        | valid JSON
          {"a":1;"b":2}  | valid JSON
          {"a":Infinity} | valid JSON
          {"a":1}//      | valid JSON
          {"a":1 #       | valid JSON
          {"a":"\\ud83d"} | valid JSON
          \ufeff{}       | an object
          )]}'           | valid JSON
          """)
  void malformed(String text, String message) {
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> Json.parse(text, PLACE));
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertFalse(error.getMessage().contains("JsonReader"), error.getMessage());
  }

  @Test
  void everyFormOfTheGrammarIsRead() throws ModelFormatException {
    String text =
        " \r\n\t{ \"a\" : [ 0 , -1, 10, 1.5e+2, -0.25, 1E-2, 2e2, 9223372036854775807,"
            + " 9223372036854775808 ] , \"b\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u75be\\uD83d\\uDE00\","
            + "\"\":{},\"c\":[[],{}, true,false , null]}\n ";
    JsonObject read = Json.parse(text, PLACE);
    assertEquals(
        List.of(0L, -1L, 10L, 150.0, -0.25, 0.01, 200.0, Long.MAX_VALUE, 0x1p63),
        read.members().get("a"));
    assertEquals("\"\\/\b\f\n\r\t\u75be\ud83d\ude00", read.string("b"));
    assertEquals(Map.of(), read.members().get(""));
    assertEquals(List.of(List.of(), Map.of(), true, false, JsonObject.NULL), read.items("c"));
    assertEquals(List.of("a", "b", "", "c"), List.copyOf(read.names()));
  }

  /** Tokens that lie across the ends of what is read at a time. */
  @Test
  void longTextsAreReadWhole() throws ModelFormatException {
    for (int spaces = 0; spaces < 40; spaces++) {
      String name = "n".repeat(2030 + spaces);
      String text = " ".repeat(spaces) + "{\"" + name + "\":[true,\"\\u75be\\n\",12345.5]}";
      assertEquals(
          Map.of(name, List.of(true, "\u75be\n", 12345.5)), Json.parse(text, PLACE).members());
    }
  }

  @Test
  void errorsTellTheLineAndTheColumn() {
    ModelFormatException error =
        assertThrows(
            ModelFormatException.class, () -> Json.parse("{\n  \"a\": 1,\n  \"b\" 2}", PLACE));
    assertEquals(3, error.place().line().orElseThrow());
    assertEquals(7, error.place().column().orElseThrow());
    assertEquals("\"2}\" (Expected ':')", error.found());
  }

  @Test
  void numbersAndNestingEndWhereTheLimitsSay() throws ModelFormatException {
    String digits = "1".repeat(JsonText.MAX_NUMBER_CHARS);
    assertEquals(
        Double.parseDouble(digits), Json.parse("{\"a\":" + digits + "}", PLACE).number("a"));
    assertThrows(ModelFormatException.class, () -> Json.parse("{\"a\":" + digits + "1}", PLACE));
    ReadLimits limits = ReadLimits.DEFAULT.withNesting(3).withTextChars(20);
    assertEquals(1, Json.parse("{\"a\":[[]]}", PLACE, limits).names().size());
    assertThrows(ModelFormatException.class, () -> Json.parse("{\"a\":[[[]]]}", PLACE, limits));
    assertThrows(
        ModelFormatException.class,
        () -> Json.parse("{\"a\":\"12345678901234567890\"}", PLACE, limits));
  }

  @Test
  void deepNestingAndManyValuesAreRefused() {
    String deep = "{\"a\":" + "[".repeat(100_000);
    assertThrows(ModelFormatException.class, () -> Json.parse(deep, PLACE));
    String many = "{\"a\":[" + "0,".repeat(ReadLimits.DEFAULT.values()) + "0]}";
    assertThrows(ModelFormatException.class, () -> Json.parse(many, PLACE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"absent", "text", "number", "list"})
  void membersOfAnotherKindAreNamed(String name) throws ModelFormatException {
    JsonObject object =
        Json.parse("{\"text\":\"x\",\"number\":1.5,\"list\":[\"x\"],\"big\":5}", PLACE);
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> object.object(name));
    assertEquals(name, error.place().key().orElseThrow());
    assertThrows(ModelFormatException.class, () -> object.integer(name, 0, 9));
    assertThrows(ModelFormatException.class, () -> object.numbers(name));
    assertThrows(ModelFormatException.class, () -> object.integer("big", 0, 4));
  }

  @Test
  void otherValuesCannotBeWritten() {
    assertThrows(IllegalArgumentException.class, () -> Json.write(Map.of("a", new Object())));
  }
}
