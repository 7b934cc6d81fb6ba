package dev.hayate.nn.predict;

import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Groups single requests of many threads into batches, for more predictions in a second at the
 * price of a wait: a group runs when it is full, on the thread that filled it, or when its first
 * request has waited as long as was allowed, on that one's thread. There is no thread of its own,
 * and none spins. Requests wait without holding a carrier thread, which leaves a little garbage.
 *
 * <p>Every method may be called by any thread. What goes wrong in a prediction, every request of
 * the group gets told.
 */
public final class MicroBatcher implements AutoCloseable {
  private final PredictorPool pool;
  private final int most;
  private final long waitNanos;
  private final int inputSize;
  private final int outputSize;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Group> idle = new ArrayDeque<>();
  private final EventShare recorded = new EventShare();
  private @Nullable Group filling;
  private boolean closed;

  /**
   * A batcher in front of a pool, which stays the caller's.
   *
   * @param pool of a model with one input and one output
   * @param most the requests in a full group, from 1 to the pool's largest batch
   * @param wait how long the first request of a group may wait for others
   * @throws IllegalArgumentException if a setting is out of range or the model has several inputs
   *     or outputs
   */
  public MicroBatcher(PredictorPool pool, int most, Duration wait) {
    if (most < 1 || most > pool.largestBatch() || wait.isNegative()) {
      throw new IllegalArgumentException(
          "micro-batcher: "
              + most
              + " requests within "
              + wait
              + ": expected 1 to "
              + pool.largestBatch()
              + ", the pool's largest batch, and no negative time");
    }
    if (pool.model().inputs().size() != 1 || pool.model().outputs().size() != 1) {
      throw new IllegalArgumentException(
          "micro-batcher: the model has "
              + pool.model().inputs().size()
              + " inputs and "
              + pool.model().outputs().size()
              + " outputs: expected one of each");
    }
    this.pool = pool;
    this.most = most;
    this.waitNanos = wait.toNanos();
    this.inputSize = Math.toIntExact(pool.model().inputShape(0).size());
    this.outputSize = Math.toIntExact(pool.model().outputShape(0).size());
  }

  /** Requests that run together, and their memory, which later groups use again. */
  private final class Group {
    private final MemorySegment input =
        Arena.ofAuto().allocate((long) most * inputSize * Float.BYTES, Tensor.ALIGNMENT);
    private final MemorySegment output =
        Arena.ofAuto().allocate((long) most * outputSize * Float.BYTES, Tensor.ALIGNMENT);
    private final Condition changed = lock.newCondition();
    private @Nullable MicroBatchEvent event;
    private boolean recorded;
    private int requests;
    private int served;
    private boolean done;
    private @Nullable Throwable failure;
  }

  /**
   * Scores one sample, together with others that come about now.
   *
   * @param input one sample
   * @param output room for its result
   * @throws IllegalArgumentException if a length does not fit
   * @throws IllegalStateException if the batcher or its pool was closed, or the prediction failed
   */
  public void predict(float[] input, float[] output) {
    if (input.length != inputSize || output.length != outputSize) {
      throw new IllegalArgumentException(
          "micro-batcher: input of "
              + input.length
              + " floats, output of "
              + output.length
              + ": expected one sample: "
              + inputSize
              + " and "
              + outputSize);
    }
    lock.lock();
    try {
      Group group = join();
      int place = group.requests - 1;
      long at = (long) place * inputSize * Float.BYTES;
      MemorySegment.copy(input, 0, group.input, ValueLayout.JAVA_FLOAT, at, inputSize);
      if (group.requests == most || (place == 0 && waitedInVain(group))) {
        filling = null;
        run(group);
      }
      while (!group.done) {
        group.changed.awaitUninterruptibly();
      }
      receive(group, place, output);
    } finally {
      lock.unlock();
    }
  }

  /** The group that this request is now one of. */
  private Group join() {
    if (closed) {
      throw new IllegalStateException("micro-batcher: it was closed");
    }
    Group group = filling;
    if (group == null) {
      group = idle.isEmpty() ? new Group() : idle.pop();
      group.recorded = FlightRecorder.isInitialized() && recorded.take();
      if (group.recorded) {
        group.event = group.event == null ? new MicroBatchEvent() : group.event;
        group.event.begin();
      }
      filling = group;
    }
    group.requests++;
    return group;
  }

  /** Waits for others; whether the time is over and nobody has filled the group. */
  private boolean waitedInVain(Group group) {
    boolean interrupted = false;
    long left = waitNanos;
    while (filling == group && left > 0 && !closed) {
      try {
        left = group.changed.awaitNanos(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return filling == group;
  }

  /** Predicts for all requests of a group that nobody joins any more, outside the lock. */
  @SuppressWarnings("CatchingUnchecked") // told to every request
  private void run(Group group) {
    lock.unlock();
    try {
      int n = group.requests;
      pool.predict(
          group.input.asSlice(0, (long) n * inputSize * Float.BYTES),
          group.output.asSlice(0, (long) n * outputSize * Float.BYTES));
      MicroBatchEvent event = group.event;
      if (group.recorded && event != null) {
        event.end();
        event.requests = n;
        event.commit();
      }
    } catch (RuntimeException | Error e) {
      group.failure = e;
    } finally {
      lock.lock();
      group.done = true;
      group.changed.signalAll();
    }
  }

  private void receive(Group group, int place, float[] output) {
    Throwable failure = group.failure;
    if (failure == null) {
      long at = (long) place * outputSize * Float.BYTES;
      MemorySegment.copy(group.output, ValueLayout.JAVA_FLOAT, at, output, 0, outputSize);
    }
    group.served++;
    if (group.served == group.requests) {
      group.requests = 0;
      group.served = 0;
      group.done = false;
      group.failure = null;
      idle.push(group);
    }
    if (failure != null) {
      throw new IllegalStateException("micro-batcher: " + failure.getMessage(), failure);
    }
  }

  /**
   * Refuses further requests; those that wait for others run at once. The pool stays open. Closing
   * twice does nothing.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (filling != null) {
        filling.changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }
}
