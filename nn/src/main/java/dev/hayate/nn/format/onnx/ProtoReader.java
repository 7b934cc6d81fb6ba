package dev.hayate.nn.format.onnx;

import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads one message of the protobuf wire format, field by field, from memory that it never leaves.
 *
 * <p>{@link #next} goes to the next field; then exactly one of the readers for its wire type, or
 * {@link #skip}, has to be called. Nothing is allocated but the texts that are asked for, and a
 * message within is another reader over a part of this one's bytes, so a claimed length can never
 * reach beyond the message that claims it. Groups, which ONNX does not use, are refused.
 */
final class ProtoReader {
  private static final String WHAT = "onnx protobuf";
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_VARINT_BYTES = 10;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private final Place place;
  private final Budget budget;
  private final long end;
  private long at;
  private long fieldAt;
  private int field;
  private int wireType;

  private ProtoReader(MemorySegment bytes, Place place, Budget budget, long from, long end) {
    this.bytes = bytes;
    this.place = place;
    this.budget = budget;
    this.at = from;
    this.end = end;
    this.fieldAt = from;
  }

  /**
   * A reader of a whole file.
   *
   * @param budget what the file may make its reader hold
   */
  static ProtoReader of(MemorySegment bytes, Place place, Budget budget) {
    return new ProtoReader(bytes, place, budget, 0, bytes.byteSize());
  }

  /** Goes to the next field; false at the end of the message. */
  boolean next() throws ModelFormatException {
    fieldAt = at;
    if (at == end) {
      return false;
    }
    long tag = varintHere();
    wireType = (int) (tag & 7);
    long number = tag >>> 3;
    if (number < 1 || number >= 1 << 29) {
      throw wrong("a field number from 1 to 2^29 - 1", Long.toUnsignedString(number));
    }
    field = (int) number;
    if (wireType != VARINT && wireType != FIXED64 && wireType != BYTES && wireType != FIXED32) {
      throw wrong("wire type 0, 1, 2 or 5", wireType + " in field " + field);
    }
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** Where the field begins, for messages. */
  Place place() {
    return place.offset(fieldAt);
  }

  /** Whether the field holds a run of values instead of one. */
  boolean isPacked() {
    return wireType == BYTES;
  }

  /** A whole number. */
  long varint() throws ModelFormatException {
    expect(VARINT, "a varint");
    return varintHere();
  }

  /** A whole number of at most 32 bits with its sign. */
  int int32() throws ModelFormatException {
    long value = varint();
    if (value != (int) value) {
      throw wrong("a number of 32 bits", Long.toString(value));
    }
    return (int) value;
  }

  /** A float32 by itself. */
  float float32() throws ModelFormatException {
    expect(FIXED32, "4 bytes");
    return Float.intBitsToFloat(bytes.get(INT, take(Integer.BYTES)));
  }

  /** The next number of a run, until {@link #atEnd}. */
  long packedVarint() throws ModelFormatException {
    fieldAt = at;
    return varintHere();
  }

  /** The bits of the next number of 4 or 8 bytes of a run, until {@link #atEnd}. */
  long packedFixed(int size) throws ModelFormatException {
    fieldAt = at;
    long from = take(size);
    return size == Integer.BYTES ? bytes.get(INT, from) : bytes.get(LONG, from);
  }

  /** Whether everything was read. */
  boolean atEnd() {
    return at == end;
  }

  /** The message, or the run of values, that the field holds. */
  ProtoReader message() throws ModelFormatException {
    expect(BYTES, "a message or a run of values");
    long length = length();
    ProtoReader inner = new ProtoReader(bytes, place, budget, at, at + length);
    at += length;
    return inner;
  }

  /** The bytes that the field holds; shares memory. */
  MemorySegment bytes() throws ModelFormatException {
    expect(BYTES, "bytes");
    long length = length();
    return bytes.asSlice(take(length), length);
  }

  /** The 4 or 8 bytes of a single value that might stand in a run; shares memory. */
  MemorySegment fixed(int size) throws ModelFormatException {
    expect(size == Integer.BYTES ? FIXED32 : FIXED64, size + " bytes");
    return bytes.asSlice(take(size), size);
  }

  /** A text, which must be UTF-8. */
  String text() throws ModelFormatException {
    MemorySegment utf8 = bytes();
    budget.text(utf8.byteSize(), place());
    try {
      ByteBuffer copy = ByteBuffer.wrap(utf8.toArray(ValueLayout.JAVA_BYTE));
      return StandardCharsets.UTF_8.newDecoder().decode(copy).toString();
    } catch (CharacterCodingException e) {
      throw wrong("a text in UTF-8", utf8.byteSize() + " other bytes");
    }
  }

  /** What the file may make its reader hold. */
  Budget budget() {
    return budget;
  }

  /** Whole numbers of one field, in a run or alone. */
  void varints(LongSink sink) throws ModelFormatException {
    if (!isPacked()) {
      sink.add(varint());
      return;
    }
    ProtoReader run = message();
    while (!run.atEnd()) {
      sink.add(run.packedVarint());
    }
  }

  /** Takes numbers one after the other. */
  @FunctionalInterface
  interface LongSink {
    /** Takes the next one. */
    void add(long value) throws ModelFormatException;
  }

  /** How many bytes are left. */
  long remaining() {
    return end - at;
  }

  /** The rest of the message as it stands; shares memory. */
  MemorySegment rest() {
    return bytes.asSlice(at, end - at);
  }

  /** Passes over the field. */
  void skip() throws ModelFormatException {
    switch (wireType) {
      case VARINT -> varintHere();
      case FIXED64 -> take(Long.BYTES);
      case FIXED32 -> take(Integer.BYTES);
      default -> take(length());
    }
  }

  /** An error at the field. */
  ModelFormatException wrong(String expected, String found) {
    return new ModelFormatException(WHAT, place(), expected, found);
  }

  private void expect(int type, String expected) throws ModelFormatException {
    if (wireType != type) {
      throw wrong(expected + " in field " + field, "wire type " + wireType);
    }
  }

  private long length() throws ModelFormatException {
    long length = varintHere();
    if (length < 0 || length > end - at) {
      throw wrong(
          "a length within the " + (end - at) + " bytes that are left",
          Long.toUnsignedString(length));
    }
    return length;
  }

  private long take(long count) throws ModelFormatException {
    if (count > end - at) {
      throw wrong(count + " more bytes", (end - at) + " before the end of the message");
    }
    long from = at;
    at += count;
    return from;
  }

  private long varintHere() throws ModelFormatException {
    // Most are short and stand well before the end: one load, then shifts.
    if (end - at >= Long.BYTES) {
      long word = bytes.get(LONG, at);
      if ((word & 0x80) == 0) {
        at++;
        return word & 0x7F;
      }
      if ((word & 0x8000) == 0) {
        at += 2;
        return (word & 0x7F) | ((word >>> 1) & 0x3F80);
      }
    }
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (at == end) {
        throw wrong("the rest of a varint", "the end of the message");
      }
      byte next = bytes.get(ValueLayout.JAVA_BYTE, at++);
      if (i == MAX_VARINT_BYTES - 1 && (next & 0xFE) != 0) {
        break;
      }
      value |= (long) (next & 0x7F) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw wrong("a varint of at most 64 bits", "a longer one");
  }
}
