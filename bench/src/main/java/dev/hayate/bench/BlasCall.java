package dev.hayate.bench;

import dev.hayate.blas.binding.OpenBlas;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a call of {@code cblas_sgemm} takes from Java: plainly, as a critical function, and through
 * the backend with its checks. {@code native/src/bench/sgemm.c} makes the same calls from C, in
 * rounds of the same length, and prints the same figures: the least and the median of the rounds.
 * On a machine that others use, too, the least is the one that can be compared.
 *
 * <pre>{@code
 * taskset -c 0 java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
 *     -cp bench/target/benchmarks.jar dev.hayate.bench.BlasCall
 * }</pre>
 */
public final class BlasCall {
  private static final int[] SIZES = {4, 16, 64};
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 301;
  private static final double ROUND_NANOS = 2e6;

  private final Backend backend;
  private final int n;
  private final Tensor a;
  private final Tensor b;
  private final Tensor c;

  private BlasCall(Backend backend, Arena arena, int size) {
    this.backend = backend;
    n = size;
    a = Tensor.allocate(arena, size, size);
    b = Tensor.allocate(arena, size, size);
    c = Tensor.allocate(arena, size, size);
    backend.arithmetic().fill(1, a);
    backend.arithmetic().fill(1, b);
  }

  /** Measures and prints a table. */
  public static void main(String[] args) {
    Backends.providers().stream()
        .filter(provider -> provider.name().equals("openblas"))
        .map(BackendProvider::availability)
        .forEach(availability -> System.out.println(availability.detail()));
    System.out.println("| call | size | least | median |");
    System.out.println("| --- | --- | ---: | ---: |");
    try (Backend backend = Backends.open("openblas", 1);
        Arena arena = Arena.ofShared()) {
      for (int size : SIZES) {
        BlasCall calls = new BlasCall(backend, arena, size);
        calls.print("plain", calls::plain);
        calls.print("critical", calls::critical);
        calls.print("backend", calls::backend);
      }
    }
  }

  private void print(String name, Calls calls) {
    int count = 100;
    for (int round = 0; round < WARM_UP; round++) {
      count = (int) (count * ROUND_NANOS / time(calls, count)) + 1;
    }
    double[] rounds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      rounds[round] = time(calls, count) / count;
    }
    Arrays.sort(rounds);
    System.out.printf(
        Locale.ROOT,
        "| %s | %dx%d | %.1f ns | %.1f ns |%n",
        name,
        n,
        n,
        rounds[0],
        rounds[ROUNDS / 2]);
    if (c.get(n - 1, 0) != n) {
      throw new IllegalStateException("sgemm: expected " + n + ", found " + c.get(n - 1, 0));
    }
  }

  private static double time(Calls calls, int count) {
    long begin = System.nanoTime();
    calls.repeat(count);
    return System.nanoTime() - begin;
  }

  /** The same call, so many times. */
  @FunctionalInterface
  private interface Calls {
    void repeat(int count);
  }

  private void plain(int count) {
    for (int i = 0; i < count; i++) {
      call(Handles.PLAIN, n, a.segment(), b.segment(), c.segment());
    }
  }

  private void critical(int count) {
    for (int i = 0; i < count; i++) {
      call(Handles.CRITICAL, n, a.segment(), b.segment(), c.segment());
    }
  }

  private void backend(int count) {
    for (int i = 0; i < count; i++) {
      backend.products().gemm(a, false, b, false, c);
    }
  }

  private static void call(
      MethodHandle gemm, int n, MemorySegment x, MemorySegment y, MemorySegment z) {
    int order = OpenBlas.CblasRowMajor();
    int asIs = OpenBlas.CblasNoTrans();
    try {
      gemm.invokeExact(order, asIs, asIs, n, n, n, 1f, x, n, y, n, 0f, z, n);
    } catch (Throwable e) {
      throw new AssertionError("C functions throw nothing", e);
    }
  }

  /** Made when the library is loaded. */
  private static final class Handles {
    static final MethodHandle PLAIN = OpenBlas.cblas_sgemm$handle();

    @SuppressWarnings("restricted")
    static final MethodHandle CRITICAL =
        Linker.nativeLinker()
            .downcallHandle(
                OpenBlas.cblas_sgemm$address(),
                OpenBlas.cblas_sgemm$descriptor(),
                Linker.Option.critical(false));
  }
}
