package dev.hayate.blas;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the calls inside OpenBLAS at a time to what it was built for. Each takes one of a fixed
 * number of work areas, and when there is none left, OpenBLAS goes on with a null pointer and ends
 * the JVM: a thousand threads that are interrupted within a product are enough.
 *
 * <p>A counter that all threads write to would travel between their cores, so there are several,
 * and a thread begins at one by its number. As long as there are permits, no lock is taken and
 * nothing is allocated.
 */
final class Permits {
  private static final int COUNTERS = 8;

  /** Integers to a cache line, and its neighbour that is fetched with it. */
  private static final int APART = 32;

  /** Of the order of a product that is worth waiting for. */
  private static final long WAIT_NANOS = 50_000;

  private static final int NONE = 0;

  private final ReentrantLock queue = new ReentrantLock();
  private final AtomicIntegerArray taken = new AtomicIntegerArray((COUNTERS + 1) * APART);
  private final int each;

  /**
   * Permits for so many calls, or a few less.
   *
   * @param calls at least as many as there are counters
   */
  Permits(int calls) {
    if (calls < COUNTERS) {
      throw new IllegalArgumentException(
          "permits: expected " + COUNTERS + " or more, found " + calls);
    }
    each = calls / COUNTERS;
  }

  /** Waits until there is a permit; returns what {@link #give} wants to have back. */
  int take() {
    int permit = look();
    return permit == NONE ? await() : permit;
  }

  /** A permit, or {@link #NONE}. */
  private int look() {
    int first = (int) Thread.currentThread().threadId();
    for (int i = 0; i < COUNTERS; i++) {
      int counter = (((first + i) & (COUNTERS - 1)) + 1) * APART;
      if (taken.get(counter) < each) {
        if (taken.getAndIncrement(counter) < each) {
          return counter;
        }
        taken.getAndDecrement(counter);
      }
    }
    return NONE;
  }

  /** Only the first of those that wait looks again and again; the others sleep behind it. */
  private int await() {
    queue.lock();
    try {
      int permit = look();
      while (permit == NONE) {
        LockSupport.parkNanos(this, WAIT_NANOS);
        permit = look();
      }
      return permit;
    } finally {
      queue.unlock();
    }
  }

  /** Gives a permit back. */
  void give(int permit) {
    taken.getAndDecrement(permit);
  }
}
