package dev.hayate.nn.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Positional reading of whole buffers. */
final class FileBytes {
  private FileBytes() {}

  /** Fills the buffer from an offset of the file; with fewer bytes where the file ends. */
  static void read(FileChannel channel, ByteBuffer buffer, long offset) throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        return;
      }
      at += count;
    }
  }
}
