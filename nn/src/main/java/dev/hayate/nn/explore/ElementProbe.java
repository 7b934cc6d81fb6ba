package dev.hayate.nn.explore;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An operation whose time goes into reading and writing: every element is compared with that of the
 * plain Java of the scalar backend, which computes in double and rounds once.
 *
 * @param operation its name
 * @param rows rows of every operand
 * @param cols columns of every operand
 * @param operands how many there are; the last ones may be written
 * @param positive if the last operand must not be negative
 * @param passes the operands that are read and those that are written, one after the other
 * @param bound how far a result may be from that
 * @param call what is run
 */
record ElementProbe(
    String operation,
    int rows,
    int cols,
    int operands,
    boolean positive,
    int passes,
    Bound bound,
    Call call)
    implements Probe {
  /** The unit roundoff: one rounding is off by at most this share of its result. */
  private static final double UNIT = Math.ulp(1f) / 2;

  /**
   * What the roundings of an operation amount to, and the one of the reference.
   *
   * @param relative as so many roundings of the result itself
   * @param absolute as so many roundings of 1
   */
  record Bound(double relative, double absolute) {
    /** Of what copies numbers, or writes 0. */
    static final Bound EXACT = new Bound(0, 0);

    /** The share of this that an error is. */
    double share(float found, float right) {
      double error = Math.abs((double) found - right);
      return error == 0 ? 0 : error / (UNIT * (relative * Math.abs(right) + absolute));
    }
  }

  /** Runs an operation on operands. */
  interface Call {
    /** One call. */
    void run(Backend backend, List<Tensor> operands);
  }

  /** Operands are between this and its opposite. */
  private static final double LARGEST = 4;

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
        worst = Math.max(worst, bound.share(values[j], right[j]));
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
      double least = positive && i == operands - 1 ? 0 : -LARGEST;
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) random.nextDouble(least, LARGEST);
      }
      tensor.copyFrom(values);
      tensors.add(tensor);
    }
    return tensors;
  }
}
