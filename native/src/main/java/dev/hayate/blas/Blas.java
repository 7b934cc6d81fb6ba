package dev.hayate.blas;

import dev.hayate.blas.binding.OpenBlas;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The two functions that are called, with the checks that C does not make. Matrices are row-major
 * and of float32; a leading dimension is the distance of two rows in elements. Nothing is allocated
 * per call.
 *
 * <p>Touched only by a backend that is open, so when the library is loaded.
 */
final class Blas {
  /**
   * The most multiply-adds of a call that is made without leaving Java's state. Such a call saves
   * some nanoseconds, but a garbage collection has to wait until it is over, and so does every
   * other thread that waits for the collection. This many take less than a microsecond with AVX2 or
   * AVX-512 and ten with the slowest kernels there are; and from here on the saving is under two
   * per cent of the call. See README.md for the measurement.
   */
  static final long MOST_CRITICAL = 32 * 32 * 32;

  private static final Permits PERMITS = new Permits(Library.load().mostCalls());

  private static final int ROW_MAJOR = OpenBlas.CblasRowMajor();
  private static final int AS_IS = OpenBlas.CblasNoTrans();
  private static final int TRANSPOSED = OpenBlas.CblasTrans();

  private static final MethodHandle GEMM = OpenBlas.cblas_sgemm$handle();
  private static final MethodHandle GEMV = OpenBlas.cblas_sgemv$handle();

  @SuppressWarnings("restricted")
  private static final MethodHandle SHORT_GEMM =
      Linker.nativeLinker()
          .downcallHandle(
              OpenBlas.cblas_sgemm$address(),
              OpenBlas.cblas_sgemm$descriptor(),
              Linker.Option.critical(false));

  @SuppressWarnings("restricted")
  private static final MethodHandle SHORT_GEMV =
      Linker.nativeLinker()
          .downcallHandle(
              OpenBlas.cblas_sgemv$address(),
              OpenBlas.cblas_sgemv$descriptor(),
              Linker.Option.critical(false));

  private Blas() {}

  /**
   * {@code c = op(a) op(b) + beta c}.
   *
   * @param a {@code [m, k]}, or {@code [k, m]} if {@code transposeA}
   * @param b {@code [k, n]}, or {@code [n, k]} if {@code transposeB}
   * @param c {@code [m, n]}; not read if {@code beta} is 0
   * @throws IllegalArgumentException if a size is less than 1, a leading dimension less than the
   *     columns, or a segment on the heap or too small for them
   */
  static void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      float beta,
      MemorySegment c,
      int ldc) {
    checkProduct(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc);
    int opA = op(transposeA);
    int opB = op(transposeB);
    int permit = PERMITS.take();
    try {
      if (isShort((long) m * n, k)) {
        SHORT_GEMM.invokeExact(ROW_MAJOR, opA, opB, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
      } else {
        GEMM.invokeExact(ROW_MAJOR, opA, opB, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
      }
    } catch (Throwable e) {
      throw thrown(e);
    } finally {
      PERMITS.give(permit);
    }
  }

  /**
   * A part of a product whose whole was made sure of: {@code op(a) op(b) + beta c} from the given
   * offsets in bytes on. The views are made where they are passed on, or they would be garbage.
   *
   * @param opA {@link #op}
   * @param opB likewise
   */
  static void part(
      int opA,
      int opB,
      int m,
      int n,
      int k,
      MemorySegment a,
      long aFrom,
      int lda,
      MemorySegment b,
      long bFrom,
      int ldb,
      float beta,
      MemorySegment c,
      long cFrom,
      int ldc) {
    int permit = PERMITS.take();
    try {
      GEMM.invokeExact(
          ROW_MAJOR,
          opA,
          opB,
          m,
          n,
          k,
          1f,
          a.asSlice(aFrom),
          lda,
          b.asSlice(bFrom),
          ldb,
          beta,
          c.asSlice(cFrom),
          ldc);
    } catch (Throwable e) {
      throw thrown(e);
    } finally {
      PERMITS.give(permit);
    }
  }

  /** C's word for transposed or not. */
  static int op(boolean transpose) {
    return transpose ? TRANSPOSED : AS_IS;
  }

  /**
   * {@code y = op(a) x + beta y}.
   *
   * @param rows of a as it lies in memory, whether transposed or not
   * @param cols likewise
   * @param xStep the distance of two elements of x
   * @param y not read if {@code beta} is 0
   * @throws IllegalArgumentException as for {@link #gemm}
   */
  static void gemv(
      boolean transposeA,
      int rows,
      int cols,
      MemorySegment a,
      int lda,
      MemorySegment x,
      int xStep,
      float beta,
      MemorySegment y,
      int yStep) {
    check("a", rows, cols, lda, a);
    check("x", transposeA ? rows : cols, 1, xStep, x);
    check("y", transposeA ? cols : rows, 1, yStep, y);
    int op = op(transposeA);
    int permit = PERMITS.take();
    try {
      if (isShort(rows, cols)) {
        SHORT_GEMV.invokeExact(ROW_MAJOR, op, rows, cols, 1f, a, lda, x, xStep, beta, y, yStep);
      } else {
        GEMV.invokeExact(ROW_MAJOR, op, rows, cols, 1f, a, lda, x, xStep, beta, y, yStep);
      }
    } catch (Throwable e) {
      throw thrown(e);
    } finally {
      PERMITS.give(permit);
    }
  }

  /** Whether so many multiply-adds are few; the product of three large sizes leaves even a long. */
  private static boolean isShort(long elements, int steps) {
    return elements <= MOST_CRITICAL && elements * steps <= MOST_CRITICAL;
  }

  /** The checks of {@link #gemm} by themselves. */
  static void checkProduct(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      MemorySegment c,
      int ldc) {
    check("a", transposeA ? k : m, transposeA ? m : k, lda, a);
    check("b", transposeB ? n : k, transposeB ? k : n, ldb, b);
    check("c", m, n, ldc, c);
  }

  private static void check(String name, int rows, int cols, int stride, MemorySegment segment) {
    if (rows < 1
        || cols < 1
        || stride < cols
        || !segment.isNative()
        || (rows - 1L) * stride + cols > segment.byteSize() / Float.BYTES) {
      throw refuse(name, rows, cols, stride, segment);
    }
  }

  private static IllegalArgumentException refuse(
      String name, int rows, int cols, int stride, MemorySegment segment) {
    return new IllegalArgumentException(
        "openblas: "
            + name
            + " is ["
            + rows
            + ", "
            + cols
            + "] with rows "
            + stride
            + " apart in "
            + segment.byteSize()
            + " bytes"
            + (segment.isNative() ? "" : " on the heap")
            + ": expected sizes of 1 or more that fit into native memory");
  }

  private static RuntimeException thrown(Throwable e) {
    if (e instanceof RuntimeException runtime) {
      return runtime;
    }
    throw e instanceof Error error ? error : new AssertionError("C functions throw nothing", e);
  }
}
