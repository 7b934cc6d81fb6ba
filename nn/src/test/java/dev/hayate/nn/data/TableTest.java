package dev.hayate.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TableTest {
  private static CsvTable column(String... fields) {
    List<List<String>> rows = new ArrayList<>();
    for (String field : fields) {
      rows.add(List.of(field));
    }
    return CsvTable.of(List.of("a"), rows);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "+1", "1.5", "1.", ".5", "1e3", "1E-3", "1.5e+10", "007", "3.4e38"})
  void numbers(String text) throws IOException {
    Table table = Table.of(column(text));
    assertTrue(table.isNumeric(0));
    assertEquals(Double.parseDouble(text), table.numbers(0)[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1 2",
        "1,5",
        "0x10",
        "1f",
        "1d",
        "inf",
        "Infinity",
        "--1",
        "1.2.3",
        "1e2.5",
        "$5",
        "5%",
        "\u00bd",
        "a\u0661"
      })
  void texts(String text) throws IOException {
    Table table = Table.of(column(text));
    assertFalse(table.isNumeric(0));
    assertEquals(List.of(text), table.texts(0));
    assertThrows(IllegalArgumentException.class, () -> table.numbers(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1e999          | float32 can hold
          -1e39          | float32 can hold
          \uff11\uff12   | ASCII digits
          \u0663         | ASCII digits
          -\u0663.\u0663 | ASCII digits
          """)
  void numbersThatCannotBeTaken(String text, String message) {
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> Table.of(column("1", text)));
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertEquals(3, error.place().line().orElseThrow());
    assertEquals(1, error.place().column().orElseThrow());
    assertEquals("a", error.place().key().orElseThrow());
  }

  @Test
  void aNumberOfTooManyDigitsIsRefused() {
    assertThrows(ModelFormatException.class, () -> Table.of(column("1".repeat(65))));
  }

  @Test
  void gapsAreOfNoKind() throws IOException {
    Table numbers = Table.of(column("1", "", "NA", "N/A", "NaN", "null", "?", "2"));
    assertArrayEquals(
        new double[] {1, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 2},
        numbers.numbers(0));
    assertEquals(List.of("x", "", ""), Table.of(column("x", "?", "")).texts(0));
    assertTrue(Table.of(column("", "NA")).isNumeric(0));
  }

  @Test
  void aMistakeAmongManyNumbersIsNamed() throws IOException {
    String[] fields = new String[100];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = Integer.toString(i);
    }
    fields[41] = "4l";
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> Table.of(column(fields)));
    assertEquals(43, error.place().line().orElseThrow());
    assertTrue(error.getMessage().endsWith("found \"4l\""), error.getMessage());
    // Codes, some of which happen to be numbers, stay texts.
    for (int i = 0; i < fields.length; i++) {
      fields[i] = i == 41 ? "A" : Integer.toString(i % 5);
    }
    assertFalse(Table.of(column(fields)).isNumeric(0));
  }

  @Test
  void numbersWithoutAFile() {
    Table table = Table.ofNumbers(List.of("a", "b"), List.of(new double[2], new double[2]));
    assertEquals(2, table.size());
    assertEquals(List.of("0", "0"), table.texts(1));
    assertThrows(
        IllegalArgumentException.class,
        () -> Table.ofNumbers(List.of("a", "b"), List.of(new double[2], new double[3])));
  }
}
