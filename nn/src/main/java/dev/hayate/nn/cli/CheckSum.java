package dev.hayate.nn.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** A number that tells data apart: the CRC-32C of all bytes added. */
final class CheckSum {
  private static final int PIECE = 1 << 24;

  private final CRC32C sum = new CRC32C();

  /** Adds memory of any size. */
  void add(MemorySegment bytes) {
    for (long from = 0; from < bytes.byteSize(); from += PIECE) {
      ByteBuffer piece =
          bytes.asSlice(from, Math.min(PIECE, bytes.byteSize() - from)).asByteBuffer();
      sum.update(piece);
    }
  }

  /** Eight hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  /** A file's size and sum, as in {@code 61194 bytes 4a17b156}. */
  static String of(Path file) throws IOException {
    CheckSum sum = new CheckSum();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena mapping = Arena.ofConfined()) {
      sum.add(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), mapping));
      return channel.size() + " bytes " + sum;
    }
  }
}
