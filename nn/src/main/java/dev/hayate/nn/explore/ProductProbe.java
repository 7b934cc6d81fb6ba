package dev.hayate.nn.explore;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A matrix product.
 *
 * <p>The whole result is checked as BLIS's test suite does, without a second product: for a vector
 * t, {@code C t} and {@code A (B t)} are computed in double. Their difference comes from the
 * rounding of C's elements, of which each is within {@code (k + 1) u} of the sum of its terms'
 * magnitudes, u being half a unit in the last place of 1; see Higham, "Accuracy and Stability of
 * Numerical Algorithms", section 3.5. Here t is 1 or -1 for a few columns and 0 for all others, one
 * such vector for each few columns: with all of them at once the bounds of a large product would
 * add up to more than an element, and one that is wholly wrong would pass.
 *
 * @param form which operands are given transposed: NN, NT, TN; or packed, as NT but packed before
 */
record ProductProbe(int m, int n, int k, String form) implements Probe {
  private static final double UNIT = Math.ulp(1f) / 2;

  /** Columns that are checked together. */
  private static final int GROUP = 16;

  @Override
  public String operation() {
    return "gemm " + form;
  }

  @Override
  public String shape() {
    return m + "x" + n + "x" + k;
  }

  @Override
  public double flops() {
    return 2.0 * m * n * k;
  }

  @Override
  public double bytes() {
    return 0;
  }

  @Override
  public Trial open(Backend backend, Arena arena) {
    boolean transposeA = form.equals("TN");
    boolean transposeB = !form.equals("NN") && !transposeA;
    Tensor a = filled(arena, transposeA ? k : m, transposeA ? m : k, 1);
    Tensor b = filled(arena, transposeB ? n : k, transposeB ? k : n, 2);
    Tensor c = Tensor.allocate(arena, m, n);
    Products products = backend.products();
    Runnable call;
    if (form.equals("packed")) {
      PackedMatrix packed = products.pack(b, true, arena);
      call = () -> products.gemm(a, packed, Epilogue.NONE, c);
    } else {
      call = () -> products.gemm(a, transposeA, b, transposeB, c);
    }
    return new Trial() {
      @Override
      public void run() {
        call.run();
      }

      @Override
      public double residual() {
        return worst(a.toFloats(), transposeA, b.toFloats(), transposeB, c.toFloats());
      }
    };
  }

  private static Tensor filled(Arena arena, int rows, int cols, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    Tensor tensor = Tensor.allocate(arena, rows, cols);
    tensor.copyFrom(values);
    return tensor;
  }

  private double worst(float[] a, boolean transposeA, float[] b, boolean transposeB, float[] c) {
    int groups = (n + GROUP - 1) / GROUP;
    double[] signs =
        new SplittableRandom(3).ints(n, 0, 2).mapToDouble(bit -> 2 * bit - 1).toArray();
    double[] product = new double[k * groups];
    double[] magnitude = new double[k * groups];
    for (int p = 0; p < k; p++) {
      for (int j = 0; j < n; j++) {
        double element = b[transposeB ? j * k + p : p * n + j];
        product[p * groups + j / GROUP] += element * signs[j];
        magnitude[p * groups + j / GROUP] += Math.abs(element);
      }
    }
    double worst = 0;
    double[] found = new double[groups];
    double[] expected = new double[groups];
    double[] bound = new double[groups];
    for (int i = 0; i < m; i++) {
      Arrays.fill(found, 0);
      Arrays.fill(expected, 0);
      Arrays.fill(bound, 0);
      for (int j = 0; j < n; j++) {
        found[j / GROUP] += c[i * n + j] * signs[j];
      }
      for (int p = 0; p < k; p++) {
        double x = a[transposeA ? p * m + i : i * k + p];
        for (int group = 0; group < groups; group++) {
          expected[group] += x * product[p * groups + group];
          bound[group] += Math.abs(x) * magnitude[p * groups + group];
        }
      }
      for (int group = 0; group < groups; group++) {
        double error = Math.abs(found[group] - expected[group]);
        worst = Math.max(worst, error / ((k + 1) * UNIT * bound[group]));
      }
    }
    return worst;
  }
}
