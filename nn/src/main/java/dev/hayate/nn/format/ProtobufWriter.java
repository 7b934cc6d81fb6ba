package dev.hayate.nn.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One message in Protocol Buffers' wire format: fields one after the other, each behind a key that
 * tells its number and the form of its value (protobuf.dev, "Encoding"). A message within a message
 * is another writer, whose bytes are not copied, and neither is memory that is written as it
 * stands. Not safe to share between threads.
 */
public final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int LENGTH = 2;
  private static final int FOUR_BYTES = 5;

  /** A byte of a varint carries so many bits; its highest says that another byte follows. */
  private static final int VARINT_BITS = 7;

  private static final int KEY_BITS = 3;
  private static final int BUFFER_BYTES = 1 << 16;

  /** What was written before {@link #open}. */
  private final List<MemorySegment> parts = new ArrayList<>();

  private ByteArrayOutputStream open = new ByteArrayOutputStream();
  private long closedBytes;

  /** A message without fields. */
  public ProtobufWriter() {}

  /** A whole number, as {@code int64} has it. */
  public ProtobufWriter int64(int field, long value) {
    key(field, VARINT);
    varint(value);
    return this;
  }

  /** A {@code double}. */
  public ProtobufWriter float64(int field, double value) {
    key(field, EIGHT_BYTES);
    littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
    return this;
  }

  /** A {@code float}. */
  public ProtobufWriter float32(int field, float value) {
    key(field, FOUR_BYTES);
    littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
    return this;
  }

  /** A {@code string}. */
  public ProtobufWriter text(int field, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    key(field, LENGTH);
    varint(bytes.length);
    open.writeBytes(bytes);
    return this;
  }

  /** A message within this one, as it is now. */
  public ProtobufWriter message(int field, ProtobufWriter value) {
    key(field, LENGTH);
    varint(value.size());
    return append(value);
  }

  /** The fields of another message, as it is now, as this one's own. */
  public ProtobufWriter append(ProtobufWriter value) {
    value.close();
    close();
    parts.addAll(value.parts);
    closedBytes += value.closedBytes;
    return this;
  }

  /** Packed {@code repeated double}. */
  public ProtobufWriter float64s(int field, double[] values) {
    key(field, LENGTH);
    varint((long) values.length * Double.BYTES);
    for (double value : values) {
      littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
    }
    return this;
  }

  /**
   * {@code bytes}, taken from memory when the message is written out; until then it must stay as it
   * is.
   */
  public ProtobufWriter bytes(int field, MemorySegment value) {
    key(field, LENGTH);
    varint(value.byteSize());
    close();
    parts.add(value);
    closedBytes += value.byteSize();
    return this;
  }

  /** The number of bytes. */
  public long size() {
    return closedBytes + open.size();
  }

  /** Writes all bytes to a channel, which stays open. */
  public void writeTo(WritableByteChannel channel) throws IOException {
    close();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    MemorySegment staging = MemorySegment.ofBuffer(buffer);
    for (MemorySegment part : parts) {
      for (long done = 0; done < part.byteSize(); ) {
        long count = Math.min(part.byteSize() - done, buffer.remaining());
        MemorySegment.copy(part, done, staging, buffer.position(), count);
        buffer.position(buffer.position() + (int) count);
        done += count;
        if (!buffer.hasRemaining()) {
          AtomicFile.writeFully(channel, buffer.flip());
          buffer.clear();
        }
      }
    }
    AtomicFile.writeFully(channel, buffer.flip());
  }

  private void close() {
    if (open.size() > 0) {
      parts.add(MemorySegment.ofArray(open.toByteArray()));
      closedBytes += open.size();
      open = new ByteArrayOutputStream();
    }
  }

  private void key(int field, int form) {
    varint(((long) field << KEY_BITS) | form);
  }

  private void varint(long value) {
    long rest = value;
    while (rest >>> VARINT_BITS != 0) {
      open.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= VARINT_BITS;
    }
    open.write((int) rest);
  }

  private void littleEndian(long value, int count) {
    for (int i = 0; i < count; i++) {
      open.write((int) (value >>> (Byte.SIZE * i)));
    }
  }

  /**
   * All bytes.
   *
   * @throws ArithmeticException if there are more than an array can hold
   */
  public byte[] toByteArray() {
    close();
    byte[] bytes = new byte[Math.toIntExact(closedBytes)];
    int at = 0;
    for (MemorySegment part : parts) {
      MemorySegment.copy(part, ValueLayout.JAVA_BYTE, 0, bytes, at, (int) part.byteSize());
      at += (int) part.byteSize();
    }
    return bytes;
  }
}
