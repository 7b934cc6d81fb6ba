package dev.hayate.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How far a loader reads ahead, and how it ends when rows or training do. */
class StreamEndTest extends Streaming {
  /**
   * While the first step is under way, the batches after it are read, as many as there are places
   * for and no more.
   */
  @Test
  void readsAheadWhileAStepIsTaken() throws Exception {
    int prefetch = 3;
    CountDownLatch ahead = new CountDownLatch((1 + prefetch) * BATCH);
    AtomicInteger read = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      Rows rows =
          StoredRows.indexed(
              data,
              row -> {
                read.incrementAndGet();
                ahead.countDown();
              });
      try (Trainer trainer = builder(model().initialize(arena, 5)).prefetch(prefetch).open()) {
        trainer.fit(
            rows,
            data.subset(arena),
            1,
            new FitListener() {
              @Override
              public void onStep(Progress progress) {
                if (trainer.steps() == 1) {
                  try {
                    assertTrue(ahead.await(30, TimeUnit.SECONDS), "nothing was read meanwhile");
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                }
                int beyond = read.get() - (int) trainer.steps() * BATCH;
                most.accumulateAndGet(beyond, Math::max);
              }
            });
      }
      assertEquals(ROWS, read.get());
      assertTrue(most.get() <= prefetch * BATCH, most + " rows ahead");
    }
  }

  private static void stopsAt(int row, Throwable failure) throws IOException {
    if (row == 100) {
      switch (failure) {
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }
  }

  @Test
  void whatIsWrongWithARowEndsTrainingAfterTheStepsBeforeIt() {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      for (Throwable failure :
          List.of(
              new IOException("x.csv, line 101: expected a number, found \"x\""),
              new IllegalStateException("broken"),
              new InternalError("cut short"))) {
        Rows rows = StoredRows.sequential(data, row -> stopsAt(row, failure));
        Parameters parameters = model().initialize(arena, 5);
        try (Trainer trainer = builder(parameters).shuffle(false).open()) {
          Throwable thrown =
              assertThrows(Throwable.class, () -> trainer.fit(rows, data.subset(arena), 1));
          if (failure instanceof IOException) {
            assertEquals(failure.getMessage(), thrown.getMessage());
            assertSame(failure, thrown.getCause());
          } else {
            assertSame(failure, thrown);
          }
          assertEquals(100 / BATCH, trainer.steps());
          // The state is that of the last step: rows that can be read are taken up from there.
          History rest = trainer.fit(data, data.subset(arena), 1);
          assertEquals(STEPS - 100 / BATCH, rest.steps());
        }
      }
    }
  }

  @Test
  void rowsThatGotFewerAreFoundOut() {
    try (Arena arena = Arena.ofShared()) {
      Dataset data = data(arena);
      AtomicBoolean changed = new AtomicBoolean();
      Rows rows = StoredRows.endingAt(data, () -> changed.get() ? 250 : ROWS);
      try (Trainer trainer = builder(model().initialize(arena, 5)).shuffleBuffer(20).open()) {
        trainer.fit(rows, data.subset(arena), 1);
        changed.set(true);
        var thrown =
            assertThrows(
                UncheckedIOException.class, () -> trainer.fit(rows, data.subset(arena), 1));
        assertEquals(
            "rows: expected 300 in each pass, found fewer: did a file change?",
            thrown.getMessage());
      }
    }
  }

  @Test
  void aStopAndAnInterruptEndTrainingThoughNoRowsCome() throws Exception {
    for (boolean interrupt : new boolean[] {false, true}) {
      CountDownLatch never = new CountDownLatch(1);
      CountDownLatch blocked = new CountDownLatch(1);
      try (Arena arena = Arena.ofShared()) {
        Dataset data = data(arena);
        Rows rows =
            StoredRows.indexed(
                data,
                new StoredRows.Before() {
                  private int read;

                  @Override
                  public void read(int row) throws IOException {
                    if (read++ == 3 * BATCH) {
                      blocked.countDown();
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new IOException(e);
                      }
                    }
                  }
                });
        try (Trainer trainer = builder(model().initialize(arena, 5)).open()) {
          Thread training = Thread.currentThread();
          Thread other =
              new Thread(
                  () -> {
                    try {
                      blocked.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    if (interrupt) {
                      training.interrupt();
                    } else {
                      trainer.stop();
                    }
                  });
          other.start();
          History history = trainer.fit(rows, data, 1);
          assertFalse(history.completed());
          assertEquals(interrupt, Thread.interrupted());
          other.join();
          assertTrue(trainer.steps() <= 3);
        }
      }
    }
  }
}
