package dev.hayate.nn.train;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.DType;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * A model compiled for training: {@link #step} is the primitive, {@link #fit} a loop over it. A
 * step allocates nothing, except for the first one of each batch size, which binds the plan to that
 * size.
 *
 * <p>A trainer belongs to one thread at a time, but for {@link #stop}. The same data, settings and
 * seed give the same parameters, byte for byte, whatever the number of threads.
 */
public final class Trainer implements AutoCloseable {
  private final Model model;
  private final Parameters parameters;
  private final Backend backend;
  private final List<Loss> losses;
  private final Optimizer optimizer;
  private final long seed;
  private final boolean shuffle;
  private final Arena arena;
  private final Plan plan;
  private final Parameters gradients;
  private final List<Tensor> state;
  private final Batch[] batches;
  private final Evaluator evaluator;
  private Batch last;
  private long steps;
  private volatile boolean stopped;
  private boolean closed;

  private Trainer(Builder builder, Backend backend) {
    this.model = builder.model;
    this.parameters = builder.parameters;
    this.backend = backend;
    this.losses = List.copyOf(builder.losses);
    this.optimizer = builder.optimizer;
    this.seed = builder.seed;
    this.shuffle = builder.shuffle;
    this.arena = Arena.ofShared();
    try {
      checkLosses();
      if (builder.batch < 1) {
        throw new IllegalArgumentException(
            "trainer: batch is " + builder.batch + ": expected 1 or more");
      }
      this.plan = Plan.of(model, parameters, backend, arena, builder.batch, Plan.Purpose.TRAINING);
      this.gradients = plan.gradients().orElseThrow();
      this.state = new ArrayList<>();
      for (int i = 0; i < optimizer.state().size(); i++) {
        state.add(backend.allocate(arena, DType.F32, parameters.flat().shape()));
      }
      this.batches = new Batch[builder.batch + 1];
      this.evaluator =
          new Evaluator(
              Plan.of(model, parameters, backend, arena, builder.batch, Plan.Purpose.EVALUATION),
              backend,
              losses,
              arena);
      this.last = batch(0);
    } catch (RuntimeException e) {
      arena.close();
      backend.close();
      throw e;
    }
  }

  private void checkLosses() {
    if (losses.size() != model.outputs().size()) {
      throw new IllegalArgumentException(
          "trainer: "
              + losses.size()
              + " losses for "
              + model.outputs().size()
              + " outputs: expected one for each");
    }
  }

  /** What a trainer is made of. */
  public static final class Builder {
    private final Model model;
    private final Parameters parameters;
    private List<Loss> losses = List.of(Loss.crossEntropy());
    private Optimizer optimizer = Adam.of(1e-3);
    private int batch = 64;
    private int threads = 1;
    private long seed;
    private boolean shuffle = true;
    private String backend = "";

    /** For {@link Model#trainer}. */
    public Builder(Model model, Parameters parameters) {
      this.model = model;
      this.parameters = parameters;
    }

    /** One loss for each output, to be summed; cross entropy of the only output unless set. */
    public Builder loss(Loss... each) {
      this.losses = List.of(each);
      return this;
    }

    /** The optimizer; Adam with a learning rate of 0.001 unless set. */
    public Builder optimizer(Optimizer value) {
      this.optimizer = value;
      return this;
    }

    /** The largest batch, 1 or more; 64 unless set. */
    public Builder batch(int largest) {
      this.batch = largest;
      return this;
    }

    /** The number of threads that a large operation may use; 1 unless set. */
    public Builder threads(int count) {
      this.threads = count;
      return this;
    }

    /** What the order of the rows in {@link Trainer#fit} depends on; 0 unless set. */
    public Builder seed(long value) {
      this.seed = value;
      return this;
    }

    /** Whether {@link Trainer#fit} takes the rows in a new order each epoch; true unless set. */
    public Builder shuffle(boolean value) {
      this.shuffle = value;
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
     * @throws IllegalArgumentException if a setting is out of range, the losses do not fit the
     *     outputs, or the parameters are another model's
     * @throws IllegalStateException if the backend cannot be had
     */
    public Trainer open() {
      return new Trainer(
          this, backend.isEmpty() ? Backends.open(threads) : Backends.open(backend, threads));
    }
  }

  /**
   * Takes one step on a batch: forward, loss, backward, update.
   *
   * @param input {@code [n, ...]}, n from 1 to the largest batch
   * @param target {@code [n, ...]} as the loss expects it
   * @throws IllegalArgumentException if types or sizes do not fit
   * @throws IllegalStateException if the trainer was closed
   */
  public void step(Tensor input, Tensor target) {
    checkOpen();
    if (model.inputs().size() != 1 || losses.size() != 1) {
      throw new IllegalArgumentException(
          "step: the model has "
              + model.inputs().size()
              + " inputs and "
              + losses.size()
              + " outputs: give a tensor for each");
    }
    Batch batch = batch(samples(input));
    batch.upload(input, target);
    run(batch);
  }

  /**
   * Takes one step on a batch of a model with any number of inputs and outputs.
   *
   * @param inputs one tensor for each input in order
   * @param targets one tensor for each output in order
   */
  public void step(Tensor[] inputs, Tensor[] targets) {
    checkOpen();
    if (inputs.length != model.inputs().size() || targets.length != losses.size()) {
      throw new IllegalArgumentException(
          "step: "
              + inputs.length
              + " inputs, "
              + targets.length
              + " targets: expected "
              + model.inputs().size()
              + " and "
              + losses.size());
    }
    Batch batch = batch(samples(inputs[0]));
    batch.upload(inputs, targets);
    run(batch);
  }

  /**
   * Takes one step on rows of a data set.
   *
   * @param order numbers of rows
   * @param from the first place in {@code order} to use
   * @param count how many to use, 1 to the largest batch
   */
  public void step(Dataset data, int[] order, int from, int count) {
    checkOpen();
    Batch batch = batch(count);
    batch.gather(data, order, from);
    run(batch);
  }

  private void run(Batch batch) {
    batch.differentiate();
    steps++;
    optimizer.update(
        backend.updates(), parameters.flat(), gradients.flat(), state, optimizer.rate(), steps);
    last = batch;
  }

  private int samples(Tensor input) {
    long size = model.inputShape(0).size();
    long n = size == 0 ? 0 : input.size() / size;
    if (n < 1 || n * size != input.size() || n > plan.largestBatch()) {
      throw new IllegalArgumentException(
          "step: the input is "
              + input.describe()
              + ": expected 1 to "
              + plan.largestBatch()
              + " samples of "
              + model.inputShape(0));
    }
    return (int) n;
  }

  private Batch batch(int n) {
    if (n < 0 || n >= batches.length) {
      throw new IllegalArgumentException(
          "step: " + n + " samples: expected 1 to " + plan.largestBatch());
    }
    Batch batch = batches[n];
    if (batch == null) {
      batch = new Batch(plan, backend, losses, arena, n);
      batches[n] = batch;
    }
    return batch;
  }

  /**
   * The loss of the last step's batch before the update, averaged over it and summed over outputs.
   */
  public double loss() {
    return last.loss();
  }

  /**
   * How many samples of the last step's batch had their class as the largest of the first output;
   * -1 if that output is no classification.
   */
  public int correct() {
    return last.correct();
  }

  /** The number of steps taken. */
  public long steps() {
    return steps;
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The parameters, as the last step left them. */
  public Parameters parameters() {
    return parameters;
  }

  /** The gradients of the last step. */
  public Parameters gradients() {
    return gradients;
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
   * The mean loss over a data set and, for classes, the share of right answers.
   *
   * @throws IllegalStateException if the trainer was closed
   */
  public Evaluation evaluate(Dataset data) {
    checkOpen();
    return evaluator.evaluate(data);
  }

  /**
   * Trains for a number of epochs, each a pass over all rows in a new order.
   *
   * @param validation evaluated after each epoch; may be empty
   * @param epochs 0 or more
   * @return a result for each whole epoch
   */
  public History fit(Dataset train, Dataset validation, int epochs) {
    return fit(train, validation, epochs, new FitListener() {});
  }

  /** {@link #fit(Dataset, Dataset, int)} with somebody who watches. */
  public History fit(Dataset train, Dataset validation, int epochs, FitListener listener) {
    checkOpen();
    stopped = false;
    return new Fit(this, train, validation, epochs, listener).run();
  }

  /**
   * Lets {@link #fit} return after the step that it is taking. May be called from any thread; the
   * epoch that is cut short is not in the history.
   */
  public void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  /** The order in which an epoch takes the rows. */
  void order(int epoch, int[] rows) {
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i;
    }
    if (shuffle && rows.length > plan.largestBatch()) {
      Shuffle.permute(seed, epoch, rows);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("trainer: it was closed");
    }
  }

  /** Frees everything but the parameters. Closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      arena.close();
      backend.close();
    }
  }
}
