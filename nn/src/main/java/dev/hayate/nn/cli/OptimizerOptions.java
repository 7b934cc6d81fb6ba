package dev.hayate.nn.cli;

import dev.hayate.nn.Parameters;
import dev.hayate.nn.layer.Attributes;
import dev.hayate.nn.optim.Optimizer;
import dev.hayate.nn.optim.OptimizerCatalog;
import dev.hayate.nn.train.TrainerBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How parameters follow their gradients. */
final class OptimizerOptions {
  private static final String LR = "lr";
  private static final String WEIGHT_DECAY = "weight_decay";

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description =
          "sgd, adam, adamw, nadam, radam, adamax, adagrad, adadelta, rmsprop, rprop, asgd or lion,"
              + " with settings as in adam:beta2=0.99,amsgrad=true (adam)")
  String optimizer = "adam";

  @Option(names = "--lr", paramLabel = "X", description = "learning rate (by job)")
  @Nullable Double rate;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "L2 penalty; of adamw and lion the share of the weights (by job)")
  @Nullable Double weightDecay;

  @Option(names = "--momentum", paramLabel = "X", description = "of sgd and rmsprop (0)")
  @Nullable Double momentum;

  @Option(
      names = "--decay-weights-only",
      description = "no weight decay on biases and on the factors of norms")
  boolean decayWeightsOnly;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "largest norm of all gradients together (none)")
  double clipNorm = Double.POSITIVE_INFINITY;

  @Option(
      names = "--clip-value",
      paramLabel = "X",
      description = "largest element of a gradient (none)")
  double clipValue = Double.POSITIVE_INFINITY;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      description = "batches whose mean gradient makes one update (1)")
  int accumulate = 1;

  @Option(
      names = "--ema",
      paramLabel = "X",
      description =
          "keep a moving average of the parameters, of which each update leaves this share, and"
              + " take it as the result (none)")
  double average;

  /** Checks what can be checked before data is read. */
  void check() {
    Checks.that(rate == null || rate > 0, "--lr", rate, "more than 0");
    Checks.that(
        weightDecay == null || weightDecay >= 0, "--weight-decay", weightDecay, "0 or more");
    Checks.that(
        momentum == null || (momentum >= 0 && momentum < 1),
        "--momentum",
        momentum,
        "from 0 to below 1");
    Checks.that(clipNorm > 0, "--clip-norm", clipNorm, "more than 0");
    Checks.that(clipValue > 0, "--clip-value", clipValue, "more than 0");
    Checks.that(accumulate >= 1, "--accumulate", accumulate, "1 or more");
    Checks.that(average >= 0 && average < 1, "--ema", average, "from 0 to below 1");
    Checks.made("--optimizer", optimizer, () -> build(1e-3, 0, false));
  }

  /** The learning rate: the one given, or else the job's. */
  double rate(double usual) {
    return choice().settings().values().containsKey(LR)
        ? choice().settings().number(LR)
        : rate == null ? usual : rate;
  }

  private Choice choice() {
    return Choice.of("--optimizer", optimizer, OptimizerCatalog.types(), "");
  }

  private Optimizer build(double usualRate, double usualDecay, boolean withoutDecay) {
    Choice choice = choice();
    Attributes settings = Attributes.NONE.with(LR, rate(usualRate));
    if (weightDecay != null || usualDecay > 0) {
      settings = settings.with(WEIGHT_DECAY, weightDecay == null ? usualDecay : weightDecay);
    }
    if (momentum != null) {
      settings = settings.with("momentum", momentum);
    }
    settings = settings.and(choice.settings());
    if (withoutDecay) {
      settings = settings.with(WEIGHT_DECAY, 0.0);
    }
    return OptimizerCatalog.read(choice.type(), settings);
  }

  /**
   * Gives a trainer the optimizer and what is done to gradients; what was chosen, in words.
   *
   * @param usual the job's own settings
   */
  String apply(TrainerBuilder builder, Job.Defaults usual) {
    Optimizer whole = build(usual.rate(), usual.weightDecay(), false);
    builder.optimizer(whole);
    if (decayWeightsOnly) {
      builder.group(Parameters.Entry::isVector, build(usual.rate(), usual.weightDecay(), true));
    }
    builder.clipNorm(clipNorm).clipValue(clipValue).accumulate(accumulate).average(average);
    return whole
        + (decayWeightsOnly ? ", weights only" : "")
        + ", clipped at "
        + clipNorm
        + " and "
        + clipValue
        + ", accumulated over "
        + accumulate
        + ", averaged by "
        + average;
  }
}
