package dev.hayate.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A product allocates nothing once it is compiled, on either side of the line of short calls. */
@Tag("allocation")
class ProductAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 200;
  private static final int CLEAN_ROUNDS = 3;
  private static final int MOST_ROUNDS = 3000;

  @BeforeAll
  static void load() {
    LoadedLibrary.assume();
  }

  @Test
  void shortProducts() {
    check(1, 19, 37, 23);
  }

  @Test
  void longProducts() {
    check(1, 40, 70, 50);
  }

  @Test
  void rowsAndColumns() {
    check(1, 1, 37, 23);
    check(1, 300, 1, 200);
  }

  @Test
  void sharedProducts() {
    check(2, 200, 210, 100);
  }

  private static void check(int threads, int m, int n, int k) {
    try (Backend backend = Backends.open("openblas", threads);
        Arena arena = Arena.ofShared()) {
      Tensor a = Tensor.allocate(arena, m, k);
      Tensor b = Tensor.allocate(arena, k, n);
      Tensor c = Tensor.allocate(arena, m, n);
      Epilogue epilogue = Epilogue.bias(Tensor.allocate(arena, n));
      PackedMatrix packed = backend.products().pack(b, false, arena);
      Runnable call =
          () -> {
            backend.products().gemm(a, false, b, false, true, epilogue, c);
            backend.products().gemm(a, packed, epilogue, c);
          };
      int clean = 0;
      long garbage = 0;
      for (int round = 0; round < MOST_ROUNDS && clean < CLEAN_ROUNDS; round++) {
        garbage = garbageOf(call);
        clean = garbage == 0 ? clean + 1 : 0;
      }
      assertEquals(0, garbage, "bytes in " + CALLS + " calls");
      assertEquals(CLEAN_ROUNDS, clean, "rounds without garbage");
    }
  }

  private static long garbageOf(Runnable call) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < CALLS; i++) {
      call.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
