package dev.hayate.nn.format.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.predict.Predictor;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** No prediction allocates, for every layer that only imported models have. */
@Tag("allocation")
class ScoringAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 500;

  /** How long the compiler may take, which shares the machine with others. */
  private static final long PATIENCE = 60_000_000_000L;

  @TestFactory
  List<DynamicTest> layers() {
    List<DynamicTest> tests = new ArrayList<>();
    new ExportTest()
        .scoringModels()
        .forEach((name, model) -> tests.add(dynamicTest(name, () -> check(model))));
    return tests;
  }

  private static void check(Model model) {
    try (Arena arena = Arena.ofShared()) {
      Map<String, Tensor> given = Judge.inputs(model, TestGraph.BATCH, arena);
      Tensor[] inputs = given.values().toArray(new Tensor[0]);
      Node last = model.nodes().get(model.outputs().getFirst().node());
      Tensor[] outputs = {
        Tensor.allocate(arena, last.layer().outputType(), last.shape().batched(TestGraph.BATCH))
      };
      try (Predictor predictor =
          model
              .predictor(model.initialize(arena, 1))
              .batch(TestGraph.BATCH)
              .backend("scalar")
              .open()) {
        long least = Long.MAX_VALUE;
        for (long begin = System.nanoTime(); least > 0 && System.nanoTime() - begin < PATIENCE; ) {
          long before = THREADS.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < CALLS; i++) {
            predictor.predict(inputs, outputs);
          }
          least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, least, "bytes allocated by " + CALLS + " predictions");
      }
    }
  }
}
