package dev.hayate.nn.predict;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.plan.BoundPlan;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A model compiled for scoring batches of 0 to a largest number of samples. Weights are packed
 * once, when it is opened; later changes of the parameters are not seen. A call allocates nothing,
 * except for the first one of each batch size, which binds the plan to that size.
 *
 * <p>A predictor belongs to one thread at a time. Predictors of one model share its parameters, and
 * each has its own memory for what it computes in between.
 *
 * <p>Inputs and outputs are dense float32 in row-major order, one sample after the other. NaN and
 * infinities pass through as the model's layers let them.
 */
public final class Predictor implements AutoCloseable {
  private final Model model;
  private final Backend backend;
  private final Arena arena;
  private final Plan plan;
  private final long inputSize;
  private final long outputSize;
  private final PredictionEvent event = new PredictionEvent();
  private boolean closed;

  private Predictor(Model model, Parameters parameters, Backend backend, int batch) {
    this.model = model;
    this.backend = backend;
    this.arena = Arena.ofShared();
    this.inputSize = model.inputShape(0).size();
    this.outputSize = model.outputShape(0).size();
    try {
      this.plan = Plan.of(model, parameters, backend, arena, batch, Plan.Purpose.SCORING);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What a predictor is made of. */
  public static final class Builder {
    private final Model model;
    private final Parameters parameters;
    private int batch = 1;
    private int threads = 1;
    private String backend = "";

    /** For {@link Model#predictor}. */
    public Builder(Model model, Parameters parameters) {
      this.model = model;
      this.parameters = parameters;
    }

    /** The largest batch, 0 or more; 1 unless set. */
    public Builder batch(int largest) {
      this.batch = largest;
      return this;
    }

    /** The number of threads that a large operation may use; 1 unless set. */
    public Builder threads(int count) {
      this.threads = count;
      return this;
    }

    /** The backend by name; the best available unless set. */
    public Builder backend(String name) {
      this.backend = name;
      return this;
    }

    /**
     * Compiles the model.
     *
     * @throws IllegalArgumentException if a setting is out of range, or the parameters are another
     *     model's
     * @throws IllegalStateException if the backend cannot be had
     */
    public Predictor open() {
      Backend opened = backend.isEmpty() ? Backends.open(threads) : Backends.open(backend, threads);
      return new Predictor(model, parameters, opened, batch);
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
   * Scores the samples in an array.
   *
   * @param input {@code n} samples of the only input, {@code n} from 0 to {@link #largestBatch()}
   * @param output {@code n} results
   * @throws IllegalArgumentException if the model has several inputs or outputs, the input is not a
   *     whole number of samples, there are too many, or the output's length does not fit
   * @throws IllegalStateException if the predictor was closed
   */
  public void predict(float[] input, float[] output) {
    int n = samples(input.length, output.length);
    BoundPlan bound = plan.at(n);
    MemorySegment.copy(input, 0, bound.input(0).segment(), ValueLayout.JAVA_FLOAT, 0, input.length);
    run(bound, n);
    MemorySegment.copy(
        bound.output(0).segment(), ValueLayout.JAVA_FLOAT, 0, output, 0, output.length);
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
    int n = samples(input.byteSize() / Float.BYTES, output.byteSize() / Float.BYTES);
    BoundPlan bound = plan.at(n);
    MemorySegment.copy(input, 0, bound.input(0).segment(), 0, input.byteSize());
    run(bound, n);
    MemorySegment.copy(bound.output(0).segment(), 0, output, 0, output.byteSize());
  }

  /**
   * Scores the rows of a tensor; see {@link #predict(float[], float[])}.
   *
   * @param input contiguous float32, {@code [n, ...]}
   * @param output contiguous float32, {@code [n, ...]}
   */
  public void predict(Tensor input, Tensor output) {
    int n = samples(input.size(), output.size());
    BoundPlan bound = plan.at(n);
    backend.upload(input, bound.input(0));
    run(bound, n);
    backend.download(bound.output(0), output);
  }

  /**
   * Scores a batch of a model with any number of inputs and outputs.
   *
   * @param inputs one tensor for each input in order, all of as many samples
   * @param outputs one tensor for each output in order
   */
  public void predict(Tensor[] inputs, Tensor[] outputs) {
    checkOpen();
    if (inputs.length != model.inputs().size() || outputs.length != model.outputs().size()) {
      throw new IllegalArgumentException(
          "predict: "
              + inputs.length
              + " inputs, "
              + outputs.length
              + " outputs: expected "
              + model.inputs().size()
              + " and "
              + model.outputs().size());
    }
    int n = samples(inputs[0].size(), inputSize, model.inputShape(0));
    BoundPlan bound = plan.at(n);
    for (int i = 0; i < inputs.length; i++) {
      backend.upload(inputs[i], bound.input(i));
    }
    run(bound, n);
    for (int i = 0; i < outputs.length; i++) {
      backend.download(bound.output(i), outputs[i]);
    }
  }

  private void run(BoundPlan bound, int n) {
    event.begin();
    bound.forward();
    event.end();
    event.samples = n;
    event.commit();
  }

  private int samples(long inputFloats, long outputFloats) {
    checkOpen();
    if (model.inputs().size() != 1 || model.outputs().size() != 1) {
      throw new IllegalArgumentException(
          "predict: the model has "
              + model.inputs().size()
              + " inputs and "
              + model.outputs().size()
              + " outputs: give a tensor for each");
    }
    int n = samples(inputFloats, inputSize, model.inputShape(0));
    if (outputFloats != n * outputSize) {
      throw new IllegalArgumentException(
          "predict: room for "
              + outputFloats
              + " floats of output: expected "
              + n * outputSize
              + ", for "
              + n
              + " samples of "
              + model.outputShape(0));
    }
    return n;
  }

  private int samples(long floats, long sampleSize, Shape shape) {
    long n = sampleSize == 0 ? 0 : floats / sampleSize;
    if (n * sampleSize != floats || n > largestBatch()) {
      throw new IllegalArgumentException(
          "predict: "
              + floats
              + " floats of input: expected 0 to "
              + largestBatch()
              + " samples of "
              + shape);
    }
    return (int) n;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("predictor: it was closed");
    }
  }

  /** Frees the memory. Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
      backend.close();
    }
  }
}
