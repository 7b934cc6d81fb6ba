package dev.hayate.nn.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PredictorPoolTest {
  private static final Model MODEL = Model.sequential(5).linear(17).relu().linear(2).build();
  private static final int LARGEST = 7;

  private static float[] samples(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[5 * n];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    return x;
  }

  @Test
  void everyWayIn() {
    try (Arena arena = Arena.ofShared();
        PredictorPool pool =
            MODEL.predictor(MODEL.initialize(arena, 1)).batch(LARGEST).openPool(2)) {
      assertEquals(2, pool.size());
      assertEquals(LARGEST, pool.largestBatch());
      float[] x = samples(3, 1);
      float[] expected = new float[6];
      pool.predict(x, expected);
      float[] found = new float[6];
      pool.predict(MemorySegment.ofArray(x), MemorySegment.ofArray(found));
      assertArrayEquals(expected, found);
      pool.predict(FloatBuffer.wrap(x), FloatBuffer.wrap(found));
      assertArrayEquals(expected, found);
      Tensor in = Tensor.of(arena, Shape.of(3, 5), x);
      Tensor out = Tensor.allocate(arena, 3, 2);
      pool.predict(in, out);
      assertArrayEquals(expected, out.toFloats());
      pool.predict(new Tensor[] {in}, new Tensor[] {out});
      assertArrayEquals(expected, out.toFloats());
      assertTrue(pool.warmUp().isPositive());
    }
  }

  /** More virtual threads than predictors: each gets its own results. */
  @Test
  void manyVirtualThreads() throws InterruptedException, ExecutionException {
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = MODEL.initialize(arena, 1);
      List<Future<?>> futures = new ArrayList<>();
      try (PredictorPool pool = MODEL.predictor(parameters).batch(LARGEST).openPool(3);
          Predictor reference = MODEL.predictor(parameters).batch(LARGEST).open();
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 400; i++) {
          int n = i % (LARGEST + 1);
          float[] x = samples(n, i);
          float[] expected = new float[2 * n];
          reference.predict(x, expected);
          futures.add(
              threads.submit(
                  () -> {
                    float[] found = new float[2 * n];
                    for (int call = 0; call < 20; call++) {
                      pool.predict(x, found);
                      assertArrayEquals(expected, found);
                      LockSupport.parkNanos(1);
                    }
                  }));
        }
        for (Future<?> future : futures) {
          future.get();
        }
      }
    }
  }

  /** Results before the pool was closed, one clear exception afterwards, and nothing else. */
  @Test
  void closedWhileInUse() throws InterruptedException {
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = MODEL.initialize(arena, 1);
      for (int round = 0; round < 20; round++) {
        PredictorPool pool = MODEL.predictor(parameters).batch(LARGEST).openPool(2);
        ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
        AtomicInteger calls = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
          threads.add(
              Thread.ofVirtual()
                  .start(
                      () -> {
                        try {
                          while (true) {
                            pool.predict(new float[5], new float[2]);
                            calls.incrementAndGet();
                            LockSupport.parkNanos(1);
                          }
                        } catch (Throwable e) {
                          thrown.add(e);
                        }
                      }));
        }
        while (calls.get() < 50) {
          LockSupport.parkNanos(1);
        }
        pool.close();
        pool.close();
        for (Thread thread : threads) {
          thread.join();
        }
        assertEquals(6, thrown.size());
        for (Throwable e : thrown) {
          assertEquals(IllegalStateException.class, e.getClass());
          assertEquals("predictor pool: it was closed", e.getMessage());
        }
      }
    }
  }

  @Test
  void wrongSettingsAreRefused() {
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = MODEL.initialize(arena, 1);
      assertThrows(IllegalArgumentException.class, () -> MODEL.predictor(parameters).openPool(0));
      assertThrows(
          IllegalArgumentException.class, () -> MODEL.predictor(parameters).batch(-1).openPool(1));
      try (PredictorPool pool = MODEL.predictor(parameters).openPool(1)) {
        assertThrows(
            IllegalArgumentException.class, () -> pool.predict(new float[10], new float[4]));
        pool.predict(new float[5], new float[2]);
      }
    }
  }
}
