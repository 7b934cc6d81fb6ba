package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
          """)
  void malformed(String text, String message) {
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> Json.parse(text, PLACE));
    assertTrue(error.getMessage().contains(message), error.getMessage());
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
