package dev.hayate.nn.explore;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An operation whose time goes into reading and writing: it is compared with the plain Java of the
 * scalar backend, which computes in double and rounds once.
 *
 * @param operation its name
 * @param rows rows of every operand
 * @param cols columns of every operand
 * @param operands how many there are; the last ones may be written
 * @param positive if the last operand must not be negative
 * @param passes the operands that are read and those that are written, one after the other
 * @param ulps the bound: so many units in the last place of the result, or of 1 where it is smaller
 * @param call what is run
 */
record ElementProbe(
    String operation,
    int rows,
    int cols,
    int operands,
    boolean positive,
    int passes,
    double ulps,
    Call call)
    implements Probe {
  /** Runs an operation on operands. */
  interface Call {
    /** One call. */
    void run(Backend backend, List<Tensor> operands);
  }

  @Override
  public String shape() {
    return rows == 1 ? Integer.toString(cols) : rows + "x" + cols;
  }

  @Override
  public double flops() {
    return 0;
  }

  @Override
  public double bytes() {
    return 4.0 * passes * rows * cols;
  }

  @Override
  public Trial open(Backend backend, Arena arena) {
    List<Tensor> used = filled(arena);
    return new Trial() {
      @Override
      public void run() {
        call.run(backend, used);
      }

      @Override
      public double residual() {
        return worst(backend, arena);
      }
    };
  }

  /** The error of one call on fresh operands. */
  private double worst(Backend backend, Arena arena) {
    List<Tensor> found = filled(arena);
    List<Tensor> expected = filled(arena);
    call.run(backend, found);
    try (Backend scalar = Backends.open("scalar", 1)) {
      call.run(scalar, expected);
    }
    double worst = 0;
    for (int i = 0; i < operands; i++) {
      float[] values = found.get(i).toFloats();
      float[] right = expected.get(i).toFloats();
      for (int j = 0; j < values.length; j++) {
        double unit = Math.ulp(Math.max(1f, Math.abs(right[j])));
        double share = Math.abs((double) values[j] - right[j]) / (ulps * unit);
        worst = Math.max(worst, share);
      }
    }
    return worst;
  }

  private List<Tensor> filled(Arena arena) {
    SplittableRandom random = new SplittableRandom(1);
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < operands; i++) {
      Tensor tensor = Tensor.allocate(arena, rows, cols);
      float[] values = new float[rows * cols];
      double least = positive && i == operands - 1 ? 0 : -4;
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextDouble(least, 4);
      }
      tensor.copyFrom(values);
      tensors.add(tensor);
    }
    return tensors;
  }
}
