package dev.hayate.kernels.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.registry.Workbench.Edge;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** A call allocates nothing once it is compiled. */
@Tag("allocation")
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int[] DIMS = {19, 37, 23};
  private static final int CALLS = 200;

  /** So many rounds of calls one after the other must be free of garbage. */
  private static final int CLEAN_ROUNDS = 3;

  /** Far more than the compiler needs, and an end for a call that is never free. */
  private static final int MOST_ROUNDS = 3000;

  @TestFactory
  Stream<DynamicTest> noneAfterWarmUp() {
    return Registry.forEach(AllocationTest::check);
  }

  private static void check(Operation operation, BackendProvider provider) {
    try (Backend backend = provider.open(1);
        Arena arena = Arena.ofConfined()) {
      Workbench bench = new Workbench(operation, DIMS, 0, Edge.BACK, Seed.random(operation.name));
      Runnable call = operation.preparation.prepare(backend, bench.tensors, arena);
      int clean = 0;
      long garbage = 0;
      for (int round = 0; round < MOST_ROUNDS && clean < CLEAN_ROUNDS; round++) {
        garbage = garbageOf(call);
        clean = garbage == 0 ? clean + 1 : 0;
      }
      long last = garbage;
      assertEquals(
          CLEAN_ROUNDS,
          clean,
          () -> operation + ": " + last + " bytes in the last " + CALLS + " calls");
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
