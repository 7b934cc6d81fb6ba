package dev.hayate.nn.format;

import static dev.hayate.nn.format.MalformedFile.cut;
import static dev.hayate.nn.format.MalformedFile.extended;
import static dev.hayate.nn.format.MalformedFile.patched;
import static dev.hayate.nn.format.MalformedFile.text;
import static dev.hayate.nn.format.ReaderUnderTest.CSV;
import static dev.hayate.nn.format.ReaderUnderTest.IDX;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Malformed IDX, gzip and CSV files. */
final class MalformedTables {
  private static final int ROWS = 400_000;

  private final List<MalformedFile> files = new ArrayList<>();

  private MalformedTables() {}

  static List<MalformedFile> list() throws IOException {
    MalformedTables all = new MalformedTables();
    all.idx();
    all.gzip();
    all.csv();
    return all.files;
  }

  private void add(ReaderUnderTest reader, String name, byte[] bytes, String... says) {
    files.add(MalformedFile.of(name, reader, bytes, says));
  }

  private void idx() {
    byte[] good = IdxTest.bytes(8, 6, 2, 3);
    add(IDX, "nothing at all", new byte[0], "a-idx1-ubyte, byte 0", "4 bytes", "found 0");
    add(IDX, "three bytes", cut(good, good.length - 3), "4 bytes", "found 3");
    add(IDX, "another magic", patched(good, 0, 1), "byte 0", "two zero bytes", "1 and 0");
    add(IDX, "type 10", patched(good, 2, 10), "byte 2", "8, 9, 11", "found 10");
    add(IDX, "type 255", patched(good, 2, 255), "byte 2", "found 255");
    add(IDX, "33 dimensions", patched(good, 3, 33), "byte 3", "at most 32", "found 33");
    add(IDX, "dimensions beyond the file", patched(good, 3, 5), "4 bytes", "the end");
    add(IDX, "a dimension of 2^31", patched(good, 4, 128), "from 0 to 2147483647", "2147483650");
    add(
        IDX,
        "2^62 elements",
        patched(good, 4, 127, 255, 255, 255, 127, 255, 255, 255),
        "can be counted");
    add(IDX, "a byte too few", cut(good, 1), "byte 12", "6 bytes for U8 [2, 3]", "found 5");
    add(IDX, "a byte too many", extended(good, 1), "6 bytes for U8 [2, 3]", "found 7");
    add(IDX, "floats as images", IdxTest.bytes(13, 8, 2), "unsigned bytes", "F32");
  }

  private void gzip() throws IOException {
    byte[] good = IdxTest.gzip(IdxTest.bytes(8, 6, 2, 3));
    int end = good.length;
    add(IDX, "two bytes of gzip", cut(good, end - 2), "gzip", "more bytes", "the end");
    add(IDX, "another method of gzip", patched(good, 2, 7), "byte 2", "method 8", "found 7");
    add(IDX, "reserved flags of gzip", patched(good, 3, 0x80), "byte 3", "reserved", "128");
    add(IDX, "a name of gzip without end", cut(patched(good, 3, 8), end - 10), "more bytes");
    add(IDX, "a field of gzip beyond the file", patched(good, 3, 4), "more bytes", "the end");
    add(IDX, "gzip without its end", cut(good, 1), "more bytes", "the end of the file");
    add(IDX, "gzip cut in the data", cut(good, 12), "gzip");
    add(IDX, "a block of gzip of no kind", patched(good, 10, 7), "deflated data");
    add(IDX, "another check sum of gzip", patched(good, end - 8, 1, 2, 3, 4), "4030201");
    add(IDX, "another length of gzip", patched(good, end - 4, 9), "gzip length", "found 9");
    add(IDX, "a byte behind gzip", extended(good, 1), "the end of the file", "1 more");
    byte[] longer = IdxTest.gzip(extended(IdxTest.bytes(8, 6, 2, 3), 5));
    add(IDX, "more content than dimensions", longer, "18 bytes of content", "found more");
    byte[] shorter = IdxTest.gzip(cut(IdxTest.bytes(8, 6, 2, 3), 2));
    add(IDX, "less content than dimensions", shorter, "6 bytes for U8 [2, 3]", "found 4");
    byte[] bomb = IdxTest.gzip(extended(IdxTest.bytes(8, 6, 2, 3), 50_000_000));
    add(IDX, "a bomb", bomb, "18 bytes of content", "found more");
    byte[] claim = IdxTest.gzip(IdxTest.bytes(8, 6, 2_000_000_000, 1));
    add(IDX, "a claim that no gzip can keep", claim, "2000000012 bytes", "cannot hold");
    byte[] empty = IdxTest.gzip(patched(IdxTest.bytes(8, 100_000, 200_000), 4, 0, 3, 14, 0));
    add(IDX, "a claim that this gzip does not keep", empty, "bytes for U8");
    byte[] far = IdxTest.gzip(IdxTest.bytes(8, 6, 2_000_000_000, 3));
    add(IDX, "a claim beyond the limit", far, "at most 4294967296 bytes of inflated");
  }

  private void csv(String name, String content, String... says) {
    add(CSV, name, text(content), says);
  }

  private void csv() {
    csv("nothing at all", "", "a.csv", "a header", "nothing");
    csv("empty lines", "\n\n\n", "a header", "nothing");
    csv("a field too few", "a,b\n1,2\n3\n", "line 3", "2 fields", "found 1");
    csv("a field too many", "a,b\n1,2,3\n", "line 2", "2 fields", "found 3");
    csv("a name twice", "a,b,a\n1,2,3\n", "line 1", "\"a\"", "the name twice");
    csv("a quote that is not closed", "a,b\n1,\"2\n", "line 2", "closed");
    csv("a quote inside a field", "a,b\n1,2\"3\n", "line 2", "column 2", "a quote inside");
    csv("text behind a quote", "a,b\n1,\"2\"3\n", "line 2", "closed");
    csv("a NUL character", "a,b\n1,\0\n", "line 2", "column 2", "NUL");
    add(CSV, "no UTF-8", new byte[] {'a', '\n', (byte) 0xC3, '\n'}, "valid UTF-8");
    csv("a number beyond float32", "a\n" + "1\n".repeat(50) + "1e999\n", "line 52", "1e999");
    csv("a word among numbers", numbers() + "x\n", "line 32", "\"x\"", "a number");
    csv("digits of other scripts", numbers() + "\u0661\n", "line 32", "ASCII digits");
    csv("a long field", "a\n" + "9".repeat(20_000_000) + "\n", "line 2");
    csv("many columns", ",".repeat(20_000_000) + "\n", "line 1", "found more");
    csv("many rows", "a,b\n" + "1,2\n".repeat(ROWS), "line", "bytes in memory", "found more");
  }

  private static String numbers() {
    StringBuilder text = new StringBuilder("a\n");
    for (int i = 0; i < 30; i++) {
      text.append(i).append('\n');
    }
    return text.toString();
  }
}
