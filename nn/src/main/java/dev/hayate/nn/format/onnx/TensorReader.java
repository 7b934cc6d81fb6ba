package dev.hayate.nn.format.onnx;

import dev.hayate.kernels.Shape;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code TensorProto}: a type, dimensions, and data in one of three forms: raw bytes, numbers
 * of a field for their type, or a part of another file. Exactly one form may be there, and it must
 * have exactly as many elements as the dimensions ask for.
 */
final class TensorReader {
  private static final String WHAT = "onnx tensor";
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What the typed fields hold: {@code float_data} and so on. */
  private enum Typed {
    NONE,
    FLOATS,
    INT32S,
    INT64S,
    DOUBLES,
    UINT64S
  }

  private final ExternalData external;
  private Place place;
  private String name = "";
  private long dataType;
  private final List<Long> dims = new ArrayList<>();
  private Typed typed = Typed.NONE;
  private final List<ProtoReader> runs = new ArrayList<>();
  private long[] alone = new long[0];
  private int aloneCount;
  private boolean hasRaw;
  private MemorySegment raw = MemorySegment.NULL;
  private boolean isExternal;
  private final Map<String, String> externalEntries = new LinkedHashMap<>();

  private TensorReader(ExternalData external, Place place) {
    this.external = external;
    this.place = place;
  }

  /** A tensor with its name. */
  record Named(String name, Known value) {}

  /** Reads a message to its end. */
  static Named read(ProtoReader message, ExternalData external) throws IOException {
    TensorReader reader = new TensorReader(external, message.place());
    while (message.next()) {
      reader.field(message);
    }
    return new Named(reader.name, reader.finish(message.budget()));
  }

  private void field(ProtoReader in) throws IOException {
    switch (in.field()) {
      case 1 ->
          in.varints(
              dim -> {
                in.budget().items(1, place);
                dims.add(dim);
              });
      case 2 -> dataType = in.varint();
      case 3 -> throw in.wrong("a whole tensor", "a segment of one");
      case 4 -> typed(in, Typed.FLOATS, Float.BYTES);
      case 5 -> typed(in, Typed.INT32S, 0);
      case 6 -> throw in.wrong("numbers", "texts");
      case 7 -> typed(in, Typed.INT64S, 0);
      case 8 -> {
        name = in.text();
        place = place.key(name);
      }
      case 9 -> {
        raw = in.bytes();
        hasRaw = true;
      }
      case 10 -> typed(in, Typed.DOUBLES, Double.BYTES);
      case 11 -> typed(in, Typed.UINT64S, 0);
      case 13 -> {
        Texts.Entry entry = Texts.entry(in.message());
        if (externalEntries.put(entry.key(), entry.value()) != null) {
          throw in.wrong("every key once", Place.quote(entry.key()) + " twice");
        }
      }
      case 14 -> isExternal = in.varint() == 1;
      default -> in.skip();
    }
  }

  /** A run of numbers, or one alone, of which there may be many. */
  private void typed(ProtoReader in, Typed kind, int fixed) throws ModelFormatException {
    if (typed != Typed.NONE && typed != kind) {
      throw in.wrong("data in one field", "data in another too");
    }
    typed = kind;
    if (in.isPacked()) {
      in.budget().items(1, place);
      runs.add(in.message());
      if (aloneCount > 0) {
        throw in.wrong("numbers in runs or alone", "both");
      }
      return;
    }
    if (!runs.isEmpty()) {
      throw in.wrong("numbers in runs or alone", "both");
    }
    if (aloneCount == alone.length) {
      int more = Math.max(16, alone.length / 2);
      in.budget().fold(more, place);
      alone = java.util.Arrays.copyOf(alone, alone.length + more);
    }
    alone[aloneCount++] =
        switch (fixed) {
          case Float.BYTES -> Float.floatToRawIntBits(in.fixed(fixed).get(FLOAT, 0));
          case Double.BYTES ->
              in.fixed(fixed)
                  .get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
          default -> in.varint();
        };
  }

  private Known finish(Budget budget) throws IOException {
    ElementType type = ElementTypes.of(dataType, place);
    Shape shape = Dimensions.shape(dims, place);
    if (shape.size() > Long.MAX_VALUE / Double.BYTES) {
      throw wrong("a shape whose elements can be counted", shape.toString());
    }
    long bytes = shape.size() * type.bytes();
    int forms = (hasRaw ? 1 : 0) + (typed != Typed.NONE ? 1 : 0) + (isExternal ? 1 : 0);
    if (forms > 1 || (!isExternal && !externalEntries.isEmpty())) {
      throw wrong("data in one form", "raw, typed or external data together");
    }
    if (isExternal) {
      MemorySegment data = external.read(externalEntries, bytes, place);
      return Known.of(StoredArray.of(name, type, shape, data));
    }
    if (typed == Typed.NONE) {
      if (raw.byteSize() != bytes) {
        throw wrong(bytes + " bytes for " + type + " " + shape, raw.byteSize() + " bytes");
      }
      return Known.of(StoredArray.of(name, type, shape, raw));
    }
    return fromTyped(type, shape, budget);
  }

  private Known fromTyped(ElementType type, Shape shape, Budget budget)
      throws ModelFormatException {
    Typed expected =
        switch (type) {
          case F32 -> Typed.FLOATS;
          case F64 -> Typed.DOUBLES;
          case I64 -> Typed.INT64S;
          case U32, U64 -> Typed.UINT64S;
          default -> Typed.INT32S;
        };
    if (typed != expected) {
      throw wrong(expected + " for " + type, typed.toString());
    }
    boolean fixed = typed == Typed.FLOATS || typed == Typed.DOUBLES;
    if (fixed && runs.size() == 1) {
      MemorySegment data = runs.getFirst().rest();
      if (data.byteSize() != shape.size() * type.bytes()) {
        throw wrong(shape.size() + " numbers", data.byteSize() + " bytes");
      }
      return Known.of(StoredArray.of(name, type, shape, data));
    }
    budget.fold(shape.size(), place);
    long[] values = new long[Math.toIntExact(shape.size())];
    int count = 0;
    for (ProtoReader run : runs) {
      while (!run.atEnd()) {
        if (count == values.length) {
          throw wrong(values.length + " numbers", "more");
        }
        values[count++] = fixed ? run.packedFixed(type.bytes()) : run.packedVarint();
      }
    }
    for (int i = 0; i < aloneCount && runs.isEmpty(); i++, count++) {
      if (count == values.length) {
        throw wrong(values.length + " numbers", "more");
      }
      values[count] = alone[i];
    }
    if (count != values.length) {
      throw wrong(values.length + " numbers", Integer.toString(count));
    }
    return typed(type, shape, values);
  }

  private Known typed(ElementType type, Shape shape, long[] bits) throws ModelFormatException {
    if (type.isInteger()) {
      for (long value : bits) {
        if (!fits(type, value)) {
          throw wrong("numbers of " + type, Long.toString(value));
        }
      }
      return Known.whole(type, shape, bits);
    }
    double[] values = new double[bits.length];
    for (int i = 0; i < bits.length; i++) {
      values[i] =
          switch (type) {
            case F32 -> Float.intBitsToFloat((int) bits[i]);
            case F64 -> Double.longBitsToDouble(bits[i]);
            case F16 -> Float.float16ToFloat((short) bits[i]);
            default -> Float.intBitsToFloat(((int) bits[i]) << 16);
          };
    }
    return Known.floats(type, shape, values);
  }

  private static boolean fits(ElementType type, long value) {
    return switch (type) {
      case BOOL -> value == 0 || value == 1;
      case U8 -> value >= 0 && value <= 0xFF;
      case I8 -> value == (byte) value;
      case I16 -> value == (short) value;
      case U16 -> value >= 0 && value <= 0xFFFF;
      case I32 -> value == (int) value;
      case U32 -> value >= 0 && value <= 0xFFFF_FFFFL;
      default -> true;
    };
  }

  private ModelFormatException wrong(String expected, String found) {
    return new ModelFormatException(WHAT, place, expected, found);
  }
}
