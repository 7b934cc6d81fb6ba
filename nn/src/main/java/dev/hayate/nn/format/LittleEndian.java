package dev.hayate.nn.format;

import dev.hayate.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/** The elements of tensors as the bytes of a file. */
final class LittleEndian {
  private static final ValueLayout.OfInt NATIVE = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfInt LITTLE = NATIVE.withOrder(ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /** Writes all elements, four bytes each, in row-major order, through the buffer. */
  static void write(WritableByteChannel channel, Tensor tensor, ByteBuffer buffer)
      throws IOException {
    MemorySegment staging = MemorySegment.ofBuffer(buffer.clear());
    long runs = tensor.isContiguous() ? 1 : tensor.rows();
    long runElements = tensor.size() / Math.max(runs, 1);
    for (long run = 0; run < runs; run++) {
      long from = run * tensor.stride() * Integer.BYTES;
      for (long done = 0; done < runElements; ) {
        long count = Math.min(runElements - done, buffer.capacity() / Integer.BYTES);
        MemorySegment.copy(
            tensor.segment(), NATIVE, from + done * Integer.BYTES, staging, LITTLE, 0, count);
        AtomicFile.writeFully(channel, buffer.position(0).limit((int) count * Integer.BYTES));
        done += count;
      }
    }
  }
}
