package dev.hayate.nn.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32C;

/**
 * TensorFlow's framing of records in a file, TFRecord: the length in eight bytes, its checksum in
 * four, the record, and its checksum in four, all little-endian. A checksum is a CRC-32C that was
 * rotated right by 15 bits and had a constant added, so that the checksum of bytes that hold
 * checksums themselves is no weaker.
 */
final class RecordFile {
  private static final int ROTATION = 15;
  private static final int MASK_DELTA = 0xa282ead8;

  private RecordFile() {}

  /** Writes one record at once, so that whoever reads along sees it as a whole or its beginning. */
  static void append(WritableByteChannel channel, byte[] record) throws IOException {
    ByteBuffer frame =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + record.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(record.length);
    frame.putInt(masked(frame.array(), 0, Long.BYTES));
    frame.put(record);
    frame.putInt(masked(record, 0, record.length));
    AtomicFile.writeFully(channel, frame.flip());
  }

  private static int masked(byte[] bytes, int from, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    return Integer.rotateRight((int) crc.getValue(), ROTATION) + MASK_DELTA;
  }
}
