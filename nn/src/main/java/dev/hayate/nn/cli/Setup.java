package dev.hayate.nn.cli;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.Model;
import dev.hayate.nn.Node;
import dev.hayate.nn.Parameters;
import dev.hayate.nn.data.Dataset;
import dev.hayate.nn.data.Rows;
import dev.hayate.nn.layer.LogSoftmax;
import dev.hayate.nn.loss.Loss;
import dev.hayate.nn.train.Sampling;
import dev.hayate.nn.train.Trainer;
import dev.hayate.nn.train.TrainerBuilder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A job with the network, its first values and the trainer that options ask for. */
final class Setup {
  private final TrainCommand options;
  private final Job job;
  private final Rows train;
  private final Rows validation;
  private final Arena arena;
  private final boolean binary;
  private final int batch;
  private final int epochs;
  private final Loss loss;
  private final Parameters parameters;
  private final Map<String, String> choices = new LinkedHashMap<>();

  /**
   * Builds the network.
   *
   * @throws IOException if a file that an option names cannot be read
   * @throws IllegalArgumentException if options do not fit the job
   */
  Setup(TrainCommand options, Job job, Arena arena) throws IOException {
    this.options = options;
    this.job = job;
    this.arena = arena;
    int wanted = options.batch == null ? job.defaults().batch() : options.batch;
    this.batch = Math.min(wanted, Math.max(1, job.train().size()));
    this.epochs = options.epochs == null ? job.defaults().epochs() : options.epochs;
    String type = options.loss.type(job.isClassification());
    this.binary = type.equals(LossOptions.BINARY);
    this.loss = options.loss.build(job);
    this.train = learned(job.train());
    this.validation = learned(job.validation());
    Checks.that(
        !options.balanced || (job.isClassification() && !binary),
        "--balanced",
        type,
        "a loss over classes");
    Model model = model(type);
    this.parameters =
        options.init.build(model, options.network.activationType(), options.seed, arena);
  }

  private Model model(String type) throws IOException {
    int features = job.train().featureCount();
    int outputs = binary ? 1 : job.outputs();
    Model model = options.network.build(features, outputs, job.defaults().hidden());
    Checks.that(
        model.inputs().size() == 1
            && model.outputs().size() == 1
            && model.inputShape(0).size() == features
            && model.outputShape(0).size() == outputs,
        "--model",
        "inputs "
            + model.inputs().stream().map(Node::shape).toList()
            + " and outputs "
            + model.outputs().stream().map(o -> model.nodes().get(o.node()).shape()).toList(),
        "an input of " + features + " features and an output of " + outputs + ", as the data has");
    boolean likelihood = type.equals(LossOptions.LIKELIHOOD) && options.network.model == null;
    return likelihood ? model.append("log_softmax", new LogSoftmax()) : model;
  }

  /**
   * Rows as the loss takes them: for a single output, the second class is 1 and the first 0. Rows
   * that are not in memory become so when they are read.
   */
  Rows learned(Rows rows) {
    return rows instanceof Dataset data ? learned(data) : rows;
  }

  private Dataset learned(Dataset data) {
    if (!binary) {
      return data;
    }
    Tensor values = Tensor.allocate(arena, DType.F32, data.targets().shape());
    for (int row = 0; row < data.size(); row++) {
      values.set(row, 0, data.targets().getInt(row, 0));
    }
    return new Dataset(data.features(), values, data.featureNames(), List.of());
  }

  Job job() {
    return job;
  }

  /** Some of what to learn from in memory, as the loss takes it. */
  Dataset sample(int rows) throws IOException {
    return learned(job.train().sample(arena, rows));
  }

  /** What to learn from, as the loss takes it. */
  Rows train() {
    return train;
  }

  /** What to watch, as the loss takes it. */
  Rows validation() {
    return validation;
  }

  Parameters parameters() {
    return parameters;
  }

  Loss loss() {
    return loss;
  }

  int epochs() {
    return epochs;
  }

  int stepsPerEpoch() {
    return Math.ceilDiv(train.size(), batch);
  }

  /**
   * The trainer; from then on {@link #choices} is complete.
   *
   * @throws IllegalArgumentException if options do not fit the job
   * @throws IOException if the data cannot be read
   */
  Trainer open() throws IOException {
    TrainerBuilder builder = parameters.model().trainer(parameters);
    builder.loss(loss).batch(batch).seed(options.seed);
    builder.threads(options.threads).backend(options.backend);
    builder.sampling(options.balanced ? Sampling.BALANCED_CLASSES : Sampling.EVERY_ROW);
    options.stopping().ifPresent(builder::earlyStopping);
    double perEpoch = (double) stepsPerEpoch() / options.optimizer.accumulate;
    if (options.checkpoint.file != null) {
      choices.put("data", RunFile.fingerprint(job));
    }
    if (job.isStreamed()) {
      // Rows that are in memory tell it by their check sum.
      String told = job.encoding().target().name();
      choices.put("--target", options.target.isEmpty() ? told : options.target);
    }
    choices.put("--stream", options.stream.apply(builder));
    choices.put("--seed", Long.toString(options.seed));
    choices.put("--batch", Integer.toString(batch));
    choices.put("--init", options.init.init);
    choices.put("--loss", options.loss.words(job.isClassification()));
    choices.put("--optimizer", options.optimizer.apply(builder, job.defaults()));
    choices.put(
        "--schedule",
        options.schedule.apply(
            builder,
            job.defaults().schedule(),
            options.optimizer.rate(job.defaults().rate()),
            (long) (epochs * perEpoch),
            perEpoch));
    choices.put("--balanced", Boolean.toString(options.balanced));
    choices.put("--early-stopping", options.earlyStopping);
    Trainer trainer = builder.open();
    choices.put("--backend", trainer.backend());
    return trainer;
  }

  /** What the result depends on, by option and in words. */
  Map<String, String> choices() {
    return choices;
  }
}
