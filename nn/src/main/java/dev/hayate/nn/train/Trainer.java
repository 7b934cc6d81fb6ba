package dev.hayate.nn.train;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.layer.Passes;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.plan.Plan;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;

/**
 * A model compiled for training: {@link #step} is the primitive, {@link #fit} a loop over it. A
 * step allocates nothing, except for the first one of each batch size, which binds the plan to that
 * size.
 *
 * <p>A trainer belongs to one thread at a time, but for {@link #stop}. The same data, settings and
 * seed give the same parameters, byte for byte, whatever the number of threads.
 */
public final class Trainer implements AutoCloseable {
  private static final int[] NO_ROWS = {};

  private final Model model;
  private final Parameters parameters;
  private final Backend backend;
  private final List<Loss> losses;
  private final long seed;
  private final RowOrder order;
  private final Loading loading;
  private final Arena arena;
  private final Parameters gradients;
  private final Descent descent;
  private final Batches batches;
  private final Steps steps;
  private final Course course;
  private final Evaluator evaluator;
  private volatile boolean stopped;
  private boolean closed;

  Trainer(TrainerBuilder builder, Backend backend) {
    this.model = builder.model;
    this.parameters = builder.parameters;
    this.backend = backend;
    this.losses = List.copyOf(builder.losses);
    this.seed = builder.seed;
    this.order = new RowOrder(builder.seed, builder.sampling, builder.shuffle, builder.batch);
    this.arena = Arena.ofShared();
    try {
      checkLosses();
      this.loading =
          new Loading(
              model, losses.getFirst(), builder.batch, builder.prefetch, builder.shuffleBuffer);
      Passes passes = new Passes(builder.seed);
      Plan plan =
          Plan.of(model, parameters, backend, arena, builder.batch, Plan.Purpose.TRAINING, passes);
      this.gradients = plan.gradients().orElseThrow();
      this.descent = new Descent(builder, backend, gradients, arena);
      BestEpoch best = new BestEpoch(builder.earlyStopping, parameters, arena);
      Rates rates = new Rates(builder);
      this.course = new Course(rates, best);
      this.evaluator =
          new Evaluator(
              new Batches(
                  Plan.of(
                      model, parameters, backend, arena, builder.batch, Plan.Purpose.EVALUATION),
                  backend,
                  losses,
                  arena));
      this.batches = new Batches(plan, backend, losses, arena);
      this.steps = new Steps(passes, descent, rates, batches.of(0));
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

  /**
   * Takes one step on a batch: forward, loss, backward, update. The tensors are copied first, and
   * may be used again once this returns.
   *
   * @param input {@code [n, ...]}, contiguous, n from 1 to the largest batch
   * @param target {@code [n, ...]}, contiguous, as the loss expects it
   * @throws IllegalArgumentException if types or sizes do not fit
   * @throws NotFiniteException if the loss is NaN or infinite; no parameter has changed then, but
   *     for the running statistics of normalisations
   * @throws IllegalStateException if the trainer was closed
   */
  public void step(Tensor input, Tensor target) {
    step(input, target, Losses.NONE);
  }

  /**
   * {@link #step(Tensor, Tensor)} on a batch whose samples count differently.
   *
   * @param weights a factor for each sample's loss, {@code n} elements; a mean is still divided by
   *     what it is divided by without
   */
  public void step(Tensor input, Tensor target, Tensor weights) {
    checkOpen();
    if (model.inputs().size() != 1 || losses.size() != 1) {
      throw new IllegalArgumentException(
          "step: the model has "
              + model.inputs().size()
              + " inputs and "
              + losses.size()
              + " outputs: give a tensor for each");
    }
    Batch batch = batches.of(input);
    batch.upload(input, target);
    batch.weigh(weights);
    steps.take(batch, NO_ROWS, 0);
  }

  /**
   * {@link #step(Tensor, Tensor)} on a batch of a model with any number of inputs and outputs.
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
    Batch batch = batches.of(inputs[0]);
    batch.upload(inputs, targets);
    batch.weigh(Losses.NONE);
    steps.take(batch, NO_ROWS, 0);
  }

  /**
   * {@link #step(Tensor, Tensor)} on rows of a data set.
   *
   * @param order numbers of rows; one may come more than once
   * @param from the first place in {@code order} to use
   * @param count how many to use, 1 to the largest batch
   * @throws IllegalArgumentException if there is no row of a number, too many are asked for, or the
   *     data does not fit the model
   * @throws IndexOutOfBoundsException if {@code order} ends before
   */
  public void step(Dataset data, int[] order, int from, int count) {
    checkOpen();
    Batch batch = batches.of(count);
    batch.gather(data, order, from);
    batch.weigh(Losses.NONE);
    steps.take(batch, order, from);
  }

  /** Takes one step on a batch that a loader has read, which gets the memory back meanwhile. */
  void step(Slot slot, Loader loader, int[] numbers) {
    checkOpen();
    Batch batch = batches.of(slot.count());
    batch.upload(slot.features(), slot.targets());
    System.arraycopy(slot.rows(), 0, numbers, 0, slot.count());
    loader.release();
    batch.weigh(Losses.NONE);
    steps.take(batch, numbers, 0);
  }

  /**
   * The loss of the last step's batch before the update, averaged over it and summed over outputs.
   */
  public double loss() {
    return steps.last().loss();
  }

  /**
   * How many samples of the last step's batch had their class as the largest of the first output;
   * -1 if that output is no classification.
   */
  public int correct() {
    return steps.last().correct();
  }

  /** The number of steps taken, in each of which a batch went forward and backward. */
  public long steps() {
    return steps.taken();
  }

  /**
   * The number of times the parameters were updated; as many as steps unless gradients are
   * accumulated.
   */
  public long updates() {
    return descent.updates();
  }

  /** The number of epochs that {@link #fit} completed. */
  public long epochs() {
    return course.epochs();
  }

  /** Whether the rule of early stopping ended the run; {@link #fit} would go on nonetheless. */
  public boolean ended() {
    return course.ended();
  }

  /** The learning rate that an optimizer of a given rate has at the next update. */
  public double rate(double base) {
    return course.rates().of(base, descent.updates());
  }

  /** Gives the rule for plateaus a measure; {@link #fit} does so after each epoch. */
  public void observe(double measure) {
    course.rates().observe(measure);
  }

  /** The moving average of the parameters, if it was asked for. */
  public Optional<Parameters> averaged() {
    return descent.average();
  }

  /**
   * Everything that the run depends on. The tensors are views: they change with the next step, so
   * write them first.
   */
  public TrainingState state() {
    checkOpen();
    TrainingState.Writer writer = new TrainingState.Writer();
    writer.tensor("parameters", parameters.flat());
    writer.tensor("buffers", parameters.buffers());
    writer.count("seed", seed);
    steps.save(writer);
    course.save(writer);
    return writer.state();
  }

  /**
   * Goes back to a state of a trainer of the same model and settings.
   *
   * @throws IllegalArgumentException if it is another trainer's
   */
  public void restore(TrainingState state) {
    checkOpen();
    if (state.whole("seed") != seed) {
      throw new IllegalArgumentException(
          "training state: seed " + state.whole("seed") + ": expected " + seed);
    }
    state.copyTo("parameters", parameters.flat());
    state.copyTo("buffers", parameters.buffers());
    steps.restore(state);
    course.restore(state);
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The parameters, as the last step left them. */
  public Parameters parameters() {
    return parameters;
  }

  /** The gradients of the last step, not clipped by their norm. */
  public Parameters gradients() {
    return gradients;
  }

  /** The name of the backend. */
  public String backend() {
    return backend.name();
  }

  /** The largest batch. */
  public int largestBatch() {
    return batches.largest();
  }

  /**
   * The mean loss over rows and, for classes, the share of right answers; both NaN without rows.
   * Changes nothing.
   *
   * @throws IllegalStateException if the trainer was closed, or the thread was interrupted while it
   *     waited for rows that are not in memory
   * @throws java.io.UncheckedIOException if the rows cannot be read
   */
  public Evaluation evaluate(Rows rows) {
    checkOpen();
    if (rows instanceof Dataset data) {
      return evaluator.evaluate(data);
    }
    RowOrder inOrder = new RowOrder(seed, Sampling.EVERY_ROW, false, batches.largest());
    try (Loader loader = loading.begin(rows, inOrder, new Loader.Span(0, 0, 0), () -> false)) {
      return evaluator.evaluate(rows.size(), loader);
    }
  }

  /**
   * Trains for a number of epochs, each a pass over all rows in a new order. An epoch that was cut
   * short, by {@link #stop} or by a checkpoint within it, is finished first and counts as one of
   * them.
   *
   * <p>Rows that are not in memory are read by another thread while the batch before them is
   * computed (see {@link TrainerBuilder#prefetch}); classes become the numbers 0, 1, ... for a loss
   * of values. An interrupt while the thread waits for them ends the run as {@link #stop} does.
   *
   * @param validation evaluated after each epoch; may be empty
   * @param count 0 or more
   * @return a result for each whole epoch
   * @throws NotFiniteException if a loss is NaN or infinite
   * @throws java.io.UncheckedIOException if rows cannot be read; the steps before are taken, and
   *     the state is that of the last one
   */
  public History fit(Rows train, Rows validation, int count) {
    return fit(train, validation, count, new FitListener() {});
  }

  /** {@link #fit(Rows, Rows, int)} with somebody who watches. */
  public History fit(Rows train, Rows validation, int epochs, FitListener listener) {
    checkOpen();
    stopped = false;
    return new Fit(this, train, validation, epochs, listener).run();
  }

  /** Where the steps of some epochs take their rows from. */
  Feed feed(Rows rows, int first, int last) {
    if (rows instanceof Dataset data) {
      return new MemoryFeed(this, data);
    }
    return new StreamFeed(
        this,
        loading.begin(rows, order, new Loader.Span(first, course.position(), last), this::stopped));
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
  RowOrder order() {
    return order;
  }

  /** How far the run has come. */
  Course course() {
    return course;
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
