package dev.hayate.kernels.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.registry.Workbench.Edge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
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
    return Registry.forEach(
        (operation, provider) -> {
          try {
            check(operation, provider);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
          }
        });
  }

  /**
   * What C2 takes into a loop depends on what it has compiled before, and so on chance: in one of
   * several processes that run all rows one after the other, some loop keeps its vectors on the
   * heap. Such a row gets a process of its own, as it has in a program that uses it.
   */
  private static void check(Operation operation, BackendProvider provider)
      throws IOException, InterruptedException {
    String found = garbageAfterWarmUp(operation, provider);
    if (found.isEmpty()) {
      return;
    }
    System.out.println(operation + ": " + found + "; again in a process of its own");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                AllocationTest.class.getName(),
                operation.name,
                provider.name())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), () -> operation + ": " + found + ", then " + said);
  }

  /** Runs one row, named with its backend; the exit status tells if it left garbage. */
  public static void main(String... args) {
    for (BackendProvider provider : Registry.backends()) {
      if (provider.name().equals(args[1])) {
        String found = garbageAfterWarmUp(Registry.operation(args[0]), provider);
        System.out.println(found);
        System.exit(found.isEmpty() ? 0 : 1);
      }
    }
    throw new IllegalArgumentException("no backend " + args[1]);
  }

  /** What is wrong; nothing if round after round leaves no garbage. */
  private static String garbageAfterWarmUp(Operation operation, BackendProvider provider) {
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
      return clean == CLEAN_ROUNDS ? "" : garbage + " bytes in the last " + CALLS + " calls";
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
