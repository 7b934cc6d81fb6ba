package dev.hayate.nn.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CsvTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("f.csv"), text);
  }

  private static List<List<String>> rows(CsvTable table) {
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      rows.add(table.row(row));
    }
    return rows;
  }

  @Test
  void fieldsAreReadAsWritten() throws IOException {
    CsvTable table = Csv.read(file("a, b ,c\r\n1,\"x, \"\"y\"\"\n z\",\n\n 2 ,\" q \",\t3\n"));
    assertEquals(List.of("a", "b", "c"), table.names());
    assertEquals(List.of(List.of("1", "x, \"y\"\n z", ""), List.of("2", " q ", "3")), rows(table));
    assertEquals("f.csv, line 2, column 3, \"c\"", table.place(0, 2).toString());
    assertEquals(5, table.place(1, 0).line().orElseThrow());
    assertEquals(1, table.column("b").orElseThrow());
    assertTrue(table.column("d").isEmpty());
  }

  @Test
  void otherSeparatorsAreTakenWhenAskedFor() throws IOException {
    Path file = file("a;b\n1,5;2\n");
    assertEquals(List.of(List.of("1,5", "2")), rows(Csv.read(file, ';')));
    assertEquals(List.of(List.of("1", "2")), rows(Csv.read(file("a\tb\n1\t2\n"), '\t')));
    assertThrows(IllegalArgumentException.class, () -> Csv.read(file, '|'));
  }

  @Test
  void aByteOrderMarkDoesNotCount() throws IOException {
    assertEquals(List.of("a", "b"), Csv.read(file("\uFEFF\"a\",b\n1,2\n")).names());
    assertEquals(List.of("a"), Csv.read(file("a")).names());
  }

  @Test
  void aColumnWithoutANameIsCalledByItsNumber() throws IOException {
    assertEquals(List.of("column 1", "b"), Csv.read(file(",b\n0,2\n")).names());
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    CsvTable table =
        CsvTable.of(
            List.of("plain", "a \"quoted\", name"),
            List.of(List.of("1", "two\nlines"), List.of("", "\u75be\u98a8")));
    Path file = folder.resolve("out.csv");
    Csv.write(file, table);
    CsvTable read = Csv.read(file);
    assertEquals(table.names(), read.names());
    assertEquals(rows(table), rows(read));
  }

  @Test
  void tablesFitTheirNames() {
    List<List<String>> rows = List.of(List.of("1"));
    assertThrows(IllegalArgumentException.class, () -> CsvTable.of(List.of("a", "b"), rows));
    assertThrows(IllegalArgumentException.class, () -> CsvTable.of(List.of("a", "a"), List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          empty              | ~~                  | f.csv: expected a header
          lines only         | \\n\\n              | f.csv: expected a header
          one field fewer    | a,b\\n1,2\\n3       | line 3, column 2: expected 2 fields, as in the header, found 1
          one field more     | a,b\\n1,2,3         | line 2, column 3: expected 2 fields, as in the header, found 3
          after a long field | a,b\\n"x\\ny",2\\n3 | line 4, column 2: expected 2 fields
          open quote         | a,b\\n1,"2\\n3,4    | line 2, column 2: expected a field whose quote is closed
          open in header     | a,"b                | line 1, column 2: expected a field whose quote is closed
          text after a quote | a,b\\n"1"x,2        | line 2, column 1: expected a field whose quote is closed
          quote in a field   | a,b\\n1,x"y"        | line 2, column 2: expected quotes around the whole field
          NUL                | a,b\\n1,\\0         | line 2, column 2: expected text, found a NUL
          NUL in quotes      | a,b\\n1,"\\0"       | line 2, column 2: expected text, found a NUL
          name twice         | a,b,a\\n1,2,3       | line 1, "a": expected a name of its own
          """)
  void malformed(String name, String text, String message) throws IOException {
    Path file = file(text.replace("\\n", "\n").replace("\\0", "\0"));
    String error = assertThrows(ModelFormatException.class, () -> Csv.read(file)).getMessage();
    assertTrue(error.contains(message), error);
    assertEquals(1, error.lines().count());
  }

  @Test
  void whatIsNotUtf8IsRefused() throws IOException {
    Path file = folder.resolve("f.csv");
    Files.write(file, new byte[] {'a', '\n', (byte) 0xC3, '\n'});
    assertThrows(ModelFormatException.class, () -> Csv.read(file));
  }

  @Test
  void aFieldWithoutAnEndIsRefused() throws IOException {
    byte[] text = "a\n".concat("9".repeat(ReadLimits.DEFAULT.textChars() + 10)).getBytes(UTF_8);
    Path file = Files.write(folder.resolve("f.csv"), text);
    assertThrows(ModelFormatException.class, () -> Csv.read(file));
  }

  @Test
  void anAbsentFileIsNoFormatError() {
    IOException error =
        assertThrows(IOException.class, () -> Csv.read(folder.resolve("absent.csv")));
    assertTrue(!(error instanceof ModelFormatException));
  }
}
