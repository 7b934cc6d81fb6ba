package dev.hayate.nn.format;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One message in Protocol Buffers' wire format: fields one after the other, each behind a key that
 * tells its number and the form of its value (protobuf.dev, "Encoding"). A message within a message
 * is the bytes of its own writer.
 */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;

  /** A byte of a varint carries so many bits; its highest says that another byte follows. */
  private static final int VARINT_BITS = 7;

  private static final int KEY_BITS = 3;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A whole number, as {@code int64} has it. */
  ProtobufWriter int64(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  /** A {@code double}. */
  ProtobufWriter float64(int field, double value) {
    key(field, EIGHT_BYTES);
    littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
    return this;
  }

  /** A {@code float}. */
  ProtobufWriter float32(int field, float value) {
    key(field, FOUR_BYTES);
    littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
    return this;
  }

  /** A {@code string}. */
  ProtobufWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A message within this one. */
  ProtobufWriter message(int field, ProtobufWriter value) {
    return bytes(field, value.toByteArray());
  }

  /** Packed {@code repeated double}. */
  ProtobufWriter float64s(int field, double[] values) {
    key(field, LENGTH);
    varint((long) values.length * Double.BYTES);
    for (double value : values) {
      littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
    }
    return this;
  }

  private ProtobufWriter bytes(int field, byte[] value) {
    key(field, LENGTH);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void key(int field, int form) {
    varint(((long) field << KEY_BITS) | form);
  }

  private void varint(long value) {
    long rest = value;
    while (rest >>> VARINT_BITS != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= VARINT_BITS;
    }
    bytes.write((int) rest);
  }

  private void littleEndian(long value, int count) {
    for (int i = 0; i < count; i++) {
      bytes.write((int) (value >>> (Byte.SIZE * i)));
    }
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
