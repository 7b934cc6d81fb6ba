package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dev.hayate.kernels.Shape;
import dev.hayate.nn.Model;
import dev.hayate.nn.data.ArrayRows;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.format.ElementType;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a step on rows that are read meanwhile leaves nothing to the garbage collector. */
@Tag("allocation")
class StreamAllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROWS = 8_000;
  private static final int WIDTH = 12;
  private static final int BATCH = 8;
  private static final int MEASURED = 400;
  private static final int MOST_EPOCHS = 100;

  private static Rows rows(ElementType type, ElementType targets, Arena arena)
      throws ModelFormatException {
    Shape shape = Shape.of(ROWS, WIDTH);
    StoredArray features =
        StoredArray.of(
            type,
            shape,
            arena.allocate(shape.size() * type.bytes()),
            ByteOrder.nativeOrder(),
            false);
    StoredArray classes =
        StoredArray.of(
            targets,
            Shape.of(ROWS),
            arena.allocate((long) ROWS * targets.bytes()),
            ByteOrder.nativeOrder(),
            false);
    Place place = Place.in("memory");
    return type == ElementType.U8
        ? ArrayRows.ofPixels(place, features, classes, List.of())
        : ArrayRows.of(place, features, classes, List.of());
  }

  private static long loaderBytes() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(Loader.THREAD)) {
        return THREADS.getThreadAllocatedBytes(thread.threadId());
      }
    }
    return -1;
  }

  /** Counts the bytes of the last steps of each epoch, of both threads, until there are none. */
  @ParameterizedTest
  @CsvSource({"U8, U8", "F32, I64", "F64, I32", "F16, I16"})
  void aStepAllocatesNothing(ElementType features, ElementType targets) throws IOException {
    Model model = Model.sequential(WIDTH).linear(16).relu().linear(3).build();
    try (Arena arena = Arena.ofShared();
        Trainer trainer =
            model.trainer(model.initialize(arena, 1)).batch(BATCH).backend("scalar").open()) {
      Rows rows = rows(features, targets, arena);
      Rows none = rows(ElementType.F32, ElementType.I32, arena).sample(arena, 0);
      long[] bytes = {0, 0};
      long[] least = {Long.MAX_VALUE, Long.MAX_VALUE};
      for (int epoch = 0; epoch < MOST_EPOCHS && least[0] + least[1] != 0; epoch++) {
        trainer.fit(
            rows,
            none,
            1,
            new FitListener() {
              @Override
              public void onStep(Progress progress) {
                if (progress.step() == progress.stepsPerEpoch() - MEASURED) {
                  bytes[1] = loaderBytes();
                  bytes[0] = THREADS.getCurrentThreadAllocatedBytes();
                } else if (progress.step() == progress.stepsPerEpoch() - 8) {
                  // The loader has not come to its end, where it would be gone.
                  least[0] =
                      Math.min(least[0], THREADS.getCurrentThreadAllocatedBytes() - bytes[0]);
                  least[1] = Math.min(least[1], loaderBytes() - bytes[1]);
                }
              }
            });
      }
      assertEquals(0, least[0], "bytes of the thread that trains");
      assertEquals(0, least[1], "bytes of the thread that reads");
    }
  }
}
