package dev.hayate.nn.train;

import dev.hayate.kernels.DType;
import dev.hayate.nn.data.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches on a thread of its own while those before them are computed. Batches stand in a
 * ring of slots that are filled by the loader's thread and emptied by the one that trains; neither
 * allocates anything or takes a lock, and each waits only for the other to have a slot to give.
 */
final class Loader implements AutoCloseable {
  static final String THREAD = "hayate-loader";

  /** How long at most nobody looks whether to stop: a wake-up is sent in any case. */
  private static final long LOOK_NANOS = 20_000_000;

  private final Rows rows;
  private final int batch;
  private final Span span;
  private final BooleanSupplier stopped;
  private final Slot[] slots;
  private final Arena arena = Arena.ofShared();
  private final Thread thread;
  private volatile long filled;
  private volatile long emptied;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Thread waiting;

  /**
   * What is to be read.
   *
   * @param first the first epoch
   * @param skip how many rows of it were taken before
   * @param last the last epoch
   */
  record Span(long first, int skip, long last) {}

  /**
   * Begins to read.
   *
   * @param draws the rows' order, made with the loader's arena
   * @param type of the targets as the loss takes them
   * @param depth how many batches are read ahead, 1 or more
   * @param stopped whether nobody wants more
   */
  Loader(
      Rows rows,
      Function<Arena, Draws> draws,
      DType type,
      int batch,
      int depth,
      Span span,
      BooleanSupplier stopped) {
    this.rows = rows;
    this.batch = Math.min(batch, rows.size());
    this.span = span;
    this.stopped = stopped;
    this.slots = new Slot[depth];
    try {
      for (int i = 0; i < depth; i++) {
        slots[i] = new Slot(rows, type, this.batch, arena);
      }
      Draws order = draws.apply(arena);
      this.thread = new Thread(() -> load(order), THREAD);
    } catch (RuntimeException | Error e) {
      arena.close();
      throw e;
    }
    thread.setDaemon(true);
    thread.start();
  }

  private void load(Draws draws) {
    try (draws) {
      for (long epoch = span.first; epoch <= span.last; epoch++) {
        int from = epoch == span.first ? span.skip : 0;
        draws.begin(epoch, from);
        for (; from < rows.size(); from += batch) {
          if (!waitForSlot()) {
            return;
          }
          long number = filled;
          slots[(int) (number % slots.length)].fill(
              draws, Math.min(batch, rows.size() - from), rows.size());
          filled = number + 1;
          LockSupport.unpark(waiting);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      LockSupport.unpark(waiting);
    }
  }

  /** Waits until a slot is free; false if the loader was closed. */
  private boolean waitForSlot() {
    while (!closed && filled - emptied == slots.length) {
      LockSupport.park(this);
    }
    return !closed;
  }

  /**
   * The next batch, valid until {@link #release}; null if nobody wants more, or the thread was
   * interrupted while it waited.
   *
   * @throws UncheckedIOException if the rows cannot be read
   */
  @Nullable Slot take() {
    long number = emptied;
    if (filled == number) {
      waiting = Thread.currentThread();
      try {
        while (filled == number && failure == null) {
          if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            return null;
          }
          LockSupport.parkNanos(this, LOOK_NANOS);
        }
      } finally {
        waiting = null;
      }
    }
    // What was read before the failure is still good.
    if (filled == number) {
      throw failed();
    }
    return slots[(int) (number % slots.length)];
  }

  private RuntimeException failed() {
    Throwable cause = failure;
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof IOException broken) {
      return new UncheckedIOException(String.valueOf(broken.getMessage()), broken);
    }
    return cause instanceof RuntimeException broken
        ? broken
        : new IllegalStateException("loader: it has no more batches");
  }

  /** The batch that was taken is no longer wanted. */
  void release() {
    long number = emptied;
    emptied = number + 1;
    LockSupport.unpark(thread);
  }

  /** Ends the thread and frees the slots. An interrupt meanwhile is kept for later. */
  @Override
  @SuppressWarnings("ThreadJoinLoop") // The library that does it otherwise is none of ours.
  public void close() {
    closed = true;
    thread.interrupt();
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    arena.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
