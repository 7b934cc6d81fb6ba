package dev.hayate.nn.train;

import dev.hayate.kernels.Backends;
import dev.hayate.nn.Model;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.optim.Adam;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.schedule.Plateau;
import dev.hayate.nn.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a {@link Trainer} is made of. Not safe to share between threads.
 *
 * <pre>{@code
 * Trainer trainer =
 *     model.trainer(parameters)
 *         .optimizer(AdamW.of(1e-3))
 *         .group(Parameters.Entry::isVector, AdamW.of(1e-3).weightDecay(0))
 *         .schedule(OneCycle.of(1e-2, steps))
 *         .clipNorm(1)
 *         .open();
 * }</pre>
 */
public final class TrainerBuilder {
  final Model model;
  final Parameters parameters;
  List<Loss> losses = List.of(Loss.crossEntropy());
  Optimizer optimizer = Adam.of(1e-3);
  int batch = 64;
  int threads = 1;
  long seed;
  boolean shuffle = true;
  String backend = "";
  final List<ParameterGroup> groups = new ArrayList<>();
  Schedule schedule = Schedule.constant();
  boolean byEpoch;
  Optional<Plateau> plateau = Optional.empty();
  double clipNorm = Double.POSITIVE_INFINITY;
  double clipValue = Double.POSITIVE_INFINITY;
  int accumulate = 1;
  double average;
  Sampling sampling = Sampling.EVERY_ROW;
  int prefetch = 2;
  int shuffleBuffer = 10_000;
  Optional<EarlyStopping> earlyStopping = Optional.empty();

  /** For {@link Model#trainer}. */
  public TrainerBuilder(Model model, Parameters parameters) {
    this.model = model;
    this.parameters = parameters;
  }

  /** One loss for each output, to be summed; cross entropy of the only output unless set. */
  public TrainerBuilder loss(Loss... each) {
    this.losses = List.of(each);
    return this;
  }

  /** The optimizer; Adam with a learning rate of 0.001 unless set. */
  public TrainerBuilder optimizer(Optimizer value) {
    this.optimizer = value;
    return this;
  }

  /**
   * Another optimizer for some parameters, as for biases and norms that are not to decay. A
   * parameter belongs to the first group that takes it, and to the trainer's own optimizer if none
   * does.
   */
  public TrainerBuilder group(Predicate<Parameters.Entry> members, Optimizer value) {
    groups.add(new ParameterGroup(members, value));
    return this;
  }

  /** How the learning rates change with the steps taken; not at all unless set. */
  public TrainerBuilder schedule(Schedule value) {
    this.schedule = value;
    this.byEpoch = false;
    return this;
  }

  /** How the learning rates change with the epochs completed. */
  public TrainerBuilder scheduleByEpoch(Schedule value) {
    this.schedule = value;
    this.byEpoch = true;
    return this;
  }

  /** Lowers the rates when the validation loss of {@link Trainer#fit} no longer falls. */
  public TrainerBuilder plateau(Plateau value) {
    this.plateau = Optional.of(value);
    return this;
  }

  /**
   * Scales the gradients of all parameters together down to a largest norm, as {@code
   * torch.nn.utils.clip_grad_norm_}.
   *
   * @param largest more than 0
   */
  public TrainerBuilder clipNorm(double largest) {
    this.clipNorm = largest;
    return this;
  }

  /**
   * Bounds every element of the gradients, as {@code torch.nn.utils.clip_grad_value_}; before
   * {@link #clipNorm}.
   *
   * @param largest more than 0
   */
  public TrainerBuilder clipValue(double largest) {
    this.clipValue = largest;
    return this;
  }

  /** Takes the mean gradient of so many batches for one update; 1 unless set. */
  public TrainerBuilder accumulate(int batches) {
    this.accumulate = batches;
    return this;
  }

  /**
   * Keeps an exponential moving average of the parameters, see {@link Trainer#averaged()}.
   *
   * @param keep the share of the average that each update leaves, from 0 to below 1; 0 for no
   *     average
   */
  public TrainerBuilder average(double keep) {
    this.average = keep;
    return this;
  }

  /** Which rows an epoch of {@link Trainer#fit} takes; each once unless set. */
  public TrainerBuilder sampling(Sampling value) {
    this.sampling = value;
    return this;
  }

  /** When {@link Trainer#fit} ends early; never unless set. */
  public TrainerBuilder earlyStopping(EarlyStopping value) {
    this.earlyStopping = Optional.of(value);
    return this;
  }

  /** The largest batch, 1 or more; 64 unless set. */
  public TrainerBuilder batch(int largest) {
    this.batch = largest;
    return this;
  }

  /** The number of threads that a large operation may use; 1 unless set. */
  public TrainerBuilder threads(int count) {
    this.threads = count;
    return this;
  }

  /** What the order of the rows in {@link Trainer#fit} depends on; 0 unless set. */
  public TrainerBuilder seed(long value) {
    this.seed = value;
    return this;
  }

  /** Whether {@link Trainer#fit} takes the rows in a new order each epoch; true unless set. */
  public TrainerBuilder shuffle(boolean value) {
    this.shuffle = value;
    return this;
  }

  /**
   * How many batches of rows that are not in memory are read ahead, 1 or more; 2 unless set. The
   * result does not depend on it.
   */
  public TrainerBuilder prefetch(int batches) {
    this.prefetch = batches;
    return this;
  }

  /**
   * Among how many rows {@link dev.hayate.nn.data.SequentialRows} are shuffled, 1 or more; 10,000
   * unless set. They are held in memory.
   */
  public TrainerBuilder shuffleBuffer(int rows) {
    this.shuffleBuffer = rows;
    return this;
  }

  /** The backend by name; the best available unless set. */
  public TrainerBuilder backend(String name) {
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
    if (batch < 1 || accumulate < 1) {
      throw new IllegalArgumentException(
          "trainer: batch is " + batch + ", accumulate " + accumulate + ": expected 1 or more");
    }
    if (prefetch < 1 || shuffleBuffer < 1) {
      throw new IllegalArgumentException(
          "trainer: "
              + prefetch
              + " batches read ahead, "
              + shuffleBuffer
              + " rows to shuffle: expected 1 or more");
    }
    if (!(clipNorm > 0 && clipValue > 0 && average >= 0 && average < 1)) {
      throw new IllegalArgumentException(
          "trainer: clipping at "
              + clipNorm
              + " and "
              + clipValue
              + ", average "
              + average
              + ": expected more than 0, and from 0 to below 1");
    }
    return new Trainer(
        this, backend.isEmpty() ? Backends.open(threads) : Backends.open(backend, threads));
  }
}
