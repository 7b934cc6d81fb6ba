package dev.hayate.bench;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The matrix product {@code c = op(a) op(b)}, of the squares and of the shapes that layers have.
 *
 * <p>When it is done, some elements of c are compared with sums in double, within the error that so
 * many roundings may make.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Product {
  private static final int CHECKED = 50;

  /**
   * The form, and {@code m x n x k}: the rows and columns of the result, and the inner dimension.
   * The form says which operands are given transposed: {@code NN}, {@code NT} (b), {@code TN} (a),
   * or {@code packed}: b, given transposed, was packed before. The squares are followed by the
   * products of layers, {@code Y = X W^T}, {@code dX = dY W} and {@code dW = dY^T X}.
   */
  @Param({
    "NN-16x16x16",
    "NN-32x32x32",
    "NN-64x64x64",
    "NN-128x128x128",
    "NN-256x256x256",
    "NN-512x512x512",
    "NN-1024x1024x1024",
    "NN-2048x2048x2048",
    "NT-8x256x784",
    "NN-8x784x256",
    "TN-256x784x8",
    "NT-32x256x784",
    "NN-32x784x256",
    "TN-256x784x32",
    "NT-64x256x784",
    "NN-64x784x256",
    "TN-256x784x64",
    "NT-64x128x256",
    "NN-64x256x128",
    "TN-128x256x64",
    "NT-64x10x128",
    "NN-64x128x10",
    "TN-10x128x64",
    "NT-64x1x128",
    "NT-256x10x256",
    "NT-1024x10x128",
    "NT-256x512x784",
    "NN-256x784x512",
    "TN-512x784x256",
    "NT-256x1024x1024",
    "NN-256x1024x1024",
    "TN-1024x1024x256",
    "NT-128x4096x4096",
    "NN-128x4096x4096",
    "TN-4096x4096x128",
    "packed-8x256x784",
    "packed-32x256x784",
    "packed-1x256x784",
    "packed-1x128x256",
    "packed-1x1024x1024",
    "packed-1x4096x4096",
    "NT-1x256x784",
    "NT-1x128x256",
    "NT-1x1024x1024",
    "NT-1x4096x4096"
  })
  public String shape;

  /** The backend that multiplies; by its name JMH runs backends one after the other. */
  @Param({"vector", "openblas"})
  public String using;

  /** Threads that share a product; more than one needs more than one core. */
  @Param({"1"})
  public int threads;

  private String form;
  private int m;
  private int n;
  private int k;
  private boolean transposeA;
  private boolean transposeB;
  private Arena arena;
  private Backend used;
  private Tensor a;
  private Tensor b;
  private Tensor c;
  private PackedMatrix packed;

  /** Fills the operands with numbers from -1 to 1, from a fixed seed. */
  @Setup
  public void open() {
    form = shape.substring(0, shape.indexOf('-'));
    String[] sizes = shape.substring(shape.indexOf('-') + 1).split("x", -1);
    m = Integer.parseInt(sizes[0]);
    n = Integer.parseInt(sizes[1]);
    k = Integer.parseInt(sizes[2]);
    transposeA = form.equals("TN");
    transposeB = form.equals("NT") || form.equals("packed");
    arena = Arena.ofShared();
    used = Backends.open(using, threads);
    a = random(transposeA ? k : m, transposeA ? m : k, 1);
    b = random(transposeB ? n : k, transposeB ? k : n, 2);
    c = Tensor.allocate(arena, m, n);
    packed = used.products().pack(b, transposeB, arena);
  }

  private Tensor random(int rows, int cols, long seed) {
    Tensor tensor = Tensor.allocate(arena, rows, cols);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        tensor.set(i, j, (float) random.nextDouble(-1, 1));
      }
    }
    return tensor;
  }

  /** One product. */
  @Benchmark
  public Tensor gemm(Work work) {
    if (form.equals("packed")) {
      used.products().gemm(a, packed, Epilogue.NONE, c);
    } else {
      used.products().gemm(a, transposeA, b, transposeB, c);
    }
    work.flops += 2L * m * n * k;
    return c;
  }

  /** Checks some elements, and frees the memory. */
  @TearDown
  public void check() {
    SplittableRandom random = new SplittableRandom(3);
    double checksum = 0;
    for (int i = 0; i < CHECKED; i++) {
      checksum += checked(random.nextInt(m), random.nextInt(n));
    }
    System.out.println("checksum " + checksum);
    used.close();
    arena.close();
  }

  private double checked(int row, int col) {
    double sum = 0;
    double magnitude = 0;
    for (int p = 0; p < k; p++) {
      double term =
          (double) (transposeA ? a.get(p, row) : a.get(row, p))
              * (transposeB ? b.get(col, p) : b.get(p, col));
      sum += term;
      magnitude += Math.abs(term);
    }
    double bound = (k + 1) * Math.ulp(1f) * magnitude;
    float found = c.get(row, col);
    if (!(Math.abs(found - sum) <= bound)) {
      throw new IllegalStateException(
          "product: c[" + row + ", " + col + "]: expected " + sum + ", found " + found);
    }
    return found;
  }
}
