package dev.hayate.nn.explore;

/**
 * What was measured of one kernel.
 *
 * @param operation as in {@code gemm NT}
 * @param shape as in {@code 64x256x784}: rows and columns of the result, and the inner dimension
 * @param seconds for one call: the best of many samples
 * @param gflops billions of floating-point operations in a second; NaN where they are not counted
 * @param gigabytes billions of bytes in a second that the operation must read and write; NaN for
 *     products, whose time is in the arithmetic
 * @param share of what the core can do: of its multiply-adds for products, else of a copy of as
 *     many bytes
 * @param residual the largest error found, as a share of the bound; at most 1 is right
 */
public record Finding(
    String operation,
    String shape,
    double seconds,
    double gflops,
    double gigabytes,
    double share,
    double residual) {
  /** Whether the result is within its bound. NaN is not. */
  public boolean passed() {
    return residual <= 1;
  }
}
