package dev.hayate.nn.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Graph;
import dev.hayate.nn.Model;
import dev.hayate.nn.layer.Linear;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicroBatcherTest {
  private static final Model MODEL = Model.sequential(3).linear(9).relu().linear(2).build();
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Arena arena = Arena.ofShared();
  private final PredictorPool pool =
      MODEL.predictor(MODEL.initialize(arena, 1)).batch(8).openPool(2);

  @AfterEach
  void close() {
    pool.close();
    arena.close();
  }

  private static float[] sample(int number) {
    return new float[] {number, 1 - number, 0.5f * number};
  }

  @Test
  void aLoneRequestWaitsNoLongerThanAllowed() {
    float[] expected = new float[2];
    float[] found = new float[2];
    pool.predict(sample(1), expected);
    try (MicroBatcher batcher = new MicroBatcher(pool, 8, Duration.ofNanos(100_000))) {
      for (int i = 0; i < 3; i++) {
        batcher.predict(sample(1), found);
        assertArrayEquals(expected, found);
      }
    }
    try (MicroBatcher batcher = new MicroBatcher(pool, 1, LONG)) {
      batcher.predict(sample(1), found);
    }
  }

  /** As the wait is endless, only full groups come back. */
  @Test
  void fullGroupsRunAtOnceAndEachRequestGetsItsOwnResult()
      throws InterruptedException, ExecutionException {
    List<Future<?>> futures = new ArrayList<>();
    try (MicroBatcher batcher = new MicroBatcher(pool, 4, LONG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 400; i++) {
        float[] x = sample(i);
        float[] expected = new float[2];
        pool.predict(x, expected);
        futures.add(
            threads.submit(
                () -> {
                  float[] found = new float[2];
                  batcher.predict(x, found);
                  assertArrayEquals(expected, found, 1e-3f);
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
  }

  @Test
  void closingLetsThoseWhoWaitGoAndRefusesOthers() throws InterruptedException {
    MicroBatcher batcher = new MicroBatcher(pool, 8, LONG);
    float[] found = new float[2];
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  begun.countDown();
                  batcher.predict(sample(2), found);
                });
    begun.await();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    batcher.close();
    batcher.close();
    thread.join();
    float[] expected = new float[2];
    pool.predict(sample(2), expected);
    assertArrayEquals(expected, found);
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> batcher.predict(sample(1), found));
    assertEquals("micro-batcher: it was closed", e.getMessage());
  }

  @Test
  void everyRequestOfAGroupIsToldWhatWentWrong() throws InterruptedException {
    PredictorPool closed = MODEL.predictor(MODEL.initialize(arena, 1)).batch(2).openPool(1);
    closed.close();
    try (MicroBatcher batcher = new MicroBatcher(closed, 2, LONG)) {
      ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
      Thread[] threads = new Thread[2];
      for (int t = 0; t < 2; t++) {
        threads[t] =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        batcher.predict(sample(1), new float[2]);
                      } catch (IllegalStateException e) {
                        thrown.add(e);
                      }
                    });
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(2, thrown.size());
      for (Throwable e : thrown) {
        assertEquals("micro-batcher: predictor pool: it was closed", e.getMessage());
      }
    }
  }

  @Test
  void wrongSettingsAndLengthsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MicroBatcher(pool, 0, LONG));
    assertThrows(IllegalArgumentException.class, () -> new MicroBatcher(pool, 9, LONG));
    assertThrows(
        IllegalArgumentException.class, () -> new MicroBatcher(pool, 8, Duration.ofNanos(-1)));
    Graph graph = Model.graph();
    Graph.Value x = graph.input("x", 2);
    graph.output("a", graph.apply("f", Linear.of(2, 1), x));
    graph.output("b", graph.apply("g", Linear.of(2, 1), x));
    Model two = graph.build();
    try (PredictorPool twoOutputs = two.predictor(two.initialize(arena, 1)).openPool(1);
        MicroBatcher batcher = new MicroBatcher(pool, 1, Duration.ZERO)) {
      assertThrows(IllegalArgumentException.class, () -> new MicroBatcher(twoOutputs, 1, LONG));
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> batcher.predict(new float[3], new float[3]));
      assertTrue(String.valueOf(e.getMessage()).startsWith("micro-batcher: "));
    }
  }
}
