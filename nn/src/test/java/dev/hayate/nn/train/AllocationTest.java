package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.WeightType;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.optim.Sgd;
import dev.hayate.nn.predict.Predictor;
import dev.hayate.nn.predict.PredictorPool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That steps and predictions leave nothing to the garbage collector once they are compiled. */
@Tag("allocation")
class AllocationTest {
  private static final int BATCH = 16;
  private static final int MEASURED = 200;
  private static final int MOST_ROUNDS = 3000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Fails unless the bytes of {@link #MEASURED} calls come down to 0 as the code gets compiled. */
  private void assertComesToNothing(Runnable call) {
    long bytes = -1;
    for (int round = 0; round < MOST_ROUNDS && bytes != 0; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < MEASURED; i++) {
        call.run();
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertEquals(0, bytes, "bytes of " + MEASURED + " calls");
  }

  private static Model model() {
    return Model.sequential(20).linear(33).relu().linear(5).build();
  }

  @ParameterizedTest
  @CsvSource({"sgd, classes", "sgd, values", "adam, classes", "adam, values"})
  void aStepAllocatesNothing(String optimizer, String target) {
    Model model = model();
    Optimizer chosen = optimizer.equals("sgd") ? Sgd.of(1e-3).momentum(0.9) : Adam.of(1e-3);
    boolean classes = target.equals("classes");
    try (Arena arena = Arena.ofShared();
        Trainer trainer =
            model
                .trainer(model.initialize(arena, 1))
                .loss(classes ? Loss.crossEntropy() : Loss.meanSquaredError())
                .optimizer(chosen)
                .batch(BATCH)
                .open()) {
      Tensor input = Tensor.allocate(arena, BATCH, 20);
      Tensor wanted =
          classes
              ? Tensor.allocate(arena, DType.I32, Shape.of(BATCH, 1))
              : Tensor.allocate(arena, BATCH, 5);
      assertComesToNothing(() -> trainer.step(input, wanted));
    }
  }

  @Test
  void aPredictionAllocatesNothing() {
    Model model = model();
    try (Arena arena = Arena.ofShared()) {
      Parameters parameters = model.initialize(arena, 1);
      try (Predictor predictor = model.predictor(parameters).batch(BATCH).open()) {
        float[] input = new float[BATCH * 20];
        float[] output = new float[BATCH * 5];
        assertComesToNothing(() -> predictor.predict(input, output));
        MemorySegment from = arena.allocate(4L * input.length, 64);
        MemorySegment to = arena.allocate(4L * output.length, 64);
        assertComesToNothing(() -> predictor.predict(from, to));
        FloatBuffer fromBuffer = FloatBuffer.wrap(input);
        FloatBuffer toBuffer = to.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
        assertComesToNothing(() -> predictor.predict(fromBuffer, toBuffer));
      }
      for (WeightType type : WeightType.values()) {
        try (Predictor predictor = model.predictor(parameters).weights(type).open()) {
          float[] input = new float[20];
          float[] output = new float[5];
          assertComesToNothing(() -> predictor.predict(input, output));
        }
      }
      try (PredictorPool pool = model.predictor(parameters).batch(BATCH).openPool(2)) {
        float[] input = new float[20];
        float[] output = new float[5];
        assertComesToNothing(() -> pool.predict(input, output));
      }
    }
  }
}
