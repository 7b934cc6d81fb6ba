package dev.hayate.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Epilogue;
import dev.hayate.kernels.PackedMatrix;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.activation.Relu;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Products of the backend, beyond what the registry of operations asks. */
class ProductsTest {
  @BeforeAll
  static void load() {
    LoadedLibrary.assume();
  }

  /** Large enough to be cut by rows, by columns, and into parts of uneven size. */
  private static final int[][] SHARED = {
    {300, 310, 97},
    {1000, 96, 65},
    {97, 1000, 130},
    {523, 541, 257},
    {2, 4096, 700},
    {193, 192, 513}
  };

  @Test
  void threadsChangeNoBit() {
    for (int[] size : SHARED) {
      for (int form = 0; form < 8; form++) {
        compare(size[0], size[1], size[2], (form & 1) != 0, (form & 2) != 0, (form & 4) != 0);
      }
    }
  }

  private static void compare(int m, int n, int k, boolean ta, boolean tb, boolean accumulate) {
    try (Arena arena = Arena.ofShared()) {
      Tensor a = random(arena, ta ? k : m, ta ? m : k, 1);
      Tensor b = random(arena, tb ? n : k, tb ? k : n, 2);
      List<Tensor> results = new ArrayList<>();
      for (int threads = 1; threads <= 4; threads++) {
        Tensor c = random(arena, m, n, 3);
        try (Backend backend = Backends.open("openblas", threads)) {
          assertEquals(threads, backend.threads());
          backend.products().gemm(a, ta, b, tb, accumulate, Epilogue.NONE, c);
        }
        results.add(c);
      }
      for (Tensor c : results) {
        assertEquals(
            -1,
            c.segment().mismatch(results.getFirst().segment()),
            () -> m + "x" + n + "x" + k + " " + ta + " " + tb + " " + accumulate);
      }
    }
  }

  /** The team's threads may not touch a confined arena: the caller does it all. */
  @Test
  void confinedMemoryStaysWithItsThread() {
    try (Arena arena = Arena.ofConfined();
        Backend backend = Backends.open("openblas", 3)) {
      Tensor a = random(arena, 400, 400, 1);
      Tensor c = Tensor.allocate(arena, 400, 400);
      backend.products().gemm(a, false, a, true, c);
      assertTrue(c.get(7, 7) > 0);
    }
  }

  @Test
  void closedAndOpenedAgain() {
    try (Arena arena = Arena.ofShared()) {
      Tensor a = random(arena, 300, 300, 1);
      Tensor c = Tensor.allocate(arena, 300, 300);
      for (int round = 0; round < 20; round++) {
        Backend backend = Backends.open("openblas", 1 + round % 3);
        backend.products().gemm(a, false, a, true, c);
        backend.close();
        backend.close();
        c.segment().fill((byte) 0);
        backend.products().gemm(a, false, a, true, c);
        assertTrue(c.get(299, 299) > 0, "a closed backend still works, on one thread");
      }
    }
  }

  @Test
  void manyThreadsAtOnce() throws Exception {
    try (Arena arena = Arena.ofShared();
        Backend backend = Backends.open("openblas", 2)) {
      Tensor a = random(arena, 200, 220, 1);
      Tensor b = random(arena, 220, 240, 2);
      Tensor expected = Tensor.allocate(arena, 200, 240);
      backend.products().gemm(a, false, b, false, expected);
      AtomicInteger wrong = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
        threads.add(
            builder.start(
                () -> {
                  Tensor c = Tensor.allocate(arena, 200, 240);
                  for (int round = 0; round < 50; round++) {
                    c.segment().fill((byte) -1);
                    backend.products().gemm(a, false, b, false, c);
                    if (c.segment().mismatch(expected.segment()) != -1) {
                      wrong.incrementAndGet();
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(0, wrong.get());
    }
  }

  /**
   * Far more threads than OpenBLAS has work areas, each interrupted within a product most of the
   * time. Without {@link Permits}, OpenBLAS complains of three hundred, and with a few thousand it
   * ends the JVM.
   */
  @Test
  void moreThreadsThanOpenBlasHasRoomFor() throws Exception {
    ProcessBuilder child =
        ChildJvm.command(Map.of(), System.getProperty("java.class.path"), Crowd.class, "-Xss512k");
    ChildJvm.Outcome outcome = new ChildJvm.Running(child.start()).await();
    assertEquals(0, outcome.status(), outcome::output);
    assertTrue(outcome.output().contains("all done, 0 wrong"), outcome::output);
    assertFalse(outcome.output().contains("OpenBLAS"), outcome::output);
  }

  /** Run in a JVM of its own. */
  static final class Crowd {
    private static final int THREADS = 300;

    private Crowd() {}

    public static void main(String[] args) throws InterruptedException {
      try (Arena arena = Arena.ofShared();
          Backend backend = Backends.open("openblas", 1)) {
        Tensor a = random(arena, 700, 4000, 1);
        Tensor b = random(arena, 4000, 64, 2);
        Tensor expected = Tensor.allocate(arena, 700, 64);
        backend.products().gemm(a, false, b, false, expected);
        AtomicInteger wrong = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          threads.add(
              Thread.ofPlatform()
                  .start(
                      () -> {
                        Tensor c = Tensor.allocate(arena, 700, 64);
                        start.countDown();
                        while (start.getCount() > 0) {
                          LockSupport.parkNanos(100_000);
                        }
                        for (int round = 0; round < 2; round++) {
                          backend.products().gemm(a, false, b, false, c);
                        }
                        if (c.segment().mismatch(expected.segment()) != -1) {
                          wrong.incrementAndGet();
                        }
                      }));
        }
        for (Thread thread : threads) {
          thread.join();
        }
        System.out.println("all done, " + wrong + " wrong");
      }
    }
  }

  @Test
  void anOperandPackedElsewhereIsRefused() {
    try (Arena arena = Arena.ofConfined();
        Backend vector = Backends.open("vector", 1);
        Backend openblas = Backends.open("openblas", 1)) {
      Tensor a = random(arena, 3, 3, 1);
      Tensor c = Tensor.allocate(arena, 3, 3);
      PackedMatrix packed = vector.products().pack(a, false, arena);
      assertThrows(
          IllegalArgumentException.class,
          () -> openblas.products().gemm(a, packed, Epilogue.NONE, c));
    }
  }

  /** A packed operand is a copy, and its rows are without gaps. */
  @Test
  void packedOperandsAreCopies() {
    try (Arena arena = Arena.ofConfined();
        Backend backend = Backends.open("openblas", 1)) {
      Tensor b = random(arena, 5, 9, 1).columns(2, 4);
      Tensor a = random(arena, 3, 5, 2);
      Tensor expected = Tensor.allocate(arena, 3, 4);
      Tensor bias = Tensor.of(arena, Shape.of(4), 1, -1, 0, 2);
      Epilogue epilogue = Epilogue.bias(bias, new Relu());
      backend.products().gemm(a, false, b, false, false, epilogue, expected);
      PackedMatrix packed = backend.products().pack(b, false, arena);
      backend.arithmetic().fill(Float.NaN, b);
      Tensor c = Tensor.allocate(arena, 3, 4);
      backend.products().gemm(a, packed, epilogue, c);
      assertEquals(-1, c.segment().mismatch(expected.segment()));
    }
  }

  private static Tensor random(Arena arena, int rows, int cols, long seed) {
    Tensor tensor = Tensor.allocate(arena, rows, cols);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        tensor.set(i, j, (float) random.nextDouble(-1, 1));
      }
    }
    return tensor;
  }
}
