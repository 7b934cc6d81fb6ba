package dev.hayate.blas;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.parallel.Team;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One matrix product in parts, each a call of its own by one thread of a team. OpenBLAS has threads
 * too, but a single number of them for the whole process.
 *
 * <p>The result is cut, never the inner dimension, at multiples of {@link #GRAIN}, and no part is
 * so small that OpenBLAS would run other kernels on it than on the whole. So every element is
 * summed in the same order by the same kernel as without threads. With other kernels than those for
 * AVX-512 that does not hold, and nothing is shared.
 */
final class SharedProduct implements Team.Work {
  /** A multiple of the rows and of the columns of the tiles of every kernel in OpenBLAS. */
  private static final int GRAIN = 96;

  /**
   * The fewest multiply-adds of a part. OpenBLAS has kernels of their own for up to a million; and
   * it is some ten microseconds of work, which is worth waking a thread for.
   */
  private static final long LEAST = 1 << 20;

  /** So that a thread that comes late does not hold up the others. */
  private static final int PARTS_FOR_EACH = 2;

  private static final boolean MAY_SHARE = CoreType.isWide(Library.load().core());

  private final Team team;
  private final AtomicBoolean taken = new AtomicBoolean();

  // Written by the caller before the team runs.
  private boolean transposeA;
  private boolean transposeB;
  private int opA;
  private int opB;
  private int m;
  private int n;
  private int k;
  private MemorySegment a = MemorySegment.NULL;
  private int lda;
  private MemorySegment b = MemorySegment.NULL;
  private int ldb;
  private float beta;
  private MemorySegment c = MemorySegment.NULL;
  private int ldc;
  private boolean byColumns;
  private int parts;
  private int width;

  SharedProduct(Team team) {
    this.team = team;
  }

  /**
   * Makes a product with the team, if it is large enough, may be touched by other threads, and
   * nobody else is at it.
   *
   * @return whether it was made
   */
  boolean run(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, int k, float beta, Tensor c) {
    int wanted = team.threads() == 1 || !MAY_SHARE ? 1 : parts(c, k);
    if (wanted < 2
        || !team.mayTouch(a.segment())
        || !team.mayTouch(b.segment())
        || !team.mayTouch(c.segment())
        || !taken.compareAndSet(false, true)) {
      return false;
    }
    try {
      m = c.rows();
      n = c.cols();
      this.k = k;
      this.transposeA = transposeA;
      opA = Blas.op(transposeA);
      this.a = a.segment();
      lda = a.stride();
      this.transposeB = transposeB;
      opB = Blas.op(transposeB);
      this.b = b.segment();
      ldb = b.stride();
      this.beta = beta;
      this.c = c.segment();
      ldc = c.stride();
      Blas.checkProduct(transposeA, transposeB, m, n, k, this.a, lda, this.b, ldb, this.c, ldc);
      byColumns = n >= m;
      width = width(Math.max(m, n), wanted);
      parts = wanted;
      team.run(this, parts);
    } finally {
      this.a = MemorySegment.NULL;
      this.b = MemorySegment.NULL;
      this.c = MemorySegment.NULL;
      taken.set(false);
    }
    return true;
  }

  private int parts(Tensor c, int k) {
    int longer = Math.max(c.rows(), c.cols());
    double work = (double) Math.min(c.rows(), c.cols()) * k;
    int count = Math.min(PARTS_FOR_EACH * team.threads(), longer / GRAIN);
    while (count > 1 && width(longer, count) * work < LEAST) {
      count--;
    }
    return count;
  }

  /** Of every part but the last, which takes what is left over and is never narrower. */
  private static int width(int longer, int parts) {
    return longer / GRAIN / parts * GRAIN;
  }

  @Override
  public void part(int part) {
    int from = part * width;
    int count = part == parts - 1 ? (byColumns ? n : m) - from : width;
    long element = (long) Float.BYTES * from;
    if (byColumns) {
      long bFrom = transposeB ? element * ldb : element;
      Blas.part(opA, opB, m, count, k, a, 0, lda, b, bFrom, ldb, beta, c, element, ldc);
    } else {
      long aFrom = transposeA ? element : element * lda;
      Blas.part(opA, opB, count, n, k, a, aFrom, lda, b, 0, ldb, beta, c, element * ldc, ldc);
    }
  }
}
