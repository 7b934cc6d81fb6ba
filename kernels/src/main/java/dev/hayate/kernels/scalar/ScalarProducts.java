package dev.hayate.kernels.scalar;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;

/** Matrix products by definition, each sum in double and rounded once. */
public final class ScalarProducts extends Products {
  /** Stateless. */
  public ScalarProducts() {}

  @Override
  protected void multiply(
      Tensor a,
      boolean transposeA,
      Tensor b,
      boolean transposeB,
      boolean accumulate,
      Epilogue epilogue,
      Tensor c) {
    int inner = transposeA ? a.rows() : a.cols();
    long stepA = transposeA ? a.stride() : 1;
    long rowA = transposeA ? 1 : a.stride();
    long stepB = transposeB ? 1 : b.stride();
    long colB = transposeB ? b.stride() : 1;
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.cols(); j++) {
        double sum = 0;
        long indexA = i * rowA;
        long indexB = j * colB;
        for (int p = 0; p < inner; p++) {
          sum += (double) Elements.get(a, indexA) * Elements.get(b, indexB);
          indexA += stepA;
          indexB += stepB;
        }
        long indexC = (long) i * c.stride() + j;
        if (accumulate) {
          sum += Elements.get(c, indexC);
        }
        Elements.set(c, indexC, concluded(epilogue, i, j, sum));
      }
    }
  }

  @Override
  protected void multiply(Tensor a, PackedMatrix b, Epilogue epilogue, Tensor c) {
    if (!(b instanceof Copy copy)) {
      throw new IllegalArgumentException("gemm: b was packed by another backend");
    }
    multiply(a, false, copy.matrix, false, false, epilogue, c);
  }

  @Override
  protected PackedMatrix rearrange(Tensor b, boolean transposeB, Arena arena) {
    int rows = transposeB ? b.cols() : b.rows();
    int cols = transposeB ? b.rows() : b.cols();
    Tensor copy = Tensor.allocate(arena, DType.F32, Shape.of(rows, cols));
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        copy.set(i, j, transposeB ? b.get(j, i) : b.get(i, j));
      }
    }
    return new Copy(copy);
  }

  @Override
  protected void conclude(Epilogue epilogue, Tensor c) {
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.cols(); j++) {
        long index = (long) i * c.stride() + j;
        Elements.set(c, index, concluded(epilogue, i, j, Elements.get(c, index)));
      }
    }
  }

  private static double concluded(Epilogue epilogue, int row, int col, double sum) {
    if (epilogue.hasGradient()) {
      Tensor saved = epilogue.saved();
      double kept = Elements.get(saved, (long) row * saved.stride() + col);
      // Rounded first, as by a product that is followed by a pass of its own.
      return epilogue.activation().gradient(kept, (float) sum);
    }
    double biased = epilogue.hasBias() ? sum + Elements.get(epilogue.bias(), col) : sum;
    return epilogue.activation().value(biased);
  }

  /** The operand as it is, transposed if that was asked for. */
  private static final class Copy extends PackedMatrix {
    private final Tensor matrix;

    Copy(Tensor matrix) {
      super(matrix.rows(), matrix.cols());
      this.matrix = matrix;
    }
  }
}
