package dev.hayate.nn.predict;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.plan.BoundPlan;
import dev.hayate.nn.plan.Plan;
import dev.hayate.nn.plan.SharedMemory;
import dev.hayate.nn.plan.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A model compiled for scoring batches of 0 to a largest number of samples. Weights are packed
 * once, when it is opened; later changes of the parameters are not seen, and their memory may be
 * freed. A call allocates nothing, except for the first one of each batch size, which binds the
 * plan to that size.
 *
 * <p>Made by {@link Model#predictor}. A predictor belongs to one thread at a time; {@link #sibling}
 * makes another that shares the weights, and a {@link PredictorPool} lends them out. A call that
 * finds another thread within is refused where it is noticed, which is nearly always; otherwise
 * both get wrong results.
 *
 * <p>{@link #close} may come from any thread at any time: a call that is under way then fails with
 * the same exception as one that comes later.
 *
 * <p>Inputs and outputs are dense float32 in row-major order, one sample after the other; they may
 * be the same memory. NaN and infinities pass through as the model's layers let them.
 */
public final class Predictor implements AutoCloseable {
  private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
  private static final VarHandle BUSY;

  static {
    try {
      BUSY = MethodHandles.lookup().findVarHandle(Predictor.class, "busy", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Model model;
  private final Backend backend;
  private final Weights weights;
  private final Arena arena;
  private final Plan plan;
  private final SampleCount samples;
  private @Nullable PredictionEvent event;
  private FloatBuffer inputView = FloatBuffer.allocate(0);
  private FloatBuffer outputView = FloatBuffer.allocate(0);
  private volatile boolean closed;

  @SuppressWarnings("UnusedVariable") // by its handle
  private boolean busy;

  /**
   * A predictor that counts as a user of the weights already.
   *
   * @throws RuntimeException after letting go of the weights
   */
  Predictor(Weights weights, int batch) {
    this.model = weights.model();
    this.backend = weights.backend();
    this.weights = weights;
    this.arena = Arena.ofShared();
    this.samples = new SampleCount(model, batch);
    try {
      this.plan = Plan.scoring(weights, arena, batch);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The name of the backend. */
  public String backend() {
    return backend.name();
  }

  /** The largest batch. */
  public int largestBatch() {
    return plan.largestBatch();
  }

  /**
   * Another predictor of the same weights, model and largest batch, for another thread. Each of the
   * two is closed on its own, in any order.
   *
   * @throws IllegalStateException if this one was closed
   */
  public Predictor sibling() {
    synchronized (weights) {
      checkOpen();
      weights.retain();
    }
    return new Predictor(weights, largestBatch());
  }

  /**
   * Predicts again and again, single samples and the largest batch, until the code for it has been
   * compiled: until for some time, a quarter of a second at least, calls take no less time than
   * before and the JVM compiles nothing; 10 seconds at most for each of the two. The first seconds
   * of vector code are slow otherwise.
   *
   * @return how long it took
   * @throws IllegalStateException if the predictor was closed
   */
  public Duration warmUp() {
    return WarmUp.run(this);
  }

  /**
   * Scores the samples in an array.
   *
   * @param input {@code n} samples of the only input, {@code n} from 0 to {@link #largestBatch()}
   * @param output {@code n} results
   * @throws IllegalArgumentException if the model has several inputs or outputs, the input is not a
   *     whole number of samples, there are too many, or the output's length does not fit
   * @throws IllegalStateException if the predictor was closed, or another thread is using it
   */
  public void predict(float[] input, float[] output) {
    checkOpen();
    int n = samples.of(input.length, output.length);
    enter();
    try {
      BoundPlan bound = plan.at(n);
      MemorySegment in = bound.input(0).segment();
      MemorySegment.copy(input, 0, in, ValueLayout.JAVA_FLOAT, 0, input.length);
      run(bound, n);
      MemorySegment out = bound.output(0).segment();
      MemorySegment.copy(out, ValueLayout.JAVA_FLOAT, 0, output, 0, output.length);
    } catch (IllegalStateException e) {
      throw explained(e);
    } finally {
      leave();
    }
  }

  /**
   * Scores the samples in a segment, native or of a heap array; see {@link #predict(float[],
   * float[])}.
   *
   * @param input its size in bytes tells the number of samples
   * @param output room for as many results, exactly
   */
  public void predict(MemorySegment input, MemorySegment output) {
    if (input.byteSize() % Float.BYTES != 0 || output.byteSize() % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "predict: input of "
              + input.byteSize()
              + " bytes, output of "
              + output.byteSize()
              + ": expected multiples of "
              + Float.BYTES);
    }
    checkOpen();
    int n = samples.of(input.byteSize() / Float.BYTES, output.byteSize() / Float.BYTES);
    enter();
    try {
      BoundPlan bound = plan.at(n);
      run(bound, n, input);
      MemorySegment.copy(bound.output(0).segment(), 0, output, 0, output.byteSize());
    } catch (IllegalStateException e) {
      throw explained(e);
    } finally {
      leave();
    }
  }

  /**
   * Scores the samples in a buffer, direct or of a heap array, of either byte order; see {@link
   * #predict(float[], float[])}. A byte buffer becomes one by {@link
   * java.nio.ByteBuffer#asFloatBuffer}. Positions and limits stay as they are.
   *
   * @param input the samples, between its position and its limit
   * @param output room for as many results between its position and its limit, exactly
   * @throws java.nio.ReadOnlyBufferException if the output cannot be written
   */
  public void predict(FloatBuffer input, FloatBuffer output) {
    checkOpen();
    int n = samples.of(input.remaining(), output.remaining());
    enter();
    try {
      if (inputView.capacity() == 0) {
        BoundPlan largest = plan.at(largestBatch());
        inputView = largest.input(0).segment().asByteBuffer().order(NATIVE).asFloatBuffer();
        outputView = largest.output(0).segment().asByteBuffer().order(NATIVE).asFloatBuffer();
      }
      BoundPlan bound = plan.at(n);
      inputView.put(0, input, input.position(), input.remaining());
      run(bound, n);
      output.put(output.position(), outputView, 0, output.remaining());
    } catch (IllegalStateException e) {
      throw explained(e);
    } finally {
      leave();
    }
  }

  /**
   * Scores the rows of a tensor; see {@link #predict(float[], float[])}.
   *
   * @param input contiguous float32, {@code [n, ...]}
   * @param output contiguous float32, {@code [n, ...]}
   */
  public void predict(Tensor input, Tensor output) {
    checkOpen();
    int n = samples.of(input.size(), output.size());
    enter();
    try {
      BoundPlan bound = plan.at(n);
      backend.upload(input, bound.input(0));
      run(bound, n);
      backend.download(bound.output(0), output);
    } catch (IllegalStateException e) {
      throw explained(e);
    } finally {
      leave();
    }
  }

  /**
   * Scores a batch of a model with any number of inputs and outputs.
   *
   * @param inputs one tensor for each input in order, all of as many samples
   * @param outputs one tensor for each output in order
   */
  public void predict(Tensor[] inputs, Tensor[] outputs) {
    checkOpen();
    int n = samples.of(inputs, outputs);
    enter();
    try {
      BoundPlan bound = plan.at(n);
      for (int i = 0; i < inputs.length; i++) {
        backend.upload(inputs[i], bound.input(i));
      }
      run(bound, n);
      for (int i = 0; i < outputs.length; i++) {
        backend.download(bound.output(i), outputs[i]);
      }
    } catch (IllegalStateException e) {
      throw explained(e);
    } finally {
      leave();
    }
  }

  private void run(BoundPlan bound, int n) {
    run(bound, n, null);
  }

  /**
   * Runs a plan.
   *
   * @param samples those of the only input; null if the inputs are in their place
   */
  private void run(BoundPlan bound, int n, @Nullable MemorySegment samples) {
    PredictionEvent recorded = recorded();
    if (recorded == null || !recorded.isDue()) {
      forward(bound, samples);
      return;
    }
    recorded.begin();
    forward(bound, samples);
    recorded.end();
    recorded.samples = n;
    recorded.commit();
  }

  private static void forward(BoundPlan bound, @Nullable MemorySegment samples) {
    if (samples == null) {
      bound.forward();
    } else {
      bound.forward(samples);
    }
  }

  /**
   * What a flight recording is told of a prediction; null while there never was a recording: the
   * first event that a program makes starts the recorder, which takes a tenth of a second.
   */
  private @Nullable PredictionEvent recorded() {
    if (event == null && FlightRecorder.isInitialized()) {
      event = new PredictionEvent();
    }
    return event;
  }

  private void checkOpen() {
    if (closed) {
      throw wasClosed();
    }
  }

  static IllegalStateException wasClosed() {
    return new IllegalStateException("predictor: it was closed");
  }

  /** Notices most threads that do not wait for their turn, without the price of a lock. */
  private void enter() {
    if ((boolean) BUSY.getOpaque(this)) {
      throw new IllegalStateException(
          "predictor: another thread is using it: expected one thread at a time:"
              + " make a sibling for each thread, or a pool");
    }
    BUSY.setOpaque(this, true);
  }

  private void leave() {
    BUSY.setOpaque(this, false);
  }

  /** What to say of a call that failed because memory was freed while it ran. */
  private IllegalStateException explained(IllegalStateException e) {
    if (!closed) {
      return e;
    }
    IllegalStateException explained = wasClosed();
    explained.initCause(e);
    return explained;
  }

  /** Frees the memory; weights with their last predictor. Closing twice does nothing. */
  @Override
  public void close() {
    synchronized (weights) {
      if (closed) {
        return;
      }
      closed = true;
    }
    SharedMemory.close(arena);
    weights.release();
  }
}
