package dev.hayate.nn.predict;

import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Predictors of one model, lent to any number of threads, virtual ones included: as many
 * predictions run at a time as the pool has predictors, and whoever comes when all are lent out
 * waits, without holding a carrier thread. Taking one and giving it back is without locks and
 * allocates nothing; only waiting does. More predictors than there are cores gain nothing.
 *
 * <p>Made by {@link PredictorBuilder#openPool}. Every method may be called by any thread. {@link
 * #close} waits for the predictions that are under way; those that come later, or wait for a
 * predictor, fail.
 */
public final class PredictorPool implements AutoCloseable {
  private final AtomicReferenceArray<@Nullable Predictor> idle;
  private final Semaphore permits;
  private final Predictor first;
  private final int size;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** A pool of a predictor and its siblings; owns them, also if making one of them fails. */
  PredictorPool(Predictor first, int size) {
    this.first = first;
    this.size = size;
    this.idle = new AtomicReferenceArray<>(size);
    this.permits = new Semaphore(size);
    idle.set(0, first);
    try {
      for (int i = 1; i < size; i++) {
        idle.set(i, first.sibling());
      }
    } catch (RuntimeException | Error e) {
      closeAll();
      throw e;
    }
  }

  /** The model. */
  public Model model() {
    return first.model();
  }

  /** How many predictions may run at a time. */
  public int size() {
    return size;
  }

  /** The largest batch of a prediction. */
  public int largestBatch() {
    return first.largestBatch();
  }

  /**
   * {@link Predictor#warmUp} of one predictor, which all others profit from.
   *
   * @return how long it took
   * @throws IllegalStateException if the pool was closed
   */
  public Duration warmUp() {
    Predictor predictor = take();
    try {
      return predictor.warmUp();
    } finally {
      give(predictor);
    }
  }

  /** {@link Predictor#predict(float[], float[])} on a predictor that is free. */
  public void predict(float[] input, float[] output) {
    Predictor predictor = take();
    try {
      predictor.predict(input, output);
    } finally {
      give(predictor);
    }
  }

  /** {@link Predictor#predict(MemorySegment, MemorySegment)} on a predictor that is free. */
  public void predict(MemorySegment input, MemorySegment output) {
    Predictor predictor = take();
    try {
      predictor.predict(input, output);
    } finally {
      give(predictor);
    }
  }

  /** {@link Predictor#predict(FloatBuffer, FloatBuffer)} on a predictor that is free. */
  public void predict(FloatBuffer input, FloatBuffer output) {
    Predictor predictor = take();
    try {
      predictor.predict(input, output);
    } finally {
      give(predictor);
    }
  }

  /** {@link Predictor#predict(Tensor, Tensor)} on a predictor that is free. */
  public void predict(Tensor input, Tensor output) {
    Predictor predictor = take();
    try {
      predictor.predict(input, output);
    } finally {
      give(predictor);
    }
  }

  /** {@link Predictor#predict(Tensor[], Tensor[])} on a predictor that is free. */
  public void predict(Tensor[] inputs, Tensor[] outputs) {
    Predictor predictor = take();
    try {
      predictor.predict(inputs, outputs);
    } finally {
      give(predictor);
    }
  }

  private Predictor take() {
    if (closed.get()) {
      throw wasClosed();
    }
    permits.acquireUninterruptibly();
    if (closed.get()) {
      permits.release();
      throw wasClosed();
    }
    // A thread that comes again finds the predictor that it warmed its core's caches with.
    int start = (int) (Thread.currentThread().threadId() % size);
    while (true) {
      for (int i = 0; i < size; i++) {
        int place = (start + i) % size;
        Predictor predictor = idle.getOpaque(place);
        if (predictor != null && idle.compareAndSet(place, predictor, null)) {
          return predictor;
        }
      }
    }
  }

  private void give(Predictor predictor) {
    int start = (int) (Thread.currentThread().threadId() % size);
    int place = start;
    while (!idle.compareAndSet(place, null, predictor)) {
      place = (place + 1) % size;
    }
    permits.release();
  }

  private static IllegalStateException wasClosed() {
    return new IllegalStateException("predictor pool: it was closed");
  }

  private void closeAll() {
    for (int i = 0; i < size; i++) {
      Predictor predictor = idle.getAndSet(i, null);
      if (predictor != null) {
        predictor.close();
      }
    }
  }

  /** Waits for the predictions under way and frees the memory. Closing twice does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      permits.acquireUninterruptibly(size);
      closeAll();
      permits.release(size);
    }
  }
}
