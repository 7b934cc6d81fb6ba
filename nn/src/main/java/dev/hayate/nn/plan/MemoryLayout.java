package dev.hayate.nn.plan;

import dev.hayate.kernels.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Places buffers in one stretch of memory so that buffers whose lives do not overlap may share it:
 * the largest first, each at the lowest place that is free during its whole life.
 */
final class MemoryLayout {
  private record Placed(long begin, long end, int firstUse, int lastUse) {}

  private record Request(int buffer, long bytes, int firstUse, int lastUse) {}

  private final List<Request> requests = new ArrayList<>();

  /**
   * Asks for a buffer.
   *
   * @param bytes its size
   * @param firstUse the first moment at which it is in use
   * @param lastUse the last such moment, not before the first
   * @return the buffer's number, counted from 0
   */
  int add(long bytes, int firstUse, int lastUse) {
    requests.add(new Request(requests.size(), align(bytes), firstUse, lastUse));
    return requests.size() - 1;
  }

  private static long align(long bytes) {
    return (bytes + Tensor.ALIGNMENT - 1) / Tensor.ALIGNMENT * Tensor.ALIGNMENT;
  }

  /** Where each buffer begins, in bytes, by number; the last element is the size of the whole. */
  long[] place() {
    long[] offsets = new long[requests.size() + 1];
    List<Placed> placed = new ArrayList<>();
    List<Request> bySize = new ArrayList<>(requests);
    // The JDK's comparators by a key can be written to a file, so no archive of classes has them.
    bySize.sort((a, b) -> Long.compare(b.bytes, a.bytes));
    for (Request request : bySize) {
      long begin = lowestFree(request, placed);
      long end = begin + request.bytes;
      placed.add(new Placed(begin, end, request.firstUse, request.lastUse));
      placed.sort((a, b) -> Long.compare(a.begin, b.begin));
      offsets[request.buffer] = begin;
      offsets[requests.size()] = Math.max(offsets[requests.size()], end);
    }
    return offsets;
  }

  private static long lowestFree(Request request, List<Placed> placed) {
    long begin = 0;
    for (Placed other : placed) {
      boolean together = other.firstUse <= request.lastUse && request.firstUse <= other.lastUse;
      if (together && begin + request.bytes > other.begin && begin < other.end) {
        begin = other.end;
      }
    }
    return begin;
  }
}
