package dev.hayate.nn.format;

import dev.hayate.kernels.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The header of an .npy file: a Python dictionary with the keys descr, fortran_order and shape,
 * each once. Only the literals that NumPy writes there are understood, by one pass without
 * recursion.
 */
final class NpyHeader {
  /** The most that version 1.0 can hold, and far more than any array of numbers needs. */
  static final int MAX_BYTES = 0xFFFF;

  private static final String WHAT = "npy header";
  private static final SequencedMap<String, ElementType> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("b1", ElementType.BOOL);
    TYPES.put("i1", ElementType.I8);
    TYPES.put("i2", ElementType.I16);
    TYPES.put("i4", ElementType.I32);
    TYPES.put("i8", ElementType.I64);
    TYPES.put("u1", ElementType.U8);
    TYPES.put("u2", ElementType.U16);
    TYPES.put("u4", ElementType.U32);
    TYPES.put("u8", ElementType.U64);
    TYPES.put("f2", ElementType.F16);
    TYPES.put("f4", ElementType.F32);
    TYPES.put("f8", ElementType.F64);
  }

  private static final char END = '\0';

  private final String text;
  private final long base;
  private final Place place;
  private int at;

  private String descr = "";
  private List<Long> dims = List.of();
  private boolean columnMajor;

  private NpyHeader(String text, long base, Place place) {
    this.text = text;
    this.base = base;
    this.place = place;
  }

  /** What the header says, checked. */
  record Content(ElementType type, ByteOrder order, boolean columnMajor, Shape shape) {}

  /**
   * Parses a header.
   *
   * @param base where the header begins in the file
   */
  static Content parse(byte[] bytes, long base, int version, Place place)
      throws ModelFormatException {
    Charset charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    String text;
    try {
      text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException broken) {
      throw Unicode.error(WHAT, place, broken);
    }
    NpyHeader header = new NpyHeader(text, base, place);
    header.dictionary();
    return header.content();
  }

  /** An array of a type that NumPy has: this one, or its values in float32. */
  static StoredArray known(StoredArray array) {
    return TYPES.containsValue(array.type()) ? array : array.toFloat32();
  }

  /** The dictionary of an array of a known type. */
  static String text(StoredArray array) {
    String type = "";
    for (Map.Entry<String, ElementType> known : TYPES.entrySet()) {
      if (known.getValue() == array.type()) {
        type = known.getKey();
      }
    }
    String order = array.order() == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
    return "{'descr': '"
        + (array.type().bytes() == 1 ? "|" : order)
        + type
        + "', 'fortran_order': "
        + (array.isColumnMajor() ? "True" : "False")
        + ", 'shape': "
        + tuple(array.shape())
        + ", }";
  }

  /** A shape as Python writes a tuple. */
  private static String tuple(Shape shape) {
    StringBuilder text = new StringBuilder("(");
    for (int axis = 0; axis < shape.rank(); axis++) {
      text.append(axis == 0 ? "" : " ").append(shape.dim(axis)).append(',');
    }
    if (shape.rank() > 1) {
      text.setLength(text.length() - 1);
    }
    return text.append(')').toString();
  }

  private Content content() throws ModelFormatException {
    ByteOrder order = ByteOrder.nativeOrder();
    String name = descr;
    if (!name.isEmpty() && "<>=|".indexOf(name.charAt(0)) >= 0) {
      order =
          switch (name.charAt(0)) {
            case '<' -> ByteOrder.LITTLE_ENDIAN;
            case '>' -> ByteOrder.BIG_ENDIAN;
            default -> order;
          };
      name = name.substring(1);
    }
    ElementType type = TYPES.get(name);
    if (type == null) {
      throw new ModelFormatException(
          "npy element type",
          place.offset(base),
          "one of " + TYPES.keySet() + " after <, >, = or |",
          Place.quote(descr));
    }
    if (type.bytes() > 1 && descr.startsWith("|")) {
      throw new ModelFormatException(
          "npy element type", place.offset(base), "a byte order for " + name, Place.quote(descr));
    }
    return new Content(type, order, columnMajor, Dims.shape(WHAT, place.offset(base), dims));
  }

  private void dictionary() throws ModelFormatException {
    expect('{');
    List<String> keys = new ArrayList<>();
    while (!take('}')) {
      int keyAt = skip();
      String key = string();
      if (keys.contains(key)) {
        throw error(keyAt, "each key once", Place.quote(key) + " again");
      }
      keys.add(key);
      expect(':');
      switch (key) {
        case "descr" -> descr = string();
        case "fortran_order" -> columnMajor = truth();
        case "shape" -> dims = tuple();
        default -> throw error(keyAt, "descr, fortran_order and shape only", Place.quote(key));
      }
      if (!take(',')) {
        expect('}');
        break;
      }
    }
    if (keys.size() != 3) {
      throw error(at, "the keys descr, fortran_order and shape", keys + " only");
    }
    if (skip() != text.length()) {
      throw error(at, "nothing after the dictionary", found());
    }
  }

  private String string() throws ModelFormatException {
    char quote = peek();
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0 || text.substring(at, end).indexOf('\\') >= 0) {
      throw error(at, "a text in quotes without escapes", found());
    }
    String content = text.substring(at + 1, end);
    at = end + 1;
    return content;
  }

  private boolean truth() throws ModelFormatException {
    peek();
    for (String literal : List.of("True", "False")) {
      if (text.startsWith(literal, at)) {
        at += literal.length();
        return literal.equals("True");
      }
    }
    throw error(at, "True or False", found());
  }

  private List<Long> tuple() throws ModelFormatException {
    List<Long> numbers = new ArrayList<>();
    expect('(');
    int begin = at;
    while (!take(')')) {
      if (numbers.size() == Shape.MAX_RANK) {
        throw error(at, "at most " + Shape.MAX_RANK + " dimensions", "more");
      }
      numbers.add(number());
      if (!take(',')) {
        if (numbers.size() == 1) {
          throw error(begin, "a tuple, as in (3,)", "one number in brackets");
        }
        expect(')');
        break;
      }
    }
    return numbers;
  }

  private long number() throws ModelFormatException {
    peek();
    int begin = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    int digits = at - begin;
    if (digits == 0 || digits > 18 || (digits > 1 && text.charAt(begin) == '0')) {
      at = begin;
      throw error(begin, "a whole number from 0 to " + Integer.MAX_VALUE, found());
    }
    long number = Long.parseLong(text, begin, at, 10);
    if (at < text.length() && text.charAt(at) == 'L') {
      at++; // Python 2 wrote long integers so.
    }
    return number;
  }

  private int skip() {
    while (at < text.length() && " \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private char peek() {
    return skip() < text.length() ? text.charAt(at) : END;
  }

  private boolean take(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char wanted) throws ModelFormatException {
    if (!take(wanted)) {
      throw error(at, "'" + wanted + "'", found());
    }
  }

  private String found() {
    return at >= text.length()
        ? "the end of the header"
        : Place.quote(text.substring(at, Math.min(at + 20, text.length())));
  }

  private ModelFormatException error(int index, String expected, String found) {
    return new ModelFormatException(WHAT, place.offset(base + index), expected, found);
  }
}
