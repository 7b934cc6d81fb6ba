package dev.hayate.nn.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service does with a predictor beside predicting. */
class ServingTest {
  private static final Model MODEL = Model.sequential(6).linear(7).tanh().linear(3).build();

  private static float[] samples(int n) {
    float[] x = new float[6 * n];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 11 / 5f - 1;
    }
    return x;
  }

  @Test
  void buffersOfEitherKindAndOrder() {
    try (Arena arena = Arena.ofShared();
        Predictor predictor = MODEL.predictor(MODEL.initialize(arena, 1)).batch(4).open()) {
      for (int n = 0; n <= 4; n++) {
        float[] expected = new float[3 * n];
        predictor.predict(samples(n), expected);
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
          for (boolean direct : new boolean[] {false, true}) {
            FloatBuffer in = buffer(direct, order, 2 + 6 * n).put(2, samples(n)).position(2);
            FloatBuffer out = buffer(direct, order, 1 + 3 * n).position(1);
            predictor.predict(in, out);
            assertEquals(2, in.position());
            assertEquals(1, out.position());
            float[] found = new float[3 * n];
            out.get(found);
            assertArrayEquals(expected, found);
            assertEquals(0, out.get(0));
          }
        }
      }
      FloatBuffer in = FloatBuffer.wrap(samples(1));
      assertThrows(
          ReadOnlyBufferException.class,
          () -> predictor.predict(in, FloatBuffer.allocate(3).asReadOnlyBuffer()));
      assertThrows(
          IllegalArgumentException.class,
          () -> predictor.predict(in, FloatBuffer.allocate(4).position(2)));
      predictor.predict(in, FloatBuffer.allocate(3));
    }
  }

  private static FloatBuffer buffer(boolean direct, ByteOrder order, int floats) {
    int bytes = floats * Float.BYTES;
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    return buffer.order(order).asFloatBuffer();
  }

  @Test
  void parametersMayChangeAndGoOnceAPredictorIsOpen() {
    float[] expected = new float[6];
    float[] found = new float[6];
    Predictor predictor;
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = MODEL.initialize(arena, 1);
      predictor = MODEL.predictor(parameters).batch(2).open();
      try (Predictor other = MODEL.predictor(parameters).batch(2).open()) {
        other.predict(samples(2), expected);
      }
      parameters.flat().segment().fill((byte) 0);
    }
    predictor.predict(samples(2), found);
    assertArrayEquals(expected, found);
    predictor.close();
  }

  @Test
  void siblingsShareWeightsUntilTheLastIsClosed() {
    float[] expected = new float[3];
    float[] found = new float[3];
    try (Arena arena = Arena.ofShared()) {
      Predictor first = MODEL.predictor(MODEL.initialize(arena, 1)).open();
      Predictor second = first.sibling();
      first.predict(samples(1), expected);
      first.close();
      assertThrows(IllegalStateException.class, first::sibling);
      try (Predictor third = second.sibling()) {
        second.close();
        third.predict(samples(1), found);
      }
      assertArrayEquals(expected, found);
    }
  }

  /** Closes predictors under threads that are predicting; they must be told why they failed. */
  @Test
  void closedWhileInUse() throws InterruptedException {
    try (Arena arena = Arena.ofShared()) {
      Model model = Model.sequential(64).linear(256).relu().linear(64).build();
      Parameters parameters = model.initialize(arena, 1);
      for (int round = 0; round < 30; round++) {
        Predictor predictor = model.predictor(parameters).batch(64).open();
        Predictor sibling = predictor.sibling();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch running = new CountDownLatch(1);
        Thread thread =
            Thread.ofPlatform()
                .start(
                    () -> {
                      float[] input = new float[64 * 64];
                      float[] output = new float[64 * 64];
                      try {
                        while (true) {
                          predictor.predict(input, output);
                          running.countDown();
                        }
                      } catch (Throwable e) {
                        thrown.set(e);
                      }
                    });
        running.await();
        LockSupport.parkNanos(10_000L * round);
        predictor.close();
        thread.join();
        IllegalStateException e =
            assertThrows(
                IllegalStateException.class,
                () -> {
                  throw thrown.get();
                });
        assertEquals("predictor: it was closed", e.getMessage());
        sibling.predict(new float[64], new float[64]);
        sibling.close();
      }
    }
  }

  @Test
  void aSecondThreadIsRefusedWhileTheFirstIsWithin() throws InterruptedException {
    Model model = Model.sequential(256).linear(256).build();
    try (Arena arena = Arena.ofShared();
        Predictor predictor = model.predictor(model.initialize(arena, 1)).batch(512).open()) {
      int[] refused = new int[1];
      Thread[] threads = new Thread[2];
      for (int t = 0; t < threads.length; t++) {
        threads[t] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      float[] input = new float[512 * 256];
                      float[] output = new float[512 * 256];
                      long end = System.nanoTime() + 10_000_000_000L;
                      while (System.nanoTime() < end) {
                        synchronized (refused) {
                          if (refused[0] > 0) {
                            return;
                          }
                        }
                        try {
                          predictor.predict(input, output);
                        } catch (IllegalStateException e) {
                          synchronized (refused) {
                            refused[0]++;
                          }
                        }
                      }
                    });
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertTrue(refused[0] > 0);
      predictor.predict(new float[256], new float[256]);
    }
  }

  @Test
  void warmUpSaysHowLongItTookAndIsRecorded(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("recording.jfr");
    try (Arena arena = Arena.ofShared();
        Recording recording = new Recording();
        Predictor predictor = MODEL.predictor(MODEL.initialize(arena, 1)).batch(2).open()) {
      recording.enable("dev.hayate.Prediction");
      recording.enable("dev.hayate.WarmUp");
      recording.start();
      assertTrue(predictor.warmUp().isPositive());
      Thread.sleep(1100);
      predictor.predict(samples(2), new float[6]);
      recording.stop();
      recording.dump(file);
    }
    assertFalse(Files.size(file) == 0);
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertTrue(
        events.stream()
            .anyMatch(
                event ->
                    event.getEventType().getName().equals("dev.hayate.Prediction")
                        && event.getInt("samples") == 2));
    RecordedEvent warmUp =
        events.stream()
            .filter(event -> event.getEventType().getName().equals("dev.hayate.WarmUp"))
            .findFirst()
            .orElseThrow();
    assertTrue(warmUp.getLong("calls") > 0);
    assertTrue(warmUp.getDuration().isPositive());
  }
}
