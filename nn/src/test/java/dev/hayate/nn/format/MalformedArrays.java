package dev.hayate.nn.format;

import static dev.hayate.nn.format.MalformedFile.cut;
import static dev.hayate.nn.format.MalformedFile.extended;
import static dev.hayate.nn.format.MalformedFile.patched;
import static dev.hayate.nn.format.ReaderUnderTest.NPY;
import static dev.hayate.nn.format.ReaderUnderTest.NPZ;
import static dev.hayate.nn.format.ReaderUnderTest.SAFETENSORS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Malformed .npy, .npz and safetensors files. */
final class MalformedArrays {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;

  private final List<MalformedFile> files = new ArrayList<>();

  private MalformedArrays() {}

  static List<MalformedFile> list() throws IOException {
    MalformedArrays all = new MalformedArrays();
    all.addNpy();
    all.npz();
    all.safetensors();
    return all.files;
  }

  private void add(ReaderUnderTest reader, String name, byte[] bytes, String... says) {
    files.add(MalformedFile.of(name, reader, bytes, says));
  }

  private static String dictionary(String descr, String order, String shape) {
    return "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
  }

  private void dictionary(String name, String dictionary, int data, String... says) {
    add(NPY, name, NpyTest.bytes(dictionary, data), says);
  }

  private static byte[] npy() {
    return NpyTest.bytes(dictionary("'<f4'", "False", "(2,)"), 8);
  }

  private void addNpy() {
    byte[] good = npy();
    add(NPY, "nothing at all", new byte[0], "a.npy", "at least 10 bytes", "found 0");
    add(NPY, "one byte", cut(good, good.length - 1), "at least 10 bytes", "found 1");
    add(NPY, "another magic", patched(good, 0, 'P', 'K'), "byte 0", "\\x93NUMPY", "found 80");
    add(NPY, "a text", MalformedFile.text("1 2 3\n4 5 6\n"), "byte 0", "found 49");
    add(NPY, "version 0", patched(good, 6, 0), "byte 6", "1.0, 2.0 or 3.0", "found 0.0");
    add(NPY, "version 1.1", patched(good, 7, 1), "byte 6", "found 1.1");
    add(NPY, "version 255", patched(good, 6, 255), "byte 6", "found 255.0");
    add(NPY, "a header beyond the file", patched(good, 8, 255, 255), "byte 8", "found 65535");
    add(
        NPY,
        "a header of 4 GB",
        patched(good, 6, 2, 0, 255, 255, 255, 255),
        "byte 8",
        "found 4294967295");
    add(NPY, "a header of nothing", patched(good, 8, 0, 0), "byte 10", "'{'");
    dictionary("no dictionary", "[1, 2]", 8, "byte 10", "'{'", "[1, 2]");
    dictionary("an open dictionary", "{'descr': '<f4'", 8, "'}'", "the end of the header");
    dictionary("an unknown key", "{'shape': (2,), 'x': 1}", 8, "\"x\"");
    dictionary("one key of three", "{'shape': (2,)}", 8, "the keys", "[shape] only");
    dictionary("a key twice", "{'shape': (2,), 'shape': (2,)}", 8, "each key once", "again");
    dictionary("a text that does not end", "{'descr': '<f4, }", 8, "quotes", "'<f4");
    dictionary("an escape", dictionary("'\\x3cf4'", "False", "(2,)"), 8, "without escapes");
    dictionary("objects", dictionary("'|O'", "False", "(2,)"), 16, "f8]", "\"|O\"");
    dictionary("complex numbers", dictionary("'<c8'", "False", "(2,)"), 16, "f8]", "\"<c8\"");
    dictionary("texts", dictionary("'<U2'", "False", "(2,)"), 16, "\"<U2\"");
    dictionary("a structure", dictionary("[('a', '<f4')]", "False", "(2,)"), 8, "a text");
    dictionary("order as a number", dictionary("'<f4'", "0", "(2,)"), 8, "True or False", "0");
    dictionary("a list as shape", dictionary("'<f4'", "False", "[2]"), 8, "'('", "[2]");
    dictionary("a number as shape", dictionary("'<f4'", "False", "(2)"), 8, "a tuple");
    dictionary("a dimension below 0", dictionary("'<f4'", "False", "(-2,)"), 8, "from 0", "-2");
    dictionary("a dimension NaN", dictionary("'<f4'", "False", "(nan,)"), 8, "a whole number");
    dictionary(
        "a dimension of 2^31", dictionary("'|u1'", "False", "(2147483648,)"), 8, "2147483648");
    dictionary(
        "dimensions whose product is 0 in 64 bits",
        dictionary("'<f4'", "False", "(2147483647, 2147483647, 2147483647)"),
        0,
        "can be counted");
    dictionary("brackets without end", "{".repeat(60_000), 0, "byte 11", "in quotes");
    add(NPY, "a byte too few", cut(good, 1), "8 bytes for F32 [2]", "found 7");
    add(NPY, "a byte too many", extended(good, 1), "8 bytes for F32 [2]", "found 9");
  }

  private static int at(byte[] zip, int signature, int skip) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0, seen = 0; ; at++) {
      if (bytes.getInt(at) == signature && seen++ == skip) {
        return at;
      }
    }
  }

  private static byte[] record(byte[] zip, int signature, int offset, int... values) {
    return patched(zip, at(zip, signature, 0) + offset, values);
  }

  private void npz() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("x.npy", npy());
    entries.put("y.npy", npy());
    byte[] good = NpzTest.zip(entries);
    byte[] zip64 = NpzTest.zip64("x.npy", npy());
    int end = at(good, END, 0);
    int second = at(good, CENTRAL, 1);
    add(NPZ, "nothing at all", new byte[0], "a.npz", "an end record", "0");
    add(NPZ, "no archive", npy(), "an end record", "none");
    add(NPZ, "a byte too few", cut(good, 1), "an end record");
    add(NPZ, "a byte too many", extended(good, 1), "an end record");
    add(NPZ, "half of it", cut(good, good.length / 2), "an end record");
    add(NPZ, "the second part of two", patched(good, end + 4, 1), "in one part", "part 1");
    add(NPZ, "one entry too many", patched(good, end + 10, 3), "entry 3 of 3", "its end");
    add(NPZ, "one entry too few", patched(good, end + 10, 1), "the end of the directory");
    add(NPZ, "65534 entries", patched(good, end + 10, 254, 255), "entry 3 of 65534");
    add(NPZ, "a directory elsewhere", patched(good, end + 16, 1, 0), "a directory that ends at");
    add(NPZ, "a directory of 4 GB", patched(good, end + 12, 254, 255, 255, 255), "4294967294");
    add(NPZ, "no signature of an entry", record(good, CENTRAL, 0, 'x'), "entry 1 of 2");
    add(NPZ, "an entry with a long name", patched(good, second + 28, 255, 255), "that ends by");
    add(NPZ, "an encrypted entry", record(good, CENTRAL, 8, 9), "\"x.npy\"", "not encrypted");
    add(NPZ, "another compression", record(good, CENTRAL, 10, 12), "method 0 or 8", "found 12");
    add(NPZ, "a header elsewhere", record(good, CENTRAL, 42, 7), "own header", "found 7");
    add(NPZ, "two methods", record(good, LOCAL, 8, 0), "the name and method of the directory");
    add(NPZ, "two names", record(good, LOCAL, 30, 'z'), "the name and method of the directory");
    add(NPZ, "content of 4 GB", record(good, CENTRAL, 24, 254, 255, 255, 255), "4294967294");
    add(NPZ, "a byte less content", record(good, CENTRAL, 24, npy().length - 1), "npy data");
    add(NPZ, "a byte more content", record(good, CENTRAL, 24, npy().length + 1), "npy data");
    add(NPZ, "data beyond the directory", record(good, CENTRAL, 20, 255, 255), "data that ends by");
    add(NPZ, "data cut short", record(good, CENTRAL, 20, 20), "more bytes");
    add(NPZ, "data that is not deflated", record(good, LOCAL, 35, 255, 255), "deflated data");
    add(
        NPZ,
        "another check sum",
        record(good, CENTRAL, 16, 1, 2, 3, 4),
        "zip check sum",
        "4030201");
    add(
        NPZ,
        "entries over each other",
        patched(patched(good, second + 42, 0, 0), second + 46, 'x'),
        "a name of its own");
    add(NPZ, "another name in UTF-8", record(good, CENTRAL, 46, 0xC0), "valid UTF-8");
    add(
        NPZ,
        "something else",
        NpzTest.zip(Map.of("data.pkl", npy())),
        "\"data.pkl\"",
        ".npy",
        "a pickle");
    add(
        NPZ,
        "a path to a text",
        NpzTest.zip(Map.of("../../x.npy", MalformedFile.text("text"))),
        "\"../../x\"",
        "at least 10 bytes");
    add(NPZ, "a bomb", NpzTest.zip(Map.of("x.npy", new byte[50_000_000])), "npy magic", "\"x\"");
    byte[] bomb = NpyTest.bytes(dictionary("'<f4'", "False", "(2,)"), 50_000_000);
    add(NPZ, "a bomb behind a header", NpzTest.zip(Map.of("x.npy", bomb)), "8 bytes for F32 [2]");
    add(
        NPZ,
        "an offset of zip64 beyond the file",
        patched(zip64, at(zip64, 0x07064b50, 0) + 8, 255, 255, 255, 255, 255, 255, 255, 255),
        "zip64 end record",
        "found -1");
    add(
        NPZ,
        "a directory of zip64 below 0",
        patched(zip64, at(zip64, 0x06064b50, 0) + 47, 255),
        "a directory that ends at");
    add(
        NPZ,
        "2^63 entries of zip64",
        patched(zip64, at(zip64, 0x06064b50, 0) + 39, 128),
        "at most",
        "entries");
    add(
        NPZ,
        "sizes of zip64 below 0",
        patched(zip64, at(zip64, CENTRAL, 0) + 46 + 5 + 4 + 4 + 7, 255),
        "below 2^63");
    add(
        NPZ,
        "no sizes of zip64",
        patched(zip64, at(zip64, CENTRAL, 0) + 46 + 5 + 4, 2),
        "a zip64 field");
  }

  private static String entry(String name, String type, String shape, String offsets) {
    return "\"%s\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}"
        .formatted(name, type, shape, offsets);
  }

  private void header(String name, String header, int data, String... says) {
    add(SAFETENSORS, name, SafeTensorsTest.bytes(header, data), says);
  }

  private void tensor(String name, String type, String shape, String offsets, String... says) {
    header(name, "{" + entry("t", type, shape, offsets) + "}", 8, says);
  }

  private void safetensors() {
    byte[] good = SafeTensorsTest.bytes("{" + entry("t", "\"F32\"", "[2]", "[0,8]") + "}", 8);
    add(SAFETENSORS, "nothing at all", new byte[0], "a.safetensors", "at least 8", "found 0");
    add(SAFETENSORS, "seven bytes", cut(good, good.length - 7), "at least 8 bytes", "found 7");
    add(SAFETENSORS, "a header of nothing", patched(good, 0, 0), "byte 0", "found 0");
    add(
        SAFETENSORS,
        "a header of 2^64-1",
        patched(good, 0, -1, -1, -1, -1, -1, -1, -1, -1),
        "18446744073709551615");
    add(SAFETENSORS, "a header beyond the file", patched(good, 0, 255), "byte 0", "found 255");
    add(SAFETENSORS, "a byte too few", cut(good, 1), "\"t\"", "end by 7");
    add(SAFETENSORS, "a byte too many", extended(good, 1), "8 bytes of data", "9 bytes");
    add(SAFETENSORS, "no UTF-8", patched(good, 10, 0xFF), "valid UTF-8");
    header("no object", "[1]", 0, "a { that begins");
    header("a space before it", " {}", 0, "a { that begins");
    header("an open object", "{\"t\":", 0, "line 1", "valid JSON");
    header("two objects", "{}{}", 0, "nothing but spaces");
    header(
        "a tensor twice",
        "{"
            + entry("t", "\"F32\"", "[2]", "[0,8]")
            + ","
            + entry("t", "\"F32\"", "[2]", "[0,8]")
            + "}",
        8,
        "Duplicate field",
        "t");
    header("a tensor that is a number", "{\"t\":1}", 0, "\"t\"", "{dtype, shape, data_offsets}");
    header(
        "metadata of numbers", "{\"__metadata__\":{\"a\":1}}", 0, "\"__metadata__\"", "texts only");
    header("a member too many", "{\"t\":{\"dtype\":\"F32\",\"x\":1}}", 0, "\"t\"", "\"x\"");
    header("no members", "{\"t\":{}}", 0, "dtype, shape and data_offsets", "0 of them");
    tensor("no type", "null", "[2]", "[0,8]", "\"t\"", "dtype as a text");
    tensor("an unknown type", "\"F31\"", "[2]", "[0,8]", "\"t\"", "\"F31\"");
    tensor("a shape that is a number", "\"F32\"", "2", "[0,8]", "an array of numbers");
    tensor("a shape of texts", "\"F32\"", "[\"2\"]", "[0,8]", "whole numbers");
    tensor("a dimension below 0", "\"F32\"", "[-2]", "[0,8]", "from 0", "-2");
    tensor("a dimension of 2.5", "\"F32\"", "[2.5]", "[0,8]", "whole numbers", "2.5");
    tensor("a dimension of 2^64", "\"F32\"", "[18446744073709551616]", "[0,8]", "1844674407370955");
    tensor("a dimension of 2^31", "\"F32\"", "[2147483648]", "[0,8]", "2147483648");
    tensor("33 dimensions", "\"F32\"", "[1" + ",1".repeat(32) + "]", "[0,4]", "at most 32");
    tensor(
        "a product of 0 in 64 bits",
        "\"F32\"",
        "[2147483647,2147483647,2147483647,4]",
        "[0,0]",
        "can be counted");
    tensor("one offset", "\"F32\"", "[2]", "[0]", "two data_offsets", "1");
    tensor("offsets that fall", "\"F32\"", "[2]", "[8,0]", "that rise", "[8, 0]");
    tensor("offsets beyond the data", "\"F32\"", "[2]", "[8,16]", "end by 8", "[8, 16]");
    tensor("an offset of 2^63-1", "\"F32\"", "[2]", "[0,9223372036854775807]", "end by 8");
    tensor("a range too short", "\"F32\"", "[2]", "[0,4]", "8 bytes for F32 [2]", "4 bytes");
    tensor("nesting", "[".repeat(100_000), "[2]", "[0,8]", "\"t\"", "dtype as a text");
    header(
        "an overlap",
        "{"
            + entry("a", "\"I8\"", "[8]", "[0,8]")
            + ","
            + entry("b", "\"I8\"", "[4]", "[4,8]")
            + "}",
        8,
        "\"b\"",
        "an overlap");
    header(
        "a hole",
        "{"
            + entry("a", "\"I8\"", "[2]", "[0,2]")
            + ","
            + entry("b", "\"I8\"", "[4]", "[4,8]")
            + "}",
        8,
        "\"b\"",
        "a hole");
    header(
        "nesting of metadata",
        "{\"__metadata__\":{\"a\":" + "{\"a\":".repeat(100_000),
        0,
        "\"__metadata__\"");
  }
}
