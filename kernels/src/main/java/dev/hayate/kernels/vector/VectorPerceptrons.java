package dev.hayate.kernels.vector;

import dev.hayate.kernels.Dense;
import dev.hayate.kernels.Perceptron;
import dev.hayate.kernels.Perceptrons;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Perceptrons row by row: the weights of all layers go by once for each. Stateless. */
final class VectorPerceptrons extends Perceptrons {
  @Override
  protected Perceptron rearrange(List<Dense> layers, WeightType type, Arena arena) {
    return new VectorPerceptron(layers, type, arena);
  }

  @Override
  protected Runnable call(Tensor x, Perceptron perceptron, Tensor scratch, Tensor y) {
    if (!(perceptron instanceof VectorPerceptron packed)) {
      throw new IllegalArgumentException("perceptron: it was packed by another backend");
    }
    return new Call(packed, x, scratch, y);
  }

  /** One perceptron bound to its operands. */
  private static final class Call implements Runnable {
    private final VectorPerceptron perceptron;
    private final MemorySegment x;
    private final MemorySegment scratch;
    private final MemorySegment y;
    private final int rows;
    private final long xRow;
    private final long yRow;

    Call(VectorPerceptron perceptron, Tensor x, Tensor scratch, Tensor y) {
      this.perceptron = perceptron;
      this.x = x.segment();
      this.scratch = scratch.segment();
      this.y = y.segment();
      this.rows = x.rows();
      this.xRow = 4L * x.stride();
      this.yRow = 4L * y.stride();
    }

    @Override
    public void run() {
      long xt = 0;
      long yt = 0;
      for (int i = 0; i < rows; i++) {
        perceptron.row(x, xt, scratch, y, yt);
        xt += xRow;
        yt += yRow;
      }
    }
  }
}
