package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.Map;
import java.util.Optional;

/** ONNX's numbers of element types ({@code TensorProto.DataType}). */
final class ElementTypes {
  static final int FLOAT = 1;
  static final int INT64 = 7;
  private static final String[] NAMES = {
    "undefined",
    "float",
    "uint8",
    "int8",
    "uint16",
    "int16",
    "int32",
    "int64",
    "string",
    "bool",
    "float16",
    "double",
    "uint32",
    "uint64",
    "complex64",
    "complex128",
    "bfloat16",
    "float8e4m3fn",
    "float8e4m3fnuz",
    "float8e5m2",
    "float8e5m2fnuz",
    "uint4",
    "int4",
    "float4e2m1"
  };
  private static final Map<Integer, ElementType> TYPES =
      Map.ofEntries(
          Map.entry(FLOAT, ElementType.F32),
          Map.entry(2, ElementType.U8),
          Map.entry(3, ElementType.I8),
          Map.entry(4, ElementType.U16),
          Map.entry(5, ElementType.I16),
          Map.entry(6, ElementType.I32),
          Map.entry(INT64, ElementType.I64),
          Map.entry(9, ElementType.BOOL),
          Map.entry(10, ElementType.F16),
          Map.entry(11, ElementType.F64),
          Map.entry(12, ElementType.U32),
          Map.entry(13, ElementType.U64),
          Map.entry(16, ElementType.BF16));

  private ElementTypes() {}

  /**
   * The type of a number.
   *
   * @throws ModelFormatException if it is none that this reader takes
   */
  static ElementType of(long number, Place place) throws ModelFormatException {
    ElementType type = number == (int) number ? TYPES.get((int) number) : null;
    if (type == null) {
      throw new ModelFormatException(
          "onnx element type",
          place,
          "float, double, float16, bfloat16, bool, or integers of 8 to 64 bits",
          describe(number));
    }
    return type;
  }

  /** The number of a type that this writer uses. */
  static int number(ElementType type) {
    Optional<Integer> number =
        TYPES.entrySet().stream()
            .filter(entry -> entry.getValue() == type)
            .map(Map.Entry::getKey)
            .findAny();
    return number.orElseThrow(() -> new IllegalArgumentException(type + ": ONNX has no such type"));
  }

  private static String describe(long number) {
    return number >= 0 && number < NAMES.length
        ? NAMES[(int) number] + " (" + number + ")"
        : "number " + number;
  }
}
