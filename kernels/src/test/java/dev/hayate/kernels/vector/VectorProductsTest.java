package dev.hayate.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Identity;
import dev.hayate.kernels.activation.Relu;
import dev.hayate.kernels.activation.Tanh;
import dev.hayate.kernels.parallel.Team;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The matrix product against sums in double: every form, every kind of tile, edge and block.
 *
 * <p>A sum of k products, each fused into the sum with one rounding, is off by at most {@code k u /
 * (1 - k u)} of the sum of the absolute products, where u is half a unit in the last place of 1
 * (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). What the sum begins with
 * and the bias are one more rounding each, and the comparison rounds once.
 */
@Tag("registry")
@Tag("fma")
class VectorProductsTest {
  private static final int[] SIZES = {1, 2, 3, 7, 16, 17, 33, 65};
  private static final float UNTOUCHED = 12345.5f;

  private final SplittableRandom random = new SplittableRandom(20);
  private Arena arena = Arena.global();
  private Team team = new Team(1);

  @BeforeEach
  void open() {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
        "needs jdk.incubator.vector");
    arena = Arena.ofConfined();
  }

  @AfterEach
  void close() {
    team.close();
    if (arena.scope().isAlive() && arena != Arena.global()) {
      arena.close();
    }
  }

  @Test
  void everyFormOfEverySmallShape() {
    for (int m : SIZES) {
      for (int n : SIZES) {
        for (int k : new int[] {0, 1, 17}) {
          for (int form = 0; form < 4; form++) {
            check(m, n, k, (form & 1) != 0, (form & 2) != 0, false, false, new Identity());
          }
        }
      }
    }
  }

  @Test
  void blocksOfEveryKind() {
    int[][] shapes = {
      {150, 70, 520},
      {300, 130, 33},
      {145, 64, 1030},
      {101, 70, 2100},
      {8, 2100, 20},
      {24, 2065, 530},
      {1, 257, 784},
      {3, 255, 1300},
      {32, 784, 256},
      {257, 10, 128},
      {16, 3, 16},
      {17, 8, 31},
      {49, 10, 128},
      {66, 12, 100},
      {35, 4, 1040},
      {90, 9, 2100},
      {64, 1, 600},
      {2, 20, 90},
      {11, 6, 530},
      {40, 3, 100},
      {33, 10, 700},
      {21, 12, 1100},
      {129, 129, 129},
      {784, 256, 64},
    };
    for (int[] shape : shapes) {
      for (int form = 0; form < 4; form++) {
        boolean ta = (form & 1) != 0;
        boolean tb = (form & 2) != 0;
        check(shape[0], shape[1], shape[2], ta, tb, false, true, new Relu());
        check(shape[0], shape[1], shape[2], ta, tb, true, false, new Identity());
      }
    }
  }

  @Test
  void rowsWholePagesApart() {
    int gap = 5;
    check(50, 1024 - gap, 2060, false, false, false, true, new Relu());
    check(50, 1024 - gap, 2060, true, false, true, false, new Identity());
  }

  @Test
  void everyEpilogue() {
    for (Activation activation : new Activation[] {new Identity(), new Relu(), new Tanh()}) {
      for (int n : new int[] {1, 10, 16, 37, 100}) {
        for (int combination = 0; combination < 4; combination++) {
          boolean accumulate = (combination & 1) != 0;
          boolean bias = (combination & 2) != 0;
          check(9, n, 24, false, false, accumulate, bias, activation);
          check(9, n, 600, false, true, accumulate, bias, activation);
        }
      }
    }
  }

  @Test
  void nothingTimesNanIsNan() {
    Products products = new VectorProducts(team);
    for (int form = 0; form < 4; form++) {
      for (int m : new int[] {1, 2, 7, 24, 130}) {
        for (int n : new int[] {1, 9, 16, 70}) {
          boolean ta = (form & 1) != 0;
          boolean tb = (form & 2) != 0;
          int k = 37;
          Tensor a = ta ? Tensor.allocate(arena, k, m) : Tensor.allocate(arena, m, k);
          Tensor b = tb ? Tensor.allocate(arena, n, k) : Tensor.allocate(arena, k, n);
          Tensor c = Tensor.allocate(arena, m, n);
          int p = 21;
          b.set(tb ? n - 1 : p, tb ? p : n - 1, Float.NaN);
          a.set(ta ? p : m - 1, ta ? m - 1 : p, 0f);
          products.gemm(a, ta, b, tb, c);
          for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
              assertEquals(j == n - 1, Float.isNaN(c.get(i, j)), "element " + i + ", " + j);
            }
          }
          b.set(tb ? n - 1 : p, tb ? p : n - 1, Float.POSITIVE_INFINITY);
          products.gemm(a, ta, b, tb, false, Epilogue.activation(new Relu()), c);
          assertTrue(Float.isNaN(c.get(m - 1, n - 1)), "0 * infinity, then relu");
        }
      }
    }
  }

  @Test
  void threadsChangeNoBit() {
    int[][] shapes = {
      {300, 300, 100},
      {64, 784, 256},
      {1000, 40, 600},
      {2, 3000, 700},
      {37, 129, 1000},
      {2003, 10, 130}
    };
    try (Arena shared = Arena.ofShared();
        Team three = new Team(3)) {
      for (int[] shape : shapes) {
        for (int form = 0; form < 4; form++) {
          boolean ta = (form & 1) != 0;
          boolean tb = (form & 2) != 0;
          Tensor a = matrix(shared, ta ? shape[2] : shape[0], ta ? shape[0] : shape[2], 1);
          Tensor b = matrix(shared, tb ? shape[1] : shape[2], tb ? shape[2] : shape[1], 2);
          Tensor alone = Tensor.allocate(shared, shape[0], shape[1]);
          Tensor together = Tensor.allocate(shared, shape[0], shape[1]);
          new VectorProducts(team).gemm(a, ta, b, tb, alone);
          new VectorProducts(three).gemm(a, ta, b, tb, together);
          assertArrayEquals(alone.toFloats(), together.toFloats());
        }
      }
    }
  }

  @Test
  void anotherBackendsPackingIsRefused() {
    Products scalar = new dev.hayate.kernels.scalar.ScalarProducts();
    Tensor b = Tensor.allocate(arena, 3, 3);
    Tensor c = Tensor.allocate(arena, 3, 3);
    Tensor a = Tensor.allocate(arena, 3, 3);
    var packed = scalar.pack(b, false, arena);
    Products products = new VectorProducts(team);
    assertThrows(IllegalArgumentException.class, () -> products.gemm(a, packed, Epilogue.NONE, c));
  }

  /**
   * One product from operands with gaps between their rows, into a result with gaps that must keep
   * what is in them; then, where it can be, the same with a packed operand, which must agree bit
   * for bit unless the unpacked product has a path of its own.
   */
  private void check(
      int m,
      int n,
      int k,
      boolean ta,
      boolean tb,
      boolean accumulate,
      boolean bias,
      Activation activation) {
    try (Arena own = Arena.ofConfined()) {
      Tensor a = matrix(own, ta ? k : m, ta ? m : k, 3);
      Tensor b = matrix(own, tb ? n : k, tb ? k : n, 5);
      Tensor wide = Tensor.allocate(own, m, n + 7);
      Tensor c = wide.columns(2, n);
      Tensor biases = matrix(own, 1, n, 0);
      Epilogue epilogue =
          bias ? Epilogue.bias(biases, activation) : Epilogue.activation(activation);
      String what =
          "[%d, %d] by %d, a %s, b %s, %s, %s, %s"
              .formatted(m, n, k, ta, tb, accumulate, bias, activation.name());
      double[] expected = new double[m * n];
      double[] bound = new double[m * n];
      fill(wide, UNTOUCHED);
      float[] as = a.toFloats();
      float[] bs = b.toFloats();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float begin = random.nextFloat() - 0.5f;
          c.set(i, j, accumulate ? begin : Float.NaN);
          double sum = accumulate ? begin : 0;
          double size = Math.abs(sum);
          for (int p = 0; p < k; p++) {
            double term = (double) as[ta ? p * m + i : i * k + p] * bs[tb ? j * k + p : p * n + j];
            sum += term;
            size += Math.abs(term);
          }
          if (bias) {
            sum += biases.get(0, j);
            size += Math.abs(biases.get(0, j));
          }
          expected[i * n + j] = activation.value(sum);
          bound[i * n + j] = (k + 4) * 0x1p-24 * size / (1 - k * 0x1p-24) + Float.MIN_NORMAL;
        }
      }
      Products products = new VectorProducts(team);
      products.gemm(a, ta, b, tb, accumulate, epilogue, c);
      compare(what, expected, bound, c);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n + 7; j++) {
          if (j < 2 || j >= n + 2) {
            assertEquals(UNTOUCHED, wide.get(i, j), what + ": beside the result");
          }
        }
      }
      if (!ta && !accumulate) {
        fill(c, Float.NaN);
        products.gemm(a, products.pack(b, tb, own), epilogue, c);
        compare(what + ", packed", expected, bound, c);
      }
    }
  }

  private static void compare(String what, double[] expected, double[] bound, Tensor c) {
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.cols(); j++) {
        double want = expected[i * c.cols() + j];
        double found = c.get(i, j);
        // The activations here do not stretch differences.
        if (!(Math.abs(want - found) <= bound[i * c.cols() + j])) {
          throw new AssertionError(
              what + ": element " + i + ", " + j + ": expected " + want + ", found " + found);
        }
      }
    }
  }

  private static void fill(Tensor tensor, float value) {
    for (int i = 0; i < tensor.rows(); i++) {
      for (int j = 0; j < tensor.cols(); j++) {
        tensor.set(i, j, value);
      }
    }
  }

  /** A random matrix that is a view of a wider one, whose other columns are NaN. */
  private Tensor matrix(Arena own, int rows, int cols, int gap) {
    Tensor wide = Tensor.allocate(own, rows, cols + gap);
    fill(wide, Float.NaN);
    Tensor view = wide.columns(gap / 2, cols);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        view.set(i, j, random.nextFloat() - 0.5f);
      }
    }
    return view;
  }
}
