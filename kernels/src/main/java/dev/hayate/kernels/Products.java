package dev.hayate.kernels;

import java.lang.foreign.Arena;

/**
 * Matrix products: BLAS's {@code sgemm} with an epilogue.
 *
 * <p>Operands are float32, seen as matrices, row-major, and may have a {@link Tensor#stride()
 * stride} wider than their columns. The result must not share memory with any other operand. Sizes
 * of zero are legal: nothing is written if the result is empty, and an inner dimension of zero
 * makes a product of zeros. NaN, infinities and denormal numbers follow IEEE 754 through the sums:
 * {@code 0 * NaN} is NaN. Sums are made in float32 in an order that depends on the shapes alone,
 * never on the number of threads.
 */
public abstract class Products {
  private static final String NAME = "gemm";

  /** For backends. */
  protected Products() {}

  /**
   * {@code c = f(op(a) op(b) + bias)}, or with {@code accumulate} {@code c = f(op(a) op(b) + c +
   * bias)}, where {@code op} is the transposition if asked for, and {@code bias} and {@code f} come
   * from the epilogue. With {@link Epilogue#gradient} it is {@code c = (op(a) op(b)) f'(saved)}, or
   * {@code c = (op(a) op(b) + c) f'(saved)}; where the derivative is 0, a product that is NaN or
   * infinite becomes what {@link Activation#gradient} makes of it.
   *
   * @param a {@code [m, k]}, or {@code [k, m]} if {@code transposeA}
   * @param b {@code [k, n]}, or {@code [n, k]} if {@code transposeB}
   * @param epilogue its bias has n elements, contiguous, what it saved the shape of c; neither
   *     shares memory with c
   * @param c {@code [m, n]}; what it held is read with {@code accumulate} alone
   * @throws IllegalArgumentException if a type, a shape or the epilogue does not fit, or c overlaps
   *     another operand
   */
  public final void gemm(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      boolean accumulate,
      Epilogue epilogue,
      Tensor c) {
    Operands.floats(NAME, "a", a);
    Operands.floats(NAME, "b", b);
    int innerA = transposeA ? a.rows() : a.cols();
    int innerB = transposeB ? b.cols() : b.rows();
    if (innerA != innerB) {
      throw Operands.refuse(
          NAME,
          Operands.pair(transposeA ? "a transposed" : "a", a, transposeB ? "b transposed" : "b", b)
              + ": inner dimensions "
              + innerA
              + " and "
              + innerB
              + " differ");
    }
    checkResult(transposeA ? a.cols() : a.rows(), transposeB ? b.rows() : b.cols(), epilogue, c);
    Operands.disjoint(NAME, "a", a, "c", c);
    Operands.disjoint(NAME, "b", b, "c", c);
    if (c.size() != 0) {
      multiply(a, transposeA, b, transposeB, accumulate, epilogue, c);
    }
  }

  /**
   * {@code c = op(a) op(b)}: {@link #gemm(Tensor, boolean, Tensor, boolean, boolean, Epilogue,
   * Tensor)} without accumulation and epilogue.
   */
  public final void gemm(Tensor a, boolean transposeA, Tensor b, boolean transposeB, Tensor c) {
    gemm(a, transposeA, b, transposeB, false, Epilogue.NONE, c);
  }

  /**
   * {@code c = f(a b + bias)}, or with {@link Epilogue#gradient} {@code c = (a b) f'(saved)}, with
   * a right operand that was packed before.
   *
   * @param a {@code [m, k]}, any stride
   * @param b made by {@link #pack} of this family, {@code k} by {@code n}
   * @param epilogue as for the unpacked product
   * @param c {@code [m, n]}
   * @throws IllegalArgumentException as for the unpacked product, or if another family packed b
   */
  public final void gemm(Tensor a, PackedMatrix b, Epilogue epilogue, Tensor c) {
    Operands.floats(NAME, "a", a);
    if (a.cols() != b.rows()) {
      throw Operands.refuse(
          NAME,
          "a is "
              + a.describe()
              + ", b is packed ["
              + b.rows()
              + ", "
              + b.cols()
              + "]: inner dimensions "
              + a.cols()
              + " and "
              + b.rows()
              + " differ");
    }
    checkResult(a.rows(), b.cols(), epilogue, c);
    Operands.disjoint(NAME, "a", a, "c", c);
    if (c.size() != 0) {
      multiply(a, b, epilogue, c);
    }
  }

  /**
   * Rearranges a right operand that will be used by many products. It is copied: what becomes of it
   * later does not matter.
   *
   * @param b {@code [k, n]}, or {@code [n, k]} if {@code transposeB}, any stride
   * @param arena owns the packed copy
   * @throws IllegalArgumentException if b is not float32
   */
  public final PackedMatrix pack(Tensor b, boolean transposeB, Arena arena) {
    Operands.floats("pack", "b", b);
    return rearrange(b, transposeB, arena);
  }

  /**
   * {@code c = f(c + bias)} or {@code c = c f'(saved)}: an epilogue by itself, for a product that
   * was made by other means.
   *
   * @param c {@code [m, n]}, any stride
   * @throws IllegalArgumentException if c or the epilogue does not fit, or they overlap
   */
  public final void finish(Epilogue epilogue, Tensor c) {
    Operands.floats("finish", "c", c);
    checkEpilogue("finish", epilogue, c);
    if (c.size() != 0 && (epilogue.hasBias() || epilogue.hasActivation())) {
      conclude(epilogue, c);
    }
  }

  private static void checkResult(int rows, int cols, Epilogue epilogue, Tensor c) {
    Operands.floats(NAME, "c", c);
    if (c.rows() != rows || c.cols() != cols) {
      throw Operands.refuse(
          NAME, "c is " + c.describe() + ": expected [" + rows + ", " + cols + "]");
    }
    checkEpilogue(NAME, epilogue, c);
  }

  private static void checkEpilogue(String operation, Epilogue epilogue, Tensor c) {
    if (epilogue.hasBias()) {
      Tensor bias = epilogue.bias();
      Operands.dense(operation, "bias", bias);
      Operands.size(operation, "bias", bias, c.cols(), "one for each column of c");
      Operands.disjoint(operation, "bias", bias, "c", c);
    }
    if (epilogue.hasGradient()) {
      Tensor saved = epilogue.saved();
      Operands.floats(operation, "saved", saved);
      Operands.sameShape(operation, "saved", saved, "c", c);
      Operands.disjoint(operation, "saved", saved, "c", c);
    }
  }

  /** The product, all operands checked and c not empty. The inner dimension may be zero. */
  protected abstract void multiply(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      boolean accumulate,
      Epilogue epilogue,
      Tensor c);

  /** The product with a packed operand, all operands checked but for who packed it. */
  protected abstract void multiply(Tensor a, PackedMatrix b, Epilogue epilogue, Tensor c);

  /** Packs an operand that was checked. */
  protected abstract PackedMatrix rearrange(Tensor b, boolean transposeB, Arena arena);

  /** {@link #finish} with checked operands: c is not empty, and there is something to do. */
  protected abstract void conclude(Epilogue epilogue, Tensor c);
}
