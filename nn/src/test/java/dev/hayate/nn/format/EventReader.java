package dev.hayate.nn.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Reads event files on its own: framing, both checksums, and the fields of {@code event.proto} and
 * {@code summary.proto}. It shares no code with the writer, not even the checksum.
 */
public final class EventReader {
  private EventReader() {}

  /** A message's fields by number, as they were written: Long, Double, Float or byte[]. */
  public static final class Message {
    private final TreeMap<Integer, Object> fields = new TreeMap<>();

    Message(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        long key = varint(in);
        Object value =
            switch ((int) key & 7) {
              case 0 -> varint(in);
              case 1 -> in.getDouble();
              case 2 -> {
                byte[] part = new byte[(int) varint(in)];
                in.get(part);
                yield part;
              }
              case 5 -> in.getFloat();
              default -> throw new AssertionError("wire type of key " + key);
            };
        Object before = fields.put((int) (key >>> 3), value);
        assertTrue(before == null, "a field twice");
      }
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = in.get();
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    public boolean has(int field) {
      return fields.containsKey(field);
    }

    private Object get(int field) {
      return Objects.requireNonNull(fields.get(field), () -> "field " + field);
    }

    public long int64(int field) {
      return (Long) get(field);
    }

    public double float64(int field) {
      return (Double) get(field);
    }

    public float float32(int field) {
      return (Float) get(field);
    }

    public String text(int field) {
      return new String((byte[]) get(field), StandardCharsets.UTF_8);
    }

    public Message message(int field) {
      return new Message((byte[]) get(field));
    }

    public double[] float64s(int field) {
      ByteBuffer in = ByteBuffer.wrap((byte[]) get(field)).order(ByteOrder.LITTLE_ENDIAN);
      double[] values = new double[in.remaining() / 8];
      in.asDoubleBuffer().get(values);
      return values;
    }
  }

  /** All events of a file; fails on a wrong length or checksum. */
  public static List<Message> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Message> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertEquals(masked(length), in.getInt(), "checksum of a length");
      long size = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
      assertTrue(size >= 0 && size <= in.remaining() - 4, "a record of " + size + " bytes");
      byte[] record = new byte[(int) size];
      in.get(record);
      assertEquals(masked(record), in.getInt(), "checksum of a record");
      events.add(new Message(record));
    }
    return events;
  }

  static int masked(byte[] bytes) {
    int crc = crc32c(bytes);
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  /** Castagnoli's polynomial, bit by bit. */
  static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
      }
    }
    return ~crc;
  }
}
