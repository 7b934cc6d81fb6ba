package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.FLOAT;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarRandom;
import java.lang.foreign.MemorySegment;

/**
 * Random numbers, a block of them at a time in scratch memory, from where a second loop takes them
 * while they are in the first cache.
 *
 * <p>Before C2 has compiled it, such a loop takes a hundred times what the plain code takes, and
 * most programs want numbers for their first weights only. So the plain code makes them, the same
 * bits, until a {@link Rehearsal} of the vector code has been fast.
 */
final class VectorRandom extends ScalarRandom {
  /** Numbers in scratch memory, and those that count as one call of the rehearsal. */
  private static final int BLOCK = 4096;

  /**
   * Numbers of a rehearsal: several groups and a tail, since C2 leaves out of its code what it has
   * never seen run.
   */
  private static final int REHEARSED = 3 * PhiloxNumbers.GROUP - 1;

  private static final int EMPTY_CALLS = 64;

  /** A long call rehearses more than once, for so small a part of the time that it took. */
  private static final int SHARE = 4;

  private static final Rehearsal REHEARSAL = new Rehearsal();

  private final Rehearsal rehearsal;

  /** The shortest time in which the plain code made a block; see {@link Rehearsal}. */
  private long plainNanos = Long.MAX_VALUE;

  VectorRandom() {
    this(REHEARSAL);
  }

  /** Random numbers with a rehearsal of their own. */
  VectorRandom(Rehearsal rehearsal) {
    this.rehearsal = rehearsal;
  }

  @Override
  protected void spread(long seed, long stream, float low, float high, Tensor y) {
    if (!rehearsal.isOver()) {
      long begin = System.nanoTime();
      super.spread(seed, stream, low, high, y);
      rehearse(y.size(), System.nanoTime() - begin);
      return;
    }
    Workspace workspace = Workspace.take();
    MemorySegment numbers = numbers(workspace);
    long size = y.size();
    for (long i = 0; i < size; i += BLOCK) {
      int count = (int) Math.min(BLOCK, size - i);
      PhiloxNumbers.fill(seed, stream, i >>> 2, groups(count), numbers);
      PhiloxPasses.spread(numbers, y.segment(), i * Float.BYTES, count, low, high - low);
    }
    Workspace.give(workspace);
  }

  @Override
  protected void drop(long seed, long stream, long first, double rate, Tensor x, Tensor y) {
    if (!rehearsal.isOver()) {
      long begin = System.nanoTime();
      super.drop(seed, stream, first, rate, x, y);
      rehearse(y.size(), System.nanoTime() - begin);
      return;
    }
    float scale = rate == 1 ? 0 : (float) (1 / (1 - rate));
    float threshold = (float) Math.ceil(rate * 0x1p24);
    Workspace workspace = Workspace.take();
    MemorySegment numbers = numbers(workspace);
    long size = x.size();
    for (long i = 0; i < size; i += BLOCK) {
      int count = (int) Math.min(BLOCK, size - i);
      PhiloxNumbers.fill(seed, stream, (first + i) >>> 2, groups(count), numbers);
      PhiloxPasses.drop(
          numbers, x.segment(), y.segment(), i * Float.BYTES, count, threshold, scale);
    }
    Workspace.give(workspace);
  }

  /** By vectors only the uniform numbers: the logarithm and the cosine are the JDK's, in double. */
  @Override
  protected void scatter(long seed, long stream, double mean, double deviation, Tensor y) {
    if (!rehearsal.isOver()) {
      super.scatter(seed, stream, mean, deviation, y);
      return;
    }
    Workspace workspace = Workspace.take();
    MemorySegment numbers = numbers(workspace);
    long size = y.size();
    for (long i = 0; i < size; i += BLOCK / 2) {
      int count = (int) Math.min(BLOCK / 2, size - i);
      PhiloxNumbers.fill(seed, stream, i >>> 1, groups(2 * count), numbers);
      for (int j = 0; j < count; j++) {
        float first = numbers.get(FLOAT, 8L * j) * 0x1p-24f;
        float second = numbers.get(FLOAT, 8L * j + 4) * 0x1p-24f;
        double radius = Math.sqrt(-2 * Math.log(1 - first));
        double normal = radius * Math.cos(2 * Math.PI * second);
        y.segment().set(FLOAT, (i + j) * Float.BYTES, (float) (mean + deviation * normal));
      }
    }
    Workspace.give(workspace);
  }

  /**
   * Now and then makes a few numbers that nobody needs. C2 compiles what has been called 5,000
   * times, however little it did: most of the calls do nothing, which even the interpreter does
   * fast.
   */
  private void rehearse(long size, long nanos) {
    boolean due = false;
    for (long i = 0; i < size; i += BLOCK) {
      due |= rehearsal.isDue();
    }
    if (!due) {
      return;
    }
    plainNanos = Math.min(plainNanos, Math.max(1, nanos * BLOCK / size));
    Workspace workspace = Workspace.take();
    MemorySegment numbers = numbers(workspace);
    long begin = System.nanoTime();
    long end = begin;
    while (!rehearsal.isOver() && end - begin <= nanos / SHARE) {
      for (int call = 0; call < EMPTY_CALLS; call++) {
        rehearse(numbers, 0);
      }
      long start = System.nanoTime();
      rehearse(numbers, REHEARSED);
      end = System.nanoTime();
      rehearsal.took(end - start, (double) REHEARSED / BLOCK, plainNanos);
    }
    Workspace.give(workspace);
  }

  private static void rehearse(MemorySegment numbers, int count) {
    PhiloxNumbers.fill(0, 0, 0, groups(count), numbers);
    PhiloxPasses.spread(numbers, numbers, 0, count, 0, 0x1p24f);
    PhiloxPasses.drop(numbers, numbers, numbers, 0, count, 0, 1);
  }

  private static MemorySegment numbers(Workspace workspace) {
    return workspace.right((long) BLOCK * Float.BYTES);
  }

  private static int groups(int count) {
    return (count + PhiloxNumbers.GROUP - 1) / PhiloxNumbers.GROUP;
  }
}
