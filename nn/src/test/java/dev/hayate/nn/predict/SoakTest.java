package dev.hayate.nn.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Threads that open models, predict random batches and close them again, and share pools that are
 * closed under them. {@code -Dhayate.soak.seconds=60} makes it last.
 */
class SoakTest {
  private static final int THREADS = 8;
  private static final int LARGEST = 33;
  private static final long NANOS = Integer.getInteger("hayate.soak.seconds", 2) * 1_000_000_000L;

  private static final List<WeightType> TYPES = List.of(WeightType.values());

  private static final List<Model> MODELS =
      List.of(
          Model.sequential(8).linear(3).build(),
          Model.sequential(17).linear(64).relu().linear(5).build(),
          Model.sequential(130).linear(200).tanh().linear(90).relu().linear(4).build());

  /** In another order of the sums: up to 200 products of values below 1. */
  private static final float ROUNDING = 200 * 0x1p-23f;

  private final Arena arena = Arena.ofAuto();
  private final AtomicLong predictions = new AtomicLong();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** The pool that is open now. */
  private static final class Slot {
    private PredictorPool pool;

    Slot(PredictorPool pool) {
      this.pool = pool;
    }

    synchronized PredictorPool get() {
      return pool;
    }

    synchronized PredictorPool replace(PredictorPool next) {
      PredictorPool before = pool;
      pool = next;
      return before;
    }
  }

  /** A model, and what it makes of a sample of ones with weights of each type. */
  private final class Known {
    final Model model;
    final Parameters parameters;
    final Map<WeightType, float[]> expected = new EnumMap<>(WeightType.class);

    Known(Model model) {
      this.model = model;
      this.parameters = model.initialize(arena, 7);
      for (WeightType type : WeightType.values()) {
        float[] output = new float[(int) model.outputShape(0).size()];
        try (Predictor predictor = model.predictor(parameters).weights(type).open()) {
          predictor.predict(ones(1), output);
        }
        expected.put(type, output);
      }
    }

    int outputs() {
      return (int) model.outputShape(0).size();
    }

    float[] ones(int n) {
      float[] input = new float[(int) (n * model.inputShape(0).size())];
      Arrays.fill(input, 1);
      return input;
    }

    void check(WeightType type, int n, float[] outputs) {
      float[] one = expected.getOrDefault(type, new float[0]);
      for (int row = 0; row < n; row++) {
        float[] found = Arrays.copyOfRange(outputs, row * one.length, (row + 1) * one.length);
        assertArrayEquals(one, found, ROUNDING);
      }
    }
  }

  @Test
  void modelsComeAndGo() throws InterruptedException {
    List<Known> known = MODELS.stream().map(Known::new).toList();
    Known shared = known.get(1);
    Slot pool = new Slot(open(shared));
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + NANOS;
    for (int t = 0; t < THREADS; t++) {
      SplittableRandom random = new SplittableRandom(t);
      boolean owner = t < THREADS / 2;
      Thread.Builder kind = t % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
      threads.add(
          kind.start(
              () -> {
                try {
                  do {
                    if (owner) {
                      own(known.get(random.nextInt(known.size())), random);
                    } else {
                      borrow(shared, pool.get(), random);
                    }
                  } while (System.nanoTime() < end);
                } catch (Throwable e) {
                  failures.add(e);
                }
              }));
    }
    while (System.nanoTime() < end) {
      Thread.sleep(20);
      pool.replace(open(shared)).close();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    pool.get().close();
    assertEquals(List.of(), List.copyOf(failures));
    assertTrue(predictions.get() > THREADS);
    System.out.println("soak: " + predictions + " predictions");
  }

  /**
   * A predictor of this model takes 16 MB for its weights and 8 for its buffers, and a sibling 8
   * more: a gigabyte of each, if it were not given back. What the heap may have grown by meanwhile
   * is not counted.
   */
  @Test
  void whatIsClosedIsGivenBack() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.isReadable(status), "needs " + status);
    MemoryMXBean heap = ManagementFactory.getMemoryMXBean();
    Model model = Model.sequential(2048).linear(2048).build();
    Parameters parameters = model.initialize(arena, 7);
    long taken = resident(status) - heap.getHeapMemoryUsage().getUsed();
    for (int round = 0; round < 64; round++) {
      try (Predictor predictor = model.predictor(parameters).batch(512).open();
          Predictor sibling = predictor.sibling()) {
        sibling.predict(new float[2048], new float[2048]);
      }
    }
    long grown = resident(status) - heap.getHeapMemoryUsage().getCommitted() - taken;
    assertTrue(grown < 256 << 20, () -> "the process grew by " + grown + " bytes");
  }

  private static long resident(Path status) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException(status + " has no line of VmRSS");
  }

  private static PredictorPool open(Known known) {
    return known.model.predictor(known.parameters).batch(LARGEST).openPool(3);
  }

  /** A predictor of one thread. */
  private void own(Known known, SplittableRandom random) {
    WeightType type = TYPES.get(random.nextInt(TYPES.size()));
    int largest = random.nextInt(LARGEST + 1);
    try (Predictor predictor =
        known.model.predictor(known.parameters).batch(largest).weights(type).open()) {
      for (int call = 0; call < 50; call++) {
        int n = random.nextInt(largest + 1);
        float[] outputs = new float[n * known.outputs()];
        predictor.predict(known.ones(n), outputs);
        known.check(type, n, outputs);
        predictions.incrementAndGet();
      }
    }
  }

  /** A pool that somebody may close. */
  private void borrow(Known known, PredictorPool pool, SplittableRandom random) {
    int n = random.nextInt(LARGEST + 1);
    float[] outputs = new float[n * known.outputs()];
    try {
      pool.predict(known.ones(n), outputs);
    } catch (IllegalStateException e) {
      assertEquals("predictor pool: it was closed", e.getMessage());
      return;
    }
    known.check(WeightType.F32, n, outputs);
    predictions.incrementAndGet();
  }
}
