package dev.hayate.kernels.vector;

import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.parallel.Team;
import java.lang.foreign.Arena;

/**
 * Matrix products on the JDK's vectors. See {@link Tiles} for the innermost part.
 *
 * <p>Safe for use by many threads at once; those that find the team busy work alone.
 */
final class VectorProducts extends Products {
  /** Elements that stay in the innermost cache between the two passes of an epilogue. */
  private static final int FINISHED_TOGETHER = 4096;

  private final Team team;

  /**
   * Products on a team.
   *
   * @param team shared with others, and closed by whoever opened it
   */
  VectorProducts(Team team) {
    this.team = team;
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
    Workspace workspace = Workspace.take();
    Product product = workspace.product;
    product.left(a, transposeA);
    product.right(b, transposeB);
    product.result(accumulate, epilogue, c);
    product.run(team, workspace);
    Workspace.give(workspace);
  }

  @Override
  protected void multiply(Tensor a, PackedMatrix b, Epilogue epilogue, Tensor c) {
    if (!(b instanceof PackedStrips packed)) {
      throw new IllegalArgumentException("gemm: b was packed by another backend");
    }
    Workspace workspace = Workspace.take();
    Product product = workspace.product;
    product.left(a, false);
    product.right(packed);
    product.result(false, epilogue, c);
    product.run(team, workspace);
    Workspace.give(workspace);
  }

  @Override
  protected PackedMatrix rearrange(Tensor b, boolean transposeB, Arena arena) {
    return new PackedStrips(b, transposeB, arena);
  }

  @Override
  protected void conclude(Epilogue epilogue, Tensor c) {
    Finish finish = Finish.of(epilogue.activation());
    int cols = c.cols();
    long cRow = 4L * c.stride();
    int block = Math.max(1, FINISHED_TOGETHER / cols);
    for (int i = 0; i < c.rows(); i += block) {
      int rows = Math.min(block, c.rows() - i);
      if (epilogue.hasGradient()) {
        Tensor saved = epilogue.saved();
        long sRow = 4L * saved.stride();
        finish.gradient(rows, cols, saved.segment(), i * sRow, sRow, c.segment(), i * cRow, cRow);
        continue;
      }
      if (epilogue.hasBias()) {
        Finish.bias(rows, cols, epilogue.bias().segment(), 0, c.segment(), i * cRow, cRow);
      }
      if (epilogue.hasActivation()) {
        finish.activation(rows, cols, c.segment(), i * cRow, cRow);
      }
    }
  }
}
