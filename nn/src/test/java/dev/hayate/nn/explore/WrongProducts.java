package dev.hayate.nn.explore;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.ForwardingBackend;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;

/** Another backend, but for the last element of every product, which is what is made of it. */
public final class WrongProducts extends ForwardingBackend {
  private final Products products;

  /** What becomes of the right element. */
  public interface Change {
    float of(float right);
  }

  /** A backend that is closed with this one. */
  public WrongProducts(Backend rest, Change change) {
    super("wrong", rest);
    products = new Changed(rest.products(), change);
  }

  @Override
  public Products products() {
    return products;
  }

  private static final class Changed extends Products {
    private final Products right;
    private final Change change;

    Changed(Products right, Change change) {
      this.right = right;
      this.change = change;
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
      right.gemm(a, transposeA, b, transposeB, accumulate, epilogue, c);
      change(c);
    }

    @Override
    protected void multiply(Tensor a, PackedMatrix b, Epilogue epilogue, Tensor c) {
      right.gemm(a, b, epilogue, c);
      change(c);
    }

    private void change(Tensor c) {
      c.set(c.rows() - 1, c.cols() - 1, change.of(c.get(c.rows() - 1, c.cols() - 1)));
    }

    @Override
    protected PackedMatrix rearrange(Tensor b, boolean transposeB, Arena arena) {
      return right.pack(b, transposeB, arena);
    }

    @Override
    protected void conclude(Epilogue epilogue, Tensor c) {
      throw new UnsupportedOperationException();
    }
  }
}
