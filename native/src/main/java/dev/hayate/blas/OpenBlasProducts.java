package dev.hayate.blas;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.parallel.Team;
import java.lang.foreign.Arena;

/**
 * Matrix products by {@code cblas_sgemm}, and by {@code cblas_sgemv} where the result is one row or
 * one column. The epilogue is another backend's, over the finished result. Safe for use by many
 * threads at once; those that find the team busy work alone.
 */
final class OpenBlasProducts extends Products {
  private final Backend rest;
  private final SharedProduct shared;

  /**
   * Products on a team.
   *
   * @param rest has everything that OpenBLAS has not
   * @param team closed by whoever opened it
   */
  OpenBlasProducts(Backend rest, Team team) {
    this.rest = rest;
    shared = new SharedProduct(team);
  }

  @Override
  protected void multiply(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      boolean accumulate,
      Epilogue epilogue,
      Tensor c) {
    int k = transposeA ? a.rows() : a.cols();
    if (k == 0) {
      // C leaves the result as it is.
      if (!accumulate) {
        rest.arithmetic().fill(0, c);
      }
    } else {
      multiply(a, transposeA, b, transposeB, k, accumulate ? 1 : 0, c);
    }
    rest.products().finish(epilogue, c);
  }

  private void multiply(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, int k, float beta, Tensor c) {
    if (c.cols() == 1) {
      Blas.gemv(
          transposeA,
          a.rows(),
          a.cols(),
          a.segment(),
          a.stride(),
          b.segment(),
          transposeB ? 1 : b.stride(),
          beta,
          c.segment(),
          c.stride());
    } else if (c.rows() == 1) {
      Blas.gemv(
          !transposeB,
          b.rows(),
          b.cols(),
          b.segment(),
          b.stride(),
          a.segment(),
          transposeA ? a.stride() : 1,
          beta,
          c.segment(),
          1);
    } else if (!shared.run(a, transposeA, b, transposeB, k, beta, c)) {
      Blas.gemm(
          transposeA,
          transposeB,
          c.rows(),
          c.cols(),
          k,
          a.segment(),
          a.stride(),
          b.segment(),
          b.stride(),
          beta,
          c.segment(),
          c.stride());
    }
  }

  @Override
  protected void multiply(Tensor a, PackedMatrix b, Epilogue epilogue, Tensor c) {
    if (!(b instanceof Copy copy)) {
      throw new IllegalArgumentException("gemm: b was packed by another backend");
    }
    multiply(a, false, copy.matrix, copy.transposed, false, epilogue, c);
  }

  @Override
  protected PackedMatrix rearrange(Tensor b, boolean transposeB, Arena arena) {
    Tensor copy = Tensor.allocate(arena, DType.F32, Shape.of(b.rows(), b.cols()));
    rest.arithmetic().copy(b, false, copy);
    return new Copy(copy, transposeB);
  }

  @Override
  protected void conclude(Epilogue epilogue, Tensor c) {
    rest.products().finish(epilogue, c);
  }

  /** The operand as it is, without gaps. OpenBLAS packs within every call, whatever it is given. */
  private static final class Copy extends PackedMatrix {
    private final Tensor matrix;
    private final boolean transposed;

    Copy(Tensor matrix, boolean transposed) {
      super(transposed ? matrix.cols() : matrix.rows(), transposed ? matrix.rows() : matrix.cols());
      this.matrix = matrix;
      this.transposed = transposed;
    }
  }
}
